import { and, asc, eq, inArray, lte, min, sql } from 'drizzle-orm';
import type { WebhookEvent } from '../../generated/enums.ts';
import type { LoggedEvent } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Database } from './database.ts';
import { eventsSince } from './eventPacks.ts';
import { counters, taskStates, webhookCursors, webhookDeliveries } from './schema.ts';

export interface NewDelivery {
  readonly id: string;
  readonly sequence: number;
  readonly event: WebhookEvent;
  readonly payload: JsonObject;
}

export interface ClaimedDelivery {
  readonly id: string;
  readonly payload: JsonObject;
  /** Attempts including the one it was claimed for. */
  readonly attempts: number;
}

/** What the last attempt met: an HTTP status, or what went wrong before there was one. */
export interface AttemptResult {
  readonly status: number | null;
  readonly error: string | null;
}

export interface TaskText {
  readonly output: string | null;
  readonly error: string | null;
}

export interface WebhookRepository {
  /** A new endpoint hears of what happens from now on; a known one goes on where it stood. */
  register(endpoint: string): Promise<void>;
  /**
   * Turns the next events of the log into deliveries and moves the endpoint's cursor past them, in one transaction.
   * Returns how many events it looked at; 0 also when another server is feeding this endpoint at the moment.
   */
  feed(
    endpoint: string,
    limit: number,
    now: Date,
    toDelivery: (event: LoggedEvent, task: TaskText | undefined) => NewDelivery | undefined,
  ): Promise<number>;
  /** Takes due deliveries and hides them from all servers until `hiddenUntil`; who dies with them loses nothing. */
  claimDue(endpoint: string, now: Date, hiddenUntil: Date, limit: number): Promise<readonly ClaimedDelivery[]>;
  delivered(id: string, at: Date, result: AttemptResult): Promise<void>;
  retryAt(id: string, at: Date, result: AttemptResult): Promise<void>;
  failed(id: string, result: AttemptResult): Promise<void>;
  /** Gives up everything still waiting for an endpoint. */
  failPending(endpoint: string, error: string): Promise<void>;
  /** When the endpoint's next delivery is due; null when none waits. */
  nextDue(endpoint: string): Promise<Date | null>;
}

/** Where the event log ends now. */
export const logHead = sql<number>`coalesce((select ${counters.value} from ${counters} where ${counters.name} = 'event_sequence'), 0)`;

/** The outbox of the webhooks and how far each endpoint has been fed. */
export function createWebhookRepository({ database }: { readonly database: Database }): WebhookRepository {
  const db = database.in(undefined);
  const finish = async (id: string, values: Partial<typeof webhookDeliveries.$inferInsert>): Promise<void> => {
    await db
      .update(webhookDeliveries)
      .set(values)
      .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.status, 'pending')));
  };
  const last = ({ status, error }: AttemptResult) => ({ lastStatus: status, lastError: error });

  return {
    async register(endpoint) {
      await db.insert(webhookCursors).values({ endpoint, sequence: logHead }).onConflictDoNothing();
    },

    feed: (endpoint, limit, now, toDelivery) =>
      database.transact(async (tx) => {
        const within = database.in(tx);
        const [cursor] = await within
          .select({ sequence: webhookCursors.sequence })
          .from(webhookCursors)
          .where(eq(webhookCursors.endpoint, endpoint))
          .for('update', { skipLocked: true });
        if (cursor === undefined) return 0;
        const next = await eventsSince(within, cursor.sequence, limit);
        const lastEvent = next.at(-1);
        if (lastEvent === undefined) return 0;
        const taskIds = next.flatMap((event) => (event.type === 'TaskStatusChanged' ? (event.taskId ?? []) : []));
        const texts = await within
          .select({ id: taskStates.taskId, output: taskStates.output, error: taskStates.error })
          .from(taskStates)
          .where(inArray(taskStates.taskId, taskIds));
        const textOf = new Map(texts.map(({ id, output, error }) => [id, { output, error }]));
        const rows = next.flatMap((event) => {
          const delivery = toDelivery(event, textOf.get(event.taskId ?? ''));
          if (delivery === undefined) return [];
          return { ...delivery, endpoint, status: 'pending' as const, nextAttemptAt: now, createdAt: now };
        });
        if (rows.length > 0) await within.insert(webhookDeliveries).values(rows).onConflictDoNothing();
        await within
          .update(webhookCursors)
          .set({ sequence: lastEvent.sequence })
          .where(eq(webhookCursors.endpoint, endpoint));
        return next.length;
      }),

    claimDue: (endpoint, now, hiddenUntil, limit) => {
      const due = db
        .select({ id: webhookDeliveries.id })
        .from(webhookDeliveries)
        .where(
          and(
            eq(webhookDeliveries.endpoint, endpoint),
            eq(webhookDeliveries.status, 'pending'),
            lte(webhookDeliveries.nextAttemptAt, now),
          ),
        )
        .orderBy(asc(webhookDeliveries.nextAttemptAt), asc(webhookDeliveries.sequence))
        .limit(limit)
        .for('update', { skipLocked: true });
      return db
        .update(webhookDeliveries)
        .set({ attempts: sql`${webhookDeliveries.attempts} + 1`, nextAttemptAt: hiddenUntil })
        .where(inArray(webhookDeliveries.id, due))
        .returning({
          id: webhookDeliveries.id,
          payload: webhookDeliveries.payload,
          attempts: webhookDeliveries.attempts,
        });
    },

    delivered: (id, at, result) => finish(id, { status: 'delivered', deliveredAt: at, ...last(result) }),
    retryAt: (id, at, result) => finish(id, { nextAttemptAt: at, ...last(result) }),
    failed: (id, result) => finish(id, { status: 'failed', ...last(result) }),

    async failPending(endpoint, error) {
      await db
        .update(webhookDeliveries)
        .set({ status: 'failed', lastError: error })
        .where(and(eq(webhookDeliveries.endpoint, endpoint), eq(webhookDeliveries.status, 'pending')));
    },

    async nextDue(endpoint) {
      const [row] = await db
        .select({ at: min(webhookDeliveries.nextAttemptAt) })
        .from(webhookDeliveries)
        .where(and(eq(webhookDeliveries.endpoint, endpoint), eq(webhookDeliveries.status, 'pending')));
      return row?.at ?? null;
    },
  };
}
