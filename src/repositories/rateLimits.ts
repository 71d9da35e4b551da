import { lte, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { rateLimits } from './schema.ts';

/** What a window has come to after this point was counted. */
export interface WindowCount {
  readonly points: number;
  /** Unix seconds at which the window ends, on the database's clock. */
  readonly resetEpochSeconds: number;
  /** Whole seconds until then, at least 1 and at most the window. */
  readonly secondsLeft: number;
}

export interface RateLimitRepository {
  /** Counts one point in the window of the key, opening a new one when the last has ended. One statement, one clock. */
  consume(key: string, windowSeconds: number): Promise<WindowCount>;
  /** Drops windows that have ended; returns how many. */
  removeEnded(): Promise<number>;
}

export function createRateLimitRepository({ database }: { readonly database: Database }): RateLimitRepository {
  // All servers measure by the database's clock, so that two of them can't disagree about a window.
  const now = sql`clock_timestamp()`;
  return {
    async consume(key, windowSeconds) {
      const end = sql`clock_timestamp() + make_interval(secs => ${windowSeconds})`;
      const ended = sql`${rateLimits.expiresAt} <= clock_timestamp()`;
      const [row] = await database
        .in(undefined)
        .insert(rateLimits)
        .values({ key, points: 1, expiresAt: sql`${end}` })
        .onConflictDoUpdate({
          target: rateLimits.key,
          set: {
            points: sql`case when ${ended} then 1 else ${rateLimits.points} + 1 end`,
            expiresAt: sql`case when ${ended} then ${end} else ${rateLimits.expiresAt} end`,
          },
        })
        .returning({
          points: rateLimits.points,
          reset: sql<number>`ceil(extract(epoch from ${rateLimits.expiresAt}))::float8`,
          left: sql<number>`ceil(extract(epoch from ${rateLimits.expiresAt} - ${now}))::float8`,
        });
      if (row === undefined) throw new Error('the rate limit gave no window');
      // The stored end is rounded to milliseconds, which may put it just beyond the window.
      const secondsLeft = Math.min(windowSeconds, Math.max(1, row.left));
      return { points: row.points, resetEpochSeconds: row.reset, secondsLeft };
    },

    async removeEnded() {
      const rows = await database
        .in(undefined)
        .delete(rateLimits)
        .where(lte(rateLimits.expiresAt, now))
        .returning({ key: rateLimits.key });
      return rows.length;
    },
  };
}
