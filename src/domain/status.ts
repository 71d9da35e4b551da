import type { TaskStatus } from '../../generated/enums.ts';

const terminal: Record<TaskStatus, boolean> = {
  Pending: false,
  Running: false,
  Completed: true,
  Failed: true,
  Cancelled: true,
};

/** Terminal states never change. */
export const isTerminal = (status: TaskStatus): boolean => terminal[status];

/** The one place that lowers a status for WebSocket data, webhooks, metrics and snapshots. */
export const lowered = <S extends string>(status: S): Lowercase<S> => status.toLowerCase() as Lowercase<S>;
