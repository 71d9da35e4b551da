import type {
  LoginRequest,
  LoginResult,
  RefreshRequest,
  RefreshResult,
} from '../../generated/contract/control-center.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Tokens, TokenUse, VerifiedToken } from '../auth/tokens.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { unauthenticated } from '../domain/errors.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import type { SessionRepository, TokenIds } from '../repositories/sessions.ts';
import type { StoredUser, UserRepository } from '../repositories/users.ts';
import { markRecorded } from './audit.ts';
import { plainText } from './auditScrub.ts';
import type { Proof } from './proof.ts';

/** A session ends then, however often it was refreshed. */
export const SESSION_DAYS = 7;

/** What is left of an expired session is kept so long. */
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Longest user agent that is kept, in characters. */
const MAX_USER_AGENT = 512;

/** Where a request without a user comes from. */
export interface Origin {
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly userAgent?: string | undefined;
}

export interface AuthService {
  /**
   * Opens a session. One and the same 401 for an unknown user, a wrong password, a wrong or missing code, a disabled
   * and a locked user.
   */
  login(request: LoginRequest, origin: Origin): Promise<LoginResult>;
  /** Puts new tokens in the place of the session's; presenting one that was replaced ends the session. */
  refresh(request: RefreshRequest, origin: Origin): Promise<RefreshResult>;
  /** Ends the actor's session on every server. */
  logout(actor: Actor): Promise<string>;
}

export interface AuthDeps {
  readonly users: Pick<UserRepository, 'findByName' | 'noteLogin'>;
  readonly sessions: Pick<SessionRepository, 'insert' | 'dropExpired' | 'state' | 'rotate' | 'end'>;
  readonly proof: Proof;
  readonly tokens: Tokens;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly newId: () => string;
}

type Presented = VerifiedToken & { readonly use: TokenUse };

const actorOf = (user: Pick<StoredUser, 'username' | 'roles'>, userId: string, sessionId: string): Actor => ({
  kind: 'user',
  userId,
  username: user.username,
  roles: user.roles,
  sessionId,
  mfa: false,
  requestId: null,
  ip: null,
});

export function createAuth(deps: AuthDeps): AuthService {
  const { users, sessions, proof, tokens, authenticator, transact, audit, clock, newId } = deps;

  async function openSession(tx: Tx, user: StoredUser, mfa: boolean, { userAgent, ...origin }: Origin) {
    const now = clock.now();
    const session = {
      id: newId(),
      userId: user.id,
      jti: newId(),
      refreshJti: newId(),
      mfa,
      ip: origin.ip,
      userAgent: userAgent === undefined ? null : plainText(userAgent, MAX_USER_AGENT),
      createdAt: now,
      expiresAt: new Date(now.getTime() + SESSION_DAYS * DAY_MS),
    };
    await users.noteLogin(tx, user.id, now);
    await sessions.dropExpired(tx, user.id, new Date(now.getTime() - KEPT_DAYS * DAY_MS));
    await sessions.insert(tx, session);
    const actor = actorOf(user, user.id, session.id);
    const resource = `users/${user.username}`;
    await audit(tx, { actor, action: 'auth.login', resource, result: 'success', details: { mfa }, ...origin });
    return { user, session };
  }

  async function issuePair(userId: string, sessionId: string, { jti, refreshJti }: TokenIds, ends: Date) {
    const access = await tokens.issue({ userId, sessionId, jti }, ends);
    const refresh = await tokens.issueRefresh({ userId, sessionId, jti: refreshJti }, ends);
    return {
      token: access.token,
      expires_at: access.expiresAt.toISOString(),
      refresh_token: refresh.token,
      refresh_expires_at: refresh.expiresAt.toISOString(),
    };
  }

  const present = async (token: string, use: TokenUse): Promise<Presented> => ({
    ...(await tokens.verify(token, use)),
    use,
  });

  /** Who presents a dead token of a living session has it from somewhere else: that session can't be trusted any more. */
  async function rotate(tx: Tx, held: Presented, next: TokenIds, { ip, requestId }: Origin) {
    const now = clock.now();
    const id = held.sessionId;
    const ends = await sessions.rotate(tx, { id, presented: held, next, now });
    const session = await sessions.state(id, tx);
    const actor = session === undefined ? null : actorOf(session, session.userId, id);
    const entry = { actor, resource: `sessions/${id}`, ip, requestId };
    if (ends !== undefined) {
      await audit(tx, { ...entry, action: 'auth.refresh', result: 'success' });
      return ends;
    }
    const counts = held.use === 'access' ? session?.jti : session?.refreshJti;
    const reused = session !== undefined && session.endedAt === null && counts !== held.jti;
    if (reused) await sessions.end(tx, id, 'refresh_reuse', now);
    await audit(tx, { ...entry, action: reused ? 'auth.refresh_reuse' : 'auth.refresh', result: 'denied' });
    return undefined;
  }

  return {
    async login(request, origin) {
      const user = await users.findByName(request.username);
      const opened = await proof.prove(user, request, {
        proven: (tx, proven, mfa) => openSession(tx, proven, mfa, origin),
        refused: (tx) =>
          audit(tx, {
            actor: null,
            action: 'auth.login',
            resource: `users/${request.username}`,
            result: 'denied',
            details: { username: request.username },
            ip: origin.ip,
            requestId: origin.requestId,
          }),
      });
      if (opened === undefined) throw markRecorded(unauthenticated('Wrong username, password or code'));
      const { session } = opened;
      const { id, username, email, roles } = opened.user;
      const pair = await issuePair(id, session.id, session, session.expiresAt);
      return { ...pair, user: { id, username, email, roles: [...roles] } };
    },

    async refresh({ token, refresh_token: refreshToken }, origin) {
      const held =
        token === undefined
          ? await present(refreshToken ?? '', 'refresh')
          : await present(token, 'access').catch(() => present(token, 'refresh'));
      const next = { jti: newId(), refreshJti: newId() };
      // The kill of a reused session must be committed although the answer is a refusal: so no throw in here.
      const ends = await transact((tx) => rotate(tx, held, next, origin));
      authenticator.forget();
      if (ends === undefined) throw markRecorded(unauthenticated());
      return issuePair(held.userId, held.sessionId, next, ends);
    },

    async logout(actor) {
      const { sessionId } = actor;
      if (sessionId === null) throw unauthenticated();
      await transact(async (tx) => {
        await sessions.end(tx, sessionId, 'logout', clock.now());
        await audit(tx, { actor, action: 'auth.logout', resource: `sessions/${sessionId}`, result: 'success' });
      });
      authenticator.forget();
      return 'Successfully logged out';
    },
  };
}
