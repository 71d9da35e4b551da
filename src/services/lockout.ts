import type { StoredUser } from '../repositories/users.ts';

type Failures = Pick<StoredUser, 'failedLogins' | 'lockedUntil'>;

/** So many failures in a row are forgiven; the last of them locks. */
const FAILURES = 5;
const MINUTE_MS = 60_000;
const MAX_MINUTES = 15;
/** A lock that ended so long ago belongs to another attack, or to a tired user. */
const FORGOTTEN_MS = 24 * 60 * MINUTE_MS;

export const isLocked = ({ lockedUntil }: Failures, now: Date): boolean => lockedUntil !== null && lockedUntil > now;

/**
 * What an account is after one more failure: the fifth in a row locks it for a minute, each further one for twice as
 * long, at most a quarter of an hour. Tries during a lock aren't failures, so nobody can make it longer from outside.
 */
export function afterFailure(before: Failures, now: Date): Failures {
  const old = before.lockedUntil !== null && now.getTime() - before.lockedUntil.getTime() > FORGOTTEN_MS;
  const failedLogins = old ? 1 : before.failedLogins + 1;
  if (failedLogins < FAILURES) return { failedLogins, lockedUntil: null };
  const minutes = Math.min(MAX_MINUTES, 2 ** (failedLogins - FAILURES));
  return { failedLogins, lockedUntil: new Date(now.getTime() + minutes * MINUTE_MS) };
}
