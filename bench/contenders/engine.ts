import postgres from 'postgres';
import { systemClock } from '../../src/domain/clock.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Log } from '../../src/domain/log.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { createJournal, type Journal } from '../../src/engine/journal.ts';
import { createAnnouncer } from '../../src/events/announcer.ts';
import { createEventLog } from '../../src/events/log.ts';
import { createActions } from '../../src/operations/actions.ts';
import { openPostgres } from '../../src/repositories/database.ts';
import { createJournalStore } from '../../src/repositories/journal.ts';
import { createResourceRepository } from '../../src/repositories/resources.ts';
import { createRunRepository, createRunStore, type NewRun, type NewTask } from '../../src/repositories/runs.ts';
import { rows, type Contender, type Job, type Measured, type OpenContender } from '../contender.ts';
import type { Shape } from '../shapes.ts';

const quiet = (): void => undefined;
const log: Log = {
  debug: quiet,
  info: quiet,
  warn: (msg, fields) => {
    console.error(`engine: ${msg}`, fields);
  },
  error: (msg, fields) => {
    console.error(`engine: ${msg}`, fields);
  },
};

/** The run and the tasks of a batch of `http` operations, as the service makes them from a request. */
function batchOf(shape: Shape, limit: number): { readonly run: NewRun; readonly tasks: NewTask[] } {
  const createdAt = new Date();
  const id = newId();
  const ids = shape.map(() => newId());
  const run: NewRun = {
    id,
    kind: 'batch',
    name: 'bench',
    version: '1.0.0',
    status: 'Pending',
    spec: {},
    parallelLimit: limit,
    rollbackEnabled: false,
    tasksTotal: shape.length,
    createdAt,
  };
  const tasks = shape.map((earlier, i): NewTask => ({
    id: ids[i]!,
    runId: id,
    ordinal: i,
    kind: 'operation',
    name: `op-${i}`,
    type: 'http',
    command: 'provisioning',
    args: ['batch', 'run', 'bench', '--operation', `op-${i}`],
    dependencies: earlier.map((one) => ids[one]!),
    spec: {
      after: earlier.map((one) => `op-${one}`),
      continue_on_error: false,
      steps: 1,
      do: { url: 'http://127.0.0.1:9/do', body: { n: i } },
    },
    status: 'Pending',
    createdAt,
  }));
  return { run, tasks };
}

/** Calls back when the entry that ends a run is committed. */
function watched(journal: Journal, onEnd: (runId: string) => void): Journal {
  return {
    ...journal,
    append: (entry) => {
      const written = journal.append(entry);
      if (entry.run?.completedAt !== undefined) {
        written.then(
          () => {
            onEnd(entry.runId);
          },
          () => undefined,
        );
      }
      return written;
    },
  };
}

/**
 * This engine as the server composes it: journal, event log, notifications, leases. Only the call that an `http`
 * operation makes is left out; it answers at once.
 */
