import type { RollbackStatus, TaskStatus } from '../../generated/enums.ts';

export type TaskEvent = 'start' | 'complete' | 'fail' | 'cancel';
export type UndoEvent = 'plan' | 'start' | 'complete' | 'fail' | 'skip';

/** An event that can't happen in that state: a fault of the engine, never of a caller. */
export class IllegalTransition extends Error {
  constructor(status: string, event: string) {
    super(`Illegal transition: ${event} while ${status}`);
    this.name = 'IllegalTransition';
  }
}

const forward: Record<TaskStatus, Partial<Record<TaskEvent, TaskStatus>>> = {
  Pending: { start: 'Running', cancel: 'Cancelled', fail: 'Failed' },
  Running: { complete: 'Completed', fail: 'Failed', cancel: 'Cancelled' },
  Completed: {},
  Failed: {},
  Cancelled: {},
};

/** The life of a run, a task or a node. Terminal states have no way out. */
export function nextStatus(status: TaskStatus, event: TaskEvent): TaskStatus {
  const next = forward[status][event];
  if (next === undefined) throw new IllegalTransition(status, event);
  return next;
}

const backward: Record<RollbackStatus | 'none', Partial<Record<UndoEvent, RollbackStatus>>> = {
  none: { plan: 'Pending', start: 'Running', skip: 'Skipped' },
  Pending: { start: 'Running', skip: 'Skipped' },
  Running: { complete: 'Completed', fail: 'Failed', start: 'Running' },
  Completed: {},
  Failed: { start: 'Running', skip: 'Skipped' },
  Skipped: { start: 'Running' },
};

/** The life of an undo; a failed or skipped one may be tried again. */
export function nextUndo(status: RollbackStatus | null, event: UndoEvent): RollbackStatus {
  const next = backward[status ?? 'none'][event];
  if (next === undefined) throw new IllegalTransition(`undo ${status ?? 'none'}`, event);
  return next;
}
