import type { EventType, RollbackStatus, TaskStatus } from '../../generated/enums.ts';
import type { EventDraft } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import { lowered } from '../domain/status.ts';
import type { ResourceChange, RunRecord, TaskRecord } from './ports.ts';

const about = (run: RunRecord, taskId: string | null, type: EventType, data: JsonObject): EventDraft => ({
  type,
  runId: run.id,
  taskId,
  data,
});

const batchOf = (run: RunRecord, task: TaskRecord): JsonObject =>
  run.kind === 'batch' ? { batch_id: run.id, operation_id: task.name } : {};

/** A task changed its status; an operation of a batch tells it under its own name too. */
export function taskChanged(run: RunRecord, task: TaskRecord, status: TaskStatus, more: JsonObject = {}): EventDraft[] {
  const data = { task_id: task.id, name: task.name, status: lowered(status), ...batchOf(run, task), ...more };
  const events = [about(run, task.id, 'TaskStatusChanged', data)];
  if (run.kind === 'batch') events.push(about(run, task.id, 'OperationStatusChanged', data));
  return events;
}

export const taskProgressed = (run: RunRecord, task: TaskRecord, progress: number, step: string): EventDraft =>
  about(run, task.id, 'TaskProgress', { task_id: task.id, ...batchOf(run, task), progress, step });

export const taskPrinted = (run: RunRecord, task: TaskRecord, text: string): EventDraft =>
  about(run, task.id, 'TaskOutput', { task_id: task.id, ...batchOf(run, task), output: text });

/** A batch changed its status; the other kinds of runs are told by their tasks or as rollbacks. */
export function runChanged(run: RunRecord, status: TaskStatus, more: JsonObject = {}): EventDraft[] {
  switch (run.kind) {
    case 'batch':
      return [
        about(run, null, 'BatchStatusChanged', { batch_id: run.id, name: run.name, status: lowered(status), ...more }),
      ];
    case 'rollback':
    case 'restore':
      return [
        about(run, null, 'RollbackStatusChanged', {
          rollback_id: run.id,
          kind: run.kind,
          status: lowered(status),
          ...more,
        }),
      ];
    case 'workflow':
      return [];
  }
}

/** The automatic rollback of a failed or cancelled run changed its status. */
export const rollbackChanged = (run: RunRecord, status: RollbackStatus, more: JsonObject = {}): EventDraft =>
  about(run, null, 'RollbackStatusChanged', { run_id: run.id, name: run.name, status: lowered(status), ...more });

/** Changes of servers that others may want to hear of. */
export function serverChanged(run: RunRecord, taskId: string, change: ResourceChange): EventDraft[] {
  switch (change.kind) {
    case 'server.creating':
      return [
        about(run, taskId, 'ServerStatusChanged', {
          server_id: change.id,
          name: change.name,
          provider: change.provider,
          status: 'creating',
        }),
      ];
    case 'server.running':
      return [about(run, taskId, 'ServerStatusChanged', { server_id: change.id, status: 'running' })];
    case 'server.status':
      return [about(run, taskId, 'ServerStatusChanged', { server_id: change.id, status: change.status })];
    case 'server.deleted':
      return [about(run, taskId, 'ServerStatusChanged', { server_id: change.id, status: 'deleted' })];
    case 'server.updated':
      return [about(run, taskId, 'ServerStatusChanged', { server_id: change.id, status: 'running' })];
    case 'taskserv.installed':
    case 'taskserv.removed':
      return [];
  }
}
