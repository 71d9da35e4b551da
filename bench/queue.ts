import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../src/domain/ids.ts';
import { openPostgres, type Database } from '../src/repositories/database.ts';
import { createRunRepository } from '../src/repositories/runs.ts';
import { createRunStore } from '../src/repositories/runStore.ts';
import { batchOf } from './batch.ts';
import { median, quantile, rounded } from './figures.ts';
import { oneByOne, until } from './pace.ts';
import { loadPeer, versionOf } from './peers.ts';
import { openBenchPostgres } from './postgres.ts';

// node bench/queue.ts: the queue of runs beside pg-boss on the same PostgreSQL: taking work by one and by the hundred, a
// look at an empty queue, and how soon another server hears of work. (`npm ci --prefix bench` first.)
const RUNS = 5_000;
const WAKES = 200;
const LOOKS = 500;

interface Figures {
  readonly name: string;
  readonly taken_by_one_per_second: number;
  readonly taken_by_hundred_per_second: number;
  readonly empty_look_ms: number;
  readonly wake_ms: { readonly p50: number; readonly p99: number };
}

/** Runs or jobs a second, taking `size` at once until there are none. */
async function takeAll(size: number, count: number, take: (size: number) => Promise<number>): Promise<number> {
  const from = performance.now();
  let taken = 0;
  while (taken < count) {
    const got = await take(size);
    if (got === 0) throw new Error(`${taken} of ${count} taken`);
    taken += got;
  }
  return Math.round((1_000 * taken) / (performance.now() - from));
}

const wakes = (each: readonly number[]) => ({ p50: rounded(median(each), 2), p99: rounded(quantile(each, 0.99), 2) });

async function ours(url: string, tidy: () => Promise<void>): Promise<Figures> {
  const [here, there]: readonly [Database, Database] = [await openPostgres(url), await openPostgres(url)];
  const runs = createRunRepository(here);
  const store = createRunStore(there);
  const submit = (): Promise<void> => {
    const { run, tasks } = batchOf([[]], 10);
    return here.transact((tx) => runs.insert(tx, run, tasks));
  };
  const owner = newId();
  const take = async (size: number): Promise<number> => (await store.claim(owner, 'bench', 3_600, size)).length;
  const fill = async (): Promise<void> => {
    for (let i = 0; i < RUNS; i += 50) await Promise.all(Array.from({ length: 50 }, submit));
    await tidy();
  };
  await fill();
  const byOne = await takeAll(1, RUNS, take);
  await fill();
  const byHundred = await takeAll(100, RUNS, take);
  await tidy();
  const looks = await oneByOne(LOOKS, () => take(100));

  let heard: (() => void) | undefined;
  const unlisten = await there.listen('provisioning_runs', () => heard?.());
  const each = await oneByOne(WAKES, async () => {
    const told = new Promise<void>((resolve) => (heard = resolve));
    await submit();
    await here.notify('provisioning_runs', 'submitted');
    await told;
    if ((await take(100)) !== 1) throw new Error('heard of work that is not there');
  });
  await unlisten();
  await here.close();
  await there.close();
  return {
    name: 'this queue',
    taken_by_one_per_second: byOne,
    taken_by_hundred_per_second: byHundred,
    empty_look_ms: rounded(median(looks), 3),
    wake_ms: wakes(each),
  };
}

interface Boss {
  on(event: 'error', listener: (error: Error) => void): void;
  start(): Promise<unknown>;
  stop(options: object): Promise<void>;
  createQueue(name: string, options: object): Promise<void>;
  work(name: string, options: object, handler: (jobs: readonly unknown[]) => Promise<void>): Promise<string>;
  send(name: string, data: object): Promise<unknown>;
  insert(name: string, jobs: readonly { readonly data: object }[]): Promise<unknown>;
  fetch(name: string, options: object): Promise<readonly unknown[]>;
}

async function pgBoss(url: string, tidy: () => Promise<void>): Promise<Figures> {
  const { PgBoss } = (await loadPeer('pg-boss')) as { PgBoss: new (options: object) => Boss };
  const boss = new PgBoss({ connectionString: url, max: 10, useListenNotify: true });
  boss.on('error', (error) => {
    console.error(`pg-boss: ${error.message}`);
  });
  await boss.start();
  const filled = async (name: string): Promise<string> => {
    await boss.createQueue(name, { notify: true });
    for (let i = 0; i < RUNS; i += 1_000)
      await boss.insert(
        name,
        Array.from({ length: 1_000 }, () => ({ data: {} })),
      );
    await tidy();
    return name;
  };
  const take = (name: string) => async (size: number) => (await boss.fetch(name, { batchSize: size })).length;
  const byOne = await takeAll(1, RUNS, take(await filled('one')));
  const byHundred = await takeAll(100, RUNS, take(await filled('hundred')));
  await tidy();
  const looks = await oneByOne(LOOKS, () => take('hundred')(100));

  await boss.createQueue('wakes', { notify: true });
  let done = 0;
  await boss.work('wakes', { batchSize: 100, pollingIntervalSeconds: 2 }, (jobs) => {
    done += jobs.length;
    return Promise.resolve();
  });
  let sent = 0;
  const each = await oneByOne(WAKES, async () => {
    await boss.send('wakes', {});
    sent++;
    await until(() => done >= sent, { everyMs: 0 });
  });
  await boss.stop({ graceful: false, close: true });
  return {
    name: versionOf('pg-boss'),
    taken_by_one_per_second: byOne,
    taken_by_hundred_per_second: byHundred,
    empty_look_ms: rounded(median(looks), 3),
    wake_ms: wakes(each),
  };
}

const folder = await mkdtemp(join(tmpdir(), 'provisioning-bench-queue-'));
await chmod(folder, 0o711);
const cluster = await openBenchPostgres(folder, { profile: false });
try {
  const figures: Figures[] = [];
  for (const [name, measure] of [
    ['ours', ours],
    ['boss', pgBoss],
  ] as const) {
    const url = await cluster.database(`bench_queue_${name}`);
    figures.push(await measure(url, () => cluster.tidy(url)));
    console.log(figures.at(-1));
  }
  const results = join(import.meta.dirname, 'results');
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'queue.json'), `${JSON.stringify({ postgres: cluster.version, figures }, null, 2)}\n`);
} finally {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
