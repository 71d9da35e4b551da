import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { PGlite } from '@electric-sql/pglite';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import postgres from 'postgres';
import type { StateStore } from '../../generated/enums.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import { refusal } from './databaseRefused.ts';
import { grantUse } from './databaseRole.ts';
import { lockDataDir } from './lock.ts';
import { END_CUT_STATEMENTS } from './lostSessions.ts';
import { inTime } from './postgresConnection.ts';
import { createListener } from './postgresListener.ts';
import { openPool, type PostgresPool } from './postgresPool.ts';
import type { PostgresTransaction } from './postgresTransaction.ts';
import * as schema from './schema.ts';

/** A drizzle handle over either driver: the database itself or an open transaction. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface Database {
  readonly store: StateStore;
  /** The handle of an open transaction, or the database itself when there is none. */
  in(tx: Tx | undefined): Db;
  readonly transact: Transact;
  /**
   * One hand-written statement, prepared once a connection, in the transaction when one is given: for the journal and
   * the submit, whose cost is every step's cost.
   */
  statement<Row>(text: string, params: readonly unknown[], tx?: Tx): Promise<readonly Row[]>;
  /** The last statement of a transaction, sent together with its commit where the store can. Nothing may follow it. */
  lastStatement<Row>(text: string, params: readonly unknown[], tx: Tx): Promise<readonly Row[]>;
  /**
   * A statement of the journal, on its one connection: in the order of the calls. When that was lost, what was sent on it
   * before has come to its end, or to nothing.
   */
  journal<Row>(text: string, params: readonly unknown[]): Promise<readonly Row[]>;
  /** A statement that stores what is submitted, on a connection of its own, too: never behind a commit of the journal. */
  submission<Row>(text: string, params: readonly unknown[]): Promise<readonly Row[]>;
  /**
   * Ends transactions of any server that have waited for the rest of a statement for so long that its server must be gone
   * or cut off. Everybody may need what they lock, and PostgreSQL has no limit for it.
   */
  endCutStatements(): Promise<void>;
  /** Wakes other servers (and this one): PostgreSQL LISTEN/NOTIFY. `payload` at most 7,900 bytes. */
  notify(channel: string, payload: string): Promise<void>;
  /** Calls back for each notification until the returned function is called. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** drizzle/ stands beside src/ in a clone and beside dist/ in the installed package. */
function migrationsFolder(): string {
  const up = ['../..', '../../..'].map((p) => join(fileURLToPath(new URL('.', import.meta.url)), p, 'drizzle'));
  const found = up.find((folder) => existsSync(join(folder, 'meta', '_journal.json')));
  if (found === undefined) throw new Error('The folder drizzle/ with the migrations is missing from this installation');
  return found;
}

/**
 * The journal and the submit write the same few statements for ever, of one row or of hundreds, always found by a key: one
 * plan, made once and for any size, whatever the statistics of the day. Planning costs as much as the work of a small commit. As text:
 * the driver leaves out what is false.
 */
const ONE_PLAN = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

const asTx = (handle: unknown): Tx => handle as Tx;
const fromTx = (tx: Tx): Db => tx as unknown as Db;
/** The driver's own handle of a transaction, which drizzle keeps in its session. */
const driverOf = (tx: Tx): unknown => (tx as unknown as { session: { client: unknown } }).session.client;

const rowsOf = async <Row>(pool: PostgresPool, text: string, params: readonly unknown[]): Promise<Row[]> =>
  (await pool.statement(text, params, { prepare: true })) as unknown as Row[];

/** What is under way when the database is closed gets this long. */
const CLOSE_MS = 5_000;
/**
 * How long one try to connect may take, unless the address says otherwise (`connect_timeout`), and no longer than silence
 * is borne: a try that began before the network was back may never be answered, and locks wait for the next one.
 */
const CONNECT_SECONDS = 10;
/**
 * A transaction whose server is stopped or gone holds its locks so long at most (the counter of events, for one, which
 * every commit of every server takes); no longer than a lease, so that nobody else loses theirs over it.
 */
const IDLE_IN_TRANSACTION_SECONDS = 5;
/** Names of our sessions begin with it. */
const APPLICATION = 'provisioning';
/** The shortest silence that is taken for a network that swallows everything. */
const SILENT_SECONDS = 5;
/** A connection on which nothing is sent is tried after so long, and ended when the other side is gone. */
const KEEP_ALIVE_SECONDS = 10;

/**
 * No transaction is open longer (a batch of 100,000 operations is stored in 5 s). Such a one waits for the rest of a
 * statement that the network has swallowed, which the limits for idle transactions and for statements leave alone, and
 * everybody may be waiting for its locks: until this server is connected again and ends it, or another one does, or so long.
 * PostgreSQL 17 and newer; older ones notice it by the keepalives of the connection.
 */
const TRANSACTION_SECONDS = 60;
const HAS_TRANSACTION_TIMEOUT = 170_000;

/** Arbitrary constant; all our servers use the same one while they migrate. */
const MIGRATION_LOCK = 7_203_411;

export interface PostgresOptions {
  readonly maxConnections?: number;
  /** The same database as another role, which owns the tables: migrations run as it, and nothing else does. */
  readonly migrationUrl?: string | undefined;
  /** How long a server may be silent before others take over its runs. */
  readonly leaseSeconds?: number;
  /** How long a transaction may be open. */
  readonly transactionSeconds?: number;
}

