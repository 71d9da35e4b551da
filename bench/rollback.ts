import { parseArgs } from 'node:util';
import { systemClock } from '../src/domain/clock.ts';
import { newId } from '../src/domain/ids.ts';
import type { Log } from '../src/domain/log.ts';
import { createEngine } from '../src/engine/engine.ts';
import { createSlots } from '../src/engine/slots.ts';
import { createJournal } from '../src/engine/journal.ts';
import { createActions } from '../src/operations/actions.ts';
import { createCheckpointRepository } from '../src/repositories/checkpoints.ts';
import { openPostgres, type Database } from '../src/repositories/database.ts';
import { createJournalStore } from '../src/repositories/journal.ts';
import { createResourceRepository } from '../src/repositories/resources.ts';
import { createRunRepository } from '../src/repositories/runs.ts';
import { createRunStore } from '../src/repositories/runStore.ts';
import { createSlotStore } from '../src/repositories/slots.ts';
import { batchOf } from './batch.ts';
import { onPostgres } from './onPostgres.ts';

// node bench/rollback.ts [--operations 10000] [--layers 10]: doing so many operations, then undoing them.
const { values: options } = parseArgs({
  options: { operations: { type: 'string', default: '10000' }, layers: { type: 'string', default: '10' } },
});
const operations = Number(options.operations);
const layers = Number(options.layers);
const DOING_AT_ONCE = 50;
/** As the service asks for it. */
const UNDOING_AT_ONCE = 50;

const quiet = (): void => undefined;
const log: Log = {
  debug: quiet,
  info: quiet,
  warn: (msg, fields) => {
    console.error(msg, fields);
  },
  error: (msg, fields) => {
    console.error(msg, fields);
  },
};

/** Each operation of a layer waits for one of the layer before. */
const shape = Array.from({ length: operations }, (_, i) => {
  const width = Math.ceil(operations / layers);
  return i < width ? [] : [i - width];
});

function withUndo(): ReturnType<typeof batchOf> {
  const { run, tasks } = batchOf(shape, DOING_AT_ONCE);
  const undo = { url: 'http://127.0.0.1:9/undo' };
  return { run, tasks: tasks.map((task) => ({ ...task, spec: { ...task.spec, undo } })) };
}

async function measure(database: Database) {
  const runs = createRunRepository(database);
  const checkpoints = createCheckpointRepository(database);
  const ending = new Map<string, () => void>();
  const calls = { do: 0, undo: 0 };
  const journal = createJournal({ store: createJournalStore(database), log, onCommit: quiet });
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
    callHttp: ({ url }) => {
      calls[url.endsWith('undo') ? 'undo' : 'do']++;
      return Promise.resolve({ status: 200, result: null });
    },
    host: 'bench',
    newId,
    log,
  });
  const told = {
    ...journal,
    append: (entry: Parameters<typeof journal.append>[0]) => {
      const written = journal.append(entry);
      if (entry.run?.completedAt !== undefined) void written.then(() => ending.get(entry.runId)?.());
      return written;
    },
  };
  const slots = createSlots({ store: createSlotStore(database), server: newId(), pollMs: 1_000, log });
  const engine = createEngine(
    {
      actions,
      journal: told,
      slots,
      clock: systemClock,
      newId,
      random: Math.random,
      log,
      store: createRunStore(database),
    },
    { owner: newId(), host: 'bench', leaseSeconds: 15, maxRuns: 10, pollMs: 2_000, monotonic: () => performance.now() },
  );
  const timed = async (id: string, submit: () => Promise<void>): Promise<number> => {
    const ended = new Promise<void>((resolve) => ending.set(id, resolve));
    const from = performance.now();
    await submit();
    engine.wake();
    await ended;
    return performance.now() - from;
  };

  await engine.start();
  const { position } = await checkpoints.snapshot();
  const batch = withUndo();
  const doMs = await timed(batch.run.id, () => database.transact((tx) => runs.insert(tx, batch.run, batch.tasks)));

  const { run, tasks } = batchOf([[]], UNDOING_AT_ONCE);
  const undoMs = await timed(run.id, async () => {
    const nodes = await checkpoints.standing(undefined, { after: position });
    await database.transact(async (tx) => {
      const own = tasks.map((task) => ({ ...task, kind: 'rollback' as const, type: 'rollback' as const }));
      await runs.insert(tx, { ...run, kind: 'rollback' }, own);
      await checkpoints.claim(tx, run.id, nodes);
    });
  });
  const [left] = await database.statement<{ n: number }>(
    `select count(*)::int as n from nodes where undo_status is distinct from 'Completed'`,
    [],
  );
  await engine.stop(1_000);
  if (calls.do !== operations || calls.undo !== operations || left?.n !== 0)
    throw new Error(`${calls.do} done, ${calls.undo} undone, ${left?.n ?? '?'} nodes not undone, of ${operations}`);
  return { doMs, undoMs };
}

await onPostgres('rollback', { profile: false }, async ({ cluster }) => {
  const database = await openPostgres(await cluster.database('bench_rollback'));
  const { doMs, undoMs } = await measure(database);
  await database.close();
  const rate = (ms: number): number => Math.round((1_000 * operations) / ms);
  const result = {
    operations,
    layers,
    postgres: cluster.version,
    doing: { seconds: doMs / 1_000, per_second: rate(doMs) },
    undoing: { seconds: undoMs / 1_000, per_second: rate(undoMs) },
    ratio: undoMs / doMs,
  };
  console.log(`${operations} operations in ${layers} layers, PostgreSQL ${cluster.version}, every node checked`);
  console.log(`doing    ${result.doing.seconds.toFixed(2)} s  ${result.doing.per_second} operations/s`);
  console.log(`undoing  ${result.undoing.seconds.toFixed(2)} s  ${result.undoing.per_second} operations/s`);
  console.log(`undoing takes ${result.ratio.toFixed(2)} times as long as doing`);
  return result;
});
