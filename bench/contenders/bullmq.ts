import { spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { rows, type Job, type Measured, type OpenContender, type RowName } from '../contender.ts';
import { gaps, oneByOne, sum, until } from '../pace.ts';
import { loadPeer, NotInstalled, versionOf } from '../peers.ts';
import { freePort } from '../postgres.ts';

interface Flow {
  readonly name: string;
  readonly queueName: string;
  readonly children?: readonly Flow[];
}
interface Queue {
  addBulk(jobs: readonly { readonly name: string; readonly data: object }[]): Promise<unknown>;
  add(name: string, data: object): Promise<unknown>;
  getCompletedCount(): Promise<number>;
  getWaitingCount(): Promise<number>;
  obliterate(options: object): Promise<void>;
  close(): Promise<void>;
}
interface Worker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  close(): Promise<void>;
}
interface BullMq {
  Queue: new (name: string, options: object) => Queue;
  Worker: new (name: string, work: () => Promise<void>, options: object) => Worker;
  FlowProducer: new (options: object) => { add(flow: Flow): Promise<unknown>; close(): Promise<void> };
}
interface Redis {
  config(get: 'GET', name: string): Promise<readonly string[]>;
  ping(): Promise<string>;
  quit(): Promise<unknown>;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });

/** A Redis that flushes its log at every write, as PostgreSQL does at every commit. */
async function startRedis(folder: string): Promise<{ readonly port: number; readonly pid: number; stop(): void }> {
  if (spawnSync('redis-server', ['--version']).error !== undefined)
    throw new NotInstalled('not installed (redis-server of the operating system)');
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const child = spawn('redis-server', [...args, '--appendonly', 'yes', '--appendfsync', 'always'], { stdio: 'ignore' });
  const stop = (): void => void child.kill('SIGTERM');
  process.once('exit', stop);
  if (child.pid === undefined) throw new Error('redis-server did not start');
  await until(() => answers(port), { everyMs: 20 });
  return { port, pid: child.pid, stop };
}

/** A job is a flow: a parent that waits for its children. A graph that isn't a tree can't be said. */
export const open: OpenContender = async ({ folder }) => {
  const { Queue, Worker, FlowProducer } = (await loadPeer('bullmq')) as BullMq;
  const { default: IoRedis } = (await loadPeer('ioredis')) as { default: new (options: object) => Redis };
  const redis = await startRedis(folder);
  const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
  const client = new IoRedis(connection);
  await client.ping();
  if ((await client.config('GET', 'appendfsync'))[1] !== 'always') throw new Error('this Redis does not flush');
  const flows = new FlowProducer({ connection });
  let queues = 0;

  async function on<T>(
    concurrency: number,
    use: (name: string, queue: Queue, worker: Worker, done: number[]) => Promise<T>,
  ): Promise<T> {
    const name = `queue-${++queues}`;
    const queue = new Queue(name, { connection });
    const done: number[] = [];
    const work = (): Promise<void> => {
      done.push(performance.now());
      return Promise.resolve();
    };
    const worker = new Worker(name, work, { connection, concurrency, autorun: false });
    await worker.waitUntilReady();
    try {
      return await use(name, queue, worker, done);
    } finally {
      await worker.close();
      await queue.obliterate({ force: true });
      await queue.close();
    }
  }

  const flowOf = (queueName: string, job: Job, chained: boolean): Flow => {
    const children = job.shape.map(() => ({ name: 'op', queueName }));
    if (!chained) return { name: 'parent', queueName, children };
    return children.slice(1).reduce((flow: Flow, one) => ({ ...one, children: [flow] }), children[0]!);
  };

  const dag = (job: Job, chained: boolean): Promise<Measured> =>
    on(job.jobs > 1 ? 50 : job.limit, async (name, queue, worker, done) => {
      void worker.run();
      const operations = job.jobs * job.shape.length;
      const all = chained ? operations : operations + job.jobs;
      const from = performance.now();
      await Promise.all(Array.from({ length: job.jobs }, () => flows.add(flowOf(name, job, chained))));
      await until(async () => (await queue.getCompletedCount()) >= all);
      const ms = performance.now() - from;
      if (done.length !== all) throw new Error(`${all} jobs, but ${done.length} executions`);
      return { operations, ms, ...(chained ? { each: gaps(done) } : {}) };
    });

  const drain = (n: number): Promise<Measured> =>
    on(100, async (_name, queue, worker, done) => {
      for (let i = 0; i < n; i += 1_000)
        await queue.addBulk(Array.from({ length: 1_000 }, (_, k) => ({ name: 'op', data: { i: i + k } })));
      const from = performance.now();
      void worker.run();
      await until(async () => (await queue.getCompletedCount()) >= n);
      const ms = performance.now() - from;
      if (done.length !== n) throw new Error(`${n} jobs, but ${done.length} executions`);
      return { operations: n, ms };
    });

  const submits = (count: number): Promise<Measured> =>
    on(1, async (_name, queue) => {
      const each = await oneByOne(count, (i) => queue.add('op', { i }));
      const found = await queue.getWaitingCount();
      if (found !== count) throw new Error(`${count} jobs submitted, ${found} found`);
      return { operations: count, ms: sum(each), each };
    });

  return {
    name: versionOf('bullmq'),
    setting: 'Redis with appendfsync always; flows of a parent and its children; drain: concurrency 100',
    cannot: { 'layers 20 x 50, limit 50': 'its flows are trees' },
    processes: [redis.pid],
    measure: (name: RowName) => {
      const row = rows[name];
      if (row.kind === 'submit') return submits(row.count);
      return row.kind === 'drain' ? drain(row.shape.length) : dag(row, name.startsWith('chain'));
    },
    close: async () => {
      await flows.close();
      await client.quit();
      redis.stop();
    },
  };
};
