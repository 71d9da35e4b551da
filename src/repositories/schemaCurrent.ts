import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, jsonb, pgView, real, text, uuid } from 'drizzle-orm/pg-core';
import type { OperationType, RollbackStatus, TaskStatus } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import type { NodeKind, TaskKind } from '../engine/ports.ts';
import { at } from './schemaColumns.ts';

/** Tasks as they are now: what was asked for, and what has become of it. */
export const currentTasks = pgView('current_tasks', {
  id: uuid().notNull(),
  runId: uuid('run_id').notNull(),
  ordinal: integer().notNull(),
  kind: text().$type<TaskKind>().notNull(),
  name: text().notNull(),
  type: text().$type<OperationType | 'rollback' | 'restore'>().notNull(),
  provider: text(),
  command: text().notNull(),
  args: text().array().notNull(),
  dependencies: uuid().array().notNull(),
  spec: jsonb().$type<JsonObject>().notNull(),
  createdAt: at('created_at').notNull(),
  status: text().$type<TaskStatus>().notNull(),
  /** The terminal status, once it has one: what filters look for, since it has an index. */
  ended: text().$type<TaskStatus>(),
  progress: real().notNull(),
  driver: text(),
  output: text(),
  results: jsonb().$type<JsonObject>(),
  error: text(),
  rollbackStatus: text('rollback_status').$type<RollbackStatus>(),
  cancelRequestedAt: at('cancel_requested_at'),
  startedAt: at('started_at'),
  completedAt: at('completed_at'),
}).as(sql`
  select t.id, t.run_id, t.ordinal, t.kind, t.name, t.type, t.provider, t.command, t.args, t.dependencies, t.spec, t.created_at,
    coalesce(s.ended, case when r.running ? t.ordinal::text then 'Running' else 'Pending' end) as status,
    s.ended, coalesce(s.progress, 0::real) as progress, coalesce(s.driver, r.running->(t.ordinal::text)->>1) as driver,
    s.output, s.results, s.error, s.rollback_status, s.cancel_requested_at,
    coalesce(s.started_at, to_timestamp((r.running->(t.ordinal::text)->>0)::float8 / 1000))::timestamptz(3) as started_at,
    s.completed_at
  from tasks t join runs r on r.id = t.run_id left join task_states s on s.task_id = t.id`);

/**
 * All nodes: those with a row, and the calls that were done at the first try, which follow from their tasks. To be asked
 * with constants (a run, tasks, a place in the journal), never joined by a column: it is taken apart per branch.
 */
export const currentNodes = pgView('current_nodes', {
  runId: uuid('run_id').notNull(),
  id: text().notNull(),
  taskId: uuid('task_id').notNull(),
  ordinal: integer().notNull(),
  kind: text().$type<NodeKind>().notNull(),
  spec: jsonb().$type<JsonObject>().notNull(),
  dependencies: text().array().notNull(),
  token: text().notNull(),
  status: text().$type<TaskStatus>().notNull(),
  attempts: integer().notNull(),
  output: jsonb().$type<JsonObject>(),
  error: text(),
  changed: boolean().notNull(),
  intentAt: at('intent_at'),
  doneAt: at('done_at'),
  doneSequence: bigint('done_sequence', { mode: 'number' }),
  undoStatus: text('undo_status').$type<RollbackStatus>(),
  undoAttempts: integer('undo_attempts').notNull(),
  undoRunId: uuid('undo_run_id'),
  undoError: text('undo_error'),
  undoResolution: text('undo_resolution').$type<'skipped' | 'resolved'>(),
  undoneAt: at('undone_at'),
}).as(sql`
  select run_id, id, task_id, ordinal, kind, spec, dependencies, token, status, attempts, output, error, changed, intent_at,
    done_at, done_sequence, undo_status, undo_attempts, undo_run_id, undo_error, undo_resolution, undone_at
  from nodes
  union all
  select t.run_id, t.name, t.id, 0, 'http', t.spec, '{}'::text[],
    coalesce(t.spec->'tokens'->>t.name,
      left(encode(sha256(convert_to(t.run_id::text || chr(10) || t.name || chr(10) || 'do', 'UTF8')), 'hex'), 40)),
    'Completed', 1, s.results, null, true, s.started_at, s.completed_at, s.call_sequence, null, 0, null, null, null, null
  from task_states s join tasks t on t.id = s.task_id
  where s.call_sequence is not null and not exists (select from nodes n where n.run_id = t.run_id and n.id = t.name)`);
