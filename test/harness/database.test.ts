import { describe, expect, it } from 'vitest';
import { counters } from '../../src/repositories/schema.ts';
import { openTestDatabase, testStore } from './database.ts';

describe('openTestDatabase', () => {
  it('gives each caller an empty database of its own on the store of the run', async () => {
    const [a, b] = await Promise.all([openTestDatabase(), openTestDatabase()]);
    try {
      await a.in(undefined).insert(counters).values({ name: 'only in a', value: 1 });
      const names = (await b.in(undefined).select().from(counters)).map((row) => row.name);
      expect(names).not.toContain('only in a');
      expect(a.store).toBe(testStore());
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
  });
});
