import type { EventType } from '../../generated/enums.ts';
import type { JsonObject } from './json.ts';

/** An event before it has its place in the log. */
export interface EventDraft {
  readonly type: EventType;
  /** Run (batch, workflow, rollback) it belongs to; null for system events. */
  readonly runId: string | null;
  readonly taskId: string | null;
  readonly data: JsonObject;
}

/** An event of the log: `sequence` rises without gaps that a reader could miss; `id` stays the same over redeliveries. */
export interface LoggedEvent extends EventDraft {
  readonly id: string;
  readonly sequence: number;
  readonly at: Date;
}

/** The categories a WebSocket client may ask for (`events=task,batch,system`). */
export const eventCategory: Record<EventType, 'task' | 'batch' | 'system'> = {
  TaskStatusChanged: 'task',
  TaskProgress: 'task',
  TaskOutput: 'task',
  BatchStatusChanged: 'batch',
  OperationStatusChanged: 'batch',
  CheckpointCreated: 'batch',
  RollbackStatusChanged: 'batch',
  ServerStatusChanged: 'system',
  ScheduleStatusChanged: 'system',
  SystemHealthChanged: 'system',
};
