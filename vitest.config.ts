import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const all = 'test/**/*.test.ts';

const saying = (words: RegExp): string[] => globSync(all).filter((file) => words.test(readFileSync(file, 'utf8')));

/**
 * The suite runs on both stores. Tests that never open a database would only say the same thing twice, so the second
 * store repeats those that do: they open one through the harness.
 */
const onADatabase = saying(/\b(openTestDatabase|createTestPostgres|startServer|startTwoServers|wholeServer)\b/);

/** Of those, the ones that are about HTTP and who may do what: they say so, and run on the quicker store alone. */
const onOneStore = saying(/^\/\/ On PostgreSQL alone: /m);

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' as const };

export default defineConfig({
  test: {
    // By default one processor stays idle, which on a small machine is half of it.
    maxWorkers: '100%',
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
