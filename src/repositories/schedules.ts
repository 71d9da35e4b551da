import { and, asc, count, eq, isNotNull, lte, min, or, sql } from 'drizzle-orm';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { schedulePolicyColumns } from './policyColumns.ts';
import { visibleRows } from './rowFilter.ts';
import { runs, schedules } from './schema.ts';

/** A schedule with how the run that it started last stands. */
export interface ScheduleRow {
  readonly schedule: typeof schedules.$inferSelect;
  readonly run: Pick<typeof runs.$inferSelect, 'kind' | 'status' | 'error' | 'completedAt'> | null;
}
export type NewSchedule = typeof schedules.$inferInsert;
export type ScheduleChanges = Partial<Omit<NewSchedule, 'id' | 'version' | 'createdAt'>>;

export function createScheduleRepository(database: Database) {
  const joined = () =>
    database
      .in(undefined)
      .select({
        schedule: schedules,
        run: { kind: runs.kind, status: runs.status, error: runs.error, completedAt: runs.completedAt },
      })
      .from(schedules)
      .leftJoin(runs, eq(runs.id, schedules.runId));

  return {
    /** The row; undefined when the name is taken. */
    insert: async (tx: Tx, row: NewSchedule): Promise<ScheduleRow['schedule'] | undefined> =>
      (
        await database.in(tx).insert(schedules).values(row).onConflictDoNothing({ target: schedules.name }).returning()
      )[0],

    find: async (id: string): Promise<ScheduleRow | undefined> => (await joined().where(eq(schedules.id, id)))[0],

    /** By name. `visible` are the ones that may be seen. */
    list: async (
      { enabled, visible = EVERY_ROW }: { readonly enabled?: boolean | undefined; readonly visible?: RowFilter },
      page: PageRequest,
    ): Promise<Page<ScheduleRow>> => {
      const where = and(
        enabled === undefined ? undefined : eq(schedules.enabled, enabled),
        visibleRows(visible, schedulePolicyColumns),
      );
      const items = await joined().where(where).orderBy(asc(schedules.name)).limit(page.limit).offset(page.offset);
      const [total] = await database.in(undefined).select({ n: count() }).from(schedules).where(where);
      return { items, total: total?.n ?? 0 };
    },

    nameTaken: async (tx: Tx, name: string, id: string): Promise<boolean> =>
      (
        await database
          .in(tx)
          .select({ id: schedules.id })
          .from(schedules)
          .where(and(eq(schedules.name, name), sql`${schedules.id} <> ${id}`))
      ).length > 0,

    /** Changes the version that was seen; false when somebody else was faster. */
    change: async (tx: Tx, id: string, version: number, changes: ScheduleChanges): Promise<boolean> =>
      (
        await database
          .in(tx)
          .update(schedules)
          .set({ ...changes, version: version + 1 })
          .where(and(eq(schedules.id, id), eq(schedules.version, version)))
          .returning({ id: schedules.id })
      ).length > 0,

    remove: async (tx: Tx, id: string): Promise<boolean> =>
      (await database.in(tx).delete(schedules).where(eq(schedules.id, id)).returning({ id: schedules.id })).length > 0,

    /** Those whose time has come, and those that wait for a run that has ended; the oldest time first. */
    due: async (now: Date, limit: number): Promise<readonly ScheduleRow[]> =>
      joined()
        .where(
          or(
            lte(schedules.nextAt, now),
            and(isNotNull(schedules.waitingFor), or(isNotNull(runs.completedAt), sql`${runs.id} is null`)),
          ),
        )
        .orderBy(asc(schedules.nextAt))
        .limit(limit),

    /** When the next one is due, and how many wait for the end of a run. */
    ahead: async (): Promise<{ readonly nextAt: Date | null; readonly waiting: number }> => {
      const [row] = await database
        .in(undefined)
        .select({ nextAt: min(schedules.nextAt), waiting: count(schedules.waitingFor) })
        .from(schedules);
      return { nextAt: row?.nextAt ?? null, waiting: row?.waiting ?? 0 };
    },
  };
}

export type ScheduleRepository = ReturnType<typeof createScheduleRepository>;
