import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const all = 'test/**/*.test.ts';

/**
 * The suite runs on both stores. Tests that never open a database would only say the same thing twice, so the second
 * store repeats those that do: they open one through the harness.
 */
const onADatabase = globSync(all).filter((file) =>
  /\b(openTestDatabase|createTestPostgres|startServer|startTwoServers|wholeServer)\b/.test(readFileSync(file, 'utf8')),
);

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' as const };

export default defineConfig({
  test: {
    // By default one processor stays idle, which on a small machine is half of it.
    maxWorkers: '100%',
    projects: [
      {
        test: { ...shared, name: 'pglite', include: [all], globalSetup: 'test/harness/setup/pglite.ts' },
      },
      {
        test: { ...shared, name: 'postgres', include: onADatabase, globalSetup: 'test/harness/setup/postgres.ts' },
      },
    ],
  },
});
