import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { differences, write } from '../../scripts/generate/folder.ts';

const root = join(import.meta.dirname, '../..');

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'generated-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it('finds the committed files byte for byte what the contract gives, and fails on one too many', async () => {
  const folder = await temporaryFolder();
  await cp(join(root, 'generated'), folder, { recursive: true });
  const extra = join(folder, 'sdk/old.ts');
  await writeFile(extra, '');

  const main = join(root, 'scripts/generate/main.ts');
  const { code, lines } = await new Promise<{ code: unknown; lines: string[] }>((done) => {
    execFile(process.execPath, [main, '--check', '--out', folder], (error, stdout, stderr) => {
      done({ code: error?.code, lines: (stdout + stderr).trim().split('\n') });
    });
  });

  expect(lines).toEqual([
    `left over: ${extra}`,
    'generated/ is not what openapi/ says: run `npm run generate` and commit it',
  ]);
  expect(code).toBe(1);
});

it('names each file that is missing, stale or left over, and puts all three right', async () => {
  const folder = await temporaryFolder();
  const files = new Map([
    ['a.ts', 'a'],
    ['deep/b.ts', 'b'],
    ['deep/c.ts', 'c'],
  ]);
  await write(folder, files);
  expect(await differences(folder, files)).toEqual([]);

  await writeFile(join(folder, 'a.ts'), 'a by hand');
  await rm(join(folder, 'deep/b.ts'));
  await writeFile(join(folder, 'z.ts'), '');
  const found = [
    { path: 'a.ts', problem: 'stale' },
    { path: 'deep/b.ts', problem: 'missing' },
    { path: 'z.ts', problem: 'left over' },
  ];
  expect(await differences(folder, files)).toEqual(found);
  expect(await write(folder, files)).toEqual(found);
  expect(await differences(folder, files)).toEqual([]);
  expect(await readFile(join(folder, 'deep/b.ts'), 'utf8')).toBe('b');
});
