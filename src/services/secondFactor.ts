import { hashRecoveryCode } from '../auth/recoveryCodes.ts';
import type { SecretBox } from '../auth/secretBox.ts';
import { stepOf } from '../auth/totp.ts';
import type { Clock } from '../domain/clock.ts';
import type { Tx } from '../domain/tx.ts';
import type { TotpRepository } from '../repositories/totp.ts';

/** What somebody shows beside the password; at most one of the two is looked at. */
export interface FactorProof {
  readonly mfa_code?: string;
  readonly recovery_code?: string;
}

export interface SecondFactor {
  /**
   * `absent`: the user has none, whatever was shown. Otherwise whether a code fits; one that does is used up with the
   * transaction, so that of all servers one takes it.
   */
  check(tx: Tx, userId: string, proof: FactorProof): Promise<'absent' | 'passed' | 'failed'>;
}

/** What binds a sealed seed to its user. */
export const seedContext = (userId: string): string => `second factor of user ${userId}`;

export function createSecondFactor(deps: {
  readonly totp: Pick<TotpRepository, 'lock' | 'useStep' | 'useRecoveryCode'>;
  readonly secretBox: Pick<SecretBox, 'open'>;
  readonly clock: Clock;
}): SecondFactor {
  const { totp, secretBox, clock } = deps;
  return {
    async check(tx, userId, { mfa_code: code, recovery_code: recovery }) {
      const sealed = (await totp.lock(tx, userId))?.seedSealed ?? null;
      if (sealed === null) return 'absent';
      const now = clock.now();
      if (code !== undefined) {
        const step = await stepOf(secretBox.open(sealed, seedContext(userId)), code, now);
        return step !== undefined && (await totp.useStep(tx, userId, step)) ? 'passed' : 'failed';
      }
      if (recovery === undefined) return 'failed';
      return (await totp.useRecoveryCode(tx, userId, hashRecoveryCode(userId, recovery), now)) ? 'passed' : 'failed';
    },
  };
}
