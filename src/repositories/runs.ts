import { setImmediate as nextTurn } from 'node:timers/promises';
import { and, asc, count, desc, eq, getViewSelectedFields, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { TaskStatus } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { LoadedRun, NodeRecord, RunKind, RunRecord, RunStore, TaskRecord } from '../engine/ports.ts';
import { bulkInserts, type BulkInsert } from './bulk.ts';
import type { Database } from './database.ts';
import { runPolicyColumns } from './policyColumns.ts';
import { visibleRows } from './rowFilter.ts';
import { currentNodes, currentTasks, nodes, runs, tasks } from './schema.ts';

export type RunRow = typeof runs.$inferSelect;
export type NewRun = typeof runs.$inferInsert;
/** A task with what has become of it. */
export type TaskRow = typeof currentTasks.$inferSelect;
export type NewTask = typeof tasks.$inferInsert;

/** Columns of a `TaskRow`, for a select that joins others. */
export const taskColumns = getViewSelectedFields(currentTasks);

/**
 * Where a waiting run stands: by age, a priority being worth ten minutes of it. So nobody waits for ever behind newer
 * runs of a higher priority. As the index `runs_queue` has it.
 */
const QUEUE_ORDER = "(created_at at time zone 'UTC') - priority * interval '10 minutes'";

/** What the engine needs of a task. */
const recordColumns = {
  id: currentTasks.id,
  runId: currentTasks.runId,
  ordinal: currentTasks.ordinal,
  kind: currentTasks.kind,
  name: currentTasks.name,
  type: currentTasks.type,
  provider: currentTasks.provider,
  dependencies: currentTasks.dependencies,
  spec: currentTasks.spec,
  status: currentTasks.status,
  progress: currentTasks.progress,
  driver: currentTasks.driver,
  error: currentTasks.error,
  rollbackStatus: currentTasks.rollbackStatus,
  cancelRequestedAt: currentTasks.cancelRequestedAt,
  startedAt: currentTasks.startedAt,
};

/** Tasks of one insert: bounds what a very large batch holds in memory as text. */
const INSERT_ROWS = 10_000;

const runInsert = bulkInserts(runs);
const taskInsert = bulkInserts(tasks);

/** One statement for the run with the first of its tasks, or for more of them. */
function insertion(run: NewRun | null, taskRows: readonly NewTask[]) {
  const params: string[] = [];
  const inserts: string[] = [];
  const add = (name: string, into: BulkInsert): void => {
    params.push(...into.params);
    inserts.push(`insert into ${name} (${into.columns}) select ${into.select} from ${into.source}`);
  };
  if (run !== null) add('runs', runInsert([run], params.length + 1));
  if (taskRows.length > 0) add('tasks', taskInsert(taskRows, params.length + 1));
  const last = inserts.pop()!;
  const before = inserts.map((insert, n) => `i_${n} as (${insert})`).join(', ');
  return { text: before === '' ? last : `with ${before} ${last}`, params };
}

export const toRun = (row: RunRow): RunRecord => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  status: row.status,
  rollbackStatus: row.rollbackStatus,
  progress: row.progress,
  spec: row.spec,
  parallelLimit: row.parallelLimit,
  rollbackEnabled: row.rollbackEnabled,
  createdBy: row.createdBy,
  startedAt: row.startedAt,
  cancelRequestedAt: row.cancelRequestedAt,
  cancelRollback: row.cancelRollback,
  epoch: row.epoch,
});

export const toTask = (row: Pick<TaskRow, keyof typeof recordColumns>): TaskRecord => ({
  id: row.id,
  runId: row.runId,
  ordinal: row.ordinal,
  kind: row.kind,
  name: row.name,
  type: row.type,
  provider: row.provider,
  dependencies: row.dependencies,
  spec: row.spec,
  status: row.status,
  progress: row.progress,
  driver: row.driver,
  error: row.error,
  rollbackStatus: row.rollbackStatus,
  cancelRequestedAt: row.cancelRequestedAt,
  startedAt: row.startedAt,
});

export const toNode = (row: typeof nodes.$inferSelect | typeof currentNodes.$inferSelect): NodeRecord => ({
  id: row.id,
  runId: row.runId,
  taskId: row.taskId,
  ordinal: row.ordinal,
  kind: row.kind,
  spec: row.spec,
  dependencies: row.dependencies,
  token: row.token,
  status: row.status,
  attempts: row.attempts,
  output: row.output,
  error: row.error,
  changed: row.changed,
  doneSequence: row.doneSequence,
  undoStatus: row.undoStatus,
  undoAttempts: row.undoAttempts,
});

