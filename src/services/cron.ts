import { Cron } from 'croner';
import { unprocessable, type Detail } from '../domain/errors.ts';

/** The times of a cron expression in its time zone; all of them are instants. */
export interface CronTimes {
  /** The first time after `moment`; null when there is none any more. */
  after(moment: Date): Date | null;
  /** The next `count` times after `moment`, fewer when it ends. */
  next(count: number, moment: Date): Date[];
  /** The last time at or before `moment`, but not before `from`, which is one. */
  latest(from: Date, moment: Date): Date;
}

/**
 * Reads a cron expression of five parts. Where clocks are set forward, a time that doesn't exist is the moment of the
 * change; where they are set back, a time that comes twice is its first, except where every hour counts. Throws
 * `unprocessable` for what is no expression, no time zone, or never comes.
 */
export function cronTimes(expression: string, timeZone: string, now: Date): CronTimes {
  const refuse = (path: string, message: string): never => {
    const details: Detail[] = [{ path, message }];
    throw unprocessable(`The schedule can't be used: ${message}`, details);
  };
  if (!isTimeZone(timeZone)) refuse('time_zone', `there is no time zone ${timeZone}; say for example Europe/Berlin`);
  let cron: Cron;
  try {
    cron = new Cron(expression, { timezone: timeZone, mode: '5-part', paused: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    return refuse('cron', `${expression} is no cron expression of five parts: ${reason}`);
  }
  if (cron.nextRun(now) === null) refuse('cron', `${expression} never comes`);
  return {
    after: (moment) => cron.nextRun(moment),
    next: (count, moment) => cron.nextRuns(count, moment),
    latest: (from, moment) => {
      // A time counts as before the moment after it, so the reference lies one millisecond later.
      const [last] = cron.previousRuns(1, new Date(moment.getTime() + 1));
      return last === undefined || last < from ? from : last;
    },
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
