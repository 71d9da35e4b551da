import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProvisioningClient } from '../../sdk/index.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { packed, run } from '../harness/packed.ts';
import { fencesOf, root } from './fences.ts';
import { startServerProcess } from './serverProcess.ts';

const fences = fencesOf('docs/production.md');
const fence = (language: string, kind = ''): string => {
  const found = fences.filter((one) => one.language === language && one.kind === kind).map(({ text }) => text);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const noSystemd = spawnSync('systemd-analyze', ['--version']).status === 0 ? '' : ' (skipped: needs systemd-analyze)';

// Database roles and the package itself are the same on both stores; only PostgreSQL has roles.
describe.runIf(testStore() === 'postgres')('the packed program, as docs/production.md installs it', () => {
  let folder: string;
  let project: string;

  // What `npm run build` and `npm pack` make, without the check of types, which is a step of its own; installed without a
  // network beside what `npm prune --omit=dev` leaves.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provisioning-package-'));
    const sources = join(folder, 'sources');
    project = join(folder, 'project');
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const quick = ['--noCheck', '--incremental', 'false', '--outDir', join(sources, 'dist')];
    await run(process.execPath, [compiler, '-p', 'tsconfig.build.json', ...quick], { cwd: root });
    for (const part of ['package.json', 'drizzle', 'catalog', 'generated/openapi']) {
      await cp(join(root, part), join(sources, part), { recursive: true });
    }
    const tarball = await packed(sources, folder, '--ignore-scripts');
    const installed = join(project, 'node_modules/provisioning');
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
    const { stdout } = await run('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: root });
    const modules = join(root, 'node_modules');
    const needed = stdout.split('\n').map((path) => relative(modules, path));
    for (const name of new Set(needed.filter((path) => path !== '' && !path.startsWith('..')))) {
      if (name.includes('/node_modules/')) continue;
      await mkdir(dirname(join(project, 'node_modules', name)), { recursive: true });
      await symlink(join(modules, name), join(project, 'node_modules', name));
    }
  }, 240_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('serves with the two roles and no development dependency; its command line runs a batch', async () => {
    const { url, drop } = await createTestPostgres();
    const admin = postgres(url, { max: 1, onnotice: () => undefined });
    const mine = `p${randomBytes(4).toString('hex')}`;
    const named = (text: string): string => text.replaceAll('provisioning', mine);
    const statements = named(fence('sql'))
      .split(';')
      .filter((one) => one.trim() !== '');
    for (const statement of statements) await admin.unsafe(statement);
    const settings = named(fence('sh', 'settings')).replaceAll('localhost', new URL(url).host).trim().split('\n');
    const main = join(project, 'node_modules/provisioning/dist/src/main.js');
    const server = startServerProcess(
      {
        ...Object.fromEntries(
          settings.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        ),
        PROVISIONING_SECRET_KEY: randomBytes(32).toString('base64'),
        PROVISIONING_DATA_DIR: join(folder, 'data'),
      },
      [],
      main,
    );
    try {
      const at = await server.ready;
      expect((await fetch(`${at.orchestrator}/docs`)).status).toBe(200);
      expect(await (await fetch(`${at.control_center}/openapi.json`)).json()).toHaveProperty('openapi');
      const client = new ProvisioningClient(at.orchestrator, '', { controlCenterUrl: at.control_center });
      const { token } = await client.login('admin', 'an admin password');
      const batch = join(folder, 'batch.json');
      const servers = [{ name: 'packed-01', plan: 'small', zone: 'here' }];
      const operations = [{ id: 'one', type: 'server_batch', provider: 'upcloud', server_configs: servers }];
      await writeFile(batch, JSON.stringify({ name: 'packed', operations }));
      const cli = [join(project, 'node_modules/provisioning/dist/src/cli/main.js'), 'batch', 'run', batch, '--wait'];
      const { stdout } = await run(process.execPath, cli, {
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: folder, PROVISIONING_URL: at.orchestrator, PROVISIONING_TOKEN: token },
      });
      expect(stdout).toMatch(/Completed/);
      for await (const { batch_id } of client.listBatches()) {
        await client.executeRollback({ operation_ids: [`${batch_id}/one`] });
      }
      const owned = await admin`select usename from pg_stat_activity where datname = ${mine} and usename <> ${mine}`;
      expect(owned).toEqual([]);
    } finally {
      await server.end('SIGTERM');
      await admin`drop database if exists ${admin(mine)} with (force)`;
      for (const role of [mine, `${mine}_owner`]) await admin`drop role ${admin(role)}`;
      await admin.end({ timeout: 5 });
      await drop();
    }
  });

  it.skipIf(noSystemd !== '')(`has a unit that systemd takes${noSystemd}`, async () => {
    const unit = join(folder, 'provisioning.service');
    // Program, user and files are those of the machine it is for.
    const here = fence('ini')
      .replace('/usr/bin/node', process.execPath)
      .replace(/^(User|EnvironmentFile)=.*\n/gm, '');
    await writeFile(unit, here);
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', unit]);
    expect(stderr).toBe('');
  });
});
