import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { systemClock } from '../../src/domain/clock.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Log } from '../../src/domain/log.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { createSlots } from '../../src/engine/slots.ts';
import { createJournal, type Journal } from '../../src/engine/journal.ts';
import { createAnnouncer } from '../../src/events/announcer.ts';
import { createEventLog } from '../../src/events/log.ts';
import { createActions } from '../../src/operations/actions.ts';
import { openPostgres } from '../../src/repositories/database.ts';
import { createJournalStore } from '../../src/repositories/journal.ts';
import { createResourceRepository } from '../../src/repositories/resources.ts';
import { createRunRepository } from '../../src/repositories/runs.ts';
import { createRunStore } from '../../src/repositories/runStore.ts';
import { createSlotStore } from '../../src/repositories/slots.ts';
import { createOperationRepository } from '../../src/repositories/operations.ts';
import { createAuditRepository } from '../../src/repositories/audit.ts';
import { createSubmissionRepository } from '../../src/repositories/submissions.ts';
import { createAudit } from '../../src/services/audit.ts';
import { createAuditChain } from '../../src/services/auditChain.ts';
import { createSubmit } from '../../src/services/submissions.ts';
import { submitRun } from '../../src/services/submitRun.ts';
import type { EventDraft } from '../../src/domain/events.ts';
import type { Lease } from '../../src/engine/ports.ts';
import { batchOf } from '../batch.ts';
import { rows, type Contender, type Job, type Measured, type OpenContender } from '../contender.ts';

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
  const operations = createOperationRepository(database);
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
        commit: (entries, again) => {
          commits++;
          return store.commit(entries, again);
        },
      },
      log,
      onCommit: (sequence) => {
        eventLog.wake(sequence ?? undefined);
        announcer.announce('provisioning_events', String(sequence ?? ''), true);
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
  const slots = createSlots({ store: createSlotStore(database), server: newId(), pollMs: 1_000, log });
  const engineOf = (): Engine =>
    createEngine(
      { actions, journal, slots, clock: systemClock, newId, random: Math.random, log, store: createRunStore(database) },
      {
        owner: newId(),
        host: 'bench',
        leaseSeconds: 15,
        maxRuns: 100,
        pollMs: 2_000,
        monotonic: () => performance.now(),
      },
    );

  const chain = createAuditChain({ secretKey: randomBytes(32) });
  const audit = createAudit({ repository: createAuditRepository({ database }), chain, clock: systemClock, newId });
  const submitted = createSubmit(createSubmissionRepository({ database, clock: systemClock }));
  const announce = (): void => {
    announcer.announce('provisioning_runs', 'submitted');
  };

  /** Stores what the service stores: run, tasks, audit record, event. More than one statement takes go by a transaction. */
  async function accept({ run, tasks }: ReturnType<typeof batchOf>, lease: Lease | undefined): Promise<void> {
    const resource = `batches/${run.id}`;
    const signed = audit.signed({ actor: null, action: 'batch.execute', resource, result: 'success', details: {} });
    const data = { batch_id: run.id, name: run.name, status: 'running' };
    const told: EventDraft = { type: 'BatchStatusChanged', runId: run.id, taskId: null, data };
    if (await submitted({ run, tasks, lease, audit: signed, events: [told] })) return;
    await database.transact((tx) => runs.insert(tx, run, tasks, lease));
  }
  const insert = (batch: ReturnType<typeof batchOf>, engine: Pick<Engine, 'offer' | 'wake'>): Promise<void> =>
    submitRun({ engine, announce }, batch.run, batch.tasks, (lease) => accept(batch, lease));
  const ended = (id: string): Promise<void> => new Promise((resolve) => ending.set(id, resolve));

  /** Through the product's own reads, so that what is counted is what a caller would be told. */
  async function check(ids: readonly string[], each: number): Promise<void> {
    const [told] = await sql<{ n: number }[]>`select count(distinct task_id)::int as n from events
      where run_id = any(${[...ids]}::uuid[]) and type = 'TaskStatusChanged'`;
    if (told?.n !== ids.length * each) throw new Error(`events of ${String(told?.n)} operations are in the log`);
    for (const id of ids) {
      const run = await runs.find(id);
      const page = { limit: 1, offset: 0 };
      const done = run && (await operations.ofStatus(run, 'Completed', page));
      const nodes = (await runs.steps(id)).filter(({ status }) => status === 'Completed');
      const steps = nodes.reduce((all, { n }) => all + n, 0);
      if (run?.status !== 'Completed' || run.progress !== 100 || done?.total !== each || steps !== each) {
        throw new Error(
          `run ${id} is ${String(run?.status)} with ${String(done?.total)} tasks and ${steps} nodes of ${each} done`,
        );
      }
    }
  }

  async function run(job: Job, submitFirst: boolean): Promise<Measured> {
    const batches = Array.from({ length: job.jobs }, () => batchOf(job.shape, job.limit));
    const ids = batches.map((batch) => batch.run.id);
    const engine = engineOf();
    const submit = (): Promise<unknown> => Promise.all(batches.map((batch) => insert(batch, engine)));
    if (submitFirst) {
      await submit();
      await sql`vacuum analyze`;
    } else await engine.start();
    commits = 0;
    calls = [];
    const all = Promise.all(ids.map(ended));
    const from = performance.now();
    await (submitFirst ? engine.start() : submit());
    const submitMs = performance.now() - from;
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
      ...(submitFirst ? {} : { submitMs }),
      ...(chained ? { each: calls.slice(1).map((at, i) => at - calls[i]!) } : {}),
    };
  }

  /** Nothing runs what is submitted. */
  const idle = { offer: () => null, wake: quiet };

  async function submits(count: number): Promise<Measured> {
    const each: number[] = [];
    const ids: string[] = [];
    const from = performance.now();
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      const batch = batchOf([[]], 10);
      await insert(batch, idle);
      each.push(performance.now() - start);
      ids.push(batch.run.id);
    }
    const ms = performance.now() - from;
    const rows = await sql`delete from tasks where run_id = any(${ids}::uuid[])`;
    const gone = await sql`delete from runs where id = any(${ids}::uuid[])`;
    const found = Math.min(rows.count, gone.count);
    if (found !== count) throw new Error(`expected ${count} submitted runs in the database, found ${found}`);
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
