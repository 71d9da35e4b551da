import { and, eq, lte, sql } from 'drizzle-orm';
import type { KeyMark } from '../domain/keyedRequest.ts';
import type { Tx } from '../domain/tx.ts';
import { plainArray, textArray } from './arrays.ts';
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

/** Pieces of a statement that marks changes as made; it returns a row for each that was still its try's own. */
export function markKeys(marks: readonly KeyMark[], from: number) {
  const types = ['uuid', 'text', 'uuid', 'int', 'text', 'text'];
  const source = types.map((type, n) => `$${from + n}::text::${type}[]`).join(', ');
  return {
    text: `update idempotency_keys k set committed = true, status = x.status, location = x.location, data = x.data
      from unnest(${source}) as x(user_id, key, claim, status, location, data)
      where k.user_id = x.user_id and k.key = x.key and k.claim = x.claim returning 1`,
    params: [
      plainArray(marks.map((mark) => mark.userId)),
      textArray(marks.map((mark) => mark.key)),
      plainArray(marks.map((mark) => mark.claim)),
      plainArray(marks.map((mark) => mark.status)),
      textArray(marks.map((mark) => mark.location)),
      textArray(marks.map((mark) => mark.data)),
    ],
  };
}

/**
 * Its commit waits for no disk: a change under the key is flushed after it, and when the database forgets it before that,
 * the change finds no claim of its own and is refused.
 */
const CLAIM = `with quick as materialized (select set_config('synchronous_commit', 'off', true))
  insert into idempotency_keys as k (user_id, key, request_hash, claim, claimed_until, expires_at)
  select $1::uuid, $2, $3, $4::uuid, clock_timestamp() + make_interval(secs => $5::float8),
    clock_timestamp() + make_interval(secs => $6::float8) from quick
  on conflict (user_id, key) do update set request_hash = excluded.request_hash, claim = excluded.claim,
    claimed_until = excluded.claimed_until, expires_at = excluded.expires_at, committed = false,
    status = null, location = null, data = null
  where k.expires_at <= clock_timestamp() or (not k.committed and k.claimed_until <= clock_timestamp())
  returning claim`;

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
      const params = [row.userId, row.key, row.requestHash, row.claim, claimSeconds, keepSeconds];
      const taken = await database.statement(CLAIM, params);
      if (taken.length > 0) return null;
      const [found] = await database
        .in(undefined)
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
