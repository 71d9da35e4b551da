import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { median, quantile, rounded } from './figures.ts';
import { openBenchPostgres } from './postgres.ts';
import { peakMiB, residentMiB, serve, type Served } from './served.ts';

// node bench/scale.ts [--operations 100000]: one batch of so many calls against the real server: accepted, run, paged,
// rolled back; another one cancelled half-way. Targets: accepted in 5 s, pages in 50 ms, 400 MiB more than before.
const { values: options } = parseArgs({ options: { operations: { type: 'string', default: '100000' } } });
const operations = Number(options.operations);
const TARGETS = { acceptMs: 5_000, pageMs: 50, growthMiB: 400 };
const PARALLEL = 200;

interface Batch {
  readonly status: string;
  readonly terminal: boolean;
  readonly progress: number;
}

/** Counts the calls it gets, and answers at once. */
async function openSink() {
  const calls = { do: 0, undo: 0 };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    calls[request.url === '/undo' ? 'undo' : 'do']++;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { calls, url, close };
}

type Sink = Awaited<ReturnType<typeof openSink>>;

/** Layers of a thousand, each operation after one of the layer before. */
const bodyOf = (count: number, { url }: Sink): string =>
  JSON.stringify({
    name: `scale-${count}`,
    parallel_limit: PARALLEL,
    operations: Array.from({ length: count }, (_, i) => ({
      id: `op-${i}`,
      type: 'http',
      ...(i < 1_000 ? {} : { dependencies: [`op-${i - 1_000}`] }),
      do: { url: `${url}/do` },
      undo: { url: `${url}/undo` },
    })),
  });

async function submit(server: Served, body: string) {
  const { ms, data, bytes } = await server.ask('POST', '/batch/execute', body);
  return { ms, bytes, id: (data as { batch_id: string }).batch_id };
}

/** Reads pages while it runs, until it has ended. */
async function follow(server: Served, id: string) {
  const pages: number[] = [];
  const heads: number[] = [];
  let headBytes = 0;
  for (let i = 0; ; i++) {
    const path = `/batch/operations/${id}`;
    const status = ['Pending', 'Running', 'Completed'][i % 3]!;
    const offset = [0, 1_000, operations - 200][i % 3]!;
    pages.push((await server.ask('GET', `${path}/operations?limit=100&status=${status}`)).ms);
    pages.push((await server.ask('GET', `${path}/operations?limit=100&offset=${offset}`)).ms);
    const head = await server.ask('GET', path);
    heads.push(head.ms);
    headBytes = Math.max(headBytes, head.bytes);
    if ((head.data as Batch).terminal) return { pages, heads, headBytes, batch: head.data as Batch };
    await delay(250);
  }
}

async function measure(server: Served, sink: Sink) {
  await follow(server, (await submit(server, bodyOf(2_000, sink))).id);
  await delay(2_000);
  const before = residentMiB(server.pid);
  const checkpoint = (await server.ask('POST', '/rollback/checkpoints', JSON.stringify({ name: 'before' }))).data;
  sink.calls.do = 0;

  const big = bodyOf(operations, sink);
  const from = performance.now();
  const accepted = await submit(server, big);
  const ran = await follow(server, accepted.id);
  const runMs = performance.now() - from;
  if (ran.batch.status !== 'Completed' || sink.calls.do !== operations)
    throw new Error(`${ran.batch.status} after ${sink.calls.do} calls`);
  const afterRun = peakMiB(server.pid);

  const back = performance.now();
  const asked = await server.ask('POST', '/rollback/execute', JSON.stringify({ checkpoint_id: checkpoint }), {
    prefer: 'respond-async',
  });
  const rollback = (asked.data as { rollback_id: string }).rollback_id;
  let undone: { status: string };
  do {
    await delay(250);
    undone = (await server.ask('GET', `/rollback/${rollback}`)).data as { status: string };
  } while (undone.status === 'Pending' || undone.status === 'Running');
  const undoMs = performance.now() - back;
  if (undone.status !== 'Completed' || sink.calls.undo !== operations)
    throw new Error(`the rollback ${undone.status} after ${sink.calls.undo} calls`);
  const afterUndo = peakMiB(server.pid);

  sink.calls.do = 0;
  const other = await submit(server, big);
  while (sink.calls.do < operations / 4) await delay(20);
  const cancel = await server.ask('POST', `/batch/operations/${other.id}/cancel`, '{}');
  const atCancel = sink.calls.do;
  const cancelFrom = performance.now();
  const cancelled = await follow(server, other.id);
  const cancelMs = performance.now() - cancelFrom;
  if (cancelled.batch.status !== 'Cancelled') throw new Error(`cancelled, but ${cancelled.batch.status}`);

  const pages = [...ran.pages, ...cancelled.pages];
  return {
    operations,
    body_mib: rounded(big.length / 2 ** 20, 1),
    accepted_ms: Math.round(accepted.ms),
    accepted_answer_kib: Math.round(accepted.bytes / 1024),
    run_seconds: rounded(runMs / 1_000, 1),
    run_per_second: Math.round((1_000 * operations) / runMs),
    page_ms: { p50: rounded(median(pages), 1), p95: rounded(quantile(pages, 0.95), 1), of: pages.length },
    get_ms: { p50: rounded(median(ran.heads), 1), p95: rounded(quantile(ran.heads, 0.95), 1) },
    get_kib: Math.round(ran.headBytes / 1024),
    undo_accepted_ms: Math.round(asked.ms),
    undo_seconds: rounded(undoMs / 1_000, 1),
    undo_per_second: Math.round((1_000 * operations) / undoMs),
    cancel_answer_ms: Math.round(cancel.ms),
    cancel_ended_ms: Math.round(cancelMs),
    // Calls that were under way when the cancellation was answered are among them.
    calls_after_cancel: sink.calls.do - atCancel,
    rss_mib: {
      before: Math.round(before),
      run: Math.round(afterRun),
      undo: Math.round(afterUndo),
      peak: Math.round(peakMiB(server.pid)),
    },
  };
}

const folder = await mkdtemp(join(tmpdir(), 'provisioning-bench-scale-'));
await chmod(folder, 0o711);
const cluster = await openBenchPostgres(folder, { profile: false });
const sink = await openSink();
try {
  const server = await serve(await cluster.database('bench_scale'), join(folder, 'data'));
  const result = { postgres: cluster.version, ...(await measure(server, sink)) };
  await server.stop();
  console.log(result);
  const { accepted_ms, page_ms, rss_mib } = result;
  const growth = rss_mib.peak - rss_mib.before;
  const said = (holds: boolean, what: string): void => {
    console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
    if (!holds) process.exitCode = 1;
  };
  said(accepted_ms < TARGETS.acceptMs, `accepted in ${accepted_ms} ms, target ${TARGETS.acceptMs}`);
  said(page_ms.p50 <= TARGETS.pageMs, `p50 of a page ${page_ms.p50} ms while it runs, target ${TARGETS.pageMs}`);
  said(growth < TARGETS.growthMiB, `${growth} MiB more memory, target ${TARGETS.growthMiB}`);
  const results = join(import.meta.dirname, 'results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'scale.json'), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  sink.close();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
