import { PGlite } from '@electric-sql/pglite';
import { randomBytes } from 'node:crypto';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { inject } from 'vitest';
import { openPostgres, usePglite, type Database } from '../../src/repositories/database.ts';
import './setup/context.ts';

/** An empty PostgreSQL database of its own, for tests that let several servers share one or start real processes. */
export interface TestPostgres {
  readonly url: string;
  /** Drops it; connections still open are ended. */
  drop(): Promise<void>;
}

/** Which of the two stores this run of the suite is on. */
export const testStore = (): 'pglite' | 'postgres' => inject('store').kind;

/**
 * Puts an empty, migrated embedded database into the data directory of a server process, which else would spend seconds
 * on making one. Only when `testStore()` is `pglite`.
 */
export async function seedDataDir(dataDir: string): Promise<void> {
  const store = inject('store');
  if (store.kind !== 'pglite') throw new Error('This run is on PostgreSQL: no server has an embedded database');
  await cp(store.folder, join(dataDir, 'pglite'), { recursive: true });
}

/** Makes an empty, migrated PostgreSQL database. Only when `testStore()` is `postgres`. */
export async function createTestPostgres(): Promise<TestPostgres> {
  const store = inject('store');
  if (store.kind !== 'postgres') throw new Error('This run is on PGlite: there is no PostgreSQL to make a database in');
  const name = `provisioning_test_${randomBytes(8).toString('hex')}`;
  const onAdmin = async (work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> => {
    const admin = postgres(store.adminUrl, { max: 1, onnotice: () => undefined });
    try {
      await work(admin);
    } finally {
      await admin.end({ timeout: 5 });
    }
  };
  await onAdmin((sql) => sql`create database ${sql(name)} template ${sql(store.template)}`);
  const url = new URL(store.adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onAdmin((sql) => sql`drop database if exists ${sql(name)} with (force)`) };
}

/**
 * The same, used by a role of its own that owns none of the tables, as with PROVISIONING_MIGRATION_DATABASE_URL: what
 * works here needs no right beyond reading and writing rows. The embedded store has no roles, so there it is the plain one.
 */
export async function openTestDatabaseAsUser(): Promise<Database> {
  if (testStore() === 'pglite') return openTestDatabase();
  const { url: migrationUrl, drop } = await createTestPostgres();
  const url = new URL(migrationUrl);
  const owner = postgres(migrationUrl, { max: 1, onnotice: () => undefined });
  const role = `app_${randomBytes(6).toString('hex')}`;
  await owner`create role ${owner(role)} login`;
  url.username = role;
  const database = await openPostgres(url.href, { maxConnections: 5, migrationUrl });
  return {
    ...database,
    close: async () => {
      await database.close();
      await owner`drop owned by ${owner(role)}`;
      await owner`drop role ${owner(role)}`;
      await owner.end({ timeout: 5 });
      await drop();
    },
  };
}

/** An empty, migrated database on the store of this run; nobody else sees it and closing it removes it. */
export async function openTestDatabase(): Promise<Database> {
  const store = inject('store');
  if (store.kind === 'pglite') {
    const client = await PGlite.create({ loadDataDir: new Blob([await readFile(store.template)]) });
    return usePglite(client, { migrate: false });
  }
  const { url, drop } = await createTestPostgres();
  const database = await openPostgres(url, { maxConnections: 5 });
  return { ...database, close: () => database.close().finally(drop) };
}
