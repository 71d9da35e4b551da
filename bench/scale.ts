import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { median, quantile, rounded } from './figures.ts';
import { openBenchPostgres } from './postgres.ts';
import { peakMiB, residentMiB, serve, type Served } from './served.ts';
import { openSink, type Sink } from './sink.ts';

// node bench/scale.ts [--operations 100000]: one batch of so many calls against the real server: accepted, run, paged,
// rolled back; another one cancelled half-way. Targets: accepted in 5 s, pages in 50 ms, 400 MiB more than before.
// With --watch FOLDER it looks into the server: memory, delays of the event loop and a CPU profile a phase.
const { values: options } = parseArgs({
  options: { operations: { type: 'string', default: '100000' }, watch: { type: 'string' } },
});
const operations = Number(options.operations);
const TARGETS = { acceptMs: 5_000, pageMs: 50, growthMiB: 400 };
const PARALLEL = 200;
const PAGE_EVERY_MS = 250;

interface Batch {
  readonly status: string;
  readonly terminal: boolean;
  readonly progress: number;
}

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

/** Times of what was read while something else went on, in ms. */
interface Reads {
  readonly pages: number[];
  readonly heads: number[];
  headBytes: number;
}

const noReads = (): Reads => ({ pages: [], heads: [], headBytes: 0 });

/** Reads two pages and the head of a batch, as somebody does who follows it; answers the head. */
async function readOnce(server: Served, id: string, round: number, into: Reads): Promise<Batch> {
  const path = `/batch/operations/${id}`;
  const status = ['Pending', 'Running', 'Completed'][round % 3]!;
  const offset = [0, 1_000, operations - 200][round % 3]!;
  into.pages.push((await server.ask('GET', `${path}/operations?limit=100&status=${status}`)).ms);
  into.pages.push((await server.ask('GET', `${path}/operations?limit=100&offset=${offset}`)).ms);
  const head = await server.ask('GET', path);
  into.heads.push(head.ms);
  into.headBytes = Math.max(into.headBytes, head.bytes);
  return head.data as Batch;
}

/** Reads it again and again, until it has ended. */
async function follow(server: Served, id: string, into: Reads): Promise<Batch> {
  for (let round = 0; ; round++) {
    const batch = await readOnce(server, id, round, into);
    if (batch.terminal) return batch;
    await delay(PAGE_EVERY_MS);
  }
}

/** Reads a batch that is there already, until the work is done. */
async function readDuring<T>(server: Served, id: string, into: Reads, work: Promise<T>): Promise<T> {
  const still = Symbol('still at work');
  for (let round = 0; ; round++) {
    const done = await Promise.race([work, delay(20, still)]);
    if (done !== still) return done;
    await readOnce(server, id, round, into);
  }
}

interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Most memory until its end, and memory then. */
  readonly peakMiB: number;
  readonly endMiB: number;
}

/** Times parts of the bench, and has each profiled when the server is watched. */
function createPhases(pid: number) {
  const phases: Phase[] = [];
  const toggle = async (): Promise<void> => {
    if (options.watch === undefined) return;
    process.kill(pid, 'SIGUSR2');
    await delay(200);
  };
  const phase = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    await toggle();
    const from = performance.now();
    try {
      return await work();
    } finally {
      const seconds = rounded((performance.now() - from) / 1_000, 1);
      const done = { name, seconds, peakMiB: Math.round(peakMiB(pid)), endMiB: Math.round(residentMiB(pid)) };
      phases.push(done);
      console.log(`${name}: ${seconds} s, ${done.endMiB} MiB, at most ${done.peakMiB} MiB`);
      await toggle();
    }
  };
  return { phases, phase };
}

const spread = (ms: readonly number[]) => ({
  p50: rounded(median(ms), 1),
  p95: rounded(quantile(ms, 0.95), 1),
  max: rounded(Math.max(...ms), 1),
  of: ms.length,
});

