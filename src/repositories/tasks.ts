import { and, desc, eq, inArray, isNull, lt, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { isTerminal } from '../domain/status.ts';
import type { TaskStatus } from '../../generated/enums.ts';
import { seekPage, type SeekPage, type SeekRequest } from '../domain/paging.ts';
import { attributesOf, EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { taskColumns, type TaskRow } from './runs.ts';
import { askedPolicyColumns, endedPolicyColumns, taskPolicyColumns } from './policyColumns.ts';
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

const one = sql`1`;

interface Told {
  readonly table: typeof tasks | typeof taskStates;
  readonly id: typeof tasks.id | typeof taskStates.taskId;
  readonly where: SQL | undefined;
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

  /** The one table that says by itself which tasks are meant, where one does: an index of it has them in order. */
  const told = (status: TaskStatus | undefined, visible: RowFilter): Told | undefined => {
    if (status !== undefined && !isTerminal(status)) return undefined;
    const [table, id, columns] =
      status === undefined
        ? ([tasks, tasks.id, askedPolicyColumns] as const)
        : ([taskStates, taskStates.taskId, endedPolicyColumns] as const);
    if (![...attributesOf(visible)].every((attribute) => attribute in columns)) return undefined;
    const ended = status === undefined ? undefined : eq(taskStates.ended, status);
    return { table, id, where: and(ended, visibleRows(visible, columns)) };
  };

  const behind = (id: AnyColumn, { after }: SeekRequest): SQL | undefined =>
    after === undefined ? undefined : lt(id, after.id);

  /** A page found in an index alone: what an offset skips is never fetched. */
  const idsOfPage = ({ table, id, where }: Told, page: SeekRequest) =>
    database
      .in(undefined)
      .select({ id })
      .from(table)
      .where(and(where, behind(id, page)))
      .orderBy(desc(id))
      .limit(page.limit + 1)
      .offset(page.offset);

  const found = async (
    rows: TaskOfRun[],
    page: SeekRequest,
    all: (most: number) => SQL,
  ): Promise<SeekPage<TaskOfRun>> =>
    seekPage(
      rows,
      page,
      ({ task }) => ({ at: task.createdAt, id: task.id }),
      page.after === undefined ? await countUpTo(database.in(undefined), all) : null,
    );

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
      const alone = told(status, visible);
      if (alone !== undefined) {
        const rows = await joined()
          .where(inArray(currentTasks.id, idsOfPage(alone, page)))
          .orderBy(desc(currentTasks.id));
        const some = database.in(undefined).select({ one }).from(alone.table).where(alone.where);
        return found(rows, page, (most) => some.limit(most).getSQL());
      }
      const where = and(status === undefined ? undefined : hasStatus(status), visibleRows(visible, taskPolicyColumns));
      const rows = await joined()
        .where(and(where, behind(currentTasks.id, page)))
        .orderBy(desc(currentTasks.id))
        .limit(page.limit + 1)
        .offset(page.offset);
      const some = database.in(undefined).select({ one }).from(currentTasks);
      return found(rows, page, (most) =>
        some.innerJoin(runs, eq(runs.id, currentTasks.runId)).where(where).limit(most).getSQL(),
      );
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