/** Opens a PostgreSQL database and brings it to the newest schema; servers that start together wait for each other. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const { leaseSeconds = 15, transactionSeconds = TRANSACTION_SECONDS } = options;
  let version = 0;
  const silentSeconds = Math.max(leaseSeconds, SILENT_SECONDS);
  const patience = (address: string) =>
    address.includes('connect_timeout=') ? {} : { connect_timeout: Math.min(CONNECT_SECONDS, silentSeconds) };
  const quiet = { onnotice: () => undefined, connection: { application_name: APPLICATION } };
  const migrationUrl = options.migrationUrl ?? url;
  const migrator = postgres(migrationUrl, { ...quiet, ...patience(migrationUrl), max: 1 });
  try {
    await inTime(migrator`select`, migrator.options);
    await migrator`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migratePostgres(drizzlePostgres({ client: migrator }), { migrationsFolder: migrationsFolder() });
    if (options.migrationUrl !== undefined) await grantUse(migrator, url);
    const [setting] = await migrator<{ server_version_num: string }[]>`show server_version_num`;
    version = Number(setting?.server_version_num);
    await migrator`select pg_advisory_unlock(${MIGRATION_LOCK})`;
  } catch (error) {
    const setting = options.migrationUrl === undefined ? 'DATABASE_URL' : 'PROVISIONING_MIGRATION_DATABASE_URL';
    throw refusal(error, migrationUrl, setting);
  } finally {
    await migrator.end({ timeout: 5 });
  }
  const pool = (max: number, connection: object): PostgresPool =>
    openPool(
      url,
      {
        onnotice: () => undefined,
        max,
        keep_alive: KEEP_ALIVE_SECONDS,
        ...patience(url),
        connection: {
          application_name: APPLICATION,
          idle_in_transaction_session_timeout: Math.min(leaseSeconds, IDLE_IN_TRANSACTION_SECONDS) * 1_000,
          ...(version >= HAS_TRANSACTION_TIMEOUT ? { transaction_timeout: transactionSeconds * 1_000 } : {}),
          tcp_keepalives_idle: KEEP_ALIVE_SECONDS,
          tcp_keepalives_interval: KEEP_ALIVE_SECONDS,
          tcp_keepalives_count: 3,
          ...connection,
        },
      },
      silentSeconds,
      migrator,
    );
  const shared = pool(options.maxConnections ?? 10, {});
  const listener = createListener(shared.options, shared.statement, silentSeconds);
  const writer = pool(1, ONE_PLAN);
  const acceptor = pool(1, ONE_PLAN);
  const db = drizzlePostgres({ client: shared.client, schema }) as unknown as Db;
  return {
    store: 'postgres',
    in: (tx) => (tx === undefined ? db : fromTx(tx)),
    transact: (work) => db.transaction((handle) => work(asTx(handle))),
    statement: async <Row>(text: string, params: readonly unknown[], tx?: Tx) =>
      tx === undefined
        ? rowsOf<Row>(shared, text, params)
        : ((await (driverOf(tx) as PostgresTransaction).unsafe(text, [...params], {
            prepare: true,
          })) as unknown as Row[]),
    lastStatement: async <Row>(text: string, params: readonly unknown[], tx: Tx) =>
      (await (driverOf(tx) as PostgresTransaction).commitAfter(text, [...params], { prepare: true })) as Row[],
    journal: (text, params) => rowsOf(writer, text, params),
    submission: (text, params) => rowsOf(acceptor, text, params),
    endCutStatements: async () => {
      await shared.statement(END_CUT_STATEMENTS, [APPLICATION, silentSeconds], { prepare: true });
    },
    notify: async (channel, payload) => {
      await shared.statement('select pg_notify($1, $2)', [channel, payload], { prepare: true });
    },
    listen: listener.listen,
    close: async () => {
      await Promise.all([listener.close(), shared.close(CLOSE_MS), writer.close(CLOSE_MS), acceptor.close(CLOSE_MS)]);
    },
  };
}

/** Uses an open PGlite (in memory, or cloned by a test) and brings it to the newest schema. */
export async function usePglite(client: PGlite, options: { readonly migrate?: boolean } = {}): Promise<Database> {
  const raw = drizzlePglite({ client, schema });
  if (options.migrate !== false) await migratePglite(raw, { migrationsFolder: migrationsFolder() });
  const db = raw as unknown as Db;
  const statement = async <Row>(text: string, params: readonly unknown[], tx?: Tx): Promise<readonly Row[]> =>
    (await (tx === undefined ? client : (driverOf(tx) as Pick<PGlite, 'query'>)).query<Row>(text, [...params])).rows;
  return {
    store: 'pglite',
    in: (tx) => (tx === undefined ? db : fromTx(tx)),
    transact: (work) => db.transaction((handle) => work(asTx(handle))),
    statement,
    lastStatement: statement,
    journal: statement,
    submission: statement,
    endCutStatements: () => Promise.resolve(),
    notify: async (channel, payload) => {
      await client.query('select pg_notify($1, $2)', [channel, payload]);
    },
    listen: async (channel, onPayload) => client.listen(channel, onPayload),
    close: () => client.close(),
  };
}

/**
 * Opens the embedded database of a data directory. The directory is locked first: two processes on one PGlite
 * directory lose each other's rows without an error (electric-sql/pglite#1106). So a server that was killed is known to
 * be gone, and its runs are free at once, not when their leases end.
 */
export async function openPglite(dataDir: string): Promise<Database> {
  const release = await lockDataDir(dataDir);
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const client = await PGlite.create(join(dataDir, 'pglite'));
    const database = await usePglite(client);
    await database.statement(
      'update runs set lease_until = now() where completed_at is null and lease_until > now()',
      [],
    );
    await database.statement('delete from engine_members', []);
    return { ...database, close: () => database.close().finally(release) };
  } catch (error) {
    await release();
    throw error;
  }
}
