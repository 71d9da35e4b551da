import type { Passwords } from '../auth/passwords.ts';
import type { Clock } from '../domain/clock.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import type { StoredUser, UserRepository } from '../repositories/users.ts';
import { afterFailure, isLocked } from './lockout.ts';
import type { FactorProof, SecondFactor } from './secondFactor.ts';

export interface Credentials extends FactorProof {
  readonly password: string;
}

/** What to do in the transaction of the proof. Neither may throw for a refusal: the count of failures must be kept. */
export interface Outcomes<T> {
  /** `mfa`: a second factor was shown and fits. */
  proven(tx: Tx, user: StoredUser, mfa: boolean): Promise<T>;
  refused(tx: Tx): Promise<void>;
}

export interface Proof {
  /**
   * Checks password and, where the user has one, the second factor, against the lock of the account. `undefined` as
   * user costs the same time and is refused. Undefined when refused, for whatever reason.
   */
  prove<T>(user: StoredUser | undefined, given: Credentials, outcomes: Outcomes<T>): Promise<T | undefined>;
}

export function createProof(deps: {
  readonly users: Pick<UserRepository, 'lock' | 'noteFailure'>;
  readonly passwords: Pick<Passwords, 'verify'>;
  readonly secondFactor: SecondFactor;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly newId: () => string;
}): Proof {
  const { users, passwords, secondFactor, transact, clock, newId } = deps;

  return {
    async prove(user, given, { proven, refused }) {
      // First the costly part, whoever it is and whether or not the account is locked: time must not tell.
      const fits = await passwords.verify(user?.passwordHash ?? null, given.password);
      return transact(async (tx) => {
        const now = clock.now();
        // One try an account at a time. The hash took a while: it may be disabled, locked or have another password now.
        const held = await users.lock(tx, user?.id ?? newId());
        if (held !== undefined && !isLocked(held, now)) {
          const known = fits && held.enabled && held.passwordHash === user?.passwordHash;
          const factor = known ? await secondFactor.check(tx, held.id, given) : 'failed';
          if (factor !== 'failed') return proven(tx, held, factor === 'passed');
          await users.noteFailure(tx, held.id, afterFailure(held, now));
        }
        await refused(tx);
        return undefined;
      });
    },
  };
}
