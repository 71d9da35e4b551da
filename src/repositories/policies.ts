import { and, asc, count, eq, ne, sql } from 'drizzle-orm';
import type { PolicyRule } from '../../generated/contract/control-center.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { visibleRows } from './rowFilter.ts';
import { counters, policies } from './schema.ts';

export interface StoredPolicy {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  readonly rules: readonly PolicyRule[];
  /** The rules as Cedar text. */
  readonly cedar: string;
  readonly enabled: boolean;
  readonly builtin: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PolicyRepository {
  /** Rises with every change of any policy; 0 before the first. */
  version(): Promise<number>;
  /**
   * Announces a change: the first statement of its transaction. The row it holds until the commit lets changes of
   * policies happen one after the other.
   */
  raiseVersion(tx: Tx): Promise<void>;
  enabled(tx?: Tx): Promise<readonly StoredPolicy[]>;
  /** Oldest first; `visible` are the ones that may be seen. */
  list(page: PageRequest & { readonly visible?: RowFilter }): Promise<Page<StoredPolicy>>;
  find(id: string, tx?: Tx): Promise<StoredPolicy | undefined>;
  findByName(name: string, tx?: Tx): Promise<StoredPolicy | undefined>;
  /** Whether a policy other than `id` has the name. */
  isTaken(tx: Tx, name: string, id: string): Promise<boolean>;
  insert(tx: Tx, policy: StoredPolicy): Promise<void>;
  replace(tx: Tx, policy: StoredPolicy): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
}

const VERSION = 'policy_version';

type Row = typeof policies.$inferSelect;

/** Rules are checked by the contract and translated before they are stored, and nothing else writes them. */
const toPolicy = (row: Row): StoredPolicy => ({ ...row, rules: row.rules as readonly unknown[] as PolicyRule[] });

const toRow = (policy: StoredPolicy): Row => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule })),
});

export function createPolicyRepository({ database }: { readonly database: Database }): PolicyRepository {
  const first = async (rows: Promise<readonly Row[]>): Promise<StoredPolicy | undefined> => {
    const [row] = await rows;
    return row === undefined ? undefined : toPolicy(row);
  };

  return {
    async version() {
      const [row] = await database
        .in(undefined)
        .select({ value: counters.value })
        .from(counters)
        .where(eq(counters.name, VERSION));
      return row?.value ?? 0;
    },

    async raiseVersion(tx) {
      await database
        .in(tx)
        .insert(counters)
        .values({ name: VERSION, value: 1 })
        .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + 1` } });
    },

    async enabled(tx) {
      const rows = await database.in(tx).select().from(policies).where(eq(policies.enabled, true));
      return rows.map(toPolicy);
    },

    async list({ limit, offset, visible = EVERY_ROW }) {
      const db = database.in(undefined);
      const where = visibleRows(visible, { id: policies.id, name: policies.name });
      const rows = await db
        .select()
        .from(policies)
        .where(where)
        .orderBy(asc(policies.createdAt), asc(policies.id))
        .limit(limit)
        .offset(offset);
      const [row] = await db.select({ total: count() }).from(policies).where(where);
      return { items: rows.map(toPolicy), total: row?.total ?? 0 };
    },

    find: (id, tx) => first(database.in(tx).select().from(policies).where(eq(policies.id, id))),

    findByName: (name, tx) => first(database.in(tx).select().from(policies).where(eq(policies.name, name))),

    async isTaken(tx, name, id) {
      const rows = await database
        .in(tx)
        .select({ id: policies.id })
        .from(policies)
        .where(and(eq(policies.name, name), ne(policies.id, id)));
      return rows.length > 0;
    },

    async insert(tx, policy) {
      await database.in(tx).insert(policies).values(toRow(policy));
    },

    async replace(tx, policy) {
      await database.in(tx).update(policies).set(toRow(policy)).where(eq(policies.id, policy.id));
    },

    async remove(tx, id) {
      await database.in(tx).delete(policies).where(eq(policies.id, id));
    },
  };
}