async function measure(server: Served, sink: Sink) {
  const small = (await submit(server, bodyOf(2_000, sink))).id;
  await follow(server, small, noReads());
  await delay(2_000);
  const before = residentMiB(server.pid);
  const { phases, phase } = createPhases(server.pid);
  const checkpoint = (await server.ask('POST', '/rollback/checkpoints', JSON.stringify({ name: 'before' }))).data;
  sink.calls.do = 0;

  const big = bodyOf(operations, sink);
  const from = performance.now();
  const whileAccepting = noReads();
  const accepted = await phase('accept', () => readDuring(server, small, whileAccepting, submit(server, big)));
  const whileRunning = noReads();
  const ran = await phase('run', () => follow(server, accepted.id, whileRunning));
  const runMs = performance.now() - from;
  if (ran.status !== 'Completed' || sink.calls.do !== operations)
    throw new Error(`${ran.status} after ${sink.calls.do} calls`);

  const whileUndoing = noReads();
  const back = performance.now();
  const undoAccepted = await phase('undo', async () => {
    const asking = server.ask('POST', '/rollback/execute', JSON.stringify({ checkpoint_id: checkpoint }), {
      prefer: 'respond-async',
    });
    const asked = await readDuring(server, small, whileUndoing, asking);
    const rollback = (asked.data as { rollback_id: string }).rollback_id;
    let undone: { status: string };
    let round = 0;
    do {
      await delay(PAGE_EVERY_MS);
      await readOnce(server, accepted.id, round++, whileUndoing);
      undone = (await server.ask('GET', `/rollback/${rollback}`)).data as { status: string };
    } while (undone.status === 'Pending' || undone.status === 'Running');
    if (undone.status !== 'Completed' || sink.calls.undo !== operations)
      throw new Error(`the rollback ${undone.status} after ${sink.calls.undo} calls`);
    return asked.ms;
  });
  const undoMs = performance.now() - back;

  sink.calls.do = 0;
  const other = await phase('accept another', () => submit(server, big));
  const whileCancelling = noReads();
  const cancelled = await phase('cancel', async () => {
    while (sink.calls.do < operations / 4) await readOnce(server, other.id, 1, whileRunning);
    const { ms } = await server.ask('POST', `/batch/operations/${other.id}/cancel`, '{}');
    const calls = sink.calls.do;
    const cancelFrom = performance.now();
    const { status } = await follow(server, other.id, whileCancelling);
    if (status !== 'Cancelled') throw new Error(`cancelled, but ${status}`);
    return { ms, calls: sink.calls.do - calls, endedMs: performance.now() - cancelFrom };
  });

  return {
    operations,
    body_mib: rounded(big.length / 2 ** 20, 1),
    accepted_ms: Math.round(accepted.ms),
    accepted_answer_kib: Math.round(accepted.bytes / 1024),
    run_seconds: rounded(runMs / 1_000, 1),
    run_per_second: Math.round((1_000 * operations) / runMs),
    page_ms: {
      accepting: spread(whileAccepting.pages),
      running: spread(whileRunning.pages),
      undoing: spread(whileUndoing.pages),
      cancelling: spread(whileCancelling.pages),
    },
    get_ms: spread(whileRunning.heads),
    get_kib: Math.round(whileRunning.headBytes / 1024),
    undo_accepted_ms: Math.round(undoAccepted),
    undo_seconds: rounded(undoMs / 1_000, 1),
    undo_per_second: Math.round((1_000 * operations) / undoMs),
    cancel_answer_ms: Math.round(cancelled.ms),
    cancel_ended_ms: Math.round(cancelled.endedMs),
    // Calls that were under way when the cancellation was answered are among them.
    calls_after_cancel: cancelled.calls,
    rss_mib: {
      before: Math.round(before),
      ...Object.fromEntries(phases.map((one) => [one.name.replaceAll(' ', '_'), one.peakMiB])),
      peak: Math.round(peakMiB(server.pid)),
    },
  };
}

const folder = await mkdtemp(join(tmpdir(), 'provisioning-bench-scale-'));
await chmod(folder, 0o711);
if (options.watch !== undefined) await mkdir(options.watch, { recursive: true });
const cluster = await openBenchPostgres(folder, { profile: options.watch !== undefined });
const sink = await openSink();
try {
  const url = await cluster.database('bench_scale');
  const server = await serve(url, join(folder, 'data'), { watch: options.watch });
  const result = { postgres: cluster.version, ...(await measure(server, sink)) };
  await server.stop();
  console.log(result);
  if (options.watch !== undefined) console.log((await cluster.slowStatements(15)).join('\n'));
  const { accepted_ms, page_ms, rss_mib } = result;
  const growth = rss_mib.peak - rss_mib.before;
  const said = (holds: boolean, what: string): void => {
    console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
    if (!holds) process.exitCode = 1;
  };
  said(accepted_ms < TARGETS.acceptMs, `accepted in ${accepted_ms} ms, target ${TARGETS.acceptMs}`);
  for (const [when, { p50 }] of Object.entries(page_ms))
    said(p50 <= TARGETS.pageMs, `p50 of a page ${p50} ms while ${when}, target ${TARGETS.pageMs}`);
  said(growth < TARGETS.growthMiB, `${growth} MiB more memory, target ${TARGETS.growthMiB}`);
  const results = join(import.meta.dirname, 'results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'scale.json'), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  await sink.close();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
