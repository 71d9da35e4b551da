import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { EventType, OperationType, RollbackStatus, ServerStatus, TaskStatus } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import { at } from './schemaColumns.ts';

export * from './schemaCurrent.ts';
export * from './schemaIdentity.ts';
export * from './schemaRollback.ts';
export * from './schemaSchedules.ts';
export * from './schemaWebhooks.ts';

export type RunKind = 'batch' | 'workflow' | 'rollback' | 'restore';
export type TaskKind = 'workflow' | 'operation' | 'rollback';

/** A run is what the engine drives: a batch, a single workflow, a rollback or a restore. */
export const runs = pgTable(
  'runs',
  {
    id: uuid().primaryKey(),
    kind: text().$type<RunKind>().notNull(),
    name: text().notNull(),
    version: text(),
    status: text().$type<TaskStatus>().notNull(),
    rollbackStatus: text('rollback_status').$type<RollbackStatus>(),
    progress: real().notNull().default(0),
    error: text(),
    /** What the request said and the tasks don't: never secrets. */
    spec: jsonb().$type<JsonObject>().notNull(),
    /** What a rollback or restore came to. */
    result: jsonb().$type<JsonObject>(),
    storageBackend: text('storage_backend'),
    parallelLimit: integer('parallel_limit').notNull(),
    rollbackEnabled: boolean('rollback_enabled').notNull(),
    tasksTotal: integer('tasks_total').notNull(),
    priority: smallint().notNull().default(0),
    createdBy: uuid('created_by'),
    createdAt: at('created_at').notNull(),
    startedAt: at('started_at'),
    completedAt: at('completed_at'),
    cancelRequestedAt: at('cancel_requested_at'),
    cancelRollback: boolean('cancel_rollback').notNull().default(false),
    /** Lease: who drives the run, until when on the database's clock, and the fencing epoch that rises with each owner. */
    owner: text(),
    leaseUntil: at('lease_until'),
    epoch: integer().notNull().default(0),
    /** Runs that touch servers of a local driver belong to one machine. */
    host: text(),
    /** Owners lost in a row without a step getting done in between, and how many were done when the last one was lost. */
    crashes: smallint().notNull().default(0),
    crashMark: integer('crash_mark').notNull().default(0),
    /** When it was given up for having lost too many. */
    deadLetteredAt: at('dead_lettered_at'),
    /** The batch whose standing operations it took over; each can be taken over once. */
    resumedFrom: uuid('resumed_from'),
    /** Its tasks under way, by ordinal: since when, in ms since 1970, and the driver. */
    running: jsonb().$type<Readonly<Record<string, readonly [number, string | null]>>>().notNull().default({}),
  },
  (t) => [
    uniqueIndex('runs_resumed_from')
      .on(t.resumedFrom)
      .where(sql`${t.resumedFrom} is not null`),
    index('runs_dead_lettered')
      .on(t.createdAt, t.id)
      .where(sql`${t.deadLetteredAt} is not null`),
    index('runs_kind_created').on(t.kind, t.createdAt, t.id),
    index('runs_kind_status').on(t.kind, t.status),
    // What policies narrow lists by most: one's own runs, and below the provider and the infra of tasks that have one.
    index('runs_owner').on(t.createdBy, t.createdAt, t.id),
    index('runs_queue')
      .on(sql`((${t.createdAt} at time zone 'UTC') - ${t.priority} * interval '10 minutes')`)
      .where(sql`${t.completedAt} is null`),
  ],
);

/** Servers that take runs, each seen at its last heartbeat: so that one leaves the others their share. */
export const engineMembers = pgTable('engine_members', {
  owner: text().primaryKey(),
  seenAt: at('seen_at').notNull(),
});

/**
 * A task is one operation of a run; a workflow is a run of one task. What was asked for never changes. A run and its
 * tasks are inserted by one statement and nothing else inserts them, so no foreign keys watch over them: their triggers
 * would cost more than the rows. Ids rise with time, so their order is that of creation.
 */
export const tasks = pgTable(
  'tasks',
  {
    id: uuid().primaryKey(),
    runId: uuid('run_id').notNull(),
    /** Place in the request, from 0. */
    ordinal: integer().notNull(),
    kind: text().$type<TaskKind>().notNull(),
    /** Operation id in a batch, else the workflow's name. */
    name: text().notNull(),
    type: text().$type<OperationType | 'rollback' | 'restore'>().notNull(),
    provider: text(),
    command: text().notNull(),
    args: text().array().notNull(),
    dependencies: uuid().array().notNull(),
    spec: jsonb().$type<JsonObject>().notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('tasks_run_ordinal').on(t.runId, t.ordinal),
    index('tasks_provider')
      .on(t.provider, t.id)
      .where(sql`${t.provider} is not null`),
    index('tasks_infra')
      .on(sql`(${t.spec}->>'infra')`, t.id)
      .where(sql`(${t.spec}->>'infra') is not null`),
  ],
);

