import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Fenced } from '../../src/engine/journal.ts';
import { EffectError } from '../../src/engine/ports.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, LEASE_SECONDS } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const endLeases = () =>
  database.statement(`update runs set lease_until = now() - interval '1 second' where completed_at is null`, []);

/** Waits that are released by hand, one for each call of a node. */
function gates() {
  const made: PromiseWithResolvers<undefined>[] = [];
  return {
    made,
    reached: (n: number) => vi.waitFor(() => expect(made.length).toBeGreaterThanOrEqual(n), { timeout: 20_000 }),
    wait: () => {
      const gate = Promise.withResolvers<undefined>();
      made.push(gate);
      return gate.promise;
    },
  };
}

describe('a server that was taken for dead and is not', () => {
  it('I10 writes nothing more: its outcome is refused by a typed error and the run is the other’s', async () => {
    const ledger = createLedger();
    const calls = gates();
    ledger.inside = (_what, node) => (node === 'b/0' ? calls.wait() : Promise.resolve());
    const zombie = createWorld(database, ledger, false, { quiet: true });
    const heir = createWorld(database, ledger);
    await zombie.engine.start();
    const id = await zombie.submit([{ id: 'a' }, { id: 'b', after: ['a'] }, { id: 'c', after: ['b'] }]);
    await calls.reached(1);
    await endLeases();
    await heir.engine.start();
    await calls.reached(2);
    // Its call comes back only now, when the other one is at work already.
    calls.made[0]!.resolve(undefined);
    await vi.waitFor(() => expect(zombie.engine.health().activeRuns).toBe(0), { timeout: 20_000 });
    expect((await zombie.runs.find(id))?.status).toBe('Running');
    const entry = { id, at: new Date(), runId: id, epoch: 1, starts: false, run: { progress: 99 }, events: [] };
    await expect(zombie.journal.append(entry)).rejects.toBeInstanceOf(Fenced);
    calls.made[1]!.resolve(undefined);
    expect((await heir.ended(id)).run).toMatchObject({ status: 'Completed', epoch: 2, owner: heir.owner });
    expect(ledger.calls.map(({ node }) => node)).toEqual(['a/0', 'b/0', 'b/0', 'c/0']);
    await Promise.all([zombie.engine.stop(0), heir.engine.stop(1_000)]);
  });

  it('I10 is refused by targets that look at the fencing token, which never falls', async () => {
    const ledger = createLedger();
    const calls = gates();
    const fences: number[] = [];
    const refused: number[] = [];
    ledger.inside = async (_what, _node, { fence }) => {
      await calls.wait();
      if (fence < Math.max(0, ...fences)) {
        refused.push(fence);
        throw new EffectError('FENCED', 'a newer owner has been here');
      }
      fences.push(fence);
    };
    const zombie = createWorld(database, ledger, false, { quiet: true });
    const heir = createWorld(database, ledger);
    await zombie.engine.start();
    const id = await zombie.submit([{ id: 'a' }]);
    await calls.reached(1);
    await endLeases();
    await heir.engine.start();
    await calls.reached(2);
    calls.made[1]!.resolve(undefined);
    const { run, tasks } = await heir.ended(id);
    // The zombie's call arrives after the heir's.
    calls.made[0]!.resolve(undefined);
    await vi.waitFor(() => expect(refused).toEqual([1]), { timeout: 20_000 });
    expect(fences).toEqual([2]);
    expect([run.status, tasks.get('a')?.status]).toEqual(['Completed', 'Completed']);
    await Promise.all([zombie.engine.stop(0), heir.engine.stop(1_000)]);
    // What the zombie met is nobody's business any more.
    expect((await heir.tasks.find(tasks.get('a')!.id))?.task).toMatchObject({ status: 'Completed', error: null });
  });

  it('and is cut off from the database stops by itself when its lease must be over', async () => {
    let cut = false;
    let passed = 0;
    const wire: Database = {
      ...database,
      statement: (...query) => (cut ? Promise.reject(new Error('no route')) : database.statement(...query)),
    };
    const ledger = createLedger();
    const calls = gates();
    ledger.inside = calls.wait;
    const lonely = createWorld(wire, ledger, false, { monotonic: () => performance.now() + passed });
    await lonely.engine.start();
    const id = await lonely.submit([{ id: 'a' }]);
    await calls.reached(1);
    cut = true;
    passed = LEASE_SECONDS * 1_000;
    lonely.engine.heed();
    await vi.waitFor(() => expect(lonely.engine.health().activeRuns).toBe(0), { timeout: 20_000 });
    await endLeases();
    const heir = createWorld(database, ledger);
    await heir.engine.start();
    await calls.reached(2);
    calls.made.forEach((gate) => {
      gate.resolve(undefined);
    });
    expect((await heir.ended(id)).run).toMatchObject({ status: 'Completed', epoch: 2 });
    cut = false;
    await Promise.all([lonely.engine.stop(0), heir.engine.stop(1_000)]);
  });
});

describe('three servers on one database', () => {
  it('share what is submitted at one of them, and share again when one leaves', async () => {
    const ledger = createLedger();
    const calls = gates();
    ledger.inside = calls.wait;
    const servers = [1, 2, 3].map(() => createWorld(database, ledger, false, { quiet: true }));
    for (const { engine } of servers) await engine.start();
    // Each learns of those that started after it.
    for (const { engine } of servers) engine.heed();
    const seen = () => servers.map(({ engine }) => engine.members());
    await vi.waitFor(() => expect(seen()).toEqual([3, 3, 3]), { timeout: 20_000 });
    const held = () => servers.map(({ engine }) => engine.health().activeRuns);
    for (let n = 0; n < 30; n++) {
      await servers[0]!.submit([{ id: 'a' }]);
      for (const { engine } of servers) engine.wake();
    }
    await calls.reached(30);
    expect(held().reduce((sum, n) => sum + n)).toBe(30);
    expect(held()).toEqual([10, 10, 10]);
    ledger.inside = () => Promise.resolve();
    for (const gate of calls.made) gate.resolve(undefined);
    await vi.waitFor(() => expect(held()).toEqual([0, 0, 0]), { timeout: 20_000 });
    await servers[0]!.engine.stop(1_000);
    const [row] = await database.statement<{ n: number }>('select count(*)::int as n from engine_members', []);
    expect(row?.n).toBe(2);
    for (const { engine } of servers.slice(1)) await engine.stop(1_000);
  });

  it('wait for none of them that hangs: what falls to it is taken by another without a poll', async () => {
    const w = createWorld(database, createLedger(), false, { quiet: true });
    await w.engine.start();
    await database.statement(
      `insert into engine_members (owner, seen_at) values ('hangs', now() + interval '1 hour')`,
      [],
    );
    w.engine.heed();
    await vi.waitFor(() => expect(w.engine.members()).toBe(2), { timeout: 20_000 });
    const ids = [await w.submit([{ id: 'a' }]), await w.submit([{ id: 'a' }])];
    w.engine.wake();
    for (const id of ids) expect((await w.ended(id)).run).toMatchObject({ status: 'Completed', owner: w.owner });
    await w.engine.stop(1_000);
    await database.statement(`delete from engine_members where owner = 'hangs'`, []);
  });
});
