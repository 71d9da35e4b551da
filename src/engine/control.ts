/** Why work under way is told to stop. */
export type StopReason = 'cancelled' | 'timed out' | 'abandoned';

export class Stopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(reason === 'cancelled' ? 'cancelled by request' : reason);
    this.name = 'Stopped';
    this.reason = reason;
  }
}

/** How the executor speaks to the run it drives. */
export interface RunControl {
  /** Aborts when the run is cancelled: process groups are killed. */
  readonly cancelled: AbortSignal;
  /** Aborts when this server gives the run up (fenced, or out of time while draining): effects are left as they are. */
  readonly abandoned: AbortSignal;
  /** True while this server drains: nothing new starts. */
  draining(): boolean;
  rollbackOnCancel(): boolean;
  /** Aborts when just this task is cancelled. */
  taskSignal(taskId: string): AbortSignal;
  cancelledTasks(): ReadonlySet<string>;
}

export interface MutableControl extends RunControl {
  cancel(rollback: boolean): void;
  cancelTask(taskId: string): void;
  abandon(): void;
  drain(): void;
}

export function createControl(): MutableControl {
  const cancelled = new AbortController();
  const abandoned = new AbortController();
  const tasks = new Map<string, AbortController>();
  const cancelledTasks = new Set<string>();
  let rollback = false;
  let draining = false;
  const taskController = (id: string): AbortController => {
    let controller = tasks.get(id);
    if (controller === undefined) tasks.set(id, (controller = new AbortController()));
    return controller;
  };
  return {
    cancelled: cancelled.signal,
    abandoned: abandoned.signal,
    draining: () => draining,
    rollbackOnCancel: () => rollback,
    taskSignal: (id) => taskController(id).signal,
    cancelledTasks: () => cancelledTasks,
    cancel: (undo) => {
      rollback ||= undo;
      cancelled.abort(new Stopped('cancelled'));
    },
    cancelTask: (id) => {
      cancelledTasks.add(id);
      taskController(id).abort(new Stopped('cancelled'));
    },
    abandon: () => {
      draining = true;
      abandoned.abort(new Stopped('abandoned'));
    },
    drain: () => {
      draining = true;
    },
  };
}
