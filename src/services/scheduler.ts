import type { Clock } from '../domain/clock.ts';
import type { LoggedEvent } from '../domain/events.ts';
import type { Log } from '../domain/log.ts';
import type { ScheduleRepository, ScheduleRow } from '../repositories/schedules.ts';

export interface Scheduler {
  start(): void;
  /** Something about the times has changed: look now. */
  wake(): void;
  stop(): Promise<void>;
}

interface SchedulerDeps {
  readonly schedules: Pick<ScheduleRepository, 'due' | 'ahead'>;
  readonly due: (found: ScheduleRow) => Promise<void>;
  readonly subscribe: (onEvents: (events: readonly LoggedEvent[]) => void) => () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Schedules acted upon after one look. */
const AT_ONCE = 100;
/** The longest sleep: covers a notification that was lost, and clocks that are set. */
const SLEEP_MS = 30_000;
/** After a look that failed. */
const AGAIN_MS = 5_000;

const ENDED = new Set<unknown>(['completed', 'failed', 'cancelled']);
const ends = ({ type, data }: LoggedEvent): boolean =>
  (type === 'BatchStatusChanged' || type === 'TaskStatusChanged') && ENDED.has(data['status']);

/** Sleeps until the next time of any schedule, or the end of a run that one waits for, and has it acted upon. */
export function createScheduler({ schedules, due, subscribe, clock, log }: SchedulerDeps): Scheduler {
  let working = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let waiting = false;
  let unsubscribe: (() => void) | undefined;

  /** Milliseconds to sleep. */
  async function look(): Promise<number> {
    const found = await schedules.due(clock.now(), AT_ONCE);
    let failed = false;
    for (const one of found) {
      if (!working) return 0;
      try {
        await due(one);
      } catch (error) {
        failed = true;
        log.warn('a schedule could not be acted upon; it is tried again', { schedule: one.schedule.name, error });
      }
    }
    const ahead = await schedules.ahead();
    waiting = ahead.waiting > 0;
    if (failed) return AGAIN_MS;
    // A run may have ended before it was known here that one waits for it: the next look sees that.
    if (found.length > 0) return 0;
    if (ahead.nextAt === null) return SLEEP_MS;
    return Math.min(SLEEP_MS, Math.max(0, ahead.nextAt.getTime() - clock.now().getTime()));
  }

  function wake(): void {
    if (!working) return;
    if (looking !== undefined) {
      lookAgain = true;
      return;
    }
    clearTimeout(timer);
    looking = look()
      .catch((error: unknown) => {
        log.warn('could not look for due schedules', { error });
        return AGAIN_MS;
      })
      .then((sleepMs) => {
        looking = undefined;
        if (!working) return;
        timer = setTimeout(wake, lookAgain ? 0 : sleepMs);
        lookAgain = false;
      });
  }

  return {
    wake,
    start: () => {
      working = true;
      unsubscribe = subscribe((events) => {
        if (waiting && events.some(ends)) wake();
      });
      wake();
    },
    stop: async () => {
      working = false;
      clearTimeout(timer);
      unsubscribe?.();
      await looking;
    },
  };
}
