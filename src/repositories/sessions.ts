import { and, count, desc, eq, exists, gt, isNull, lt } from 'drizzle-orm';
import type { Role } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { sessions, users } from './schema.ts';

/** The two tokens of a session that count; each refresh puts new ones in their place. */
export interface TokenIds {
  readonly jti: string;
  readonly refreshJti: string;
}

export interface NewSession extends TokenIds {
  readonly id: string;
  readonly userId: string;
  readonly mfa: boolean;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface StoredSession extends Omit<NewSession, 'refreshJti'> {
  readonly refreshJti: string | null;
  readonly refreshedAt: Date | null;
  readonly endedAt: Date | null;
}

/** A session beside what its user may be now: all that a request needs to know who asks. */
export interface SessionState {
  readonly userId: string;
  readonly username: string;
  readonly roles: readonly Role[];
  readonly enabled: boolean;
  /** The only access token of the session that counts, and the only refresh token. */
  readonly jti: string;
  readonly refreshJti: string | null;
  readonly mfa: boolean;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

export type SessionEnd =
  'logout' | 'ended' | 'refresh_reuse' | 'user_disabled' | 'user_demoted' | 'password_changed' | 'keys_revoked';

export interface Rotation {
  readonly id: string;
  /** The id of the token that was shown, and which of the two it is. */
  readonly presented: { readonly use: 'access' | 'refresh'; readonly jti: string };
  readonly next: TokenIds;
  readonly now: Date;
}

export interface SessionRepository {
  insert(tx: Tx, session: NewSession): Promise<void>;
  /** Drops the user's sessions that expired before a time. */
  dropExpired(tx: Tx, userId: string, before: Date): Promise<void>;
  /** Undefined when there is no such session, or its user is gone. */
  state(id: string, tx?: Tx): Promise<SessionState | undefined>;
  /**
   * Puts `next` in the place of both tokens of a living session of an enabled user, if `presented` is one of them.
   * Returns when the session ends, or undefined when it is not so: of parallel callers with one token exactly one gets
   * an answer.
   */
  rotate(tx: Tx, rotation: Rotation): Promise<Date | undefined>;
  find(id: string): Promise<StoredSession | undefined>;
  /** The living sessions of the user, newest first. */
  listOf(userId: string, now: Date, page: PageRequest): Promise<Page<StoredSession>>;
  /** Ends a living session; false when it had ended before. */
  end(tx: Tx, id: string, reason: SessionEnd, now: Date): Promise<boolean>;
  /** Notes that the session has shown a second factor. */
  setMfa(tx: Tx, id: string): Promise<void>;
  /** No session of the user counts as opened with a second factor any more. */
  clearMfaOf(tx: Tx, userId: string): Promise<void>;
  /** Ends every living session of the user; returns how many. */
  endAllOf(tx: Tx, userId: string, reason: SessionEnd, now: Date): Promise<number>;
  /** Ends every living session of everybody. */
  endAll(tx: Tx, reason: SessionEnd, now: Date): Promise<void>;
}

export function createSessionRepository({ database }: { readonly database: Database }): SessionRepository {
  return {
    async insert(tx, session) {
      await database.in(tx).insert(sessions).values(session);
    },

    async dropExpired(tx, userId, before) {
      await database
        .in(tx)
        .delete(sessions)
        .where(and(eq(sessions.userId, userId), lt(sessions.expiresAt, before)));
    },

    async state(id, tx) {
      const [row] = await database
        .in(tx)
        .select({
          userId: users.id,
          username: users.username,
          roles: users.roles,
          enabled: users.enabled,
          jti: sessions.jti,
          refreshJti: sessions.refreshJti,
          mfa: sessions.mfa,
          expiresAt: sessions.expiresAt,
          endedAt: sessions.endedAt,
        })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(eq(sessions.id, id));
      return row;
    },

    async rotate(tx, { id, presented, next, now }) {
      const db = database.in(tx);
      const enabledUser = db
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.id, sessions.userId), eq(users.enabled, true)));
      const [row] = await db
        .update(sessions)
        .set({ ...next, refreshedAt: now })
        .where(
          and(
            eq(sessions.id, id),
            eq(presented.use === 'access' ? sessions.jti : sessions.refreshJti, presented.jti),
            isNull(sessions.endedAt),
            gt(sessions.expiresAt, now),
            exists(enabledUser),
          ),
        )
        .returning({ expiresAt: sessions.expiresAt });
      return row?.expiresAt;
    },

    async find(id) {
      const [row] = await database.in(undefined).select().from(sessions).where(eq(sessions.id, id));
      return row;
    },

    async listOf(userId, now, { limit, offset }) {
      const db = database.in(undefined);
      const living = and(eq(sessions.userId, userId), isNull(sessions.endedAt), gt(sessions.expiresAt, now));
      const items = await db
        .select()
        .from(sessions)
        .where(living)
        .orderBy(desc(sessions.createdAt), desc(sessions.id))
        .limit(limit)
        .offset(offset);
      const [row] = await db.select({ total: count() }).from(sessions).where(living);
      return { items, total: row?.total ?? 0 };
    },

    async end(tx, id, reason, now) {
      const rows = await database
        .in(tx)
        .update(sessions)
        .set({ endedAt: now, endReason: reason })
        .where(and(eq(sessions.id, id), isNull(sessions.endedAt)))
        .returning({ id: sessions.id });
      return rows.length > 0;
    },

    async setMfa(tx, id) {
      await database.in(tx).update(sessions).set({ mfa: true }).where(eq(sessions.id, id));
    },

    async clearMfaOf(tx, userId) {
      await database.in(tx).update(sessions).set({ mfa: false }).where(eq(sessions.userId, userId));
    },

    async endAllOf(tx, userId, reason, now) {
      const rows = await database
        .in(tx)
        .update(sessions)
        .set({ endedAt: now, endReason: reason })
        .where(and(eq(sessions.userId, userId), isNull(sessions.endedAt)))
        .returning({ id: sessions.id });
      return rows.length;
    },

    async endAll(tx, reason, now) {
      await database.in(tx).update(sessions).set({ endedAt: now, endReason: reason }).where(isNull(sessions.endedAt));
    },
  };
}
