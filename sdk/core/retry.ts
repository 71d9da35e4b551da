import { AbortedError } from './errors.ts';

/** Time as the SDK needs it; replaceable, so that tests decide how long anything takes. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with `AbortedError` as soon as `signal` fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortedBy(signal));
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        if (signal) reject(abortedBy(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** The error a caller sees when their own signal ended the call; their reason is its `cause`. */
export const abortedBy = (signal: AbortSignal): AbortedError =>
  new AbortedError('aborted by the caller', { cause: signal.reason });

const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 8_000;
/** A server that wants us away for longer than this is reported, not waited for. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * How long to wait before attempt `attempt + 1` (attempts count from 0), in milliseconds. Without a word from the server:
 * exponential with full jitter. With one: that long, plus a little jitter so that callers who were refused together don't
 * come back together.
 */
export function retryDelay(attempt: number, random: () => number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return retryAfterMs + random() * FIRST_BACKOFF_MS;
  return random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, section 10.2.3); undefined when absent or unreadable. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Only the date forms of RFC 9110 start with a weekday; Date.parse alone would also read "-5" or "1.5".
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