export const open: OpenContender = async ({ databaseUrl }) => {
  const database = await openPostgres(databaseUrl);
  const sql = postgres(databaseUrl, { max: 1, onnotice: quiet });
  const runs = createRunRepository(database);
  const store = createJournalStore(database);
  const announcer = createAnnouncer({ notify: database.notify, log });
  const eventLog = createEventLog({ database, clock: systemClock, log });
  await eventLog.start();
  const ending = new Map<string, () => void>();
  let commits = 0;
  let calls: number[] = [];
  const journal = watched(
    createJournal({
      store: {
        ...store,
        commit: (entries) => {
          commits++;
          return store.commit(entries);
        },
      },
      log,
      onCommit: () => {
        eventLog.wake();
        announcer.announce('provisioning_events', '');
      },
    }),
    (runId) => ending.get(runId)?.(),
  );
  const actions = createActions({
    provider: (name) => {
      throw new Error(`no provider ${name} in a bench`);
    },
    catalog: {
      taskserv: () => undefined,
      clusterType: () => undefined,
      taskservs: [],
      clusterTypes: [],
      order: (names) => [...names],
    },
    world: createResourceRepository(database),
    callHttp: () => {
      calls.push(performance.now());
      return Promise.resolve({ status: 200, result: null });
    },
    host: 'bench',
    newId,
    log,
  });
  const engineOf = (): Engine =>
    createEngine(
      { actions, journal, clock: systemClock, newId, random: Math.random, log, store: createRunStore(database) },
      { owner: newId(), host: 'bench', leaseSeconds: 15, maxRuns: 100, pollMs: 2_000 },
    );

  const insert = (batch: ReturnType<typeof batchOf>): Promise<void> =>
    database.transact((tx) => runs.insert(tx, batch.run, batch.tasks));
  const ended = (id: string): Promise<void> => new Promise((resolve) => ending.set(id, resolve));

  async function check(ids: readonly string[], each: number): Promise<void> {
    const all = ids.length * each;
    const [found] = await sql<{ runs: number; tasks: number; nodes: number; events: number }[]>`
      select
        (select count(*)::int from runs where id = any(${[...ids]}::uuid[]) and status = 'Completed' and progress = 100) as runs,
        (select count(*)::int from tasks where run_id = any(${[...ids]}::uuid[]) and status = 'Completed' and completed_at is not null) as tasks,
        (select count(*)::int from nodes where run_id = any(${[...ids]}::uuid[]) and status = 'Completed' and done_sequence is not null) as nodes,
        (select count(distinct task_id)::int from events where run_id = any(${[...ids]}::uuid[])) as events`;
    if (found?.runs !== ids.length || found.tasks !== all || found.nodes !== all || found.events !== all)
      throw new Error(
        `expected ${ids.length} runs of ${each} operations in the database, found ${JSON.stringify(found)}`,
      );
  }

  async function run(job: Job, submitFirst: boolean): Promise<Measured> {
    const batches = Array.from({ length: job.jobs }, () => batchOf(job.shape, job.limit));
    const ids = batches.map((batch) => batch.run.id);
    const engine = engineOf();
    const submit = (): Promise<unknown> =>
      Promise.all(
        batches.map((batch) =>
          insert(batch).then(() => {
            engine.wake();
          }),
        ),
      );
    if (submitFirst) await submit();
    else await engine.start();
    commits = 0;
    calls = [];
    const all = Promise.all(ids.map(ended));
    const from = performance.now();
    await (submitFirst ? engine.start() : submit());
    await all;
    const ms = performance.now() - from;
    const took = commits;
    ending.clear();
    await engine.stop(1_000);
    await check(ids, job.shape.length);
    const chained = job.shape.length > 1 && job.shape.slice(1).every((earlier, i) => earlier[0] === i);
    return {
      operations: job.jobs * job.shape.length,
      ms,
      commits: took,
      ...(chained ? { each: calls.slice(1).map((at, i) => at - calls[i]!) } : {}),
    };
  }

  async function submits(count: number): Promise<Measured> {
    const each: number[] = [];
    const ids: string[] = [];
    const from = performance.now();
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      const batch = batchOf([[]], 10);
      await insert(batch);
      each.push(performance.now() - start);
      ids.push(batch.run.id);
    }
    const ms = performance.now() - from;
    const gone = await sql`delete from runs where id = any(${ids}::uuid[])`;
    if (gone.count !== count) throw new Error(`expected ${count} submitted runs in the database, found ${gone.count}`);
    return { operations: count, ms, each };
  }

  return {
    name: 'this engine',
    setting: 'journal, nodes, events, notifications and leases as in the server',
    measure: async (name) => {
      const row = rows[name];
      return row.kind === 'submit' ? submits(row.count) : run(row, row.kind === 'drain');
    },
    close: async () => {
      await eventLog.stop();
      await announcer.idle();
      await sql.end();
      await database.close();
    },
  } satisfies Contender;
};