/**
 * What has become of a task. Nothing is written when it starts: which ones are under way is said by their run's row
 * (`running`), which every commit writes anyway. The row comes with the end, in one insert; earlier only when there is
 * progress to tell or a cancellation was asked for. To be read through `currentTasks`.
 */
export const taskStates = pgTable(
  'task_states',
  {
    taskId: uuid('task_id').primaryKey(),
    /** The terminal status, once it has one. */
    ended: text().$type<TaskStatus>(),
    progress: real().notNull().default(0),
    driver: text(),
    output: text(),
    results: jsonb().$type<JsonObject>(),
    error: text(),
    rollbackStatus: text('rollback_status').$type<RollbackStatus>(),
    cancelRequestedAt: at('cancel_requested_at'),
    startedAt: at('started_at'),
    completedAt: at('completed_at'),
    /** With the end, the task's own once more: a state within one of them is a range of an index. */
    infra: text(),
    provider: text(),
    /** Of a call that was done at the first try: its place in the journal. Then it has no row among the nodes. */
    callSequence: bigint('call_sequence', { mode: 'number' }),
  },
  (t) => [
    index('task_states_ended')
      .on(t.ended, t.taskId)
      .where(sql`${t.ended} is not null`),
    index('task_states_infra')
      .on(t.ended, t.infra, t.taskId)
      .where(sql`${t.ended} is not null and ${t.infra} is not null`),
    index('task_states_provider')
      .on(t.ended, t.provider, t.taskId)
      .where(sql`${t.ended} is not null and ${t.provider} is not null`),
    // Sequences rise with the rows, so an index of ranges does, which costs an insert next to nothing.
    index('task_states_call').using('brin', t.callSequence),
    index('task_states_cancelling')
      .on(t.taskId)
      .where(sql`${t.cancelRequestedAt} is not null and ${t.ended} is null`),
  ],
);

export type NodeKind =
  | 'server.create'
  | 'server.update'
  | 'server.delete'
  | 'taskserv.install'
  | 'taskserv.remove'
  | 'taskserv.update'
  | 'taskserv.restart'
  | 'http';

/** A node is the unit of doing and undoing: one server, one task service on one server, one call. */
export const nodes = pgTable(
  'nodes',
  {
    runId: uuid('run_id').notNull(),
    /** `<operation>/<target>`, unique in its run. */
    id: text().notNull(),
    taskId: uuid('task_id').notNull(),
    ordinal: integer().notNull(),
    kind: text().$type<NodeKind>().notNull(),
    spec: jsonb().$type<JsonObject>().notNull(),
    /** Nodes of the same task that must be done before. */
    dependencies: text().array().notNull(),
    /** What the effect is known by outside; the same over every retry and restart. */
    token: text().notNull(),
    /** Running = the intent is committed, the effect may have happened. */
    status: text().$type<TaskStatus>().notNull(),
    attempts: integer().notNull().default(0),
    output: jsonb().$type<JsonObject>(),
    error: text(),
    /** False when there is nothing to undo: it found the thing already there. */
    changed: boolean().notNull().default(false),
    intentAt: at('intent_at'),
    doneAt: at('done_at'),
    /** Sequence of the event that told its completion: its place in the journal. */
    doneSequence: bigint('done_sequence', { mode: 'number' }),
    undoStatus: text('undo_status').$type<RollbackStatus>(),
    undoAttempts: integer('undo_attempts').notNull().default(0),
    undoRunId: uuid('undo_run_id'),
    undoError: text('undo_error'),
    /** What a person decided about an undo that failed: left where it is, or removed by hand. */
    undoResolution: text('undo_resolution').$type<'skipped' | 'resolved'>(),
    undoneAt: at('undone_at'),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.id] }),
    index('nodes_task').on(t.taskId),
    index('nodes_done')
      .on(t.doneSequence)
      .where(sql`${t.doneSequence} is not null`),
    index('nodes_undo_run')
      .on(t.undoRunId)
      .where(sql`${t.undoRunId} is not null`),
  ],
);

export const servers = pgTable(
  'servers',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    provider: text().notNull(),
    driver: text().notNull(),
    status: text().$type<ServerStatus>().notNull(),
    host: text(),
    externalId: text('external_id'),
    infra: text(),
    plan: text().notNull(),
    zone: text().notNull(),
    labels: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
    addresses: text().array().notNull(),
    /** A rollback or restore may delete it only with an approval. */
    protect: boolean().notNull().default(false),
    runId: uuid('run_id').notNull(),
    nodeId: text('node_id').notNull(),
    taskId: uuid('task_id').notNull(),
    token: text().notNull(),
    createdBy: uuid('created_by'),
    createdAt: at('created_at').notNull(),
    deletedAt: at('deleted_at'),
  },
  (t) => [
    uniqueIndex('servers_living_name')
      .on(t.provider, t.name)
      .where(sql`${t.deletedAt} is null`),
    index('servers_created').on(t.createdAt, t.id),
    index('servers_infra').on(t.infra, t.createdAt),
    index('servers_status').on(t.status, t.createdAt),
  ],
);

