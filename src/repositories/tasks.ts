import { and, asc, count, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { isTerminal } from '../domain/status.ts';
import type { TaskStatus } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { taskColumns, type TaskRow } from './runs.ts';
import { taskPolicyColumns } from './policyColumns.ts';
import { visibleRows } from './rowFilter.ts';
import { runs, tasks, taskStates } from './schema.ts';

/** A task and the kind of run it belongs to. */
export interface TaskOfRun {
  readonly task: TaskRow;
  readonly runKind: typeof runs.$inferSelect.kind;
  /** Who submitted the run; null for the system. */
  readonly owner: string | null;
}

/** Tasks one by one and in lists; newest first, ties by id. */
export function createTaskRepository(database: Database) {
  const joined = (tx?: Tx) =>
    database
      .in(tx)
      .select({ task: taskColumns, runKind: runs.kind, owner: runs.createdBy })
      .from(tasks)
      .innerJoin(taskStates, eq(taskStates.taskId, tasks.id))
      .innerJoin(runs, eq(runs.id, tasks.runId));

  /** Terminal states have an index; the others belong to runs that are still open, of which there are few. */
  const hasStatus = (status: TaskStatus): SQL | undefined =>
    isTerminal(status)
      ? eq(taskStates.ended, status)
      : and(
          eq(taskStates.status, status),
          inArray(
            tasks.runId,
            database.in(undefined).select({ id: runs.id }).from(runs).where(isNull(runs.completedAt)),
          ),
        );

  /** By the index that serves the filter. */
  const newestFirst = (status: TaskStatus | undefined): SQL[] =>
    status !== undefined && isTerminal(status)
      ? [desc(taskStates.createdAt), desc(taskStates.taskId)]
      : [desc(tasks.createdAt), desc(tasks.id)];

  /** The runs are looked at only where the condition does. */
  const total = async (where: SQL | undefined, byRun = false): Promise<number> => {
    const all = database
      .in(undefined)
      .select({ n: count() })
      .from(tasks)
      .innerJoin(taskStates, eq(taskStates.taskId, tasks.id));
    const [row] = await (byRun ? all.innerJoin(runs, eq(runs.id, tasks.runId)) : all).where(where);
    return row?.n ?? 0;
  };

  /** Put together once: that takes longer than the query. */
  const byId = joined()
    .where(eq(tasks.id, sql.placeholder('id')))
    .prepare('task_by_id');

  return {
    find: async (id: string, tx?: Tx): Promise<TaskOfRun | undefined> =>
      tx === undefined ? (await byId.execute({ id }))[0] : (await joined(tx).where(eq(tasks.id, id)))[0],

    /** `visible` are the ones that may be seen. */
    list: async (
      { status, visible = EVERY_ROW }: { readonly status?: TaskStatus | undefined; readonly visible?: RowFilter },
      page: PageRequest,
    ): Promise<Page<TaskOfRun>> => {
      const where = and(status === undefined ? undefined : hasStatus(status), visibleRows(visible, taskPolicyColumns));
      const items = await joined()
        .where(where)
        .orderBy(...newestFirst(status))
        .limit(page.limit)
        .offset(page.offset);
      return { items, total: await total(where, visible.kind !== 'all') };
    },

    ofRun: async (
      runId: string,
      filter: { readonly status?: TaskStatus | undefined },
      page: PageRequest,
    ): Promise<Page<TaskRow>> => {
      const where = and(
        eq(tasks.runId, runId),
        filter.status === undefined ? undefined : eq(taskStates.status, filter.status),
      );
      const items = await database
        .in(undefined)
        .select(taskColumns)
        .from(tasks)
        .innerJoin(taskStates, eq(taskStates.taskId, tasks.id))
        .where(where)
        .orderBy(asc(tasks.ordinal))
        .limit(page.limit)
        .offset(page.offset);
      return { items, total: await total(where) };
    },

    /** The first `perRun` tasks of each run, in one query. */
    firstOfRuns: async (runIds: readonly string[], perRun: number): Promise<ReadonlyMap<string, TaskRow[]>> => {
      const found = new Map<string, TaskRow[]>(runIds.map((id) => [id, []]));
      if (runIds.length === 0) return found;
      const rows = await database
        .in(undefined)
        .select(taskColumns)
        .from(tasks)
        .innerJoin(taskStates, eq(taskStates.taskId, tasks.id))
        .where(and(inArray(tasks.runId, [...runIds]), sql`${tasks.ordinal} < ${perRun}`))
        .orderBy(asc(tasks.runId), asc(tasks.ordinal));
      for (const row of rows) found.get(row.runId)?.push(row);
      return found;
    },

    /** For each task of a run, the steps it was expected to have when it was accepted. */
    expectedSteps: async (runId: string): Promise<ReadonlyMap<string, number>> => {
      const rows = await database
        .in(undefined)
        .select({ id: tasks.id, steps: sql<number>`coalesce((${tasks.spec}->>'steps')::int, 1)` })
        .from(tasks)
        .where(eq(tasks.runId, runId));
      return new Map(rows.map((row) => [row.id, row.steps]));
    },

    /** Asks one open task to stop. */
    requestCancel: async (tx: Tx, id: string, at: Date): Promise<boolean> =>
      (
        await database
          .in(tx)
          .update(taskStates)
          .set({ cancelRequestedAt: at })
          .where(and(eq(taskStates.taskId, id), isNull(taskStates.completedAt)))
          .returning({ id: taskStates.taskId })
      ).length > 0,
  };
}

export type TaskRepository = ReturnType<typeof createTaskRepository>;
