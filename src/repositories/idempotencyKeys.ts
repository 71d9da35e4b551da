import { and, eq, lte, sql } from 'drizzle-orm';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { idempotencyKeys } from './schema.ts';

/** One try of one request. */
export interface KeyClaim {
  readonly userId: string;
  readonly key: string;
  readonly requestHash: string;
  /** Id of this try. */
  readonly claim: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly location: string | null;
  /** JSON text. */
  readonly data: string;
}

/** What another try of the same key has come to. */
export interface EarlierTry {
  readonly requestHash: string;
  /** Its change is made, or may still be made. */
  readonly committed: boolean;
  /** Whether the server that has it may still be at work. */
  readonly claimed: boolean;
  readonly answer: StoredAnswer | null;
}

export interface IdempotencyKeyRepository {
  /** Takes the key, or tells of who has it. A claim lasts `claimSeconds`, the row `keepSeconds`, by the database's clock. */
  claim(
    claim: KeyClaim,
    lives: { readonly claimSeconds: number; readonly keepSeconds: number },
  ): Promise<EarlierTry | null>;
  /** The try is still at work: its claim lasts that long from now, if it is still its own. */
  prolong(claim: KeyClaim, claimSeconds: number): Promise<void>;
  /** Marks the change as made, with its answer when it is known; false when another try has taken over. */
  commit(tx: Tx, claim: KeyClaim, answer: StoredAnswer | undefined): Promise<boolean>;
  /** The final answer, after the change. */
  answer(claim: KeyClaim, answer: StoredAnswer): Promise<void>;
  /** Gives the key back when nothing was changed under it. */
  release(claim: KeyClaim): Promise<void>;
  /** Drops what is kept no longer; returns how many. */
  removeExpired(): Promise<number>;
}

const now = sql`clock_timestamp()`;
const inSeconds = (seconds: number) => sql`clock_timestamp() + make_interval(secs => ${seconds})`;

export function createIdempotencyKeyRepository({
  database,
}: {
  readonly database: Database;
}): IdempotencyKeyRepository {
  const t = idempotencyKeys;
  const ofClaim = ({ userId, key, claim }: KeyClaim) => and(eq(t.userId, userId), eq(t.key, key), eq(t.claim, claim));

  return {
    async claim(row, { claimSeconds, keepSeconds }) {
      const lives = { claimedUntil: inSeconds(claimSeconds), expiresAt: inSeconds(keepSeconds) };
      const fresh = { requestHash: row.requestHash, claim: row.claim, committed: false, ...lives };
      const db = database.in(undefined);
      const taken = await db
        .insert(t)
        .values({ ...row, ...lives })
        .onConflictDoUpdate({
          target: [t.userId, t.key],
          set: { ...fresh, status: null, location: null, data: null },
          setWhere: sql`${t.expiresAt} <= ${now} or (not ${t.committed} and ${t.claimedUntil} <= ${now})`,
        })
        .returning({ claim: t.claim });
      if (taken.length > 0) return null;
      const [found] = await db
        .select({ row: t, claimed: sql<boolean>`${t.claimedUntil} > ${now}` })
        .from(t)
        .where(and(eq(t.userId, row.userId), eq(t.key, row.key)));
      // Given back between the two statements: as if it were still at work, the next try gets it.
      if (found === undefined) return { requestHash: row.requestHash, committed: false, claimed: true, answer: null };
      const { requestHash, committed, status, location, data } = found.row;
      const answer = status === null || data === null ? null : { status, location, data };
      return { requestHash, committed, claimed: found.claimed, answer };
    },

    async prolong(claim, claimSeconds) {
      await database
        .in(undefined)
        .update(t)
        .set({ claimedUntil: inSeconds(claimSeconds) })
        .where(ofClaim(claim));
    },

    async commit(tx, claim, answer) {
      const rows = await database
        .in(tx)
        .update(t)
        .set({ committed: true, ...answer })
        .where(ofClaim(claim))
        .returning({ claim: t.claim });
      return rows.length > 0;
    },

    async answer(claim, answer) {
      await database
        .in(undefined)
        .update(t)
        .set({ committed: true, ...answer })
        .where(ofClaim(claim));
    },

    async release(claim) {
      await database
        .in(undefined)
        .delete(t)
        .where(and(ofClaim(claim), eq(t.committed, false)));
    },

    async removeExpired() {
      const rows = await database.in(undefined).delete(t).where(lte(t.expiresAt, now)).returning({ key: t.key });
      return rows.length;
    },
  };
}
