import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, type Ledger, type TestOperation } from './world.ts';

/** Two servers on one database before one provider, which does so many things at once. */
describe('a provider with a budget', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const operations = (name: string, count: number) => Array.from({ length: count }, (_, i) => ({ id: `${name}${i}` }));
  /** Slots that are held or waited for: of one run, or of all. */
  const held = async (run: string | null = null): Promise<number> => {
    const text = 'select count(*)::int as n from slots where $1::uuid is null or run_id = $1::uuid';
    return (await database.statement<{ n: number }>(text, [run]))[0]!.n;
  };
  const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await condition())) await turn();
  };

  async function twoServers(max: number, ledger: Ledger = createLedger()) {
    const one = createWorld(database, ledger, true, { budgets: { ledger: max } });
    const two = createWorld(database, ledger, true, { budgets: { ledger: max } });
    await Promise.all([one.engine.start(), two.engine.start()]);
    return {
      one,
      two,
      ledger,
      [Symbol.asyncDispose]: async () => {
        for (const { engine, slots } of [one, two]) {
          slots.drain();
          await engine.stop(1_000);
          await slots.idle();
        }
      },
    };
  }

  it('does no more at once than it may, over all runs and servers, and nothing is left of it', async () => {
    await using w = await twoServers(3);
    w.ledger.inside = () => turn();
    const ids = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name, i) => [w.one, w.two][i % 2]!.submit(operations(name, 15), { parallelLimit: 10 })),
    );
    const ends = await Promise.all(ids.map((id) => w.one.ended(id)));
    expect(ends.map(({ run }) => run.status)).toEqual(ids.map(() => 'Completed'));
    expect(w.ledger.calls).toHaveLength(60);
    expect(w.ledger.peak).toBe(3);
    await until(async () => (await held()) === 0);
  });

  it('counts what is undone like what is done', async () => {
    await using w = await twoServers(2);
    w.ledger.inside = async (what, node) => {
      await turn();
      if (what === 'do' && node === 'last/0') throw new Error('no');
    };
    const id = await w.one.submit(
      [...operations('u', 8), { id: 'last', after: operations('u', 8).map(({ id }) => id) }],
      {
        rollbackEnabled: true,
      },
    );
    expect((await w.one.ended(id)).run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed' });
    expect(w.ledger.calls.filter(({ what }) => what === 'undo')).toHaveLength(8);
    expect(w.ledger.peak).toBe(2);
  });

  it('lets runs take turns: a small one does not wait for a big one that came first', async () => {
    await using w = await twoServers(2);
    const open: (() => void)[] = [];
    w.ledger.inside = () =>
      new Promise((resolve) => {
        open.push(() => {
          resolve();
        });
      });
    const big = await w.one.submit(operations('big', 30), { parallelLimit: 30 });
    await until(async () => open.length === 2 && (await held(big)) > 20);
    const small = await w.two.submit(operations('small', 2), { parallelLimit: 2 });
    await until(async () => (await held(small)) === 2);
    for (let ended = 0; ended < 4; ended++) {
      await until(() => open.length === 2);
      open.shift()!();
    }
    await until(() => open.length === 2);
    expect(w.ledger.calls.filter(({ node }) => node.startsWith('small'))).toHaveLength(2);
    w.ledger.inside = () => Promise.resolve();
    for (const go of open.splice(0)) go();
    for (const id of [small, big]) expect((await w.one.ended(id)).run.status).toBe('Completed');
  });

  it('stops waiting when the run is cancelled', async () => {
    await using w = await twoServers(1);
    const first = Promise.withResolvers<undefined>();
    w.ledger.inside = async (_what, node) => {
      if (node === 'holder0/0') await first.promise;
    };
    const holder = await w.one.submit(operations('holder', 1));
    await until(() => w.ledger.calls.length === 1);
    const waiting = await w.two.submit(operations('waiting', 5));
    await until(async () => (await held()) === 6);
    await database.transact((tx) => w.two.runs.requestCancel(tx, waiting, false, new Date()));
    w.two.engine.heed();
    expect((await w.two.ended(waiting)).run.status).toBe('Cancelled');
    await until(async () => (await held()) === 1);
    expect(w.ledger.calls).toHaveLength(1);
    first.resolve(undefined);
    expect((await w.one.ended(holder)).run.status).toBe('Completed');
  });

  it('hands what waits to the others when a server drains, and keeps no slot for itself', async () => {
    await using w = await twoServers(1);
    const first = Promise.withResolvers<undefined>();
    w.ledger.inside = async (_what, node) => {
      if (node === 'held0/0') await first.promise;
    };
    const held0 = await w.one.submit(operations('held', 1));
    await until(() => w.ledger.calls.length === 1);
    const run = await w.one.submit(operations('moves', 4));
    await until(async () => (await held()) === 5);
    const [driver, other] = (await w.one.runs.find(run))!.owner === w.one.owner ? [w.one, w.two] : [w.two, w.one];
    driver.slots.drain();
    const stopped = driver.engine.stop(0);
    first.resolve(undefined);
    await stopped;
    await driver.slots.idle();
    expect((await other.ended(run)).run.status).toBe('Completed');
    expect((await other.ended(held0)).run.status).toBe('Completed');
    await until(async () => (await held()) === 0);
  });

  it('I10 takes a slot from a run whose lease ended, and the run from a server that only slept', async () => {
    await using w = await twoServers(1);
    const first = Promise.withResolvers<undefined>();
    w.ledger.inside = async (_what, node) => {
      if (node === 'sleeper0/0') await first.promise;
    };
    const run = await w.one.submit(operations('sleeper', 1));
    await until(() => w.ledger.calls.length === 1);
    const before = (await w.one.runs.find(run))!;
    // As if its heartbeat had been silent for longer than the lease, and nobody could take it over.
    const silent = `update runs set lease_until = now() - interval '1 second', host = 'away' where id = $1`;
    await database.statement(silent, [run]);
    const next = await w.two.submit(operations('next', 1));
    expect((await w.two.ended(next)).run.status).toBe('Completed');
    expect((await w.one.runs.find(run))!.epoch).toBeGreaterThan(before.epoch);
    await database.statement('update runs set host = null where id = $1', [run]);
    first.resolve(undefined);
    expect((await w.two.ended(run)).run.status).toBe('Completed');
  });
});

