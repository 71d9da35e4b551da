import { setTimeout as delay } from 'node:timers/promises';
import { EffectError } from './ports.ts';

export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly backoff: 'exponential' | 'fixed';
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
}

/** Three tries, a second apart and growing: enough for a passing fault, short enough to tell a person soon. */
export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: 3,
  backoff: 'exponential',
  initialDelayMs: 1_000,
  maxDelayMs: 30_000,
};

/** Milliseconds to wait after failed attempt `attempt` (from 1): between half and all of the growing bound by chance, never less than the other side asked for. */
export function delayAfter(policy: RetryPolicy, attempt: number, random: () => number, askedMs = 0): number {
  const cap = policy.backoff === 'fixed' ? policy.initialDelayMs : policy.initialDelayMs * 2 ** (attempt - 1);
  return Math.max(askedMs, Math.round(Math.min(cap, policy.maxDelayMs) * (0.5 + random() / 2)));
}

/**
 * Tries until it succeeds, the error is terminal, the attempts are used up or the signal aborts. Only errors classified
 * as retryable are tried again. `first` is the number of the first attempt: after a crash the one that was under way.
 */
export async function withRetry<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  random: () => number,
  first: number,
  attemptOnce: (attempt: number) => Promise<T>,
  wait: (ms: number, signal: AbortSignal) => Promise<void> = (ms, stop) => delay(ms, undefined, { signal: stop }),
): Promise<T> {
  for (let attempt = first; ; attempt++) {
    try {
      return await attemptOnce(attempt);
    } catch (error) {
      const retryable = error instanceof EffectError && error.retryable;
      if (!retryable || attempt >= policy.maxAttempts || signal.aborted) throw error;
      await wait(delayAfter(policy, attempt, random, error.retryAfterMs), signal);
    }
  }
}
