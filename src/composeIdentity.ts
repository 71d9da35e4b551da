import { createAuthenticator } from './auth/authenticator.ts';
import { loadSigningKeys } from './auth/keys.ts';
import { createPasswords } from './auth/passwords.ts';
import { createSecretBox, loadSecretKey } from './auth/secretBox.ts';
import { createTokens } from './auth/tokens.ts';
import type { Config } from './config.ts';
import type { Actor } from './domain/actor.ts';
import type { Clock } from './domain/clock.ts';
import { forbidden } from './domain/errors.ts';
import type { Log } from './domain/log.ts';
import { createDecider } from './policy/decide.ts';
import { createAuditRepository } from './repositories/audit.ts';
import { createAuditChainRepository } from './repositories/auditChain.ts';
import type { Database } from './repositories/database.ts';
import { createIdempotencyKeyRepository } from './repositories/idempotencyKeys.ts';
import { createKeyRepository } from './repositories/keys.ts';
import { createPolicyRepository } from './repositories/policies.ts';
import { createRateLimitRepository } from './repositories/rateLimits.ts';
import { createServiceTokenRepository } from './repositories/serviceTokens.ts';
import { createSessionRepository } from './repositories/sessions.ts';
import { createTotpRepository } from './repositories/totp.ts';
import { createUserRepository } from './repositories/users.ts';
import { createAccount } from './services/account.ts';
import { createAudit } from './services/audit.ts';
import { createAuditChain } from './services/auditChain.ts';
import { createAuditRetention } from './services/auditRetention.ts';
import { createAuditSealer } from './services/auditSealer.ts';
import { createAuditVerifier } from './services/auditVerify.ts';
import { createAuth } from './services/auth.ts';
import { createBootstrap } from './services/bootstrap.ts';
import { createHourly } from './services/hourly.ts';
import { createIdempotency } from './services/idempotency.ts';
import { createKeys } from './services/keys.ts';
import { createLimits } from './services/limits.ts';
import { createMfa } from './services/mfa.ts';
import { createOwnership } from './services/ownership.ts';
import { createPolicies } from './services/policies.ts';
import { createPolicySimulator } from './services/policySimulation.ts';
import { createProof } from './services/proof.ts';
import { createSecondFactor } from './services/secondFactor.ts';
import { createServiceTokens } from './services/serviceTokens.ts';
import { createSessions } from './services/sessions.ts';
import { createUsers } from './services/users.ts';

interface IdentityDeps {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
}

/** Who there is, who may do what, and the record of it. */
export async function composeIdentity({ config, database, clock, newId, log }: IdentityDeps) {
  const { transact } = database;
  const users = createUserRepository({ database });
  const sessions = createSessionRepository({ database });
  const serviceTokens = createServiceTokenRepository({ database });
  const totp = createTotpRepository({ database });
  const keyRepository = createKeyRepository({ database });
  const policyRepository = createPolicyRepository({ database });
  const rateLimits = createRateLimitRepository({ database });
  const idempotencyKeys = createIdempotencyKeyRepository({ database });

  const secretKey = await loadSecretKey({ configured: config.secretKey ?? undefined, dataDir: config.dataDir });
  const chain = createAuditChain({ secretKey });
  const audit = createAudit({ repository: createAuditRepository({ database }), chain, clock, newId });
  const auditChain = { repository: createAuditChainRepository({ database }), chain, clock, log };
  const secretBox = createSecretBox(secretKey);
  const keys = await loadSigningKeys({ repository: keyRepository, secretBox, clock });
  const tokens = createTokens({ keys, clock, accessTokenSeconds: config.accessTokenSeconds });
  const passwords = createPasswords();
  const authenticator = createAuthenticator({ tokens, sessions, serviceTokens, clock });
  const decider = createDecider({ source: policyRepository, clock });

  const common = { transact, audit: audit.record, clock, newId };
  const secondFactor = createSecondFactor({ totp, secretBox, clock });
  const proof = createProof({ users, passwords, secondFactor, transact, clock, newId });
  const mayManage = createOwnership({ users, decider });
  const own = { ...common, users, sessions, proof, mayManage, authenticator };
  const policies = createPolicies({ ...common, policies: policyRepository, users, decider });
  const bootstrap = createBootstrap({ ...common, users, passwords });

  return {
    audit,
    secretBox,
    auditVerifier: createAuditVerifier(auditChain),
    auditSealer: createAuditSealer(auditChain),
    auditRetention: createAuditRetention({ ...auditChain, audit: audit.record, days: config.auditDays }),
    authenticator,
    decider,
    auth: createAuth({ ...own, tokens }),
    sessions: createSessions(own),
    account: createAccount({ ...own, passwords }),
    mfa: createMfa({ ...own, totp, secretBox }),
    serviceTokens: createServiceTokens({ ...own, serviceTokens }),
    keys: createKeys({ ...own, repository: keyRepository, keys, decider, secretBox }),
    policies,
    policySimulator: createPolicySimulator({ decider, users }),
    users: createUsers({ ...common, users, sessions, passwords, decider, authenticator }),
    idempotency: createIdempotency({
      repository: idempotencyKeys,
      newId,
      log,
      keepSeconds: config.idempotencyHours * 3600,
    }),
    limits: createLimits({ repository: rateLimits, clock }),
    /** Takes away the windows of limits that have ended and the keys that are kept no longer. */
    sweep: createHourly(
      async () => {
        await rateLimits.removeEnded();
        await idempotencyKeys.removeExpired();
      },
      { log, trouble: 'ended limits and keys could not be removed' },
    ),
    jwks: keys.jwks,
    /** A user as somebody who acts without being there; undefined when he is gone or disabled. */
    async actorOf(userId: string): Promise<Actor | undefined> {
      const user = await users.find(userId);
      if (user?.enabled !== true) return undefined;
      const { username, roles } = user;
      return { kind: 'user', userId, username, roles, sessionId: null, mfa: false, requestId: null, ip: null };
    },
    /** Whether a token's user may follow the events; tells who he is. */
    async admit(token: string): Promise<Actor> {
      const actor = { ...(await authenticator.authenticate(token)), requestId: null, ip: null };
      if (!(await decider.mayAtAll(actor, 'read', 'events')))
        throw forbidden('The policies do not allow reading events');
      return actor;
    },
    /** The built-in policies and the first admin; gives his password when it was made up here. */
    async prepare(): Promise<string | null> {
      await policies.ensureBuiltin();
      return bootstrap.ensureAdmin({ password: config.adminPassword ?? undefined });
    },
  };
}

export type Identity = Awaited<ReturnType<typeof composeIdentity>>;
