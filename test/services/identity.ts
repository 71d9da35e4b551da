import { createAuthenticator, type Authenticator } from '../../src/auth/authenticator.ts';
import { loadSigningKeys } from '../../src/auth/keys.ts';
import { createPasswords } from '../../src/auth/passwords.ts';
import { createSecretBox } from '../../src/auth/secretBox.ts';
import { createTokens, type Tokens } from '../../src/auth/tokens.ts';
import type { Actor } from '../../src/domain/actor.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { newId } from '../../src/domain/ids.ts';
import { createDecider, type Decider } from '../../src/policy/decide.ts';
import { createAuditRepository } from '../../src/repositories/audit.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createKeyRepository } from '../../src/repositories/keys.ts';
import { createPolicyRepository } from '../../src/repositories/policies.ts';
import { createServiceTokenRepository } from '../../src/repositories/serviceTokens.ts';
import { createSessionRepository } from '../../src/repositories/sessions.ts';
import { createTotpRepository } from '../../src/repositories/totp.ts';
import { createUserRepository } from '../../src/repositories/users.ts';
import { createAccount, type AccountService } from '../../src/services/account.ts';
import { createAudit, type AuditService } from '../../src/services/audit.ts';
import { createAuditChain } from '../../src/services/auditChain.ts';
import { createAuth, type AuthService } from '../../src/services/auth.ts';
import { createBootstrap, type Bootstrap } from '../../src/services/bootstrap.ts';
import { createKeys, type KeyService } from '../../src/services/keys.ts';
import { createMfa, type MfaService } from '../../src/services/mfa.ts';
import { createOwnership } from '../../src/services/ownership.ts';
import { createPolicies, type PolicyService } from '../../src/services/policies.ts';
import { createProof } from '../../src/services/proof.ts';
import { createSecondFactor } from '../../src/services/secondFactor.ts';
import { createServiceTokens, type ServiceTokenService } from '../../src/services/serviceTokens.ts';
import { createSessions, type SessionService } from '../../src/services/sessions.ts';
import { createUsers, type UserService } from '../../src/services/users.ts';

/** A clock that stands still until it is moved. */
export interface MovableClock extends Clock {
  advance(milliseconds: number): void;
}

export function movableClock(start = '2026-01-15T12:00:00.000Z'): MovableClock {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}

export const origin = { ip: '192.0.2.1', requestId: 'request-1' };

export const ADMIN_PASSWORD = 'correct horse battery';

const SECRET_KEY = Uint8Array.from({ length: 32 }, (_, index) => index);

/** The identity parts of one server. */
export interface IdentityServer {
  readonly authenticator: Authenticator;
  readonly tokens: Tokens;
  readonly auth: AuthService;
  readonly sessions: SessionService;
  readonly account: AccountService;
  readonly mfa: MfaService;
  readonly serviceTokens: ServiceTokenService;
  readonly keys: KeyService;
  readonly users: UserService;
  readonly policies: PolicyService;
  readonly decider: Decider;
  readonly audit: AuditService;
  readonly bootstrap: Bootstrap;
  /** Logs in and authenticates: the actor of a request with that token. */
  actor(username: string, password?: string): Promise<Actor>;
  whoIs(token: string): Promise<Actor>;
}

/** One server on the database; several on one database see each other only through it. */
export async function identityServer(database: Database, clock: Clock): Promise<IdentityServer> {
  const { transact } = database;
  const userRepository = createUserRepository({ database });
  const sessions = createSessionRepository({ database });
  const policyRepository = createPolicyRepository({ database });
  const serviceTokens = createServiceTokenRepository({ database });
  const keyRepository = createKeyRepository({ database });
  const secretBox = createSecretBox(SECRET_KEY);
  const keys = await loadSigningKeys({ repository: keyRepository, secretBox, clock });
  const tokens = createTokens({ keys, clock, accessTokenSeconds: 3600 });
  const passwords = createPasswords();
  const authenticator = createAuthenticator({ tokens, sessions, serviceTokens, clock });
  const decider = createDecider({ source: policyRepository, clock });
  const chain = createAuditChain({ secretKey: SECRET_KEY });
  const audit = createAudit({ repository: createAuditRepository({ database }), chain, clock, newId });
  const common = { transact, audit: audit.record, clock, newId };
  const totp = createTotpRepository({ database });
  const secondFactor = createSecondFactor({ totp, secretBox, clock });
  const proof = createProof({ users: userRepository, passwords, secondFactor, transact, clock, newId });
  const mayManage = createOwnership({ users: userRepository, decider });
  const own = { ...common, users: userRepository, sessions, proof, mayManage, authenticator };
  const auth = createAuth({ ...own, tokens });
  const users = createUsers({ ...common, users: userRepository, sessions, passwords, decider, authenticator });
  const policies = createPolicies({ ...common, policies: policyRepository, users: userRepository, decider });
  const bootstrap = createBootstrap({ ...common, users: userRepository, passwords });
  const whoIs = async (token: string): Promise<Actor> => ({
    ...(await authenticator.authenticate(token)),
    ...origin,
  });
  return {
    authenticator,
    tokens,
    auth,
    sessions: createSessions(own),
    account: createAccount({ ...own, passwords }),
    mfa: createMfa({ ...own, totp, secretBox }),
    serviceTokens: createServiceTokens({ ...own, serviceTokens }),
    keys: createKeys({ ...own, repository: keyRepository, keys, decider, secretBox }),
    users,
    policies,
    decider,
    audit,
    bootstrap,
    whoIs,
    actor: async (username, password = ADMIN_PASSWORD) =>
      whoIs((await auth.login({ username, password }, origin)).token),
  };
}

/** A server whose database has the built-in policies and the admin. */
export async function startedServer(database: Database, clock: Clock): Promise<IdentityServer> {
  const server = await identityServer(database, clock);
  await server.policies.ensureBuiltin();
  await server.bootstrap.ensureAdmin({ password: ADMIN_PASSWORD });
  return server;
}
