import { lte, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { rateLimits } from './schema.ts';

/** What a window has come to after this point was counted. */
export interface WindowCount {
  readonly points: number;
  /** Unix seconds at which the window ends, on the database's clock. */
  readonly resetEpochSeconds: number;
  /** Milliseconds until then, rounded down. */
  readonly msLeft: number;
}

export interface RateLimitRepository {
  /** Counts points in the window of the key, opening a new one when the last has ended. One statement, one clock. */
  consume(key: string, points: number, windowSeconds: number): Promise<WindowCount>;
  /** Drops windows that have ended; returns how many. */
  removeEnded(): Promise<number>;
}

/**
 * All servers measure by the database's clock, so that two of them can't disagree about a window. Its commit waits for no
 * disk: what the database loses of a minute when it crashes is no quota that anybody could use again at will.
 */
const CONSUME = `with quick as materialized (select set_config('synchronous_commit', 'off', true))
  insert into rate_limits as l (key, points, expires_at)
  select $1, $2::int, clock_timestamp() + make_interval(secs => $3::int) from quick
  on conflict (key) do update set
    points = case when l.expires_at <= clock_timestamp() then excluded.points else l.points + excluded.points end,
    expires_at = case when l.expires_at <= clock_timestamp() then excluded.expires_at else l.expires_at end
  returning points, ceil(extract(epoch from expires_at))::float8 as reset,
    floor(1000 * extract(epoch from expires_at - clock_timestamp()))::float8 as left`;

export function createRateLimitRepository({ database }: { readonly database: Database }): RateLimitRepository {
  return {
    async consume(key, points, windowSeconds) {
      const [row] = await database.statement<{ points: number; reset: number; left: number }>(CONSUME, [
        key,
        points,
        windowSeconds,
      ]);
      if (row === undefined) throw new Error('the rate limit gave no window');
      return { points: row.points, resetEpochSeconds: row.reset, msLeft: row.left };
    },

    async removeEnded() {
      const rows = await database
        .in(undefined)
        .delete(rateLimits)
        .where(lte(rateLimits.expiresAt, sql`clock_timestamp()`))
        .returning({ key: rateLimits.key });
      return rows.length;
    },
  };
}
