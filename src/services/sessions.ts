import type { Session, TokenInfo } from '../../generated/contract/control-center.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { notFound, unauthenticated } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Transact } from '../domain/tx.ts';
import type { SessionRepository, StoredSession } from '../repositories/sessions.ts';
import type { UserRepository } from '../repositories/users.ts';
import type { MayManage } from './ownership.ts';

export interface SessionQuery extends PageRequest {
  /** Whose; the actor's own when left out. */
  readonly user_id?: string | undefined;
}

export interface SessionService {
  /** The living ones, newest first. Another user's are not found for who may not read that user. */
  list(actor: Actor, query: SessionQuery): Promise<Page<Session>>;
  /** Ends a living session; another user's is not found for who may not update that user. */
  end(actor: Actor, id: string): Promise<string>;
  /** Whose token the actor came with, and what it may stand for. */
  tokenInfo(actor: Actor): Promise<TokenInfo>;
}

const toSession = (session: StoredSession, actor: Actor): Session => ({
  id: session.id,
  user_id: session.userId,
  created_at: session.createdAt.toISOString(),
  refreshed_at: session.refreshedAt?.toISOString() ?? null,
  expires_at: session.expiresAt.toISOString(),
  ip: session.ip,
  user_agent: session.userAgent,
  mfa: session.mfa,
  current: session.id === actor.sessionId,
});

export function createSessions(deps: {
  readonly sessions: Pick<SessionRepository, 'find' | 'listOf' | 'end'>;
  readonly users: Pick<UserRepository, 'find'>;
  readonly mayManage: MayManage;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
}): SessionService {
  const { sessions, users, mayManage, authenticator, transact, audit, clock } = deps;

  return {
    async list(actor, { user_id: userId = actor.userId ?? '', ...page }) {
      if (!(await mayManage(actor, userId, 'read'))) throw notFound('user', userId);
      const { items, total } = await sessions.listOf(userId, clock.now(), page);
      return { items: items.map((session) => toSession(session, actor)), total };
    },

    async end(actor, id) {
      const session = await sessions.find(id);
      const open = session !== undefined && session.endedAt === null && session.expiresAt > clock.now();
      if (!open || !(await mayManage(actor, session.userId, 'update'))) throw notFound('session', id);
      await transact(async (tx) => {
        if (!(await sessions.end(tx, id, 'ended', clock.now()))) throw notFound('session', id);
        const details = { user_id: session.userId };
        await audit(tx, { actor, action: 'session.end', resource: `sessions/${id}`, result: 'success', details });
      });
      authenticator.forget();
      return 'Session ended';
    },

    async tokenInfo(actor) {
      const user = await users.find(actor.userId ?? '');
      const session = actor.sessionId === null ? undefined : await sessions.find(actor.sessionId);
      const ends = session?.expiresAt ?? actor.serviceToken?.expiresAt;
      if (user === undefined || ends === undefined) throw unauthenticated();
      const { id, username, email, roles } = user;
      return {
        kind: actor.serviceToken === undefined ? 'session' : 'service_token',
        user: { id, username, email, roles: [...roles] },
        session_id: actor.sessionId,
        mfa: actor.mfa,
        expires_at: ends.toISOString(),
        scopes: actor.serviceToken === undefined ? null : [...actor.serviceToken.scopes],
      };
    },
  };
}
