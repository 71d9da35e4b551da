import { and, asc, count, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { TaskStatus } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import type { TaskRow } from './runs.ts';
import { runs, tasks } from './schema.ts';

/** A task and the kind of run it belongs to. */
export interface TaskOfRun {
  readonly task: TaskRow;
  readonly runKind: typeof runs.$inferSelect.kind;
}

/** Tasks one by one and in lists; newest first, ties by id. */
export function createTaskRepository(database: Database) {
  const joined = (tx?: Tx) =>
    database.in(tx).select({ task: tasks, runKind: runs.kind }).from(tasks).innerJoin(runs, eq(runs.id, tasks.runId));

  return {
    find: async (id: string, tx?: Tx): Promise<TaskOfRun | undefined> => (await joined(tx).where(eq(tasks.id, id)))[0],

    list: async (filter: { readonly status?: TaskStatus | undefined }, page: PageRequest): Promise<Page<TaskOfRun>> => {
      const where: SQL | undefined = filter.status === undefined ? undefined : eq(tasks.status, filter.status);
      const items = await joined()
        .where(where)
        .orderBy(desc(tasks.createdAt), desc(tasks.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await database.in(undefined).select({ n: count() }).from(tasks).where(where);
      return { items, total: total?.n ?? 0 };
    },

    ofRun: async (
      runId: string,
      filter: { readonly status?: TaskStatus | undefined },
      page: PageRequest,
    ): Promise<Page<TaskRow>> => {
      const where = and(
        eq(tasks.runId, runId),
        filter.status === undefined ? undefined : eq(tasks.status, filter.status),
      );
      const db = database.in(undefined);
      const items = await db
        .select()
        .from(tasks)
        .where(where)
        .orderBy(asc(tasks.ordinal))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(tasks).where(where);
      return { items, total: total?.n ?? 0 };
    },

    /** The first `perRun` tasks of each run, in one query. */
    firstOfRuns: async (runIds: readonly string[], perRun: number): Promise<ReadonlyMap<string, TaskRow[]>> => {
      const found = new Map<string, TaskRow[]>(runIds.map((id) => [id, []]));
      if (runIds.length === 0) return found;
      const rows = await database
        .in(undefined)
        .select()
        .from(tasks)
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
          .update(tasks)
          .set({ cancelRequestedAt: at })
          .where(and(eq(tasks.id, id), isNull(tasks.completedAt)))
          .returning({ id: tasks.id })
      ).length > 0,
  };
}

export type TaskRepository = ReturnType<typeof createTaskRepository>;
