import { and, eq, exists, gt, isNull } from 'drizzle-orm';
import type { Role } from '../../generated/enums.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { sessions, users } from './schema.ts';

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly jti: string;
  readonly mfa: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A session beside what its user may be now: all that a request needs to know who asks. */
export interface SessionState {
  readonly userId: string;
  readonly username: string;
  readonly roles: readonly Role[];
  readonly enabled: boolean;
  /** The only access token of the session that counts. */
  readonly jti: string;
  readonly mfa: boolean;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

export type SessionEnd = 'logout' | 'refresh_reuse' | 'user_disabled' | 'user_demoted' | 'password_changed';

export interface SessionRepository {
  insert(tx: Tx, session: NewSession): Promise<void>;
  /** Undefined when there is no such session, or its user is gone. */
  state(id: string, tx?: Tx): Promise<SessionState | undefined>;
  /**
   * Puts `next` in the place of `presented` in a living session of an enabled user. Returns when the session ends, or
   * undefined when it is not so: of parallel callers with one token exactly one gets an answer.
   */
  rotate(
    tx: Tx,
    change: { readonly id: string; readonly presented: string; readonly next: string; readonly now: Date },
  ): Promise<Date | undefined>;
  /** Ends a living session; false when it had ended before. */
  end(tx: Tx, id: string, reason: SessionEnd, now: Date): Promise<boolean>;
  /** Ends every living session of the user; returns how many. */
  endAllOf(tx: Tx, userId: string, reason: SessionEnd, now: Date): Promise<number>;
}

export function createSessionRepository({ database }: { readonly database: Database }): SessionRepository {
  return {
    async insert(tx, session) {
      await database.in(tx).insert(sessions).values(session);
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
        .set({ jti: next })
        .where(
          and(
            eq(sessions.id, id),
            eq(sessions.jti, presented),
            isNull(sessions.endedAt),
            gt(sessions.expiresAt, now),
            exists(enabledUser),
          ),
        )
        .returning({ expiresAt: sessions.expiresAt });
      return row?.expiresAt;
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

    async endAllOf(tx, userId, reason, now) {
      const rows = await database
        .in(tx)
        .update(sessions)
        .set({ endedAt: now, endReason: reason })
        .where(and(eq(sessions.userId, userId), isNull(sessions.endedAt)))
        .returning({ id: sessions.id });
      return rows.length;
    },
  };
}
