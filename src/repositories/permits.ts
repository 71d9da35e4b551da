import type { Database } from './database.ts';

/**
 * The moments to call a provider at, handed out in one statement on one row (the generic cell rate algorithm, ITU-T
 * I.371, without a burst): `next_at` is the first moment nobody has. It outlives whoever reserved, so a restart is no
 * way round the pace.
 */
export function createPermitRepository(database: Database) {
  return {
    reserve: async (
      provider: string,
      wanted: number,
      perSecond: number,
      horizonMs: number,
    ): Promise<{ readonly count: number; readonly firstInMs: number }> => {
      const [row] = await database.statement<{ count: number; first_in_ms: number }>(
        `insert into paces as p (provider, next_at, granted)
           values ($1, clock_timestamp() + make_interval(secs => 1 / $3::float8), 1)
         on conflict (provider) do update set (next_at, granted) = (
           select from_at + make_interval(secs => n / $3::float8), n from (
             select from_at, least($2::int, greatest(0, floor(extract(epoch from
               clock_timestamp() + make_interval(secs => $4::float8 / 1000) - from_at)::float8 * $3::float8)::int + 1)) as n
             from (select greatest(p.next_at, clock_timestamp()) as from_at) as free) as part)
         returning granted as count, extract(epoch from p.next_at - clock_timestamp())::float8 * 1000
           - case when granted = 0 then $4::float8 else granted * 1000 / $3::float8 end as first_in_ms`,
        [provider, wanted, perSecond, horizonMs],
      );
      return { count: row!.count, firstInMs: Math.max(0, row!.first_in_ms) };
    },
  };
}
