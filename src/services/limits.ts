import ipaddr from 'ipaddr.js';
import { remember } from '../auth/freshness.ts';
import type { Clock } from '../domain/clock.ts';
import type { RateLimitRepository } from '../repositories/rateLimits.ts';
import { createCountAhead } from './countAhead.ts';
import { countTogether } from './together.ts';

/** The buckets of the contract: logins by address, everything by user, batches by user. */
export type RateBucket = 'auth' | 'general' | 'batch';

/** What the `X-RateLimit-*` headers say. */
export interface RateAnswer {
  /** Points in a window; 0 when the limit is off. */
  readonly limit: number;
  readonly remaining: number;
  /** Unix seconds at which the window ends; 0 when the limit is off. */
  readonly resetEpochSeconds: number;
  /** Whole seconds until then, for `Retry-After`. */
  readonly retryAfterSeconds: number;
  readonly allowed: boolean;
}

export interface Limits {
  /** Counts one request of the subject against `limit` a minute, over all servers; `limit` 0 counts nothing. */
  consume(bucket: RateBucket, subject: string, limit: number): Promise<RateAnswer>;
}

/** Length of a window of every limit. */
export const WINDOW_SECONDS = 60;

/**
 * What an address counts as: an IPv4 address as itself, also when written as IPv6, and of an IPv6 address the /64 that
 * one customer has whole.
 */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, 64);
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

export function createLimits({
  repository,
  clock,
}: {
  readonly repository: RateLimitRepository;
  readonly clock: Clock;
}): Limits {
  /** Windows known to be used up: a flood costs no more writes. */
  const exhausted = new Map<string, { readonly until: number; readonly resetEpochSeconds: number }>();
  const consume = (key: string, points: number) => repository.consume(key, points, WINDOW_SECONDS);
  const count = countTogether(consume);
  const ahead = createCountAhead({ count: consume, clock });

  return {
    async consume(bucket, subject, limit) {
      if (limit === 0) return { limit, remaining: 0, resetEpochSeconds: 0, retryAfterSeconds: 0, allowed: true };
      const key = `${bucket}:${subject}`;
      const taken = await ahead.take(key);
      const now = clock.now().getTime();
      const used = exhausted.get(key);
      if (taken === undefined && used !== undefined && used.until > now && used.until - now <= WINDOW_SECONDS * 1000) {
        const retryAfterSeconds = Math.ceil((used.until - now) / 1000);
        return { limit, remaining: 0, resetEpochSeconds: used.resetEpochSeconds, retryAfterSeconds, allowed: false };
      }
      const { points, resetEpochSeconds, msLeft } = taken ?? (await count(key));
      const allowed = points <= limit;
      if (allowed) {
        exhausted.delete(key);
        ahead.fill(key, limit);
      } else remember(exhausted, key, { until: now + msLeft, resetEpochSeconds });
      const remaining = Math.max(0, limit - points);
      // What the database says is rounded to milliseconds, which may put the end just beyond the window.
      const retryAfterSeconds = Math.min(WINDOW_SECONDS, Math.max(1, Math.ceil(msLeft / 1000)));
      return { limit, remaining, resetEpochSeconds, retryAfterSeconds, allowed };
    },
  };
}
