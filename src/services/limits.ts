import ipaddr from 'ipaddr.js';
import { remember } from '../auth/freshness.ts';
import type { Clock } from '../domain/clock.ts';
import type { RateLimitRepository } from '../repositories/rateLimits.ts';
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
  const count = countTogether((key, points) => repository.consume(key, points, WINDOW_SECONDS));

  return {
    async consume(bucket, subject, limit) {
      if (limit === 0) return { limit, remaining: 0, resetEpochSeconds: 0, retryAfterSeconds: 0, allowed: true };
      const key = `${bucket}:${subject}`;
      const now = clock.now().getTime();
      const used = exhausted.get(key);
      if (used !== undefined && used.until > now && used.until - now <= WINDOW_SECONDS * 1000) {
        const retryAfterSeconds = Math.ceil((used.until - now) / 1000);
        return { limit, remaining: 0, resetEpochSeconds: used.resetEpochSeconds, retryAfterSeconds, allowed: false };
      }
      exhausted.delete(key);
      const { points, resetEpochSeconds, secondsLeft } = await count(key);
      const allowed = points <= limit;
      if (!allowed) remember(exhausted, key, { until: now + secondsLeft * 1000, resetEpochSeconds });
      const remaining = Math.max(0, limit - points);
      return { limit, remaining, resetEpochSeconds, retryAfterSeconds: secondsLeft, allowed };
    },
  };
}
