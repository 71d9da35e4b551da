import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { put } from './http/load.ts';
import { median, rounded } from './figures.ts';
import { openBenchPostgres } from './postgres.ts';
import { serve, type Served } from './served.ts';

// node bench/slow.ts: whether slow clients make a well-behaved one wait (B55): its p99 in turns without and with them.
const PAIRS = 7;
const MS = 3_000;
const AT_MOST = 2;
const GONE_MS = 30_000;
/** Slow ones at once. */
const HEADERS = 200;
const BODIES = 100;
const READERS = 20;

const folder = await mkdtemp(join(tmpdir(), 'provisioning-bench-slow-'));
await chmod(folder, 0o711);
const cluster = await openBenchPostgres(folder, { profile: false });
const server = await serve(await cluster.database('bench_slow'), join(folder, 'data'));

/** p99 in milliseconds of a client that reads its list over two connections. */
async function healthy(): Promise<number> {
  const headers = { authorization: `Bearer ${server.token}` };
  const load = { url: server.url, method: 'GET', path: '/tasks?limit=50', headers, connections: 2, ms: MS } as const;
  return (await put(load)).p99Ms;
}

/** Says a part and then a byte every second, for as long as it is let. */
function drip({ url }: Served, text: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(text));
  const timer = setInterval(() => socket.write('a'), 1_000);
  socket
    .on('error', () => undefined)
    .once('close', () => {
      clearInterval(timer);
    });
  return socket;
}

/** Asks for a large answer again and again, and reads none of it. */
function stare(to: Served): Socket {
  const socket = drip(to, 'GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(50));
  return socket.pause();
}

function misbehave(): () => void {
  const sockets = [
    ...Array.from({ length: HEADERS }, slow.headers),
    ...Array.from({ length: BODIES }, slow.body),
    ...Array.from({ length: READERS }, slow.reader),
  ];
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

const HEAD = 'HTTP/1.1\r\nHost: localhost\r\n';
const BODY = `Authorization: Bearer ${server.token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"`;
const slow = {
  headers: () => drip(server, `GET /health ${HEAD}X-Slow: `),
  body: () => drip(server, `POST /batch/execute ${HEAD}${BODY}`),
  reader: () => stare(server),
};

/** Milliseconds until the server has had enough of one of each kind. */
async function cutOff(): Promise<Record<string, number>> {
  const from = performance.now();
  const ended = Object.entries(slow).map(async ([kind, open]) => {
    const socket = open();
    await new Promise((closed) => socket.once('close', closed));
    return [kind, Math.round(performance.now() - from)] as const;
  });
  return Object.fromEntries(await Promise.all(ended));
}

const said = (holds: boolean, what: string): void => {
  console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  if (!holds) process.exitCode = 1;
};

try {
  await healthy();
  const [alone, among]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    alone.push(await healthy());
    const stop = misbehave();
    among.push(await healthy());
    stop();
  }
  const [before, during] = [median(alone), median(among)];
  const ratio = rounded(during / before, 2);
  console.log(
    `p99 ${rounded(before, 2)} ms alone, ${rounded(during, 2)} ms among ${HEADERS + BODIES + READERS} slow ones`,
  );
  said(ratio < AT_MOST, `B55 p99 ${ratio} times as long, target ${AT_MOST}`);
  const gone = await cutOff();
  console.log(`cut off after ms: ${JSON.stringify(gone)}`);
  said(Math.max(...Object.values(gone)) <= GONE_MS, `B55 slow clients are gone within ${GONE_MS} ms`);
} finally {
  await server.stop();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
