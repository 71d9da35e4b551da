import { and, desc, eq, inArray, isNull, lt, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { isTerminal } from '../domain/status.ts';
import type { TaskStatus } from '../../generated/enums.ts';
import { seekPage, type SeekPage, type SeekRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { taskColumns, type TaskRow } from './runs.ts';
import { taskPolicyColumns } from './policyColumns.ts';
import { visibleRows } from './rowFilter.ts';
import { countUpTo } from './seek.ts';
import { currentTasks, runs, tasks, taskStates } from './schema.ts';

/** A task and the kind of run it belongs to. */
export interface TaskOfRun {
  readonly task: TaskRow;
  readonly runKind: typeof runs.$inferSelect.kind;
  /** Who submitted the run; null for the system. */
  readonly owner: string | null;
}

/** Tasks one by one and in lists; newest first. */
export function createTaskRepository(database: Database) {
  const joined = (tx?: Tx) =>
    database
      .in(tx)
      .select({ task: taskColumns, runKind: runs.kind, owner: runs.createdBy })
      .from(currentTasks)
      .innerJoin(runs, eq(runs.id, currentTasks.runId));

  /** Terminal states have an index; the others belong to runs that are still open, of which there are few. */
  const hasStatus = (status: TaskStatus): SQL | undefined =>
    isTerminal(status)
      ? eq(currentTasks.ended, status)
      : and(
          eq(currentTasks.status, status),
          inArray(
            currentTasks.runId,
            database.in(undefined).select({ id: runs.id }).from(runs).where(isNull(runs.completedAt)),
          ),
        );

  /** Looks at as little as the condition allows: at the view only when it needs all of it. */
  const countSome = (where: SQL | undefined, status: TaskStatus | undefined, visible: RowFilter): Promise<number> => {
    const select = database.in(undefined).select({ one: sql`1` });
    const rows = (most: number): SQL => {
      if (visible.kind !== 'all')
        return select
          .from(currentTasks)
          .innerJoin(runs, eq(runs.id, currentTasks.runId))
          .where(where)
          .limit(most)
          .getSQL();
      if (status === undefined) return select.from(tasks).limit(most).getSQL();
      if (isTerminal(status)) return select.from(taskStates).where(eq(taskStates.ended, status)).limit(most).getSQL();
      return select.from(currentTasks).where(where).limit(most).getSQL();
    };
    return countUpTo(database.in(undefined), rows);
  };

  const behind = (id: AnyColumn, { after }: SeekRequest): SQL | undefined =>
    after === undefined ? undefined : lt(id, after.id);

  /** A page found in an index alone, where one index says it all: what an offset skips is never fetched. */
  const idsOfPage = (status: TaskStatus | undefined, visible: RowFilter, page: SeekRequest) => {
    if (visible.kind !== 'all' || (status !== undefined && !isTerminal(status))) return undefined;
    const db = database.in(undefined);
    const found =
      status === undefined
        ? db.select({ id: tasks.id }).from(tasks).where(behind(tasks.id, page)).orderBy(desc(tasks.id))
        : db
            .select({ id: taskStates.taskId })
            .from(taskStates)
            .where(and(eq(taskStates.ended, status), behind(taskStates.taskId, page)))
            .orderBy(desc(taskStates.taskId));
    return found.limit(page.limit + 1).offset(page.offset);
  };

  /** Put together once: that takes longer than the query. */
  const byId = joined()
    .where(eq(currentTasks.id, sql.placeholder('id')))
    .prepare('task_by_id');

  return {
    find: async (id: string, tx?: Tx): Promise<TaskOfRun | undefined> =>
      tx === undefined ? (await byId.execute({ id }))[0] : (await joined(tx).where(eq(currentTasks.id, id)))[0],

    /** `visible` are the ones that may be seen. */
    list: async (
      { status, visible = EVERY_ROW }: { readonly status?: TaskStatus | undefined; readonly visible?: RowFilter },
      page: SeekRequest,
    ): Promise<SeekPage<TaskOfRun>> => {
      const where = and(status === undefined ? undefined : hasStatus(status), visibleRows(visible, taskPolicyColumns));
      const ids = idsOfPage(status, visible, page);
      const rows = await (ids === undefined
        ? joined()
            .where(and(where, behind(currentTasks.id, page)))
            .orderBy(desc(currentTasks.id))
            .limit(page.limit + 1)
            .offset(page.offset)
        : joined().where(inArray(currentTasks.id, ids)).orderBy(desc(currentTasks.id)));
      const counted = page.after === undefined ? await countSome(where, status, visible) : null;
      return seekPage(rows, page, ({ task }) => ({ at: task.createdAt, id: task.id }), counted);
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
          .insert(taskStates)
          .values({ taskId: id, cancelRequestedAt: at })
          .onConflictDoUpdate({
            target: taskStates.taskId,
            set: { cancelRequestedAt: at },
            setWhere: isNull(taskStates.ended),
          })
          .returning({ id: taskStates.taskId })
      ).length > 0,
  };
}

export type TaskRepository = ReturnType<typeof createTaskRepository>;
