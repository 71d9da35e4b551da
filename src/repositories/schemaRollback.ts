import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { JsonObject } from '../domain/json.ts';
import { at } from './schemaColumns.ts';

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

export type CheckpointOrigin = 'request' | 'batch' | 'operations';
export type DriftKind = 'missing' | 'changed' | 'orphan';
/** `gone`: a later look found no difference any more. */
export type DriftStatus = 'open' | 'ignored' | 'adopted' | 'gone';

export const checkpoints = pgTable(
  'checkpoints',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    description: text(),
    /** Last event sequence it covers. */
    position: bigint({ mode: 'number' }).notNull(),
    operationsCount: integer('operations_count').notNull(),
    formatVersion: smallint('format_version').notNull(),
    /** sha256 over the uncompressed content, hex. */
    checksum: text().notNull(),
    /** gzip of the canonical JSON. */
    content: bytes().notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    serversCount: integer('servers_count').notNull(),
    taskservsCount: integer('taskservs_count').notNull(),
    clustersCount: integer('clusters_count').notNull(),
    /** Made on request, before a batch with rollback, or after so many operations. */
    origin: text().$type<CheckpointOrigin>().notNull().default('request'),
    /** The batch it was made for. */
    runId: uuid('run_id'),
    createdBy: uuid('created_by'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [index('checkpoints_created').on(t.createdAt, t.id)],
);

export type PlanType = 'servers' | 'taskserv' | 'cluster' | 'batch' | 'rollback' | 'restore' | 'repair';

/** A request that is looked at, and perhaps approved, before it is done. */
export const plans = pgTable(
  'plans',
  {
    id: uuid().primaryKey(),
    type: text().$type<PlanType>().notNull(),
    /** The body that will be submitted. */
    request: jsonb().$type<JsonObject>().notNull(),
    steps: jsonb().$type<JsonObject[]>().notNull(),
    /** sha256 (hex) over request, steps and the state of what they touch. */
    hash: text().notNull(),
    approvalRequired: boolean('approval_required').notNull(),
    /** Verdict of the policies and estimates, as they were told. */
    facts: jsonb().$type<JsonObject>().notNull(),
    createdBy: uuid('created_by'),
    createdAt: at('created_at').notNull(),
    approvedBy: uuid('approved_by'),
    approvedAt: at('approved_at'),
    approvalReason: text('approval_reason'),
    appliedBy: uuid('applied_by'),
    appliedAt: at('applied_at'),
    /** Run or task it became. */
    runId: uuid('run_id'),
    taskId: uuid('task_id'),
  },
  (t) => [index('plans_created').on(t.createdAt, t.id)],
);

/** Where the recorded and the observed world differ; one open row a difference. */
export const drift = pgTable(
  'drift',
  {
    id: uuid().primaryKey(),
    kind: text().$type<DriftKind>().notNull(),
    status: text().$type<DriftStatus>().notNull(),
    provider: text().notNull(),
    driver: text().notNull(),
    name: text().notNull(),
    externalId: text('external_id'),
    serverId: uuid('server_id'),
    expected: jsonb().$type<JsonObject>(),
    observed: jsonb().$type<JsonObject>(),
    reason: text(),
    planId: uuid('plan_id'),
    detectedAt: at('detected_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    closedAt: at('closed_at'),
  },
  (t) => [
    uniqueIndex('drift_open')
      .on(t.provider, t.name, t.kind)
      .where(sql`${t.closedAt} is null`),
    index('drift_detected').on(t.detectedAt, t.id),
  ],
);
