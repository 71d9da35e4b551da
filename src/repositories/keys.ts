import { asc, isNull, sql } from 'drizzle-orm';
import type { JsonObject } from '../domain/json.ts';
import type { Database } from './database.ts';
import { signingKeys } from './schema.ts';

/** A token signing key as stored: the public half in clear, the private half sealed. */
export interface StoredKey {
  readonly kid: string;
  readonly alg: string;
  readonly publicJwk: JsonObject;
  readonly privateSealed: string;
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
}

export interface KeyRepository {
  /** Every key that may have signed a living token, oldest first. */
  all(): Promise<readonly StoredKey[]>;
  /** Stores the key if there is no key in use yet; returns the keys there are then. Of two starters one wins. */
  addFirst(key: StoredKey): Promise<readonly StoredKey[]>;
}

export function createKeyRepository({ database }: { readonly database: Database }): KeyRepository {
  const all = () => database.in(undefined).select().from(signingKeys).orderBy(asc(signingKeys.createdAt));
  return {
    all,
    async addFirst(key) {
      await database.transact(async (tx) => {
        const db = database.in(tx);
        await db.execute(sql`lock table ${signingKeys} in share row exclusive mode`);
        const used = await db.select().from(signingKeys).where(isNull(signingKeys.retiredAt)).limit(1);
        if (used.length === 0) await db.insert(signingKeys).values(key);
      });
      return all();
    },
  };
}
