import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const all = 'test/**/*.test.ts';

const saying = (words: RegExp): string[] => globSync(all).filter((file) => words.test(readFileSync(file, 'utf8')));

/**
 * The suite runs on both stores. Tests that never open a database would only say the same thing twice, so the second
 * store repeats those that do: they open one through the harness.
 */
const onADatabase = saying(/\b(openTestDatabase|createTestPostgres|startServer|startTwoServers|wholeServer)\b/);

/** Of those, the ones that are about HTTP and who may do what: they say so, and run on the quicker store alone. */
const onOneStore = saying(/^\/\/ On PostgreSQL alone: /m);

/** They start processes and wait for them: whatever their length, they take longest. */
const slow = new Set(
  saying(/\b(startServerProcess|realServer|runDemo|processSubject|play)\(/).map((file) => resolve(file)),
);

/** The longest first, so that no processor is idle at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => (slow.has(moduleId) ? 0 : 1);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' as const };

export default defineConfig({
  test: {
    // By default one processor stays idle, which on a small machine is half of it.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'pglite',
          include: [all],
          exclude: onOneStore,
          globalSetup: 'test/harness/setup/pglite.ts',
        },
      },
      {
        test: { ...shared, name: 'postgres', include: onADatabase, globalSetup: 'test/harness/setup/postgres.ts' },
      },
    ],
  },
});
