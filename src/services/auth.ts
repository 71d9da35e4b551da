import type { LoginResult, RefreshResult } from '../../generated/contract/control-center.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { Tokens } from '../auth/tokens.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { unauthenticated } from '../domain/errors.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import type { SessionRepository } from '../repositories/sessions.ts';
import type { StoredUser, UserRepository } from '../repositories/users.ts';
import { markRecorded } from './audit.ts';

/** A session ends then, however often it was refreshed. */
export const SESSION_DAYS = 7;

export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  readonly mfa_code?: string;
}

/** Where a request without a user comes from, for the audit log. */
export interface Origin {
  readonly ip: string | null;
  readonly requestId: string | null;
}

export interface AuthService {
  /** Opens a session. One and the same 401 for an unknown user, a wrong password and a disabled user. */
  login(request: LoginRequest, origin: Origin): Promise<LoginResult>;
  /** Puts a new token in the place of the presented one; presenting one a second time ends the session. */
  refresh(request: { readonly token: string }, origin: Origin): Promise<RefreshResult>;
  /** Ends the actor's session on every server. */
  logout(actor: Actor): Promise<string>;
}

export interface AuthDeps {
  readonly users: Pick<UserRepository, 'findByName' | 'noteLogin'>;
  readonly sessions: Pick<SessionRepository, 'insert' | 'state' | 'rotate' | 'end'>;
  readonly passwords: Passwords;
  readonly tokens: Tokens;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly newId: () => string;
}

const refusal = () => markRecorded(unauthenticated('Wrong username, password or code'));

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
  const { users, sessions, passwords, tokens, authenticator, transact, audit, clock, newId } = deps;

  async function openSession(user: StoredUser, origin: Origin): Promise<LoginResult | undefined> {
    const now = clock.now();
    const session = { id: newId(), userId: user.id, jti: newId(), mfa: false, createdAt: now };
    const expiresAt = new Date(now.getTime() + SESSION_DAYS * 86_400_000);
    const { token, expiresAt: tokenEnds } = await tokens.issue(
      { userId: user.id, sessionId: session.id, jti: session.jti },
      expiresAt,
    );
    const opened = await transact(async (tx) => {
      // The hash took its time: the user may have been disabled or given another password meanwhile.
      if (!(await users.noteLogin(tx, user, now))) return false;
      await sessions.insert(tx, { ...session, expiresAt });
      const actor = actorOf(user, user.id, session.id);
      await audit(tx, {
        actor,
        action: 'auth.login',
        resource: `users/${user.username}`,
        result: 'success',
        ...origin,
      });
      return true;
    });
    if (!opened) return undefined;
    const { id, username, email, roles } = user;
    return { token, expires_at: tokenEnds.toISOString(), user: { id, username, email, roles: [...roles] } };
  }

  /** Who presents a dead token of a living session has it from somewhere else: that session can't be trusted any more. */
  async function rotate(tx: Tx, held: { sessionId: string; jti: string }, next: string, origin: Origin) {
    const now = clock.now();
    const ends = await sessions.rotate(tx, { id: held.sessionId, presented: held.jti, next, now });
    const session = await sessions.state(held.sessionId, tx);
    const actor = session === undefined ? null : actorOf(session, session.userId, held.sessionId);
    const resource = `sessions/${held.sessionId}`;
    if (ends !== undefined) {
      await audit(tx, { actor, action: 'auth.refresh', resource, result: 'success', ...origin });
      return ends;
    }
    const reused = session !== undefined && session.endedAt === null && session.jti !== held.jti;
    if (reused) await sessions.end(tx, held.sessionId, 'refresh_reuse', now);
    const action = reused ? 'auth.refresh_reuse' : 'auth.refresh';
    await audit(tx, { actor, action, resource, result: 'denied', ...origin });
    return undefined;
  }

  return {
    async login(request, origin) {
      const user = await users.findByName(request.username);
      const proven = await passwords.verify(user?.passwordHash ?? null, request.password);
      const result = user !== undefined && proven && user.enabled ? await openSession(user, origin) : undefined;
      if (result !== undefined) return result;
      const resource = `users/${request.username}`;
      const details = { username: request.username };
      await transact((tx) =>
        audit(tx, { actor: null, action: 'auth.login', resource, result: 'denied', details, ...origin }),
      );
      throw refusal();
    },

    async refresh(request, origin) {
      const held = await tokens.verify(request.token);
      const next = newId();
      // The kill of a reused session must be committed although the answer is a refusal: so no throw in here.
      const ends = await transact((tx) => rotate(tx, held, next, origin));
      authenticator.forget();
      if (ends === undefined) throw markRecorded(unauthenticated());
      const { token, expiresAt } = await tokens.issue({ ...held, jti: next }, ends);
      return { token, expires_at: expiresAt.toISOString() };
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
