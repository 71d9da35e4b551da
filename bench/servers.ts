import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openPostgres, type Database } from '../src/repositories/database.ts';
import { onPostgres } from './onPostgres.ts';

// node bench/servers.ts [--batches 1000] [--servers 3] [--lease 15] [--rounds 5]: real servers on one PostgreSQL share
// batches, so many times; then a run is taken over from one that was killed, and from one that was stopped.
const { values: options } = parseArgs({
  options: {
    batches: { type: 'string', default: '1000' },
    servers: { type: 'string', default: '3' },
    lease: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '5' },
  },
});
const [batches, servers, lease, rounds] = [options.batches, options.servers, options.lease, options.rounds].map(
  Number,
) as [number, number, number, number];
/** The largest share by the smallest. */
const EVEN = 1.15;
const PASSWORD = 'a password of the bench';
const root = join(import.meta.dirname, '..');

interface Server {
  readonly child: ChildProcess;
  readonly orchestrator: string;
  readonly token: string;
}

type Post = (
  server: Pick<Server, 'orchestrator' | 'token'>,
  path: string,
  body: object,
) => Promise<{ batch_id: string }>;

const post: Post = async ({ orchestrator, token }, path, body) => {
  const answer = await fetch(`${orchestrator}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { data: { batch_id: string } }).data;
};

async function startServer(name: string, folder: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env, PROVISIONING_DATA_DIR: join(folder, name) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const output = createInterface({ input: child.stdout });
  for await (const line of output) {
    const said = JSON.parse(line) as { msg: string; orchestrator: string; control_center: string };
    if (said.msg !== 'ready') continue;
    child.stdout.resume();
    const answer = await fetch(`${said.control_center}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: PASSWORD }),
    });
    const { token } = ((await answer.json()) as { data: { token: string } }).data;
    return { child, orchestrator: said.orchestrator, token };
  }
  throw new Error(`server ${name} ended before it was ready`);
}

async function end({ child }: Server): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  await exited;
}

