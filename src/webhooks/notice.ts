import type { WebhookEvent } from '../../generated/enums.ts';
import type { LoggedEvent } from '../domain/events.ts';
import type { Json } from '../domain/json.ts';
import type { Notice } from './sign.ts';

/** What a task left behind, for the deliveries that tell of its end. */
export interface TaskOutcome {
  readonly output: string | null;
  readonly error: string | null;
}

const taskEvents = new Map<Json | undefined, WebhookEvent>([
  ['completed', 'task.completed'],
  ['failed', 'task.failed'],
  ['cancelled', 'task.cancelled'],
]);
const batchEvents = new Map<Json | undefined, WebhookEvent>([
  ['completed', 'batch.completed'],
  ['failed', 'batch.failed'],
  ['cancelled', 'batch.cancelled'],
]);
const rollbackEvents = new Map<Json | undefined, WebhookEvent>([
  ['completed', 'rollback.completed'],
  ['failed', 'rollback.failed'],
]);

/** The webhook event that an event of the log is told as; undefined for those that no endpoint hears of. */
export function webhookEvent(event: LoggedEvent): WebhookEvent | undefined {
  const status = event.data['status'];
  switch (event.type) {
    case 'TaskStatusChanged':
      return taskEvents.get(status);
    case 'BatchStatusChanged':
      return batchEvents.get(status);
    case 'RollbackStatusChanged':
      return rollbackEvents.get(status);
    case 'CheckpointCreated':
      return 'checkpoint.created';
    case 'TaskProgress':
    case 'TaskOutput':
    case 'OperationStatusChanged':
    case 'ServerStatusChanged':
    case 'ScheduleStatusChanged':
    case 'SystemHealthChanged':
      return undefined;
  }
}

/** The body of a delivery, before it is signed. */
export function noticeOf(name: WebhookEvent, event: LoggedEvent, task: TaskOutcome | undefined): Notice {
  const outcome = task === undefined ? {} : { output: task.output, error: task.error };
  return { event: name, timestamp: event.at.toISOString(), data: { ...event.data, ...outcome } };
}
