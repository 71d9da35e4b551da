import { and, asc, gt, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { JsonObject } from '../domain/json.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { signingKeys } from './schema.ts';

/** A token signing key as stored: the public half in clear, the private half sealed. */
export interface StoredKey {
  readonly kid: string;
  readonly alg: string;
  readonly publicJwk: JsonObject;
  readonly privateSealed: string;
  readonly createdAt: Date;
  /** Since then it signs no more. */
  readonly retiredAt: Date | null;
}

export interface Succession {
  readonly now: Date;
  /** What keys retired before that have signed has expired: they are dropped. */
  readonly expired: Date;
  /** Drop all others at once, so that what they have signed counts no more. */
  readonly revokeOthers: boolean;
}

export interface KeyRepository {
  /** The keys in use and those retired after a time, oldest first. */
  all(retiredAfter: Date): Promise<readonly StoredKey[]>;
  /** Stores the key if there is no key in use yet. Of two starters one wins. */
  addFirst(key: StoredKey): Promise<void>;
  /** Retires the keys in use and puts this one in their place. */
  succeed(tx: Tx, key: StoredKey, succession: Succession): Promise<void>;
}

export function createKeyRepository({ database }: { readonly database: Database }): KeyRepository {
  const hold = (tx: Tx) => database.in(tx).execute(sql`lock table ${signingKeys} in share row exclusive mode`);

  return {
    all: (retiredAfter) =>
      database
        .in(undefined)
        .select()
        .from(signingKeys)
        .where(or(isNull(signingKeys.retiredAt), gt(signingKeys.retiredAt, retiredAfter)))
        .orderBy(asc(signingKeys.createdAt), asc(signingKeys.kid)),

    addFirst: (key) =>
      database.transact(async (tx) => {
        await hold(tx);
        const db = database.in(tx);
        const used = await db.select().from(signingKeys).where(isNull(signingKeys.retiredAt)).limit(1);
        if (used.length === 0) await db.insert(signingKeys).values(key);
      }),

    async succeed(tx, key, { now, expired, revokeOthers }) {
      await hold(tx);
      const db = database.in(tx);
      const old = and(isNotNull(signingKeys.retiredAt), lte(signingKeys.retiredAt, expired));
      await db.delete(signingKeys).where(revokeOthers ? undefined : old);
      await db.update(signingKeys).set({ retiredAt: now }).where(isNull(signingKeys.retiredAt));
      await db.insert(signingKeys).values(key);
    },
  };
}
