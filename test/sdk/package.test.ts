import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../e2e/fences.ts';
import { packed, run } from '../harness/packed.ts';
import { realServer } from './real-server.ts';
import { ok, scriptedServer } from './scripted-server.ts';

const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';

let folder: string;
let project: string;

// Packs a copy of the sources and installs the tarball into an empty project, as a user would, without a network.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sdk-package-'));
  const sources = join(folder, 'sources');
  project = join(folder, 'project');
  const withoutBuild = { recursive: true, filter: (path: string) => !path.includes('/dist') };
  await cp(join(root, 'sdk'), join(sources, 'sdk'), withoutBuild);
  for (const part of ['sdk', 'types']) {
    await cp(join(root, 'generated', part), join(sources, 'generated', part), { recursive: true });
  }
  await cp(join(root, 'package.json'), join(sources, 'package.json'));
  await symlink(join(root, 'node_modules'), join(sources, 'node_modules'));
  const tarball = await packed(join(sources, 'sdk'), folder);
  await cp(join(root, 'examples/clients/reference.mjs'), join(project, 'reference.mjs'));
  await writeFile(join(project, 'package.json'), '{"name":"empty","version":"1.0.0","type":"module","private":true}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project });
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the packed SDK in an empty project', () => {
  it('brings no dependency with it', async () => {
    const installed = (await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['@provisioning']);
  });

  it("runs the reference's JavaScript example", async () => {
    const server = await scriptedServer(({ method }) => ok(method === 'POST' ? id : { id, status: 'Completed' }));
    const { stdout } = await run(process.execPath, ['reference.mjs'], {
      cwd: project,
      env: { ...process.env, PROVISIONING_URL: server.url, PROVISIONING_TOKEN: 'a-token' },
    });
    expect(stdout).toBe(`Task ID: ${id}\nStatus: Completed\n`);
    expect(server.seen[0]?.headers.authorization).toBe('Bearer a-token');
  });

  it("runs the reference's JavaScript example against the real server", async () => {
    const server = await realServer();
    try {
      const { stdout } = await run(process.execPath, ['reference.mjs'], {
        cwd: project,
        env: { ...process.env, PROVISIONING_URL: server.url, PROVISIONING_TOKEN: server.token },
      });
      expect(stdout).toMatch(/^Task ID: [0-9a-f-]{36}\nStatus: (Pending|Running|Completed)\n$/);
    } finally {
      await server.stop();
    }
  });

  it('type-checks its own declarations and typed use of them, without types of Node', async () => {
    await writeFile(
      join(project, 'use.ts'),
      `import { ProvisioningClient, NotFoundError, verifyWebhook, type Orchestrator } from '@provisioning/sdk';
       const client = new ProvisioningClient('http://localhost:9090', async () => 'token');
       const request: Orchestrator.BatchRequest = { name: 'b', operations: [
         { id: 'a', type: 'server_batch', provider: 'upcloud', server_configs: [{ name: 'w', plan: 'p', zone: 'z' }] },
       ] };
       const status: Orchestrator.TaskStatus = (await client.getBatch((await client.executeBatch(request)).batch_id)).status;
       for await (const task of client.listTasks({ status: 'Failed', limit: 10 })) task.name.toUpperCase();
       for await (const event of client.events({ categories: ['task'] })) event.sequence.toFixed();
       // @ts-expect-error a status that the contract doesn't know
       client.listTasks({ status: 'failed' });
       // @ts-expect-error a body without what is required
       client.executeBatch({ name: 'b' });
       const missing = (error: unknown): string[] => error instanceof NotFoundError ? [error.code, status] : [];
       export const checked = [missing, verifyWebhook];`,
    );
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      target: 'es2022',
      module: 'nodenext',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [compiler, '-p', '.'], { cwd: project }).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toBe('');
  });
});
