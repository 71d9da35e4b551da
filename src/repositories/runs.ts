import { and, asc, count, desc, eq, getViewSelectedFields, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { TaskStatus } from '../../generated/enums.ts';
import { seekPage, type SeekPage, type SeekRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Lease, NodeRecord, RunKind } from '../engine/ports.ts';
import { bulkInserts, type BulkInsert } from './bulk.ts';
import type { Database } from './database.ts';
import { runPolicyColumns } from './policyColumns.ts';
import { toNode } from './records.ts';
import { visibleRows } from './rowFilter.ts';
import { behind, countUpTo } from './seek.ts';
import { currentNodes, currentTasks, nodes, runs, tasks } from './schema.ts';

export type RunRow = typeof runs.$inferSelect;
export type NewRun = typeof runs.$inferInsert;
/** A task with what has become of it. */
export type TaskRow = typeof currentTasks.$inferSelect;
export type NewTask = typeof tasks.$inferInsert;

/** Tasks to be stored, in order: an array, or what makes them piece by piece. */
export interface NewTasks {
  readonly length: number;
  slice(from?: number, to?: number): readonly NewTask[];
}

/** Columns of a `TaskRow`, for a select that joins others. */
export const taskColumns = getViewSelectedFields(currentTasks);

/**
 * Tasks of one insert: bounds what a very large batch holds in memory as text, and how long its making keeps everybody
 * else of this process waiting.
 */
const INSERT_ROWS = 1_000;

const runInsert = bulkInserts(runs);
const taskInsert = bulkInserts(tasks);

/** Inserts runs; those with a lease are held from then on, on the database's clock, as by a claim. */
export function runInserts(
  rows: readonly { readonly run: NewRun; readonly lease?: Lease | undefined }[],
  from: number,
) {
  const insert = runInsert(
    rows.map(({ run, lease }) =>
      lease === undefined ? run : { ...run, status: 'Running', startedAt: run.createdAt, owner: lease.owner, epoch: 1 },
    ),
    from,
  );
  // All of them are one server's.
  const seconds = rows.find(({ lease }) => lease !== undefined)?.lease?.seconds;
  if (seconds === undefined) return insert;
  const until = `now() + make_interval(secs => $${from + insert.params.length}::text::float8)`;
  return {
    columns: `${insert.columns}, "lease_until"`,
    select: `${insert.select}, case when x."owner" is not null then ${until} end`,
    source: insert.source,
    params: [...insert.params, String(seconds)],
  };
}

/** One statement for the run with the first of its tasks, or for more of them. */
function insertion(run: NewRun | null, taskRows: readonly NewTask[], lease?: Lease) {
  const params: string[] = [];
  const inserts: string[] = [];
  const add = (name: string, into: BulkInsert): void => {
    params.push(...into.params);
    inserts.push(`insert into ${name} (${into.columns}) select ${into.select} from ${into.source}`);
  };
  if (run !== null) add('runs', runInserts([{ run, lease }], 1));
  if (taskRows.length > 0) add('tasks', taskInsert(taskRows, params.length + 1));
  const last = inserts.pop()!;
  const before = inserts.map((insert, n) => `i_${n} as (${insert})`).join(', ');
  return { text: before === '' ? last : `with ${before} ${last}`, params };
}

/** Runs and their tasks as a whole: submit, read, cancel. */
export function createRunRepository(database: Database) {
  return {
    /** Stores a run and its tasks with the caller's transaction; with a lease it is held from then on, as by a claim. */
    insert: async (tx: Tx, run: NewRun, taskRows: NewTasks, lease?: Lease): Promise<void> => {
      let sent: Promise<unknown> = Promise.resolve();
      for (let from = 0; from === 0 || from < taskRows.length; from += INSERT_ROWS) {
        const { text, params } = insertion(from === 0 ? run : null, taskRows.slice(from, from + INSERT_ROWS), lease);
        // One is made while the one before is being stored.
        const next = database.statement(text, params, tx);
        await sent.catch(async (error: unknown) => {
          await Promise.allSettled([next]);
          throw error;
        });
        sent = next;
      }
      await sent;
    },

    find: async (id: string, tx?: Tx): Promise<RunRow | undefined> =>
      (await database.in(tx).select().from(runs).where(eq(runs.id, id)))[0],

    /** `visible` are the ones that may be seen. */
    list: async (
      kinds: readonly RunKind[],
      page: SeekRequest,
      visible: RowFilter = EVERY_ROW,
      dead?: boolean,
    ): Promise<SeekPage<RunRow>> => {
      const where = and(
        inArray(runs.kind, [...kinds]),
        visibleRows(visible, runPolicyColumns),
        dead === undefined ? undefined : dead ? isNotNull(runs.deadLetteredAt) : isNull(runs.deadLetteredAt),
      );
      const db = database.in(undefined);
      // Found in an index alone where it says all: what an offset skips is never fetched.
      const ids = db
        .select({ id: runs.id })
        .from(runs)
        .where(and(where, behind(page.after, runs.createdAt, runs.id)))
        .orderBy(desc(runs.createdAt), desc(runs.id))
        .limit(page.limit + 1)
        .offset(page.offset);
      const rows = await db
        .select()
        .from(runs)
        .where(inArray(runs.id, ids))
        .orderBy(desc(runs.createdAt), desc(runs.id));
      const some = (most: number) =>
        db
          .select({ one: sql`1` })
          .from(runs)
          .where(where)
          .limit(most)
          .getSQL();
      const counted = page.after === undefined ? await countUpTo(db, some) : null;
      return seekPage(rows, page, (run) => ({ at: run.createdAt, id: run.id }), counted);
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
