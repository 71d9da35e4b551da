import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const dirs: string[] = [];
afterEach(async () => {
  for (const dir of dirs.splice(0)) await rm(dir, { recursive: true });
});

/** A report as vitest writes it: the tests of each file, and whether they passed; none for a file that can't be loaded. */
const reportOf = (files: Record<string, Record<string, boolean>>): string => {
  const testResults = Object.entries(files).map(([file, tests]) => {
    const assertionResults = Object.entries(tests).map(([fullName, passed]) => ({
      fullName,
      status: passed ? 'passed' : 'failed',
    }));
    const passed = assertionResults.length > 0 && assertionResults.every(({ status }) => status === 'passed');
    return { name: resolve(file), status: passed ? 'passed' : 'failed', assertionResults };
  });
  const passed = testResults.flatMap((file) => file.assertionResults).filter(({ status }) => status === 'passed');
  return JSON.stringify({ numPassedTests: passed.length, numPendingTests: 2, numTodoTests: 0, testResults });
};

async function results(task: 'again' | 'sum', first: string, second?: string): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'results-'));
  dirs.push(dir);
  const files = [join(dir, 'first.json'), join(dir, 'second.json')];
  await writeFile(files[0] ?? '', first);
  if (second !== undefined) await writeFile(files[1] ?? '', second);
  const env = { ...process.env, CI: 'true' };
  const { stdout, code }: { stdout: string; code?: number } = await run(
    process.execPath,
    ['.ci/results.mjs', task, ...files],
    { env },
  ).catch((error: unknown) => error as { stdout: string; code: number });
  return [...stdout.trim().split('\n'), ...(code === undefined ? [] : [`exit ${code}`])];
}

const aFails = reportOf({ 'test/a.test.ts': { one: true, two: false }, 'test/b.test.ts': { three: true } });

describe('what CI makes of the reports of the tests', () => {
  it('runs up to three failed files again, and none when more failed', async () => {
    expect(await results('again', aFails)).toEqual(['test/a.test.ts']);
    const many = ['a', 'b', 'c', 'd'].map((name) => [`test/${name}.test.ts`, { one: false }] as const);
    expect(await results('again', reportOf(Object.fromEntries(many.slice(1))))).toHaveLength(3);
    expect(await results('again', reportOf(Object.fromEntries(many)))).toEqual(['']);
  });

  it('names as unsteady what passed the second time, and counts it once', async () => {
    const steady = reportOf({ 'test/a.test.ts': { one: true, two: true } });
    expect(await results('sum', aFails, steady)).toEqual(['unsteady: two', '3 passed, 0 failed, 2 skipped']);
  });

  it('counts as failed what failed twice, and a file that cannot be loaded', async () => {
    const still = reportOf({ 'test/a.test.ts': { one: true, two: false } });
    expect(await results('sum', aFails, still)).toEqual(['2 passed, 1 failed, 2 skipped']);
    expect(await results('sum', reportOf({ 'test/a.test.ts': {} }))).toEqual(['0 passed, 1 failed, 2 skipped']);
  });

  it('fails when no test ran', async () => {
    const nothing = ['verify ended before the tests', 'no test ran', '0 passed, 0 failed, 0 skipped', 'exit 1'];
    expect(await results('sum', '')).toEqual(nothing);
  });
});
