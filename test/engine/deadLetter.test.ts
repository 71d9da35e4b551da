import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../src/repositories/database.ts';
import { createHealthRepository } from '../../src/repositories/health.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, endedWithin, fatal, type TestOperation } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const endLeases = () =>
  database.statement(`update runs set lease_until = now() - interval '1 second' where completed_at is null`, []);

/** Servers that take the run one after the other and are never heard of again, each at the moment it calls `node`. */
async function lose(
  servers: number,
  operations: readonly TestOperation[],
  node: string,
  derivable: boolean,
  options = {},
) {
  const ledger = createLedger();
  const lost: ReturnType<typeof createWorld>[] = [];
  let id = '';
  for (let n = 0; n < servers; n++) {
    const world = createWorld(database, ledger, derivable, { maxCrashes: 3, quiet: true });
    const reached = Promise.withResolvers<undefined>();
    ledger.inside = (what, called) => {
      if (called === 'bad/0' && what === 'do') return Promise.reject(fatal('bad'));
      if (`${what} ${called}` !== node) return Promise.resolve();
      reached.resolve(undefined);
      return new Promise(() => undefined);
    };
    if (n === 0) id = await world.submit(operations, options);
    await world.engine.start();
    await reached.promise;
    await endLeases();
    lost.push(world);
  }
  ledger.inside = () => Promise.resolve();
  return { id, ledger, end: () => Promise.all(lost.map(({ engine }) => engine.stop(0))) };
}

const statuses = (tasks: ReadonlyMap<string, { status: string }>) =>
  Object.fromEntries([...tasks].map(([name, { status }]) => [name, status]));

describe.each([
  ['nodes that are looked up', false],
  ['nodes that follow from the task', true],
])('a run that ends every server at the same step, with %s', (_name, derivable) => {
  const within = { spec: { infra: 'production' }, provider: 'aws' };
  const chain = [{ id: 'a' }, { id: 'b', after: ['a'], ...within }, { id: 'c', after: ['b'], ...within }];

  it('is given up at the limit without another call, and what may have been done counts as left over', async () => {
    const { id, ledger, end } = await lose(3, chain, 'do b/0', derivable);
    const calls = ledger.calls.length;
    const last = createWorld(database, ledger, derivable, { maxCrashes: 3 });
    await last.engine.start();
    const { run, tasks } = await last.ended(id);
    expect(run).toMatchObject({ status: 'Failed', error: expect.stringContaining('given up'), rollbackStatus: null });
    expect(run.deadLetteredAt).not.toBeNull();
    expect(statuses(tasks)).toEqual({ a: 'Completed', b: 'Failed', c: 'Cancelled' });
    expect(await endedWithin(database, id)).toMatchObject({ b: ['production', 'aws'], c: ['production', 'aws'] });
    expect(ledger.calls).toHaveLength(calls);
    const nodes = await database.statement(
      'select id, status, changed, token from current_nodes where run_id = $1 order by id',
      [id],
    );
    const token = ledger.calls.find(({ node }) => node === 'b/0')?.token;
    expect(nodes).toMatchObject([
      { id: derivable ? 'a' : 'a/0', status: 'Completed', changed: true },
      { id: derivable ? 'b' : 'b/0', status: 'Failed', changed: true, token },
    ]);
    const told = await database.statement<{ data: { dead_lettered?: boolean } }>(
      `select data from events where run_id = $1 and type = 'BatchStatusChanged' order by sequence`,
      [id],
    );
    expect(told.at(-1)?.data).toMatchObject({ status: 'failed', dead_lettered: true });
    expect((await createHealthRepository({ database }).taskFigures()).deadLettered).toBeGreaterThan(0);
    await last.engine.stop(1_000);
    await end();
  });

  it('in an undo leaves what was not undone to a person', async () => {
    const operations = [{ id: 'a' }, { id: 'b', after: ['a'] }, { id: 'bad', after: ['b'] }];
    const { id, ledger, end } = await lose(3, operations, 'undo b/0', derivable, { rollbackEnabled: true });
    const last = createWorld(database, ledger, derivable, { maxCrashes: 3 });
    await last.engine.start();
    const { run } = await last.ended(id);
    expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Failed' });
    expect(run.result).toMatchObject({
      operations_failed: 2,
      leftovers: [{ node: derivable ? 'a' : 'a/0' }, { node: derivable ? 'b' : 'b/0' }],
    });
    await last.engine.stop(1_000);
    await end();
  });
});

describe('a run that loses servers', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const chain = names.map((id, i) => ({ id, after: names.slice(Math.max(0, i - 1), i) }));

  it('is not given up as long as a step is done between two losses', async () => {
    const ledger = createLedger();
    const first = createWorld(database, ledger);
    const id = await first.submit(chain);
    const lost: (typeof first)[] = [];
    for (const name of names) {
      const world = createWorld(database, ledger, false, { maxCrashes: 2, quiet: true });
      const reached = Promise.withResolvers<undefined>();
      ledger.inside = (_what, node) => {
        if (node !== `${name}/0`) return Promise.resolve();
        reached.resolve(undefined);
        return new Promise(() => undefined);
      };
      await world.engine.start();
      await reached.promise;
      await endLeases();
      lost.push(world);
    }
    ledger.inside = () => Promise.resolve();
    const last = createWorld(database, ledger, false, { maxCrashes: 2 });
    await last.engine.start();
    expect((await last.ended(id)).run).toMatchObject({ status: 'Completed', epoch: 6, deadLetteredAt: null });
    await last.engine.stop(1_000);
    await Promise.all(lost.map(({ engine }) => engine.stop(0)));
  });

  it('is taken alone once it is a suspect: others are not lost with it', async () => {
    const w = createWorld(database);
    const ids = [await w.submit([{ id: 'a' }]), await w.submit([{ id: 'a' }]), await w.submit([{ id: 'a' }])];
    const claim = (suspects: boolean) => w.store.claim('me', 'here', 60, 10, { suspects, maxCrashes: 5 });
    const claimed = async (suspects: boolean) => (await claim(suspects)).map(({ runId }) => ids.indexOf(runId));
    expect((await claimed(false)).sort()).toEqual([0, 1, 2]);
    await endLeases();
    // Once is a server that died; nobody waits for that.
    expect((await claimed(false)).sort()).toEqual([0, 1, 2]);
    await endLeases();
    expect(await claimed(false)).toEqual([]);
    expect((await claimed(true)).sort()).toEqual([0, 1, 2]);
    await w.store.release('me', ids);
    // Given back is not lost.
    expect((await claimed(false)).sort()).toEqual([0, 1, 2]);
    await database.statement(`update runs set completed_at = now() where completed_at is null`, []);
  });

  it('to a fault of the server itself is tried again, and given up at the limit too', async () => {
    const ledger = createLedger();
    const w = createWorld(database, ledger, false, { maxCrashes: 2 });
    const id = await w.submit([{ id: 'a' }]);
    // A task that depends on what is not there can't be loaded into a graph.
    await database.statement(`update tasks set dependencies = array[gen_random_uuid()] where run_id = $1`, [id]);
    await w.engine.start();
    await vi.waitFor(
      async () => {
        await endLeases();
        expect((await w.runs.find(id))?.status).toBe('Failed');
      },
      { timeout: 20_000, interval: 100 },
    );
    expect((await w.runs.find(id))?.deadLetteredAt).not.toBeNull();
    expect(ledger.calls).toEqual([]);
    await w.engine.stop(1_000);
  });
});
