import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryStatus, WebhookEvent } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import { at } from './schemaColumns.ts';

/** Receivers that were made by the API; those of the configuration file are not here. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: uuid().primaryKey(),
    url: text().notNull(),
    events: text().array().$type<WebhookEvent[]>().notNull(),
    description: text(),
    /** Sealed with the secret key. */
    secret: text().notNull(),
    /** The secret before, sealed; it signs beside the new one until `previousUntil`. */
    previousSecret: text('previous_secret'),
    previousUntil: at('previous_until'),
    enabled: boolean().notNull(),
    /** Why it was switched off, when its receiver did that. */
    disabledReason: text('disabled_reason'),
    createdBy: uuid('created_by'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [index('webhook_endpoints_created').on(t.createdAt, t.id)],
);

/** How far each webhook endpoint has been fed from the event log. */
export const webhookCursors = pgTable('webhook_cursors', {
  endpoint: text().primaryKey(),
  sequence: bigint({ mode: 'number' }).notNull(),
});

/** The outbox: one row a delivery. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid().primaryKey(),
    /** Id of the endpoint, or the name of one in the configuration file. */
    endpoint: text().notNull(),
    sequence: bigint({ mode: 'number' }).notNull(),
    event: text().$type<WebhookEvent>().notNull(),
    payload: jsonb().$type<JsonObject>().notNull(),
    status: text().$type<DeliveryStatus>().notNull(),
    attempts: integer().notNull().default(0),
    nextAttemptAt: at('next_attempt_at').notNull(),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    createdAt: at('created_at').notNull(),
    deliveredAt: at('delivered_at'),
  },
  (t) => [
    uniqueIndex('webhook_deliveries_once').on(t.endpoint, t.sequence),
    index('webhook_deliveries_status').on(t.endpoint, t.status, t.sequence),
    index('webhook_deliveries_due')
      .on(t.nextAttemptAt)
      .where(sql`${t.status} = 'pending'`),
  ],
);