/** Runs and their tasks as a whole: submit, read, cancel. */
export function createRunRepository(database: Database) {
  return {
    /** Stores a run and its tasks; what it tells is committed with the caller's transaction. */
    insert: async (tx: Tx, run: NewRun, taskRows: readonly NewTask[]): Promise<void> => {
      for (let from = 0; from === 0 || from < taskRows.length; from += INSERT_ROWS) {
        const { text, params } = insertion(from === 0 ? run : null, taskRows.slice(from, from + INSERT_ROWS));
        await database.statement(text, params, tx);
      }
    },

    find: async (id: string, tx?: Tx): Promise<RunRow | undefined> =>
      (await database.in(tx).select().from(runs).where(eq(runs.id, id)))[0],

    /** `visible` are the ones that may be seen. */
    list: async (
      kinds: readonly RunKind[],
      page: PageRequest,
      visible: RowFilter = EVERY_ROW,
      dead?: boolean,
    ): Promise<Page<RunRow>> => {
      const where = and(
        inArray(runs.kind, [...kinds]),
        visibleRows(visible, runPolicyColumns),
        dead === undefined ? undefined : dead ? isNotNull(runs.deadLetteredAt) : isNull(runs.deadLetteredAt),
      );
      const db = database.in(undefined);
      const items = await db
        .select()
        .from(runs)
        .where(where)
        .orderBy(desc(runs.createdAt), desc(runs.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(runs).where(where);
      return { items, total: total?.n ?? 0 };
    },

    /** Open runs that touch what a rollback would touch. */
    open: async (kinds: readonly RunKind[], tx?: Tx): Promise<readonly RunRow[]> =>
      database
        .in(tx)
        .select()
        .from(runs)
        .where(and(inArray(runs.kind, [...kinds]), isNull(runs.completedAt)))
        .orderBy(asc(runs.createdAt)),

    /** Which of these runs are batches. */
    batchesAmong: async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
      if (ids.length === 0) return new Set();
      const rows = await database
        .in(undefined)
        .select({ id: runs.id })
        .from(runs)
        .where(and(inArray(runs.id, [...new Set(ids)]), eq(runs.kind, 'batch')));
      return new Set(rows.map((row) => row.id));
    },

    /** Asks an open run to stop; the answer is the row as it is then, undefined when it isn't open. One statement decides the race with its end. */
    requestCancel: async (tx: Tx, id: string, rollback: boolean, at: Date): Promise<RunRow | undefined> =>
      (
        await database
          .in(tx)
          .update(runs)
          .set({
            cancelRequestedAt: sql`coalesce(${runs.cancelRequestedAt}, ${at.toISOString()}::timestamptz)`,
            cancelRollback: sql`${runs.cancelRollback} or ${rollback}`,
          })
          .where(and(eq(runs.id, id), isNull(runs.completedAt)))
          .returning()
      )[0],

    /** Counts of tasks and nodes by status, for the progress of a run. */
    steps: async (
      runId: string,
    ): Promise<{ readonly status: TaskStatus; readonly taskId: string; readonly n: number }[]> =>
      database
        .in(undefined)
        .select({ status: currentNodes.status, taskId: currentNodes.taskId, n: count() })
        .from(currentNodes)
        .where(eq(currentNodes.runId, runId))
        .groupBy(currentNodes.status, currentNodes.taskId),

    /** The node under way the longest, of the run or of one of its tasks, for `current_step`. */
    running: async (runId: string, taskId: string | null): Promise<NodeRecord | undefined> => {
      const [row] = await database
        .in(undefined)
        .select()
        .from(nodes)
        .where(
          and(
            eq(nodes.runId, runId),
            eq(nodes.status, 'Running'),
            taskId === null ? undefined : eq(nodes.taskId, taskId),
          ),
        )
        .orderBy(asc(nodes.intentAt))
        .limit(1);
      return row === undefined ? undefined : toNode(row);
    },
  };
}

export type RunRepository = ReturnType<typeof createRunRepository>;

/** The engine's side: claims under a lease with a rising epoch, on the database's clock. */
export function createRunStore(database: Database): RunStore {
  const list = (ids: readonly string[]): string => `{${ids.join()}}`;

  const loadAll = async (ids: readonly string[]): Promise<ReadonlyMap<string, LoadedRun>> => {
    const db = database.in(undefined);
    const [runRows, taskRows, nodeRows] = await Promise.all([
      db
        .select()
        .from(runs)
        .where(inArray(runs.id, [...ids])),
      db
        .select(recordColumns)
        .from(currentTasks)
        .where(inArray(currentTasks.runId, [...ids]))
        .orderBy(asc(currentTasks.runId), asc(currentTasks.ordinal)),
      db
        .select()
        .from(currentNodes)
        .where(inArray(currentNodes.runId, [...ids]))
        .orderBy(asc(currentNodes.ordinal)),
    ]);
    const found = new Map(
      runRows.map((row) => [row.id, { run: toRun(row), tasks: [] as TaskRecord[], nodes: [] as NodeRecord[] }]),
    );
    for (const row of taskRows) found.get(row.runId)?.tasks.push(toTask(row));
    for (const row of nodeRows) found.get(row.runId)?.nodes.push(toNode(row));
    return found;
  };

  /** Runs that are asked for in the same turn, as those of one claim are, are read together. */
  let gathering: { readonly ids: Set<string>; readonly loaded: Promise<ReadonlyMap<string, LoadedRun>> } | null = null;
  const load = async (runId: string): Promise<LoadedRun> => {
    if (gathering === null) {
      const ids = new Set<string>();
      const loaded = nextTurn().then(() => {
        gathering = null;
        return loadAll([...ids]);
      });
      gathering = { ids, loaded };
    }
    gathering.ids.add(runId);
    const run = (await gathering.loaded).get(runId);
    if (run === undefined) throw new Error(`run ${runId} is gone`);
    return run;
  };

  return {
    load,

    claim: async (
      owner,
      host,
      leaseSeconds,
      limit,
      { suspects, maxCrashes } = { suspects: false, maxCrashes: 32_767 },
    ) => {
      const rows = await database.statement<{ id: string; epoch: number; dead: boolean }>(
        `update runs r set owner = $1, epoch = r.epoch + 1, lease_until = now() + make_interval(secs => $3),
           status = 'Running', started_at = coalesce(r.started_at, now()), crashes = f.crashes, crash_mark = f.mark,
           dead_lettered_at = case when f.crashes >= $5 then coalesce(r.dead_lettered_at, now()) else r.dead_lettered_at end
         from (
           select d.id, case when d.owner is null then d.crash_mark else settled.n end as mark,
             case when d.owner is null then d.crashes when settled.n > d.crash_mark then 1 else d.crashes + 1 end as crashes
           from (
             select id, owner, crashes, crash_mark from runs
             where completed_at is null and (lease_until is null or lease_until < now()) and (host is null or host = $2)
               and ${suspects ? 'owner is not null and crashes > 0' : '(owner is null or crashes = 0)'}
             order by ${QUEUE_ORDER} limit $4 for update skip locked) d
           cross join lateral (
             select (select count(*) from tasks t join task_states s on s.task_id = t.id
                 where d.owner is not null and t.run_id = d.id and s.ended is not null)
               + (select count(*) from nodes n where d.owner is not null and n.run_id = d.id and n.done_at is not null)
               + (select count(*) from nodes n where d.owner is not null and n.run_id = d.id and n.undone_at is not null)
               + (select count(*) from nodes n where d.owner is not null and n.undo_run_id = d.id and n.undone_at is not null)
               as n) settled) f
         where r.id = f.id
         returning r.id, r.epoch, r.dead_lettered_at is not null as dead`,
        [owner, host, leaseSeconds, limit, maxCrashes],
      );
      return rows.map((row) => ({ runId: row.id, epoch: row.epoch, dead: row.dead }));
    },

    attend: async (owner, leaseSeconds) => {
      const [row] = await database.statement<{ n: number }>(
        `with me as (insert into engine_members (owner, seen_at) values ($1, now())
             on conflict (owner) do update set seen_at = excluded.seen_at),
           gone as (delete from engine_members where owner <> $1 and seen_at < now() - make_interval(secs => 10 * $2))
         select count(*)::int + 1 as n from engine_members
         where owner <> $1 and seen_at > now() - make_interval(secs => $2)`,
        [owner, leaseSeconds],
      );
      return row?.n ?? 1;
    },

    leave: async (owner) => {
      await database.statement('delete from engine_members where owner = $1', [owner]);
    },

    open: async (most) => {
      const [row] = await database.statement<{ n: number }>(
        'select count(*)::int as n from (select from runs where completed_at is null limit $1) o',
        [most],
      );
      return row?.n ?? 0;
    },

    renew: async (owner, runIds, leaseSeconds) =>
      (
        await database.statement<{
          id: string;
          cancel_requested_at: Date | null;
          cancel_rollback: boolean;
          tasks: string[] | null;
        }>(
          `with kept as (
             update runs set lease_until = now() + make_interval(secs => $3)
             where owner = $1 and id = any($2::text::uuid[]) and completed_at is null
             returning id, cancel_requested_at, cancel_rollback)
           select kept.*, (select array_agg(t.id::text) from task_states s join tasks t on t.id = s.task_id
             where t.run_id = kept.id and s.cancel_requested_at is not null and s.ended is null) as tasks from kept`,
          [owner, list(runIds), leaseSeconds],
        )
      ).map((row) => ({
        runId: row.id,
        cancelRequestedAt: row.cancel_requested_at,
        cancelRollback: row.cancel_rollback,
        cancelledTasks: row.tasks ?? [],
      })),

    release: async (owner, runIds) => {
      await database.statement(
        `update runs set lease_until = null, owner = null where owner = $1 and id = any($2::text::uuid[]) and completed_at is null`,
        [owner, list(runIds)],
      );
    },

    undoScope: async (runId) => {
      const db = database.in(undefined);
      const nodeRows = await db
        .select()
        .from(nodes)
        .where(eq(nodes.undoRunId, runId))
        .orderBy(desc(nodes.doneSequence));
      const owners = [...new Set(nodeRows.map((node) => node.runId))];
      const taskRows =
        owners.length === 0
          ? []
          : await db
              .select(taskColumns)
              .from(currentTasks)
              .where(inArray(currentTasks.runId, owners))
              .orderBy(asc(currentTasks.runId), asc(currentTasks.ordinal));
      return { nodes: nodeRows.map(toNode), tasks: taskRows.map(toTask) };
    },
  };
}
