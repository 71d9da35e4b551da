import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, fatal, type TestOperation } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const lapse = (id: string) =>
  database.statement(`update runs set lease_until = now() - interval '1 second' where id = $1`, [id]);

describe.each([
  ['nodes that are looked up', false],
  ['nodes that follow from the task', true],
])('a run that is to stop when its server vanishes, with %s', (_name, derivable) => {
  /** Lets a server begin a run and vanish while `held` is under way; the effect of that call has happened. */
  async function vanished(operations: readonly TestOperation[], held: string, rollbackEnabled: boolean) {
    const ledger = createLedger();
    const first = createWorld(database, ledger, derivable, { quiet: true });
    const reached = Promise.withResolvers<undefined>();
    ledger.inside = (_what, node, context) => {
      if (node === 'bad/0') return reached.promise.then(() => Promise.reject(fatal('no quota')));
      if (node !== held) return Promise.resolve();
      ledger.standing.add(context.token);
      reached.resolve(undefined);
      return new Promise(() => undefined);
    };
    await first.engine.start();
    const id = await first.submit(operations, { rollbackEnabled });
    await reached.promise;
    return { ledger, first, id };
  }

  async function takenOver({ ledger, first, id }: Awaited<ReturnType<typeof vanished>>) {
    await lapse(id);
    const second = createWorld(database, ledger, derivable);
    ledger.inside = (_what, node) => (node === 'bad/0' ? Promise.reject(fatal('no quota')) : Promise.resolve());
    await second.engine.start();
    const ended = await second.ended(id);
    await second.engine.stop(1_000);
    await first.engine.stop(0);
    return ended;
  }

  it('I5 is cancelled with what was under way taken back, not left running for ever', async () => {
    const begun = await vanished([{ id: 'a' }, { id: 'b', after: ['a'] }], 'a/0', false);
    await database.transact((tx) => begun.first.runs.requestCancel(tx, begun.id, false, new Date()));
    const { run, tasks } = await takenOver(begun);
    expect(run.status).toBe('Cancelled');
    expect(tasks.get('a')?.status).toBe('Cancelled');
    expect(tasks.get('b')?.status).toBe('Cancelled');
    expect([...begun.ledger.standing]).toEqual([]);
  });

  it('I7 fails with what was under way beside the failure finished and undone', async () => {
    const begun = await vanished([{ id: 'slow' }, { id: 'bad' }], 'slow/0', true);
    while (!(await begun.first.tasksOf(begun.id)).some(({ status }) => status === 'Failed'))
      await new Promise((resolve) => setImmediate(resolve));
    const { run, tasks } = await takenOver(begun);
    expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed' });
    expect(tasks.get('slow')).toMatchObject({ status: 'Completed', rollbackStatus: 'Completed' });
    expect([...begun.ledger.standing]).toEqual([]);
  });

  it('I4 lets what was under way take its places in the limit again before anything new starts', async () => {
    const ledger = createLedger();
    const first = createWorld(database, ledger, derivable, { quiet: true });
    const reached = new Map(['b1/0', 'b2/0'].map((node) => [node, Promise.withResolvers<undefined>()]));
    ledger.inside = async (_what, node) => {
      if (node === 'x/0') await reached.get('b1/0')!.promise;
      const held = reached.get(node);
      held?.resolve(undefined);
      if (held !== undefined) await new Promise(() => undefined);
    };
    await first.engine.start();
    const id = await first.submit(
      [{ id: 'x' }, { id: 'a' }, { id: 'b1', after: ['a'] }, { id: 'b2', after: ['a'] }, { id: 'c', after: ['x'] }],
      { parallelLimit: 2 },
    );
    await Promise.all([...reached.values()].map(({ promise }) => promise));
    const before = ledger.calls.length;
    await takenOver({ ledger, first, id });
    expect(ledger.calls.slice(before).map(({ node }) => node)).toEqual(['b1/0', 'b2/0', 'c/0']);
  });
});