/** A service that answers at once, but for a path that begins with `/hold`: that never, the first time. */
async function startService() {
  const waiting = new Map<string, (fence: number) => void>();
  const seen = new Set<string>();
  const fenceOf = (request: IncomingMessage): number => Number(request.headers['x-fencing-token']);
  const service = createServer((request, response) => {
    request.resume();
    const path = request.url ?? '';
    const held = path.startsWith('/hold') && !seen.has(path);
    seen.add(path);
    waiting.get(path)?.(fenceOf(request));
    if (!held) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  return {
    url: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    /** Resolves with the fencing token of the next call of the path. */
    called: (path: string) =>
      new Promise<number>((resolve) => {
        waiting.set(path, resolve);
      }),
    close: () => {
      service.closeAllConnections();
      service.close();
    },
  };
}

const operation = (id: string, url: string, after: string[] = []) => ({
  id,
  type: 'http',
  dependencies: after,
  do: { url },
});

async function share(all: readonly Server[], database: Database, url: string, round: number) {
  const from = performance.now();
  // Twenty callers at the first server; the others only hear of it.
  const numbers = Array.from({ length: batches }, (_, n) => n);
  const caller = async (): Promise<void> => {
    for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) {
      const operations = [operation('first', url), operation('second', url, ['first'])];
      await post(all[0]!, '/batch/execute', { name: `bench ${round}/${n}`, operations });
    }
  };
  await Promise.all(Array.from({ length: 20 }, caller));
  const submittedMs = performance.now() - from;
  for (;;) {
    const [open] = await database.statement<{ n: number }>(
      `select count(*)::int as n from runs where completed_at is null`,
      [],
    );
    if (open?.n === 0) break;
    await delay(10);
  }
  const totalMs = performance.now() - from;
  const shares = await database.statement<{ n: number; calls: number; done: number }>(
    `select count(*)::int as n, count(*) filter (where status = 'Completed')::int as done from runs
     where name like $1 group by owner order by n desc`,
    [`bench ${round}/%`],
  );
  const done = shares.reduce((sum, one) => sum + one.done, 0);
  if (done !== batches) throw new Error(`${done} of ${batches} batches have completed`);
  return { submittedMs, totalMs, shares: shares.map(({ n }) => n) };
}

/** Milliseconds from the signal to the first call of the run's new owner. */
async function takeOver(
  signal: 'SIGKILL' | 'SIGSTOP',
  start: (name: string) => Promise<Server>,
  service: string,
  called: (path: string) => Promise<number>,
) {
  const first = await start(`${signal}-first`);
  const path = `/hold-${signal}`;
  const reached = called(path);
  await post(first, '/batch/execute', { name: signal, operations: [operation('held', service + path)] });
  await reached;
  const second = await start(`${signal}-second`);
  const again = called(path);
  const from = performance.now();
  first.child.kill(signal);
  const fence = await again;
  const ms = performance.now() - from;
  if (fence !== 2) throw new Error(`the new owner called with fencing token ${fence}`);
  if (signal === 'SIGSTOP') await end(first);
  await end(second);
  return ms;
}

await onPostgres('servers', { profile: false }, async ({ cluster, folder }) => {
  const url = await cluster.database('bench_servers');
  const database = await openPostgres(url);
  const service = await startService();
  const env = {
    DATABASE_URL: url,
    PROVISIONING_SECRET_KEY: randomBytes(32).toString('base64'),
    PROVISIONING_ADMIN_PASSWORD: PASSWORD,
    PROVISIONING_ORCHESTRATOR_PORT: '0',
    PROVISIONING_CONTROL_CENTER_PORT: '0',
    PROVISIONING_RATE_LIMIT_AUTH: '0',
    PROVISIONING_RATE_LIMIT_GENERAL: '0',
    PROVISIONING_RATE_LIMIT_BATCH: '0',
    PROVISIONING_LEASE_SECONDS: String(lease),
    PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
    PROVISIONING_LOG_LEVEL: 'info',
  };
  const start = (name: string): Promise<Server> => startServer(name, folder, env);
  const all: Server[] = [];
  for (let n = 0; n < servers; n++) all.push(await start(`server-${n}`));
  // Each learns of those that started after it with its next heartbeat.
  await delay((lease * 1_000) / 3 + 500);
  const shared: Awaited<ReturnType<typeof share>>[] = [];
  for (let round = 0; round < rounds; round++) shared.push(await share(all, database, `${service.url}/do`, round));
  for (const server of all) await end(server);
  const killed = await takeOver('SIGKILL', start, service.url, service.called);
  const stopped = await takeOver('SIGSTOP', start, service.url, service.called);
  await database.close();
  service.close();
  const result = {
    postgres: cluster.version,
    sharing: shared.map(({ submittedMs, totalMs, shares }) => ({
      batches,
      servers,
      shares,
      seconds: totalMs / 1_000,
      submitted_seconds: submittedMs / 1_000,
    })),
    take_over: { lease_seconds: lease, after_sigkill_seconds: killed / 1_000, after_sigstop_seconds: stopped / 1_000 },
  };
  console.log(
    `${batches} batches of two calls, ${servers} servers, one PostgreSQL ${cluster.version}, every run checked`,
  );
  for (const { shares, submittedMs, totalMs } of shared) {
    const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
    const times = `submitted in ${seconds(submittedMs)} s, all done after ${seconds(totalMs)} s`;
    console.log(`shares   ${shares.join(' / ')}, ${times}`);
  }
  const uneven = shared.filter(({ shares }) => shares[0]! > EVEN * shares.at(-1)! || shares.length < servers).length;
  console.log(`${rounds - uneven} of ${rounds} rounds: the largest share at most ${EVEN} times the smallest`);
  console.log(
    `taken over ${(killed / 1_000).toFixed(1)} s after SIGKILL, ${(stopped / 1_000).toFixed(1)} s after SIGSTOP; the lease is ${lease} s`,
  );
  const late = [killed, stopped].filter((ms) => ms > (lease + 5) * 1_000);
  if (late.length > 0) console.log('later than the lease and 5 s');
  return result;
});
