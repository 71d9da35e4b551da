/** Why work under way is told to stop. */
export type StopReason = 'cancelled' | 'timed out' | 'abandoned';

export class Stopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason, message = reason === 'cancelled' ? 'cancelled by request' : reason) {
    super(message);
    this.name = 'Stopped';
    this.reason = reason;
  }
}

/** How the executor speaks to the run it drives. */
export interface RunControl {
  /** Aborts when the run is cancelled. */
  readonly cancelled: AbortSignal;
  /** Aborts when this server gives the run up (fenced, or out of time while draining): effects are left as they are. */
  readonly abandoned: AbortSignal;
  /** True while this server drains: nothing new starts. */
  draining(): boolean;
  rollbackOnCancel(): boolean;
  /** Opens the task's signal: aborts when the run or just this task is cancelled, or its time is up. */
  openTask(taskId: string): AbortSignal;
  timeOut(taskId: string, message: string): void;
  /** The run's own time is up: what runs is stopped, with this message. */
  expire(message: string): void;
  expired(): boolean;
  closeTask(taskId: string): void;
  cancelledTasks(): ReadonlySet<string>;
  /** Asked before each call to the outside. @throws Stopped when the lease may have passed to another server */
  ensureLeased(): void;
  /** Settles as `work` does, or rejects with `Stopped` once the run is given up, whatever becomes of the work. */
  whileOwned<T>(work: Promise<T>): Promise<T>;
}

export interface MutableControl extends RunControl {
  cancel(rollback: boolean): void;
  cancelTask(taskId: string): void;
  abandon(): void;
  drain(): void;
  /** The lease holds until then, in ms on a clock that never stands still or goes back. */
  leasedUntil(ms: number): void;
}

/**
 * One controller a task under way and plain sets, since every step passes here.
 * @param monotonic ms, on the clock `leasedUntil` speaks of
 */
export function createControl(monotonic: () => number): MutableControl {
  const cancelled = new AbortController();
  const abandoned = new AbortController();
  const open = new Map<string, AbortController>();
  const cancelledTasks = new Set<string>();
  const waiting = new Set<() => void>();
  let rollback = false;
  let draining = false;
  let expired = false;
  let leaseEnds = Infinity;
  const abandon = (): void => {
    draining = true;
    abandoned.abort(new Stopped('abandoned'));
    for (const giveUp of waiting) giveUp();
  };
  return {
    cancelled: cancelled.signal,
    abandoned: abandoned.signal,
    draining: () => draining,
    rollbackOnCancel: () => rollback,
    openTask: (id) => {
      const controller = new AbortController();
      open.set(id, controller);
      if (cancelled.signal.aborted || cancelledTasks.has(id)) controller.abort(new Stopped('cancelled'));
      return controller.signal;
    },
    timeOut: (id, message) => open.get(id)?.abort(new Stopped('timed out', message)),
    expire: (message) => {
      expired = true;
      for (const controller of open.values()) controller.abort(new Stopped('timed out', message));
    },
    expired: () => expired,
    closeTask: (id) => open.delete(id),
    cancelledTasks: () => cancelledTasks,
    whileOwned: (work) => {
      if (abandoned.signal.aborted) {
        work.catch(() => undefined);
        return Promise.reject(new Stopped('abandoned'));
      }
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          reject(new Stopped('abandoned'));
        };
        waiting.add(giveUp);
        work.then(resolve, reject).finally(() => waiting.delete(giveUp));
      });
    },
    cancel: (undo) => {
      rollback ||= undo;
      if (cancelled.signal.aborted) return;
      cancelled.abort(new Stopped('cancelled'));
      for (const controller of open.values()) controller.abort(new Stopped('cancelled'));
    },
    cancelTask: (id) => {
      cancelledTasks.add(id);
      open.get(id)?.abort(new Stopped('cancelled'));
    },
    abandon,
    leasedUntil: (ms) => {
      leaseEnds = ms;
    },
    // A server that was stopped for a while goes on in the middle of a step: it must not call as if it still held the run.
    ensureLeased: () => {
      if (!abandoned.signal.aborted && monotonic() >= leaseEnds) abandon();
      if (abandoned.signal.aborted) throw new Stopped('abandoned');
    },
    drain: () => {
      draining = true;
    },
  };
}
