import { DomainError } from '../../domain/errors.ts';
import { addressGroup, WINDOW_SECONDS, type RateBucket } from '../../services/limits.ts';
import { actorOrNull, type Guard } from '../context.ts';
import type { CommonDeps } from '../deps.ts';

/** Counts the request against its quota: by address before a login, by user after it. A limit of 0 is none. */
export const rateLimit =
  (bucket: RateBucket, { limits, settings }: Pick<CommonDeps, 'limits' | 'settings'>): Guard =>
  async (c) => {
    const limit = settings.rateLimits[bucket];
    if (limit === 0) return;
    const subject = actorOrNull(c)?.userId ?? addressGroup(c.get('ip') ?? 'unknown');
    const quota = await limits.consume(bucket, subject, limit);
    c.header('X-RateLimit-Limit', String(quota.limit));
    c.header('X-RateLimit-Remaining', String(quota.remaining));
    c.header('X-RateLimit-Reset', String(quota.resetEpochSeconds));
    // https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/: q quota, w window, r left, t seconds to the next.
    c.header('RateLimit-Policy', `"${bucket}";q=${quota.limit};w=${WINDOW_SECONDS}`);
    c.header('RateLimit', `"${bucket}";r=${quota.remaining};t=${quota.retryAfterSeconds}`);
    if (quota.allowed) return;
    const wait = Math.max(1, quota.retryAfterSeconds);
    throw new DomainError('rate_limited', `Too many requests: try again in ${wait} s`, { retryAfterSeconds: wait });
  };
