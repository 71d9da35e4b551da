import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { openTestDatabase, testStore } from './database.ts';

describe('openTestDatabase', () => {
  it('gives each caller an empty database of its own on the store of the run', async () => {
    const [a, b] = await Promise.all([openTestDatabase(), openTestDatabase()]);
    try {
      await a.in(undefined).execute(sql`insert into counters (name, value) values ('only in a', 1)`);
      const rows = await b.in(undefined).execute(sql`select * from counters where name = 'only in a'`);
      expect([...((rows as { rows?: unknown[] }).rows ?? (rows as unknown as unknown[]))]).toEqual([]);
      expect(a.store).toBe(testStore());
    } finally {
      await Promise.all([a.close(), b.close()]);
    }
  });
});
