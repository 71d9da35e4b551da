import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { rows, type Job, type Measured, type OpenContender, type RowName } from '../contender.ts';
import { oneByOne, sum, until } from '../pace.ts';
import { loadPeer, versionOf } from '../peers.ts';
import type { Shape } from '../shapes.ts';

interface Boss {
  on(event: 'error', listener: (error: Error) => void): void;
  start(): Promise<unknown>;
  stop(options: object): Promise<void>;
  createQueue(name: string, options: object): Promise<void>;
  work(name: string, options: object, handler: (jobs: readonly unknown[]) => Promise<void>): Promise<string>;
  offWork(name: string, options: object): Promise<void>;
  send(name: string, data: object): Promise<unknown>;
  insert(name: string, jobs: readonly { readonly data: object }[]): Promise<unknown>;
  flow(jobs: readonly object[]): Promise<unknown>;
  resolveFlow(): Promise<unknown>;
}

const INSERTED_AT_ONCE = 2_000;

export const open: OpenContender = async ({ databaseUrl }) => {
  const { PgBoss } = (await loadPeer('pg-boss')) as { PgBoss: new (options: object) => Boss };
  const boss = new PgBoss({ connectionString: databaseUrl, max: 30, useListenNotify: true, flowIntervalSeconds: 1 });
  boss.on('error', (error) => {
    console.error(`pg-boss: ${error.message}`);
  });
  await boss.start();
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  let queues = 0;
  const queue = async (): Promise<string> => {
    const name = `queue-${++queues}`;
    await boss.createQueue(name, { notify: true });
    return name;
  };
  const completed = async (name: string): Promise<number> =>
    (
      await sql<{ n: number }[]>`select count(*)::int as n from pgboss.job where name = ${name} and state = 'completed'`
    )[0]?.n ?? 0;
  const jobs = (n: number): { data: object }[] => Array.from({ length: n }, (_, i) => ({ data: { i } }));

  async function insert(name: string, n: number): Promise<void> {
    for (let from = 0; from < n; from += INSERTED_AT_ONCE)
      await boss.insert(name, jobs(Math.min(INSERTED_AT_ONCE, n - from)));
  }

  /** Its flow timer ticks once a second at best, so the caller resolves the flow in a loop beside it. */
  async function flow(name: string, shape: Shape, ended: () => boolean): Promise<void> {
    await boss.flow(
      shape.map((earlier, i) => ({ ref: `r${i}`, name, data: {}, dependsOn: earlier.map((one) => `r${one}`) })),
    );
    while (!ended()) {
      await boss.resolveFlow();
      await delay(1);
    }
  }

  async function run(job: Job, drain: boolean): Promise<Measured> {
    const name = await queue();
    const n = job.jobs * job.shape.length;
    let executed = 0;
    const size = drain
      ? { batchSize: 500, localConcurrency: 2 }
      : { batchSize: 10, localConcurrency: job.jobs > 1 ? 5 : job.limit / 10 };
    const options = {
      ...size,
      burstWhenBatchFull: true,
      pollingIntervalSeconds: 0.5,
      notifyPollingIntervalSeconds: 0.5,
    };
    const handler = (batch: readonly unknown[]): Promise<void> => {
      executed += batch.length;
      return Promise.resolve();
    };
    if (drain) {
      await insert(name, n);
      await sql`vacuum analyze`;
    } else await boss.work(name, options, handler);
    const from = performance.now();
    let resolving: Promise<void> | undefined;
    if (drain) await boss.work(name, options, handler);
    else if (job.shape.some((earlier) => earlier.length > 0)) resolving = flow(name, job.shape, () => executed >= n);
    else await Promise.all(Array.from({ length: job.jobs }, () => insert(name, job.shape.length)));
    await until(async () => executed >= n && (await completed(name)) === n, { everyMs: 5 });
    const ms = performance.now() - from;
    await resolving;
    await boss.offWork(name, { wait: true });
    if (executed !== n) throw new Error(`${n} operations, but ${executed} executions`);
    return { operations: n, ms };
  }

  async function submits(count: number): Promise<Measured> {
    const name = await queue();
    const each = await oneByOne(count, (i) => boss.send(name, { i }));
    const [found] = await sql<{ n: number }[]>`select count(*)::int as n from pgboss.job where name = ${name}`;
    if (found?.n !== count) throw new Error(`${count} jobs submitted, ${String(found?.n)} found`);
    return { operations: count, ms: sum(each), each };
  }

  return {
    name: versionOf('pg-boss'),
    setting: 'listen/notify, batches of 10 (drain: 500); layers by flow() with the caller resolving it in a loop',
    cannot: { 'chain 1000': 'its flows go on by a timer of a second: a chain takes minutes' },
    measure: (name: RowName) => {
      const row = rows[name];
      return row.kind === 'submit' ? submits(row.count) : run(row, row.kind === 'drain');
    },
    close: async () => {
      await boss.stop({ graceful: false, close: true });
      await sql.end();
    },
  };
};
