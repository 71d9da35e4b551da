import { PGlite } from '@electric-sql/pglite';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { usePglite } from '../../../src/repositories/database.ts';
import { compiled } from '../../e2e/serverProcess.ts';
import './context.ts';

/** Compiles the server for the processes that tests start, which are killed before they could keep it. */
const compileServer = () =>
  promisify(execFile)(process.execPath, ['--eval', `import('./src/main.ts').then(() => process.exit())`], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { ...process.env, ...compiled },
  });

/** Migrates one PGlite and dumps it: cloning the dump costs a tenth of a fresh start. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const compiling = compileServer();
  const dir = await mkdtemp(join(tmpdir(), 'provisioning-test-pglite-'));
  const template = join(dir, 'template.tar');
  const folder = join(dir, 'pglite');
  const client = await PGlite.create(folder);
  await usePglite(client);
  // Nobody makes another database in here: a clone without the two to make one from is little more than half as much work.
  await client.exec(`update pg_database set datistemplate = false`);
  for (const name of ['template0', 'template1']) await client.exec(`drop database ${name}`);
  const dump = await client.dumpDataDir('none');
  await writeFile(template, new Uint8Array(await dump.arrayBuffer()));
  await client.close();
  await compiling;
  project.provide('store', { kind: 'pglite', template, folder });
  return () => rm(dir, { recursive: true, force: true });
}
