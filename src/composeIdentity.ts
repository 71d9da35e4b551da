import { createAuthenticator } from './auth/authenticator.ts';
import { loadSigningKeys } from './auth/keys.ts';
import { createPasswords } from './auth/passwords.ts';
import { createSecretBox, loadSecretKey } from './auth/secretBox.ts';
import { createTokens } from './auth/tokens.ts';
import type { Config } from './config.ts';
import type { Clock } from './domain/clock.ts';
import { forbidden } from './domain/errors.ts';
import { createDecider } from './policy/decide.ts';
import { createAuditRepository } from './repositories/audit.ts';
import type { Database } from './repositories/database.ts';
import { createKeyRepository } from './repositories/keys.ts';
import { createPolicyRepository } from './repositories/policies.ts';
import { createRateLimitRepository } from './repositories/rateLimits.ts';
import { createSessionRepository } from './repositories/sessions.ts';
import { createUserRepository } from './repositories/users.ts';
import { createAudit } from './services/audit.ts';
import { createAuth } from './services/auth.ts';
import { createBootstrap } from './services/bootstrap.ts';
import { createLimits } from './services/limits.ts';
import { createPolicies } from './services/policies.ts';
import { createUsers } from './services/users.ts';

interface IdentityDeps {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Who there is, who may do what, and the record of it. */
export async function composeIdentity({ config, database, clock, newId }: IdentityDeps) {
  const { transact } = database;
  const users = createUserRepository({ database });
  const sessions = createSessionRepository({ database });
  const policyRepository = createPolicyRepository({ database });

  const audit = createAudit({ repository: createAuditRepository({ database }), clock, newId });
  const secretKey = await loadSecretKey({ configured: config.secretKey ?? undefined, dataDir: config.dataDir });
  const keys = await loadSigningKeys({
    repository: createKeyRepository({ database }),
    secretBox: createSecretBox(secretKey),
    clock,
  });
  const tokens = createTokens({ keys, clock, accessTokenSeconds: config.accessTokenSeconds });
  const passwords = createPasswords();
  const authenticator = createAuthenticator({ tokens, sessions, clock });
  const decider = createDecider({ source: policyRepository, clock });

  const common = { transact, audit: audit.record, clock, newId };
  const auth = createAuth({ ...common, users, sessions, passwords, tokens, authenticator });
  const policies = createPolicies({ ...common, policies: policyRepository, users, decider });
  const bootstrap = createBootstrap({ ...common, users, passwords });

  return {
    audit,
    authenticator,
    decider,
    auth,
    policies,
    users: createUsers({ ...common, users, sessions, passwords, decider, authenticator }),
    limits: createLimits({ repository: createRateLimitRepository({ database }), clock }),
    jwks: () => ({ keys: [...keys.jwks().keys] }),
    /** Whether a token's user may follow the events; tells the user's id. */
    async admit(token: string): Promise<string> {
      const actor = { ...(await authenticator.authenticate(token)), requestId: null, ip: null };
      if (!(await decider.mayAtAll(actor, 'read', 'events')))
        throw forbidden('The policies do not allow reading events');
      return actor.userId ?? actor.username;
    },
    /** The built-in policies and the first admin; gives his password when it was made up here. */
    async prepare(): Promise<string | null> {
      await policies.ensureBuiltin();
      return bootstrap.ensureAdmin({ password: config.adminPassword ?? undefined });
    },
  };
}

export type Identity = Awaited<ReturnType<typeof composeIdentity>>;
