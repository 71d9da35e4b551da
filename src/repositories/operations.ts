import type { OperationType, RollbackStatus, TaskStatus } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { isTerminal } from '../domain/status.ts';
import { plainArray } from './arrays.ts';
import type { Database } from './database.ts';
import { createOutcomes, type Outcomes } from './outcomes.ts';
import type { RunRow } from './runs.ts';

/** An operation of a batch as it is shown: a task without what only the engine needs of it. */
export interface OperationRow {
  readonly id: string;
  readonly name: string;
  readonly type: OperationType | 'rollback' | 'restore';
  readonly status: TaskStatus;
  readonly progress: number;
  readonly provider: string | null;
  readonly driver: string | null;
  /** Names of the operations it waits for. */
  readonly after: readonly string[] | null;
  readonly results: JsonObject | null;
  readonly error: string | null;
  readonly rollbackStatus: RollbackStatus | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}

/** What a page needs to know of its run. */
export type OperationsOf = Pick<RunRow, 'id' | 'tasksTotal' | 'running'>;

/**
 * As `currentTasks` says it, but written out: a page of a thousand rows is read several times a second while somebody
 * follows a batch, and the engine's share of the row is most of it.
 */
const SELECT = `select t.run_id as "runId", t.id, t.name, t.type,
    coalesce(s.ended, case when r.running ? t.ordinal::text then 'Running' else 'Pending' end) as status,
    coalesce(s.progress, 0::real) as progress, t.provider,
    coalesce(s.driver, r.running->(t.ordinal::text)->>1) as driver, t.spec->'after' as after, s.results, s.error,
    s.rollback_status as "rollbackStatus",
    coalesce(floor(extract(epoch from s.started_at) * 1000)::float8, (r.running->(t.ordinal::text)->>0)::float8)
      as "startedAt",
    floor(extract(epoch from s.completed_at) * 1000)::float8 as "completedAt"
  from tasks t join runs r on r.id = t.run_id left join task_states s on s.task_id = t.id`;

const idOf = (ordinal: string): string => `(select b.id from tasks b where b.run_id = $1 and b.ordinal = ${ordinal})`;

/** Operations of batches in pages, by their place in the request. However far the page and large the batch. */
export function createOperationRepository(database: Database) {
  const outcomes = createOutcomes(database);

  /** Ordinals have no gaps, so that a page is a range of them. */
  const range = (runId: string, from: number, count: number): Promise<readonly OperationRow[]> =>
    database.statement<OperationRow>(
      `${SELECT} where t.run_id = $1 and t.ordinal >= $2 and t.ordinal < $3 order by t.ordinal`,
      [runId, from, from + count],
    );

  const withOrdinals = (runId: string, ordinals: readonly number[]): Promise<readonly OperationRow[]> =>
    ordinals.length === 0
      ? Promise.resolve([])
      : database.statement<OperationRow>(
          `${SELECT} where t.run_id = $1 and t.ordinal = any($2::text::int[]) order by t.ordinal`,
          [runId, plainArray(ordinals)],
        );

  async function ended(run: OperationsOf, status: TaskStatus, page: PageRequest, found: Outcomes) {
    // While nothing ended otherwise the nth of them is the nth of all.
    const { settled } = found;
    if (settled.counts.get(status) === settled.upTo && page.offset + page.limit <= settled.upTo)
      return range(run.id, page.offset, page.limit);
    // Ids of a run rise with the ordinals, so those that ended so lie side by side in an index.
    return database.statement<OperationRow>(
      `${SELECT} where t.id in (
         select e.task_id from task_states e join tasks o on o.id = e.task_id
         where e.ended = $2 and e.task_id between ${idOf('0')} and ${idOf('$3')} and o.run_id = $1
         order by e.task_id limit $4 offset $5)
       order by t.ordinal`,
      [run.id, status, run.tasksTotal - 1, page.limit, page.offset],
    );
  }

  async function waiting(run: OperationsOf, under: readonly number[], page: PageRequest, found: Outcomes) {
    const { settled, last } = found;
    const from = settled.upTo;
    // Behind the last one that was begun all are waiting; before it somebody has to look.
    const untouched = Math.max(last, under.at(-1) ?? -1) + 1;
    const seen = await database.statement<{ readonly ordinal: number }>(
      `select t.ordinal from tasks t
       where t.run_id = $1 and t.ordinal >= $2 and t.ordinal < $3 and t.ordinal <> all($4::text::int[])
         and not exists (select from task_states s where s.task_id = t.id and s.ended is not null)
       order by t.ordinal limit $5 offset $6`,
      [run.id, from, untouched, plainArray(under), page.limit, page.offset],
    );
    const ordinals = seen.map(({ ordinal }) => ordinal);
    const passed = ordinals.length > 0 ? 0 : Math.max(0, page.offset - waitingBefore(untouched, under, found));
    for (let next = untouched + passed; ordinals.length < page.limit && next < run.tasksTotal; next++)
      ordinals.push(next);
    return withOrdinals(run.id, ordinals);
  }

  return {
    /** The first `perRun` operations of each run, in one query. */
    firstOfRuns: async (
      runIds: readonly string[],
      perRun: number,
    ): Promise<ReadonlyMap<string, readonly OperationRow[]>> => {
      const found = new Map<string, OperationRow[]>(runIds.map((id) => [id, []]));
      if (runIds.length === 0) return found;
      const rows = await database.statement<OperationRow & { readonly runId: string }>(
        `${SELECT} where t.run_id = any($1::text::uuid[]) and t.ordinal < $2 order by t.run_id, t.ordinal`,
        [plainArray(runIds), perRun],
      );
      for (const row of rows) found.get(row.runId)?.push(row);
      return found;
    },

    range,

    /** Those of one status, counted exactly. */
    ofStatus: async (run: OperationsOf, status: TaskStatus, page: PageRequest): Promise<Page<OperationRow>> => {
      const under = Object.keys(run.running).map(Number);
      const found = await outcomes(run);
      if (isTerminal(status)) {
        return { items: await ended(run, status, page, found), total: found.counts.get(status) ?? 0 };
      }
      if (status === 'Running') {
        const { offset, limit } = page;
        const items = await withOrdinals(run.id, under.slice(offset, offset + limit));
        return { items: items.filter((item) => item.status === status), total: under.length };
      }
      const items = await waiting(run, under, page, found);
      const over = [...found.counts.values()].reduce((sum, n) => sum + n, 0);
      return {
        items: items.filter((item) => item.status === status),
        total: Math.max(0, run.tasksTotal - over - under.length),
      };
    },
  };
}

/** How many wait before an ordinal behind which nothing was begun. */
function waitingBefore(untouched: number, under: readonly number[], { counts }: Outcomes): number {
  const over = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return Math.max(0, untouched - over - under.length);
}

export type OperationRepository = ReturnType<typeof createOperationRepository>;
