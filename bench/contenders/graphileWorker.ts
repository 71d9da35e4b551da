import postgres from 'postgres';
import { rows, type Job, type Measured, type OpenContender, type RowName } from '../contender.ts';
import { gaps, oneByOne, sum, until } from '../pace.ts';
import { loadPeer, versionOf } from '../peers.ts';
import { dependants } from '../shapes.ts';

interface Helpers {
  query(text: string, values: readonly unknown[]): Promise<unknown>;
}
interface Step {
  readonly run: number;
  readonly id: number;
}
interface Runner {
  stop(): Promise<void>;
}
interface Utils {
  addJob(task: string, payload: object): Promise<unknown>;
  addJobs(jobs: readonly { readonly identifier: string; readonly payload: object }[]): Promise<unknown>;
  release(): Promise<void>;
}
interface GraphileWorker {
  run(options: object): Promise<Runner>;
  makeWorkerUtils(options: object): Promise<Utils>;
  Logger: new (factory: () => () => void) => unknown;
}

/**
 * What its authors measure it with. It waits for the next poll when jobs add jobs or many callers add some at once, so
 * graphs run plain, and a hundred batches with a poll every 100 ms: each row has the setting that was best for it.
 */
const BATCHING = {
  localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
};
const PLAIN = { localQueue: { size: -1 }, completeJobBatchDelay: -1, failJobBatchDelay: -1 };

/** Each operation is a job; one with dependants counts them down in SQL and adds those that are ready. */
const RELEASE = `with l as materialized (select run, id from dag where run = $1 and id = any($2::int[]) order by id for update),
  d as (update dag set pending = dag.pending - 1 from l where dag.run = l.run and dag.id = l.id returning dag.id, dag.pending)
  select graphile_worker.add_job('op', json_build_object('run', $1::int, 'id', d.id)) from d where d.pending = 0`;

export const open: OpenContender = async ({ databaseUrl }) => {
  const { run: start, makeWorkerUtils, Logger } = (await loadPeer('graphile-worker')) as GraphileWorker;
  const logger = new Logger(() => () => undefined);
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined });
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger });
  await utils.addJob('first', {});
  await sql`delete from graphile_worker._private_jobs`;
  await sql`create table dag (run int, id int, pending int, primary key (run, id))`;
  let runs = 0;
  let done: number[] = [];
  const after = new Map<number, readonly (readonly number[])[]>();

  const op = async (payload: Step, helpers: Helpers): Promise<void> => {
    done.push(performance.now());
    const waiting = after.get(payload.run)?.[payload.id] ?? [];
    if (waiting.length > 0) await helpers.query(RELEASE, [payload.run, waiting]);
  };
  const work = (concurrentJobs: number, extra: object, pollInterval = 2_000): Promise<Runner> =>
    start({
      preset: {
        worker: {
          connectionString: databaseUrl,
          concurrentJobs,
          maxPoolSize: concurrentJobs + 1,
          pollInterval,
          logger,
          ...extra,
        },
      },
      taskList: { op },
      noHandleSignals: true,
      logger,
    });
  const empty = async (): Promise<boolean> =>
    (await sql`select 1 from graphile_worker._private_jobs limit 1`).length === 0;

  async function submit({ shape }: Job): Promise<void> {
    const run = ++runs;
    after.set(run, dependants(shape));
    if (shape.some((earlier) => earlier.length > 0)) {
      await sql`insert into dag select ${run}, t.place - 1, t.pending
        from unnest(${shape.map((earlier) => earlier.length)}::int[]) with ordinality as t (pending, place)`;
    }
    const roots = shape.flatMap((earlier, id) => (earlier.length === 0 ? [id] : []));
    await utils.addJobs(roots.map((id) => ({ identifier: 'op', payload: { run, id } })));
  }

  async function drain(job: Job): Promise<Measured> {
    done = [];
    const n = job.shape.length;
    await sql`select graphile_worker.add_job('op', json_build_object('run', 0, 'id', i)) from generate_series(1, ${n}::int) i`;
    await sql`vacuum analyze`;
    const from = performance.now();
    const runner = await work(24, BATCHING);
    await until(async () => done.length >= n && (await empty()));
    const ms = performance.now() - from;
    await runner.stop();
    return { operations: n, ms };
  }

  async function dag(job: Job): Promise<Measured> {
    const graph = job.shape.some((earlier) => earlier.length > 0);
    const n = job.jobs * job.shape.length;
    const runner = await (job.jobs > 1 ? work(50, BATCHING, 100) : work(job.limit, graph ? PLAIN : BATCHING));
    try {
      done = [];
      const from = performance.now();
      await Promise.all(Array.from({ length: job.jobs }, () => submit(job)));
      await until(async () => done.length >= n && (await empty()));
      const ms = performance.now() - from;
      if (done.length !== n) throw new Error(`${n} operations, but ${done.length} executions`);
      return { operations: n, ms, ...(isChain(job) ? { each: gaps(done) } : {}) };
    } finally {
      await runner.stop();
    }
  }

  const isChain = (job: Job): boolean => job.jobs === 1 && job.shape[1]?.length === 1;

  async function submits(count: number): Promise<Measured> {
    const each = await oneByOne(count, (i) => utils.addJob('parked', { i }));
    const gone = await sql`delete from graphile_worker._private_jobs`;
    if (gone.count !== count) throw new Error(`${count} jobs submitted, ${gone.count} found`);
    return { operations: count, ms: sum(each), each };
  }

  return {
    name: versionOf('graphile-worker'),
    setting: 'independent jobs: its batching preset; graphs: plain, the handler counts its dependants down in SQL',
    measure: (name: RowName) => {
      const row = rows[name];
      if (row.kind === 'submit') return submits(row.count);
      return row.kind === 'drain' ? drain(row) : dag(row);
    },
    close: async () => {
      await utils.release();
      await sql.end();
    },
  };
};
