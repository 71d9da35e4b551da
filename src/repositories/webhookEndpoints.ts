import { and, asc, count, desc, eq } from 'drizzle-orm';
import type { DeliveryStatus } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { visibleRows } from './rowFilter.ts';
import { webhookCursors, webhookDeliveries, webhookEndpoints } from './schema.ts';
import { logHead } from './webhooks.ts';

export type StoredWebhook = typeof webhookEndpoints.$inferSelect;
export type StoredDelivery = typeof webhookDeliveries.$inferSelect;

/** Receivers made by the API, and what was sent to them. */
export function createWebhookEndpointRepository({ database }: { readonly database: Database }) {
  return {
    /** Oldest first; `visible` are the ones that may be seen. */
    list: async (page: PageRequest, visible: RowFilter = EVERY_ROW): Promise<Page<StoredWebhook>> => {
      const db = database.in(undefined);
      const where = visibleRows(visible, { id: webhookEndpoints.id, owner: webhookEndpoints.createdBy });
      const items = await db
        .select()
        .from(webhookEndpoints)
        .where(where)
        .orderBy(asc(webhookEndpoints.createdAt), asc(webhookEndpoints.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(webhookEndpoints).where(where);
      return { items, total: total?.n ?? 0 };
    },

    find: async (id: string): Promise<StoredWebhook | undefined> =>
      (await database.in(undefined).select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)))[0],

    /** All that are switched on. */
    enabled: (): Promise<readonly StoredWebhook[]> =>
      database
        .in(undefined)
        .select()
        .from(webhookEndpoints)
        .where(eq(webhookEndpoints.enabled, true))
        .orderBy(asc(webhookEndpoints.id)),

    /** It hears of what happens after this transaction. */
    insert: async (tx: Tx, endpoint: StoredWebhook): Promise<void> => {
      const db = database.in(tx);
      await db.insert(webhookEndpoints).values(endpoint);
      await db.insert(webhookCursors).values({ endpoint: endpoint.id, sequence: logHead });
    },

    /** The endpoint, held until the transaction ends. */
    lock: async (tx: Tx, id: string): Promise<StoredWebhook | undefined> =>
      (await database.in(tx).select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).for('update'))[0],

    replace: async (tx: Tx, endpoint: StoredWebhook): Promise<void> => {
      await database.in(tx).update(webhookEndpoints).set(endpoint).where(eq(webhookEndpoints.id, endpoint.id));
    },

    /** With its deliveries and its place in the log. */
    remove: async (tx: Tx, id: string): Promise<void> => {
      const db = database.in(tx);
      await db.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id));
      await db.delete(webhookDeliveries).where(eq(webhookDeliveries.endpoint, id));
      await db.delete(webhookCursors).where(eq(webhookCursors.endpoint, id));
    },

    /** Its receiver wants no more. */
    disable: async (id: string, reason: string, now: Date): Promise<void> => {
      await database
        .in(undefined)
        .update(webhookEndpoints)
        .set({ enabled: false, disabledReason: reason, updatedAt: now })
        .where(eq(webhookEndpoints.id, id));
    },

    /** Newest first. */
    deliveries: async (
      endpoint: string,
      { status, limit, offset }: PageRequest & { readonly status?: DeliveryStatus | undefined },
    ): Promise<Page<StoredDelivery>> => {
      const db = database.in(undefined);
      const where = and(
        eq(webhookDeliveries.endpoint, endpoint),
        status === undefined ? undefined : eq(webhookDeliveries.status, status),
      );
      const items = await db
        .select()
        .from(webhookDeliveries)
        .where(where)
        .orderBy(desc(webhookDeliveries.sequence))
        .limit(limit)
        .offset(offset);
      const [total] = await db.select({ n: count() }).from(webhookDeliveries).where(where);
      return { items, total: total?.n ?? 0 };
    },

    /** Makes a delivery wait anew; undefined when the endpoint has none of that id. */
    redeliver: async (tx: Tx, endpoint: string, id: string, now: Date): Promise<StoredDelivery | undefined> => {
      const [row] = await database
        .in(tx)
        .update(webhookDeliveries)
        .set({
          status: 'pending',
          attempts: 0,
          nextAttemptAt: now,
          deliveredAt: null,
          lastError: null,
          lastStatus: null,
        })
        .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.endpoint, endpoint)))
        .returning();
      return row;
    },
  };
}

export type WebhookEndpointRepository = ReturnType<typeof createWebhookEndpointRepository>;
