import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { effectToken } from '../../src/domain/ids.ts';
import { EffectError } from '../../src/engine/ports.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, fatal, type Ledger } from '../engine/world.ts';
import { edges, twelve } from './twelve.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function world() {
  const made = createWorld(database, createLedger());
  await made.engine.start();
  return { ...made, [Symbol.asyncDispose]: () => made.engine.stop(5_000) };
}

const nodesOf = (ledger: Ledger, what: 'do' | 'undo'): string[] =>
  ledger.calls.filter((call) => call.what === what).map((call) => call.node);

/** Every dependant is undone before what it depends on. */
function expectReverseOrder(undone: readonly string[]): void {
  for (const [later, earlier] of edges) {
    if (!undone.includes(later) || !undone.includes(earlier)) continue;
    expect(undone.indexOf(later), `${later} before ${earlier}`).toBeLessThan(undone.indexOf(earlier));
  }
}

describe('a batch of twelve operations with rollback', () => {
  it.each(twelve.map(({ id }) => id))('leaves a clean slate when %s fails', async (failing) => {
    await using w = await world();
    w.ledger.inside = (what, node) =>
      what === 'do' && node === `${failing}/0` ? Promise.reject(fatal('broken')) : Promise.resolve();
    const id = await w.submit(twelve, { rollbackEnabled: true, parallelLimit: 3 });
    const { run, tasks } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed' });
    expect(w.ledger.standing.size).toBe(0);
    const made = nodesOf(w.ledger, 'do').filter((node) => node !== `${failing}/0`);
    const undone = nodesOf(w.ledger, 'undo');
    expect([...undone].sort()).toEqual([...made].sort());
    expectReverseOrder(undone);
    expect(run.result).toMatchObject({ operations_executed: made.length, operations_failed: 0, leftovers: [] });
    for (const [name, task] of tasks) {
      if (name === failing) expect(task).toMatchObject({ status: 'Failed', rollbackStatus: null });
      else if (made.includes(`${name}/0`))
        expect(task).toMatchObject({ status: 'Completed', rollbackStatus: 'Completed' });
      else expect(task).toMatchObject({ status: 'Cancelled', rollbackStatus: null });
    }
  });

  it('takes back what a failed operation says it left behind', async () => {
    await using w = await world();
    w.ledger.inside = (what, node) =>
      what === 'do' && node === 'c2/0'
        ? Promise.reject(new EffectError('HALF', 'half made', { leftover: true }))
        : Promise.resolve();
    const id = await w.submit(twelve, { rollbackEnabled: true });
    expect((await w.ended(id)).run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed' });
    expect(nodesOf(w.ledger, 'undo')).toContain('c2/0');
  });

  it.each(twelve.slice(0, -1).map(({ id }) => id))(
    'B70 leaves exactly %s behind when its undo fails, and undoes the rest',
    async (stuck) => {
      await using w = await world();
      w.ledger.inside = (what, node) => {
        if (what === 'do') return node === 'e1/0' ? Promise.reject(fatal('broken')) : Promise.resolve();
        return node === `${stuck}/0` ? Promise.reject(fatal('locked')) : Promise.resolve();
      };
      const id = await w.submit(twelve, { rollbackEnabled: true, parallelLimit: 4 });
      const { run, tasks } = await w.ended(id);
      expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Failed' });
      expect(run.result).toMatchObject({
        operations_executed: 10,
        operations_failed: 1,
        leftovers: [{ node: `${stuck}/0`, provider: 'ledger', reason: 'locked', remove_by_hand: `undo ${stuck}/0` }],
      });
      expect(w.ledger.standing.size).toBe(1);
      const undone = nodesOf(w.ledger, 'undo');
      expect(undone).toHaveLength(11);
      expectReverseOrder(undone);
      expect(tasks.get(stuck)?.rollbackStatus).toBe('Failed');
      expect([...tasks.values()].filter((task) => task.rollbackStatus === 'Completed')).toHaveLength(10);
    },
  );

  it('undoes beside each other what is independent, never more at once than there may be', async () => {
    await using w = await world();
    const wide = Array.from({ length: 40 }, (_, n) => ({ id: `w${n}` }));
    const together = Promise.withResolvers<undefined>();
    let undoing = 0;
    w.ledger.inside = async (what, node) => {
      if (what === 'do') return node === 'last/0' ? Promise.reject(fatal('broken')) : undefined;
      // The first of them are held until as many as may be are under way.
      if (++undoing === 10) together.resolve(undefined);
      await together.promise;
    };
    const all = [...wide, { id: 'last', after: wide.map(({ id }) => id) }];
    const id = await w.submit(all, { rollbackEnabled: true, parallelLimit: 3 });
    expect((await w.ended(id)).run).toMatchObject({ rollbackStatus: 'Completed', result: { operations_executed: 40 } });
    expect(w.ledger.peak).toBe(10);
  });

  it('tries an undo that may work later again, with the same token, and counts it once', async () => {
    await using w = await world();
    let busy = 1;
    w.ledger.inside = (what, node) => {
      if (what === 'do') return node === 'e1/0' ? Promise.reject(fatal('broken')) : Promise.resolve();
      return node === 'b2/0' && busy-- > 0
        ? Promise.reject(new EffectError('BUSY', 'later', { retryable: true }))
        : Promise.resolve();
    };
    const id = await w.submit(twelve, { rollbackEnabled: true });
    const { run } = await w.ended(id);
    expect(run).toMatchObject({ rollbackStatus: 'Completed', result: { operations_executed: 11 } });
    const tries = w.ledger.calls.filter((call) => call.what === 'undo' && call.node === 'b2/0');
    expect(tries).toHaveLength(2);
    expect(new Set(tries.map((call) => call.token)).size).toBe(1);
  });
});

describe('a server that vanishes while it undoes', () => {
  const undoable = twelve.slice(0, -1).map(({ id }) => id);

  for (const moment of ['before', 'after'] as const) {
    it.each(undoable)(`leaves the rest to another, ${moment} the undo of %s has had its effect`, async (at) => {
      const ledger = createLedger();
      const reached = Promise.withResolvers<undefined>();
      ledger.inside = (what, node, context) => {
        if (what === 'do') return node === 'e1/0' ? Promise.reject(fatal('broken')) : Promise.resolve();
        if (node !== `${at}/0`) return Promise.resolve();
        if (moment === 'after') ledger.standing.delete(effectToken(context.run.id, node, 'do'));
        reached.resolve(undefined);
        return new Promise(() => undefined);
      };
      const first = createWorld(database, ledger, false, { quiet: true });
      await first.engine.start();
      const id = await first.submit(twelve, { rollbackEnabled: true, parallelLimit: 4 });
      await reached.promise;
      ledger.inside = () => Promise.resolve();
      // As if it had been silent for longer than its lease; it is never asked.
      await database.statement(`update runs set lease_until = now() - interval '1 second' where id = $1`, [id]);
      const second = createWorld(database, ledger);
      await second.engine.start();
      const { run } = await second.ended(id);
      expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed', epoch: 2 });
      expect(run.result).toMatchObject({ operations_executed: 11, operations_failed: 0 });
      expect(ledger.standing.size).toBe(0);
      const tokens = ledger.calls.filter((call) => call.what === 'undo' && call.node === `${at}/0`);
      expect(new Set(tokens.map((call) => call.token)).size).toBe(1);
      const done = nodesOf(ledger, 'undo').filter((node) => node !== `${at}/0`);
      expect(new Set(done).size).toBe(10);
      await second.engine.stop(1_000);
      await first.engine.stop(0);
    });
  }
});