/** A task service installed on a server. */
export const installations = pgTable(
  'installations',
  {
    id: uuid().primaryKey(),
    serverId: uuid('server_id')
      .notNull()
      .references(() => servers.id, { onDelete: 'cascade' }),
    taskserv: text().notNull(),
    version: text().notNull(),
    params: jsonb().$type<JsonObject>().notNull(),
    cluster: text(),
    runId: uuid('run_id').notNull(),
    nodeId: text('node_id').notNull(),
    installedAt: at('installed_at').notNull(),
    removedAt: at('removed_at'),
  },
  (t) => [
    uniqueIndex('installations_living')
      .on(t.serverId, t.taskserv)
      .where(sql`${t.removedAt} is null`),
  ],
);

/**
 * The event log. A row holds what one commit tells of one run, so that a thousand steps in a commit cost one row;
 * `eventPacks.ts` knows what is inside. Sequences come from the counter row taken last in each commit: no reader can
 * miss a late one.
 */
export const eventPacks = pgTable(
  'event_packs',
  {
    /** Sequence of the last event in it; those before it count down from there. */
    lastSequence: bigint('last_sequence', { mode: 'number' }).primaryKey(),
    count: integer().notNull(),
    /** How many of them are kept as snapshots. */
    snapshots: integer().notNull(),
    runId: uuid('run_id'),
    /** Id of the first event. */
    id: uuid().notNull(),
    at: at('at').notNull(),
    body: text().notNull(),
  },
  (t) => [index('event_packs_run').on(t.runId, t.lastSequence)],
);

/** The log, one row an event: for conditions on runs, tasks and types. Reading on after a sequence goes by the packs. */
export const events = pgView('events', {
  sequence: bigint({ mode: 'number' }).notNull(),
  id: uuid().notNull(),
  type: text().$type<EventType>().notNull(),
  runId: uuid('run_id'),
  taskId: uuid('task_id'),
  data: jsonb().$type<JsonObject>().notNull(),
  at: at('at').notNull(),
}).as(sql`
  select p.last_sequence - p.count + x.nth as sequence,
    (left(p.id::text, 28) || lpad(to_hex((('x' || right(p.id::text, 8))::bit(32)::bigint + x.nth - 1) % 4294967296), 8, '0'))::uuid as id,
    x.type, p.run_id, x.task_id, x.data, p.at + x.later * interval '1 millisecond' as at
  from event_packs p cross join lateral (
    select row_number() over (order by e.n, t.n) as nth, t.type, (e.value->>1)::uuid as task_id,
      case when e.value->0 = '0' then jsonb_build_object('task_id', e.value->1, 'name', e.value->2, 'status', e.value->3,
        'batch_id', p.run_id, 'operation_id', e.value->2) || coalesce(e.value->5, '{}') else e.value->2 end as data,
      coalesce((case when e.value->0 = '0' then e.value->>4 else e.value->>3 end)::int, 0) as later
    from jsonb_array_elements(p.body::jsonb) with ordinality as e(value, n)
      cross join jsonb_array_elements_text(case when e.value->0 = '0'
        then '["TaskStatusChanged", "OperationStatusChanged"]'::jsonb else e.value->0 end) with ordinality as t(type, n)) x`);

export const counters = pgTable('counters', {
  name: text().primaryKey(),
  value: bigint({ mode: 'number' }).notNull(),
});

/**
 * Slots of the limits that all runs and servers share, held or waited for; written by `settle_slots` alone. One is good
 * as long as its run is driven under this epoch: it ends with the lease.
 */
export const slots = pgTable(
  'slots',
  {
    pool: text().notNull(),
    runId: uuid('run_id').notNull(),
    /** Token of an effect, or id of a task. */
    holder: text().notNull(),
    /** The order in which they were asked for. */
    number: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    taskId: uuid('task_id').notNull(),
    epoch: integer().notNull(),
    /** Who asked, and is told. */
    server: text().notNull(),
    max: integer().notNull(),
    askedAt: at('asked_at').notNull(),
    grantedAt: at('granted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.pool, t.runId, t.holder] }),
    index('slots_server').on(t.server),
    index('slots_task').on(t.taskId),
  ],
);

/** Of each provider with a pace, the first moment to call it at that nobody has reserved. */
export const paces = pgTable('paces', {
  provider: text().primaryKey(),
  nextAt: timestamp('next_at', { withTimezone: true }).notNull(),
  /** How many the last reservation got. */
  granted: integer().notNull(),
});

/** Fixed windows of the rate limits, shared by all servers. `key` is `<bucket>:<subject>`. */
export const rateLimits = pgTable('rate_limits', {
  key: text().primaryKey(),
  points: integer().notNull(),
  expiresAt: at('expires_at').notNull(),
});
