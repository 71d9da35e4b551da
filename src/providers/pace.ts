import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';

/** Moments to call a provider at, handed out to all servers of one database. */
export interface PermitStore {
  /**
   * Reserves up to `wanted` moments, evenly spaced to `perSecond`, none more than `horizonMs` ahead. `firstInMs` is from
   * now to the first of them; with `count` 0 to when it is worth asking again.
   */
  reserve(
    provider: string,
    wanted: number,
    perSecond: number,
    horizonMs: number,
  ): Promise<{ readonly count: number; readonly firstInMs: number }>;
}

/** So many calls a second to one provider, whoever makes them. */
export interface Pace {
  /** Resolves when a call may be made, in the order of asking; rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void>;
}

/** Small, so that servers alternate, and that what a stopped server had reserved is little. */
const HORIZON_MS = 250;
const RETRY_MS = 500;

/**
 * Spaces calls evenly. What waits here shares one reservation; a server that was held up makes up for nothing: calls
 * keep their distance, and moments that have passed by are lost.
 */
export function createPace(deps: {
  readonly provider: string;
  readonly perSecond: number;
  readonly store: PermitStore;
  readonly monotonic: () => number;
  readonly log: Log;
}): Pace {
  const { provider, perSecond, store, monotonic, log } = deps;
  const distance = 1_000 / perSecond;
  const queue: (() => void)[] = [];
  let last = -Infinity;
  let serving = false;

  const until = async (moment: number): Promise<void> => {
    // A timer may fire a fraction of a millisecond early.
    for (let wait = moment - monotonic(); wait > 0; wait = moment - monotonic()) await delay(Math.ceil(wait));
  };

  async function serveSome(): Promise<void> {
    const { count, firstInMs } = await store.reserve(provider, queue.length, perSecond, HORIZON_MS);
    const first = monotonic() + firstInMs;
    if (count === 0) await until(first);
    for (let i = 0; i < count && queue.length > 0; i++) {
      const moment = first + i * distance;
      if (monotonic() > moment + HORIZON_MS + distance) return;
      await until(Math.max(moment, last + distance));
      last = monotonic();
      queue.shift()?.();
    }
  }

  async function serve(): Promise<void> {
    serving = true;
    while (queue.length > 0) {
      try {
        await serveSome();
      } catch (error) {
        log.warn('no moment to call a provider could be reserved, trying again', { provider, error: String(error) });
        await delay(RETRY_MS);
      }
    }
    serving = false;
  }

  return {
    turn: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const go = (): void => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const stop = (): void => {
          queue.splice(queue.indexOf(go), 1);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', stop, { once: true });
        queue.push(go);
        if (!serving) void serve();
      }),
  };
}
