import { randomBytes } from 'node:crypto';
import { MAX_PASSWORD_LENGTH, type Passwords } from '../auth/passwords.ts';
import { systemActor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import type { Transact } from '../domain/tx.ts';
import type { NewUser, UserRepository } from '../repositories/users.ts';

const MIN_PASSWORD_LENGTH = 8;

export interface Bootstrap {
  /**
   * Makes the user `admin` when there are no users at all. Without a configured password one is generated and returned,
   * to be printed once: it is stored nowhere in clear. Null when there is nothing to print.
   */
  ensureAdmin(options: { readonly password?: string | undefined }): Promise<string | null>;
}

export function createBootstrap(deps: {
  readonly users: Pick<UserRepository, 'any' | 'insertFirst'>;
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly newId: () => string;
}): Bootstrap {
  const { users, passwords, transact, audit, clock, newId } = deps;
  return {
    async ensureAdmin({ password: configured }) {
      if (await users.any()) return null;
      if (configured !== undefined) {
        const fits = configured.length >= MIN_PASSWORD_LENGTH && configured.length <= MAX_PASSWORD_LENGTH;
        if (!fits) throw new Error('PROVISIONING_ADMIN_PASSWORD must have 8 to 1024 characters');
      }
      const password = configured ?? randomBytes(18).toString('base64url');
      const now = clock.now();
      const admin: NewUser = {
        id: newId(),
        username: 'admin',
        email: 'admin@example.com',
        passwordHash: await passwords.hash(password),
        roles: ['admin'],
        enabled: true,
        createdAt: now,
        updatedAt: now,
        lastLogin: null,
      };
      const made = await transact(async (tx) => {
        if (!(await users.insertFirst(tx, admin))) return false;
        const details = { id: admin.id, roles: admin.roles, first: true };
        await audit(tx, {
          actor: systemActor,
          action: 'user.create',
          resource: 'users/admin',
          result: 'success',
          details,
        });
        return true;
      });
      return made && configured === undefined ? password : null;
    },
  };
}
