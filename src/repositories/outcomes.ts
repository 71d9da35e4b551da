import type { TaskStatus } from '../../generated/enums.ts';
import type { Database } from './database.ts';

type Counts = ReadonlyMap<TaskStatus, number>;

/** How tasks of a run have ended. */
export interface Outcomes {
  readonly counts: Counts;
  /** The highest ordinal that has ended; -1 when none has. */
  readonly last: number;
  /** All ordinals below `upTo` have ended, and so. */
  readonly settled: { readonly upTo: number; readonly counts: Counts };
}

/** Runs whose settled part is remembered. */
const REMEMBERED = 500;

const plus = (counts: Counts, more: readonly (readonly [TaskStatus, number])[]): Counts => {
  const sum = new Map(counts);
  for (const [status, n] of more) sum.set(status, (sum.get(status) ?? 0) + n);
  return sum;
};

/**
 * Counts how tasks of a run have ended. What has ended stays so, and mostly in order: each look counts only from where
 * all before it had ended at the last look of this server, and so costs what has ended since, not what the run is.
 */
export function createOutcomes(
  database: Database,
): (run: { readonly id: string; readonly tasksTotal: number }) => Promise<Outcomes> {
  const known = new Map<string, Outcomes['settled']>();

  return async ({ id, tasksTotal }) => {
    const before = known.get(id) ?? { upTo: 0, counts: new Map() };
    if (before.upTo >= tasksTotal) return { counts: before.counts, last: tasksTotal - 1, settled: before };
    // Ids of a run rise with the ordinals. Of those that have ended the nth is the nth of all as long as none is missing.
    const rows = await database.statement<{
      readonly ended: TaskStatus;
      readonly n: number;
      readonly settled: number;
      readonly last: number;
    }>(
      `with tail as (
         select t.ordinal, s.ended, $2 + row_number() over (order by t.ordinal) - 1 as nth
         from task_states s join tasks t on t.id = s.task_id
         where s.ended is not null and t.run_id = $1
           and s.task_id >= (select b.id from tasks b where b.run_id = $1 and b.ordinal = $2)
           and s.task_id <= (select b.id from tasks b where b.run_id = $1 and b.ordinal = $3))
       select ended, count(*)::int as n, (count(*) filter (where ordinal = nth))::int as settled, max(ordinal) as last
       from tail group by ended`,
      [id, before.upTo, tasksTotal - 1],
    );
    const settled = {
      upTo: rows.reduce((sum, row) => sum + row.settled, before.upTo),
      counts: plus(
        before.counts,
        rows.map((row) => [row.ended, row.settled]),
      ),
    };
    // Two looks may overlap; the one that saw less does not undo the other.
    if (settled.upTo >= (known.get(id)?.upTo ?? 0)) {
      known.delete(id);
      known.set(id, settled);
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    }
    return {
      counts: plus(
        before.counts,
        rows.map((row) => [row.ended, row.n]),
      ),
      last: rows.reduce((last, row) => Math.max(last, row.last), before.upTo - 1),
      settled,
    };
  };
}
