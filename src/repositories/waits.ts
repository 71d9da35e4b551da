import { plainArray } from './arrays.ts';
import type { Database } from './database.ts';

/** A slot that is waited for: how full its pool is, who holds it, and the place in the line. */
export interface SlotWait {
  readonly pool: string;
  readonly limit: number;
  readonly used: number;
  readonly position: number;
  readonly holders: readonly string[];
}

/** Where the run of a task stands. */
export interface RunPlace {
  readonly name: string;
  /** Whether a server drives it. */
  readonly driven: boolean;
  /** Place among the runs that wait for a server. */
  readonly position: number;
  readonly parallelLimit: number;
  readonly running: readonly string[];
}

/** What is told of those that hold what is waited for. */
const MOST = 100;

/** Reads what tasks wait for; everything by key. */
export function createWaitRepository(database: Database) {
  return {
    openDependencies: async (
      ids: readonly string[],
    ): Promise<readonly { id: string; name: string; status: string }[]> =>
      database.statement(
        `select t.id, t.name, t.status from current_tasks t
         where t.id = any($1::text::uuid[]) and t.status <> 'Completed' order by t.ordinal limit ${MOST}`,
        [plainArray(ids)],
      ),

    /** The slots this task waits for, one a pool: of several nodes the one that is next. In the order of `settle_slots`. */
    slots: async (taskId: string): Promise<readonly SlotWait[]> =>
      database.statement<SlotWait>(
        `with pools as (
           select pool, max(max) as "limit" from slots where task_id = $1 and granted_at is null group by pool
         ), held as (
           select pool, run_id, count(*) as n from slots
           where granted_at is not null and pool in (select pool from pools) group by 1, 2
         ), turns as (
           select s.pool, s.task_id, s.number, r.priority, coalesce(h.n, 0)
             + row_number() over (partition by s.pool, s.run_id order by s.number) as turn
           from slots s join runs r on r.id = s.run_id left join held h on h.pool = s.pool and h.run_id = s.run_id
           where s.granted_at is null and s.pool in (select pool from pools)
         ), line as (
           select pool, task_id,
             row_number() over (partition by pool order by priority desc, turn, number) as place from turns
         )
         select p.pool, p."limit",
           (select count(*) from slots s where s.pool = p.pool and s.granted_at is not null)::int as used,
           (select min(place) from line l where l.pool = p.pool and l.task_id = $1)::int as position,
           array(select distinct s.task_id::text from slots s
             where s.pool = p.pool and s.granted_at is not null limit ${MOST}) as holders
         from pools p order by p.pool`,
        [taskId],
      ),

    runPlace: async (runId: string): Promise<RunPlace | undefined> =>
      (
        await database.statement<RunPlace>(
          `select r.name, (r.lease_until is not null and r.lease_until >= now()) as driven, (
             select count(*) from runs o where o.completed_at is null and (o.lease_until is null or o.lease_until < now())
               and ((o.created_at at time zone 'UTC') - o.priority * interval '10 minutes', o.id)
                 <= ((r.created_at at time zone 'UTC') - r.priority * interval '10 minutes', r.id))::int as position,
             r.parallel_limit as "parallelLimit",
             array(select t.id::text from jsonb_object_keys(r.running) k join tasks t
               on t.run_id = r.id and t.ordinal = k::int order by t.ordinal limit 1000) as running
           from runs r where r.id = $1`,
          [runId],
        )
      )[0],

    /** What is held and waited for of the budgets of these providers (name to limit). */
    budgets: async (limits: ReadonlyMap<string, number>) => {
      if (limits.size === 0) return [];
      const rows = await database.statement<{ pool: string; held: number; waiting: number }>(
        `select pool, count(granted_at)::int as held, (count(*) - count(granted_at))::int as waiting
         from slots where pool like 'provider:%' group by pool`,
        [],
      );
      const found = new Map(rows.map((row) => [row.pool, row]));
      return [...limits].map(([provider, limit]) => {
        const { held = 0, waiting = 0 } = found.get(`provider:${provider}`) ?? {};
        return { provider, limit, held, waiting };
      });
    },

    /** Seconds until a call of that provider may be made that nobody has reserved yet; 0 when at once. */
    secondsToTurn: async (provider: string): Promise<number> => {
      const text = `select extract(epoch from next_at - clock_timestamp())::float8 as seconds from paces where provider = $1`;
      const [row] = await database.statement<{ seconds: number }>(text, [provider]);
      return Math.max(0, row?.seconds ?? 0);
    },
  };
}

export type WaitRepository = ReturnType<typeof createWaitRepository>;
