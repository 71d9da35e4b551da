import { asc, count, eq } from 'drizzle-orm';
import type { Role } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { serviceTokens, users } from './schema.ts';

export interface StoredServiceToken {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly hash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

/** A service token beside what its user may be now. */
export interface ServiceTokenState extends Omit<StoredServiceToken, 'id' | 'createdAt'> {
  readonly username: string;
  readonly roles: readonly Role[];
  readonly enabled: boolean;
}

export interface ServiceTokenRepository {
  /** False when the user has one of that name. */
  insert(tx: Tx, token: StoredServiceToken): Promise<boolean>;
  find(id: string): Promise<StoredServiceToken | undefined>;
  /** Undefined when there is no such token, or its user is gone. */
  state(id: string): Promise<ServiceTokenState | undefined>;
  noteUse(id: string, now: Date): Promise<void>;
  /** By name. */
  listOf(userId: string, page: PageRequest): Promise<Page<StoredServiceToken>>;
  /** False when it was gone before. */
  remove(tx: Tx, id: string): Promise<boolean>;
}

export function createServiceTokenRepository({ database }: { readonly database: Database }): ServiceTokenRepository {
  return {
    async insert(tx, token) {
      const rows = await database
        .in(tx)
        .insert(serviceTokens)
        .values({ ...token, scopes: [...token.scopes] })
        .onConflictDoNothing({ target: [serviceTokens.userId, serviceTokens.name] })
        .returning({ id: serviceTokens.id });
      return rows.length > 0;
    },

    async find(id) {
      const [row] = await database.in(undefined).select().from(serviceTokens).where(eq(serviceTokens.id, id));
      return row;
    },

    async state(id) {
      const [row] = await database
        .in(undefined)
        .select({
          userId: users.id,
          username: users.username,
          roles: users.roles,
          enabled: users.enabled,
          name: serviceTokens.name,
          scopes: serviceTokens.scopes,
          hash: serviceTokens.hash,
          expiresAt: serviceTokens.expiresAt,
          lastUsedAt: serviceTokens.lastUsedAt,
        })
        .from(serviceTokens)
        .innerJoin(users, eq(users.id, serviceTokens.userId))
        .where(eq(serviceTokens.id, id));
      return row;
    },

    async noteUse(id, now) {
      await database.in(undefined).update(serviceTokens).set({ lastUsedAt: now }).where(eq(serviceTokens.id, id));
    },

    async listOf(userId, { limit, offset }) {
      const db = database.in(undefined);
      const items = await db
        .select()
        .from(serviceTokens)
        .where(eq(serviceTokens.userId, userId))
        .orderBy(asc(serviceTokens.name))
        .limit(limit)
        .offset(offset);
      const [row] = await db.select({ total: count() }).from(serviceTokens).where(eq(serviceTokens.userId, userId));
      return { items, total: row?.total ?? 0 };
    },

    async remove(tx, id) {
      const rows = await database
        .in(tx)
        .delete(serviceTokens)
        .where(eq(serviceTokens.id, id))
        .returning({ id: serviceTokens.id });
      return rows.length > 0;
    },
  };
}
