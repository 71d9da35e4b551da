import type { KeyRotation, KeyRotationRequest } from '../../generated/contract/control-center.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { keyMemory, newSigningKey, type SigningKeys } from '../auth/keys.ts';
import type { SecretBox } from '../auth/secretBox.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import type { Transact } from '../domain/tx.ts';
import type { Decider } from '../policy/decide.ts';
import type { KeyRepository } from '../repositories/keys.ts';
import type { SessionRepository } from '../repositories/sessions.ts';
import { requireLogin } from './ownership.ts';

export interface KeyService {
  /**
   * Puts a new key in the place of the one that signs. What the old ones have signed counts until it expires; with
   * `revoke_previous` it counts no more, and every session ends.
   */
  rotate(actor: Actor, request: KeyRotationRequest): Promise<KeyRotation>;
}

export function createKeys(deps: {
  readonly repository: Pick<KeyRepository, 'succeed'>;
  readonly keys: SigningKeys;
  readonly sessions: Pick<SessionRepository, 'endAll'>;
  readonly decider: Pick<Decider, 'require'>;
  readonly secretBox: Pick<SecretBox, 'seal'>;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
}): KeyService {
  const { repository, keys, sessions, decider, secretBox, authenticator, transact, audit, clock } = deps;
  return {
    async rotate(actor, { revoke_previous: revokeOthers }) {
      requireLogin(actor);
      await decider.require({ actor, action: 'update', resource: { kind: 'system', id: '*' } });
      const now = clock.now();
      const key = await newSigningKey(secretBox, now);
      await transact(async (tx) => {
        await repository.succeed(tx, key, { now, expired: keyMemory(now), revokeOthers });
        if (revokeOthers) await sessions.endAll(tx, 'keys_revoked', now);
        const details = { revoke_previous: revokeOthers };
        await audit(tx, { actor, action: 'key.rotate', resource: `keys/${key.kid}`, result: 'success', details });
      });
      keys.forget();
      authenticator.forget();
      const { keys: published } = await keys.jwks();
      return { kid: key.kid, verified_kids: published.map(({ kid }) => kid) };
    },
  };
}
