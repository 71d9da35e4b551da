import postgres from 'postgres';
import { rows, type Contender, type Job, type Measured, type OpenContender } from '../contender.ts';
import { dependants } from '../shapes.ts';

/**
 * Not a contender but the ruler: a group committer that knows nothing but "done". One row of an operation, one of a
 * journal, no leases, no results, no retries, no payload. No durable engine on this PostgreSQL can be expected above it.
 */
export const open: OpenContender = async ({ databaseUrl }) => {
  const writer = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  const submitter = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  await writer`create table operations (batch int, id int, state smallint not null default 0, waits_for int[],
    primary key (batch, id)) with (fillfactor = 70)`;
  await writer`create table journal (sequence bigserial primary key, batch int, operation int, state smallint,
    at timestamptz default now())`;
  let batches = 0;
  let commits = 0;
  let queue: { readonly batch: number; readonly id: number; readonly done: () => void }[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      commits++;
      await writer`with v as (select * from unnest(${batch.map((one) => one.batch)}::int[], ${batch.map((one) => one.id)}::int[])
          as t (batch, id)),
        u as (update operations o set state = 2 from v where o.batch = v.batch and o.id = v.id)
        insert into journal (batch, operation, state) select batch, id, 2 from v`;
      for (const one of batch) one.done();
    }
    writing = false;
  }

  const commit = (batch: number, id: number): Promise<void> =>
    new Promise((done) => {
      queue.push({ batch, id, done });
      if (!writing) {
        writing = true;
        queueMicrotask(() => void write());
      }
    });

  async function insert(job: Job): Promise<number> {
    const batch = ++batches;
    const lists = job.shape.map((earlier) => `{${earlier.join()}}`);
    await submitter`insert into operations (batch, id, waits_for) select ${batch}, t.place - 1, t.list::int[]
      from unnest(${lists}::text[]) with ordinality as t (list, place)`;
    return batch;
  }

  function drive(batch: number, { shape, limit }: Job): Promise<void> {
    const after = dependants(shape);
    const open = shape.map((earlier) => earlier.length);
    const ready = open.flatMap((count, i) => (count === 0 ? [i] : []));
    let head = 0;
    let running = 0;
    let left = shape.length;
    return new Promise((finished) => {
      const pump = (): void => {
        while (running < limit && head < ready.length) {
          running++;
          const id = ready[head++]!;
          void commit(batch, id).then(() => {
            running--;
            for (const next of after[id]!) if (--open[next]! === 0) ready.push(next);
            if (--left === 0) finished();
            else pump();
          });
        }
      };
      pump();
    });
  }

  async function run(job: Job, submitFirst: boolean): Promise<Measured> {
    const before = submitFirst ? await Promise.all(Array.from({ length: job.jobs }, () => insert(job))) : [];
    const first = batches - before.length + 1;
    if (submitFirst) await submitter`vacuum analyze`;
    commits = 0;
    const from = performance.now();
    if (submitFirst) await Promise.all(before.map((batch) => drive(batch, job)));
    else await Promise.all(Array.from({ length: job.jobs }, async () => drive(await insert(job), job)));
    const ms = performance.now() - from;
    const operations = job.jobs * job.shape.length;
    const [found] = await writer<{ done: number; told: number }[]>`
      select (select count(*)::int from operations where batch >= ${first} and state = 2) as done,
        (select count(*)::int from journal where batch >= ${first}) as told`;
    if (found?.done !== operations || found.told !== operations)
      throw new Error(`expected ${operations} rows, found ${JSON.stringify(found)}`);
    return { operations, ms, commits };
  }

  async function submits(count: number): Promise<Measured> {
    const each: number[] = [];
    const from = performance.now();
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await insert({ jobs: 1, shape: [[]], limit: 1 });
      each.push(performance.now() - start);
    }
    return { operations: count, ms: performance.now() - from, each };
  }

  return {
    name: 'bare group commit',
    setting: 'one update and one journal row an operation, nothing else',
    measure: async (name) => {
      const row = rows[name];
      return row.kind === 'submit' ? submits(row.count) : run(row, row.kind === 'drain');
    },
    close: async () => {
      await writer.end();
      await submitter.end();
    },
  } satisfies Contender;
};
