import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { limitParallel } from './parallel.ts';

/** Longest password in characters; longer ones are refused unread, so that nobody buys hashing time with megabytes. */
export const MAX_PASSWORD_LENGTH = 1024;

/** argon2id (the library's default variant) with the parameters of OWASP's password storage cheat sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes at once; the rest waits its turn, so that a burst of logins leaves the other threads to the other requests. */
const PARALLEL_HASHES = 2;

export interface Passwords {
  /** The PHC string to store. The bytes are the UTF-8 of the password exactly as given: nothing trimmed or normalised. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one that was hashed. `null` (no such user) costs the same time and is never true. */
  verify(stored: string | null, password: string): Promise<boolean>;
}

export function createPasswords(options: { readonly parallel?: number } = {}): Passwords {
  const inTurn = limitParallel(options.parallel ?? PARALLEL_HASHES);
  const bytes = (password: string): Buffer => Buffer.from(password, 'utf8');
  let dummy: Promise<string> | undefined;

  return {
    async hash(password) {
      if (password.length > MAX_PASSWORD_LENGTH) throw new RangeError('password too long to hash');
      return inTurn(() => hash(bytes(password), COST));
    },
    async verify(stored, password) {
      if (password.length > MAX_PASSWORD_LENGTH) return false;
      dummy ??= inTurn(() => hash(randomBytes(32), COST));
      const against = stored ?? (await dummy);
      const same = await inTurn(() => verify(against, bytes(password)));
      return same && stored !== null;
    },
  };
}
