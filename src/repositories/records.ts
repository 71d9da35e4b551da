import type { LoadedRun, NodeRecord, RunRecord, TaskRecord } from '../engine/ports.ts';
import type { currentNodes, currentTasks, nodes, runs, tasks } from './schema.ts';

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

/** What a task is before anything has become of it. */
export const UNTOUCHED = {
  status: 'Pending',
  progress: 0,
  driver: null,
  error: null,
  rollbackStatus: null,
  cancelRequestedAt: null,
  startedAt: null,
} as const;

/** A run as it is asked for. */
export const freshRun = (run: typeof runs.$inferInsert): RunRecord => ({
  id: run.id,
  kind: run.kind,
  name: run.name,
  status: 'Pending',
  rollbackStatus: null,
  progress: 0,
  spec: run.spec,
  parallelLimit: run.parallelLimit,
  rollbackEnabled: run.rollbackEnabled,
  createdBy: run.createdBy ?? null,
  startedAt: null,
  cancelRequestedAt: null,
  cancelRollback: false,
  epoch: 0,
});

/** A task as it is asked for. */
export const freshTask = (task: typeof tasks.$inferInsert): TaskRecord => ({
  ...UNTOUCHED,
  id: task.id,
  runId: task.runId,
  ordinal: task.ordinal,
  kind: task.kind,
  name: task.name,
  type: task.type,
  provider: task.provider ?? null,
  dependencies: task.dependencies,
  spec: task.spec,
});

/** A run that was just stored under the lease of this server, its first. */
export const toLoaded = (run: typeof runs.$inferInsert, rows: readonly (typeof tasks.$inferInsert)[]): LoadedRun => ({
  run: { ...freshRun(run), status: 'Running', startedAt: run.createdAt, epoch: 1 },
  tasks: rows.map(freshTask),
  nodes: [],
});
