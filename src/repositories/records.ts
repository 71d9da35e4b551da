import type { NodeRecord, RunRecord, TaskRecord } from '../engine/ports.ts';
import type { currentNodes, currentTasks, nodes, runs } from './schema.ts';

/** Rows as the engine knows them. */
export const toRun = (row: typeof runs.$inferSelect): RunRecord => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  status: row.status,
  rollbackStatus: row.rollbackStatus,
  progress: row.progress,
  spec: row.spec,
  parallelLimit: row.parallelLimit,
  rollbackEnabled: row.rollbackEnabled,
  createdBy: row.createdBy,
  startedAt: row.startedAt,
  cancelRequestedAt: row.cancelRequestedAt,
  cancelRollback: row.cancelRollback,
  epoch: row.epoch,
});

export const toTask = (row: Pick<typeof currentTasks.$inferSelect, keyof TaskRecord>): TaskRecord => ({
  id: row.id,
  runId: row.runId,
  ordinal: row.ordinal,
  kind: row.kind,
  name: row.name,
  type: row.type,
  provider: row.provider,
  dependencies: row.dependencies,
  spec: row.spec,
  status: row.status,
  progress: row.progress,
  driver: row.driver,
  error: row.error,
  rollbackStatus: row.rollbackStatus,
  cancelRequestedAt: row.cancelRequestedAt,
  startedAt: row.startedAt,
});

export const toNode = (row: typeof nodes.$inferSelect | typeof currentNodes.$inferSelect): NodeRecord => ({
  id: row.id,
  runId: row.runId,
  taskId: row.taskId,
  ordinal: row.ordinal,
  kind: row.kind,
  spec: row.spec,
  dependencies: row.dependencies,
  token: row.token,
  status: row.status,
  attempts: row.attempts,
  output: row.output,
  error: row.error,
  changed: row.changed,
  doneSequence: row.doneSequence,
  undoStatus: row.undoStatus,
  undoAttempts: row.undoAttempts,
});
