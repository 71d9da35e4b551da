import type { PasswordChange } from '../../generated/contract/control-center.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { forbidden, unprocessable } from '../domain/errors.ts';
import type { SessionRepository } from '../repositories/sessions.ts';
import type { UserRepository } from '../repositories/users.ts';
import { markRecorded } from './audit.ts';
import { requireLogin } from './ownership.ts';
import { requireFitPassword } from './passwordChoice.ts';
import type { Proof } from './proof.ts';

export interface AccountService {
  /** Changes one's own password by showing the present one, and ends all one's sessions. */
  changePassword(actor: Actor, body: PasswordChange): Promise<string>;
}

export function createAccount(deps: {
  readonly users: Pick<UserRepository, 'find' | 'update'>;
  readonly sessions: Pick<SessionRepository, 'endAllOf'>;
  readonly proof: Proof;
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly audit: RecordAudit;
  readonly clock: Clock;
}): AccountService {
  const { users, sessions, proof, passwords, authenticator, audit, clock } = deps;

  return {
    async changePassword(actor, { current_password: password, new_password: chosen, ...factor }) {
      const { userId } = requireLogin(actor);
      requireFitPassword('new_password', chosen, actor.username);
      if (chosen === password) {
        const message = 'must not be the present one';
        throw unprocessable(`The new password ${message}`, [{ path: 'new_password', message }]);
      }
      const passwordHash = await passwords.hash(chosen);
      const entry = { actor, action: 'password.change', resource: `users/${actor.username}` };
      const changed = await proof.prove(
        await users.find(userId),
        { password, ...factor },
        {
          async proven(tx) {
            const now = clock.now();
            await users.update(tx, userId, { passwordHash }, now);
            await sessions.endAllOf(tx, userId, 'password_changed', now);
            await audit(tx, { ...entry, result: 'success' });
            return true;
          },
          refused: (tx) => audit(tx, { ...entry, result: 'denied' }),
        },
      );
      if (changed === undefined) throw markRecorded(forbidden('Wrong password or code'));
      authenticator.forget();
      return 'Password changed: log in again';
    },
  };
}
