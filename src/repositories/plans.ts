import { and, count, desc, eq, isNull } from 'drizzle-orm';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { plans } from './schema.ts';

export type PlanRow = typeof plans.$inferSelect;
export type NewPlan = typeof plans.$inferInsert;

export function createPlanRepository(database: Database) {
  return {
    insert: async (tx: Tx, row: NewPlan): Promise<void> => {
      await database.in(tx).insert(plans).values(row);
    },

    find: async (id: string, tx?: Tx): Promise<PlanRow | undefined> =>
      (await database.in(tx).select().from(plans).where(eq(plans.id, id)))[0],

    list: async (page: PageRequest): Promise<Page<PlanRow>> => {
      const db = database.in(undefined);
      const items = await db
        .select()
        .from(plans)
        .orderBy(desc(plans.createdAt), desc(plans.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(plans);
      return { items, total: total?.n ?? 0 };
    },

    /** False when it was approved or applied meanwhile. */
    approve: async (
      tx: Tx,
      id: string,
      by: { readonly approvedBy: string | null; readonly approvedAt: Date; readonly approvalReason: string | null },
    ): Promise<boolean> =>
      (
        await database
          .in(tx)
          .update(plans)
          .set(by)
          .where(and(eq(plans.id, id), isNull(plans.approvedAt), isNull(plans.appliedAt)))
          .returning({ id: plans.id })
      ).length > 0,

    /** Marks it as applied, with what it became; of several that want to at once, one gets true. */
    applied: async (
      tx: Tx,
      id: string,
      by: {
        readonly appliedBy: string | null;
        readonly appliedAt: Date;
        readonly runId: string | null;
        readonly taskId: string | null;
      },
    ): Promise<boolean> =>
      (
        await database
          .in(tx)
          .update(plans)
          .set(by)
          .where(and(eq(plans.id, id), isNull(plans.appliedAt)))
          .returning({ id: plans.id })
      ).length > 0,
  };
}

export type PlanRepository = ReturnType<typeof createPlanRepository>;
