import { AbortedError } from '../../sdk/core/errors.ts';
import type { Clock } from '../../sdk/core/retry.ts';

export interface TestClock extends Clock {
  /** What was slept, in milliseconds. */
  readonly slept: number[];
}

/** A clock that jumps forward by whatever is slept on it. */
export function testClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) => {
      if (signal?.aborted) return Promise.reject(new AbortedError('aborted by the caller'));
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}
