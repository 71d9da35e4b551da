import { and, arrayContains, asc, count, eq, sql } from 'drizzle-orm';
import type { Role } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { visibleRows } from './rowFilter.ts';
import { users } from './schema.ts';

export interface StoredUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastLogin: Date | null;
  /** Failed logins since the last good one. */
  readonly failedLogins: number;
  /** Until then nobody gets in, because of them. */
  readonly lockedUntil: Date | null;
}

export type NewUser = Omit<StoredUser, 'failedLogins' | 'lockedUntil'>;

export interface UserChanges {
  readonly email?: string;
  readonly roles?: readonly Role[];
  readonly enabled?: boolean;
  readonly passwordHash?: string;
}

export interface UserFilter extends PageRequest {
  readonly role?: Role | undefined;
  readonly enabled?: boolean | undefined;
  /** The ones that may be seen. */
  readonly visible?: RowFilter;
}

/** The one form in which names are compared: `Admin`, ` admin` and a full-width spelling are the same user. */
export const usernameKey = (username: string): string => username.normalize('NFKC').trim().toLowerCase();

const unlocked = { failedLogins: 0, lockedUntil: null };

export interface UserRepository {
  /** False when the name is taken, in whatever case. */
  insert(tx: Tx, user: NewUser): Promise<boolean>;
  /** Inserts the user only into an empty table; of servers that start together one succeeds. */
  insertFirst(tx: Tx, user: NewUser): Promise<boolean>;
  any(): Promise<boolean>;
  find(id: string, tx?: Tx): Promise<StoredUser | undefined>;
  findByName(username: string): Promise<StoredUser | undefined>;
  /** Reads the user and holds the row until the transaction ends. */
  lock(tx: Tx, id: string): Promise<StoredUser | undefined>;
  /** Ids of the enabled admins, each held until the transaction ends: two changes of admins go one after the other. */
  lockAdmins(tx: Tx): Promise<readonly string[]>;
  /** A new password or enabling forgets failed logins: so an admin lets somebody in again before the lock ends. */
  update(tx: Tx, id: string, changes: UserChanges, now: Date): Promise<void>;
  /** Notes a good login, which forgets the failed ones before it. */
  noteLogin(tx: Tx, id: string, now: Date): Promise<void>;
  /** Notes a failed login. */
  noteFailure(tx: Tx, id: string, failure: Pick<StoredUser, 'failedLogins' | 'lockedUntil'>): Promise<void>;
  remove(tx: Tx, id: string): Promise<void>;
  /** Oldest first. */
  list(filter: UserFilter): Promise<Page<StoredUser>>;
  /** Every enabled user, admins first. */
  enabledUsers(tx: Tx): Promise<readonly StoredUser[]>;
}

export function createUserRepository({ database }: { readonly database: Database }): UserRepository {
  const isEnabledAdmin = and(eq(users.enabled, true), arrayContains(users.roles, ['admin']));

  const insert = async (tx: Tx, user: NewUser): Promise<boolean> => {
    const rows = await database
      .in(tx)
      .insert(users)
      .values({ ...user, roles: [...user.roles], usernameKey: usernameKey(user.username) })
      .onConflictDoNothing({ target: users.usernameKey })
      .returning({ id: users.id });
    return rows.length > 0;
  };

  return {
    insert,

    async insertFirst(tx, user) {
      const db = database.in(tx);
      await db.execute(sql`lock table ${users} in share row exclusive mode`);
      const [taken] = await db.select({ id: users.id }).from(users).limit(1);
      return taken === undefined && insert(tx, user);
    },

    async any() {
      const rows = await database.in(undefined).select({ id: users.id }).from(users).limit(1);
      return rows.length > 0;
    },

    async find(id, tx) {
      const [row] = await database.in(tx).select().from(users).where(eq(users.id, id));
      return row;
    },

    async findByName(username) {
      const [row] = await database
        .in(undefined)
        .select()
        .from(users)
        .where(eq(users.usernameKey, usernameKey(username)));
      return row;
    },

    async lock(tx, id) {
      const [row] = await database.in(tx).select().from(users).where(eq(users.id, id)).for('update');
      return row;
    },

    async lockAdmins(tx) {
      // In one order, so that two transactions can't wait for each other. What a committed change has demoted
      // meanwhile no longer matches when its turn comes (PostgreSQL re-checks a row it had to wait for).
      const rows = await database
        .in(tx)
        .select({ id: users.id })
        .from(users)
        .where(isEnabledAdmin)
        .orderBy(asc(users.id))
        .for('update');
      return rows.map(({ id }) => id);
    },

    async update(tx, id, { roles, ...rest }, now) {
      const unlocks = rest.enabled === true || rest.passwordHash !== undefined;
      await database
        .in(tx)
        .update(users)
        .set({
          ...rest,
          ...(roles === undefined ? {} : { roles: [...roles] }),
          ...(unlocks ? unlocked : {}),
          updatedAt: now,
        })
        .where(eq(users.id, id));
    },

    async noteLogin(tx, id, now) {
      await database
        .in(tx)
        .update(users)
        .set({ lastLogin: now, ...unlocked })
        .where(eq(users.id, id));
    },

    async noteFailure(tx, id, failure) {
      await database.in(tx).update(users).set(failure).where(eq(users.id, id));
    },

    async remove(tx, id) {
      await database.in(tx).delete(users).where(eq(users.id, id));
    },

    async list({ role, enabled, limit, offset, visible = EVERY_ROW }) {
      const db = database.in(undefined);
      const where = and(
        role === undefined ? undefined : arrayContains(users.roles, [role]),
        enabled === undefined ? undefined : eq(users.enabled, enabled),
        visibleRows(visible, { id: users.id, name: users.username }),
      );
      const items = await db
        .select()
        .from(users)
        .where(where)
        .orderBy(asc(users.createdAt), asc(users.id))
        .limit(limit)
        .offset(offset);
      const [row] = await db.select({ total: count() }).from(users).where(where);
      return { items, total: row?.total ?? 0 };
    },

    enabledUsers: (tx) =>
      database
        .in(tx)
        .select()
        .from(users)
        .where(eq(users.enabled, true))
        .orderBy(sql`${users.roles} @> array['admin'] desc`, asc(users.id)),
  };
}