describe('operations with a concurrency key', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const keyed = (id: string, key: string, limit = 1, after: readonly string[] = []): TestOperation => ({
    id,
    after,
    spec: { nodes: 3, concurrency: { key, limit } },
  });
  const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await condition())) await turn();
  };

  /** Operations under way at once, at most. */
  function watch(ledger: Ledger) {
    const open = new Map<string, number>();
    const seen = { most: 0 };
    ledger.inside = async (_what, node) => {
      const operation = node.split('/')[0]!;
      open.set(operation, (open.get(operation) ?? 0) + 1);
      seen.most = Math.max(seen.most, open.size);
      await turn();
      const left = open.get(operation)! - 1;
      if (left === 0) open.delete(operation);
      else open.set(operation, left);
    };
    return seen;
  }

  it('run as many at once as its limit says, over all runs and servers', async () => {
    const ledger = createLedger();
    const [one, two] = [createWorld(database, ledger, true), createWorld(database, ledger, true)];
    await Promise.all([one.engine.start(), two.engine.start()]);
    const seen = watch(ledger);
    const batch = (name: string) => Array.from({ length: 6 }, (_, i) => keyed(`${name}${i}`, 'db', 2));
    const ids = await Promise.all([one.submit(batch('a')), two.submit(batch('b')), one.submit(batch('c'))]);
    const ends = await Promise.all(ids.map((id) => one.ended(id)));
    expect(ends.map(({ run }) => run.status)).toEqual(['Completed', 'Completed', 'Completed']);
    expect(seen.most).toBe(2);
    for (const { engine } of [one, two]) await engine.stop(1_000);
  });

  it('stay pending while they wait, and are cancelled at once when the batch fails or is cancelled', async () => {
    const world = createWorld(database, createLedger(), true);
    await world.engine.start();
    const gate = Promise.withResolvers<undefined>();
    world.ledger.inside = async (_what, node) => {
      if (node === 'holder/0') await gate.promise;
      if (node === 'bad/0') throw new Error('no');
    };
    const holder = await world.submit([keyed('holder', 'k')]);
    await until(() => world.ledger.calls.some(({ node }) => node === 'holder/0'));
    const failing = await world.submit([keyed('waits', 'k'), { id: 'good' }, { id: 'bad', after: ['good'] }], {
      rollbackEnabled: true,
    });
    const failed = await world.ended(failing);
    expect(failed.run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed' });
    expect(failed.tasks.get('waits')).toMatchObject({ status: 'Cancelled', startedAt: null });
    const cancelled = await world.submit([keyed('waits too', 'k')]);
    await until(
      async () => (await database.statement('select 1 from slots where granted_at is null', [])).length === 1,
    );
    await database.transact((tx) => world.runs.requestCancel(tx, cancelled, false, new Date()));
    world.engine.heed();
    expect((await world.ended(cancelled)).tasks.get('waits too')).toMatchObject({
      status: 'Cancelled',
      startedAt: null,
    });
    gate.resolve(undefined);
    expect((await world.ended(holder)).run.status).toBe('Completed');
    await world.engine.stop(1_000);
  });

  it('hold their key while they are undone', async () => {
    const ledger = createLedger();
    const [one, two] = [createWorld(database, ledger, true), createWorld(database, ledger, true)];
    await Promise.all([one.engine.start(), two.engine.start()]);
    const seen = watch(ledger);
    const inside = ledger.inside;
    ledger.inside = async (what, node, context) => {
      await inside(what, node, context);
      if (what === 'do' && node.startsWith('bad')) throw new Error('no');
    };
    const batch = (name: string) => [keyed(name, 'k'), { ...keyed(`bad ${name}`, 'k', 1, [name]) }];
    const ids = await Promise.all([
      one.submit(batch('x'), { rollbackEnabled: true }),
      two.submit(batch('y'), { rollbackEnabled: true }),
    ]);
    for (const id of ids) expect((await one.ended(id)).run.rollbackStatus).toBe('Completed');
    expect(ledger.calls.filter(({ what }) => what === 'undo')).toHaveLength(6);
    expect(seen.most).toBe(1);
    for (const { engine } of [one, two]) await engine.stop(1_000);
  });
});
