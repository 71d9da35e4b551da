import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import { EffectError } from '../../src/engine/ports.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, fatal } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function world(derivable: boolean) {
  const made = createWorld(database, createLedger(), derivable);
  await made.engine.start();
  return { ...made, [Symbol.asyncDispose]: () => made.engine.stop(5_000) };
}

const done = (calls: readonly { readonly what: string; readonly node: string }[], what: 'do' | 'undo'): string[] =>
  calls.filter((call) => call.what === what).map((call) => call.node);

describe.each([
  ['nodes that are looked up', false],
  ['nodes that follow from the task', true],
])('the engine, with %s', (_name, derivable) => {
  it('I3 starts an operation only after all it depends on', async () => {
    await using w = await world(derivable);
    const id = await w.submit([
      { id: 'd', after: ['b', 'c'] },
      { id: 'b', after: ['a'] },
      { id: 'c', after: ['a'] },
      { id: 'a' },
    ]);
    const { run, all } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Completed', progress: 100, rollbackStatus: null });
    expect(all.every((task) => task.status === 'Completed' && task.progress === 100)).toBe(true);
    const order = done(w.ledger.calls, 'do');
    expect(order[0]).toBe('a/0');
    expect(order[3]).toBe('d/0');
  });

  it('I4 keeps to the parallel limit, and B62 a limit of 1 is serial', async () => {
    for (const parallelLimit of [1, 3]) {
      await using w = await world(derivable);
      w.ledger.inside = () => new Promise((resolve) => setImmediate(resolve));
      const id = await w.submit(
        Array.from({ length: 30 }, (_, i) => ({ id: `op${i}` })),
        { parallelLimit },
      );
      expect((await w.ended(id)).run.status).toBe('Completed');
      expect(w.ledger.peak).toBe(parallelLimit);
    }
  });

  it('B64 cancels the dependants of a failed operation with the reason and lets independent branches go on', async () => {
    await using w = await world(derivable);
    w.ledger.inside = (_what, node) => (node === 'bad/0' ? Promise.reject(fatal('no quota')) : Promise.resolve());
    const id = await w.submit([
      { id: 'bad' },
      { id: 'child', after: ['bad'] },
      { id: 'grandchild', after: ['child'] },
      { id: 'other' },
      { id: 'next', after: ['other'] },
    ]);
    const { run, tasks } = await w.ended(id);
    expect(run.status).toBe('Failed');
    expect(run.error).toContain('no quota');
    expect(tasks.get('bad')).toMatchObject({ status: 'Failed' });
    for (const name of ['child', 'grandchild']) {
      expect(tasks.get(name)).toMatchObject({ status: 'Cancelled', startedAt: null });
      expect(tasks.get(name)?.error).toContain('"bad"');
    }
    expect(tasks.get('next')?.status).toBe('Completed');
    expect(done(w.ledger.calls, 'undo')).toEqual([]);
  });

  it('I7 undoes completed nodes in reverse order of their dependencies, once each, when rollback is enabled', async () => {
    await using w = await world(derivable);
    w.ledger.inside = (what, node) =>
      what === 'do' && node === 'c/0' ? Promise.reject(fatal('broken')) : Promise.resolve();
    const id = await w.submit(
      [
        { id: 'a', spec: { nodes: 2 } },
        { id: 'b', after: ['a'], spec: { nodes: 3 } },
        { id: 'c', after: ['b'] },
        { id: 'never', after: ['c'] },
      ],
      { rollbackEnabled: true },
    );
    const { run, tasks } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed' });
    const undone = done(w.ledger.calls, 'undo');
    expect(undone).toHaveLength(5);
    expect(undone.slice(0, 3).every((node) => node.startsWith('b/'))).toBe(true);
    expect(undone.slice(3).every((node) => node.startsWith('a/'))).toBe(true);
    expect(w.ledger.standing.size).toBe(0);
    expect(tasks.get('a')?.rollbackStatus).toBe('Completed');
    expect(tasks.get('never')).toMatchObject({ status: 'Cancelled', rollbackStatus: null });
  });

  it('undoes the nodes that a failed operation had already made', async () => {
    await using w = await world(derivable);
    w.ledger.inside = (what, node) =>
      what === 'do' && node === 'half/2' ? Promise.reject(fatal('third one breaks')) : Promise.resolve();
    const id = await w.submit([{ id: 'half', spec: { nodes: 3 } }], { rollbackEnabled: true });
    const { run } = await w.ended(id);
    expect(run.rollbackStatus).toBe('Completed');
    expect(w.ledger.standing.size).toBe(0);
    expect(done(w.ledger.calls, 'undo').sort()).toEqual(['half/0', 'half/1']);
  });

  it('B70 goes on after a failing undo and names what is left over', async () => {
    await using w = await world(derivable);
    w.ledger.inside = (what, node) => {
      if (what === 'do' && node === 'c/0') return Promise.reject(fatal('broken'));
      return what === 'undo' && node === 'b/0' ? Promise.reject(fatal('locked')) : Promise.resolve();
    };
    const id = await w.submit([{ id: 'a' }, { id: 'b', after: ['a'] }, { id: 'c', after: ['b'] }], {
      rollbackEnabled: true,
    });
    const { run, tasks } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Failed' });
    const b = derivable ? 'b' : 'b/0';
    expect(run.result).toMatchObject({
      operations_executed: 1,
      operations_failed: 1,
      leftovers: [{ node: b, reason: 'locked', remove_by_hand: `undo ${b}` }],
    });
    expect(tasks.get('b')?.rollbackStatus).toBe('Failed');
    expect(tasks.get('a')?.rollbackStatus).toBe('Completed');
  });

  it('goes on past a failed operation that was told to, and rolls back at the end', async () => {
    await using w = await world(derivable);
    w.ledger.inside = (what, node) =>
      what === 'do' && node === 'bad/0' ? Promise.reject(fatal('no')) : Promise.resolve();
    const id = await w.submit(
      [{ id: 'bad', spec: { continue_on_error: true } }, { id: 'x' }, { id: 'y', after: ['x'] }],
      { rollbackEnabled: true, parallelLimit: 1 },
    );
    const { run } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Completed' });
    expect(done(w.ledger.calls, 'do')).toEqual(['bad/0', 'x/0', 'y/0']);
    expect(w.ledger.standing.size).toBe(0);
  });

  it('tries a retryable failure again with the same token, and a fatal one not', async () => {
    await using w = await world(derivable);
    let failures = 2;
    w.ledger.inside = () =>
      failures-- > 0 ? Promise.reject(new EffectError('BUSY', 'later', { retryable: true })) : Promise.resolve();
    const id = await w.submit([
      { id: 'a', spec: { retry: { max_attempts: 3, initial_delay: 0.001, max_delay: 0.002 } } },
    ]);
    expect((await w.ended(id)).run.status).toBe('Completed');
    expect(w.ledger.calls).toHaveLength(3);
    expect(new Set(w.ledger.calls.map((call) => call.token)).size).toBe(1);
  });

  it('I5 starts nothing after a cancellation, aborts what runs and keeps what is completed', async () => {
    await using w = await world(derivable);
    const reached = Promise.withResolvers<undefined>();
    w.ledger.inside = (_what, node, { signal }) =>
      node === 'slow/0'
        ? new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error);
            });
            reached.resolve(undefined);
          })
        : Promise.resolve();
    const id = await w.submit([{ id: 'first' }, { id: 'slow', after: ['first'] }, { id: 'later', after: ['slow'] }]);
    await reached.promise;
    await database.transact((tx) => w.runs.requestCancel(tx, id, false, new Date()));
    const callsAtCancel = w.ledger.calls.length;
    w.engine.heed();
    const { run, tasks } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Cancelled', rollbackStatus: null });
    expect([...tasks.values()].map((task) => task.status)).toEqual(['Completed', 'Cancelled', 'Cancelled']);
    expect(w.ledger.calls).toHaveLength(callsAtCancel);
  });

  it('undoes a cancelled run when the cancellation asks for it', async () => {
    await using w = await world(derivable);
    const reached = Promise.withResolvers<undefined>();
    w.ledger.inside = (what, node, { signal }) =>
      what === 'do' && node === 'slow/0'
        ? new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(signal.reason as Error);
            });
            reached.resolve(undefined);
          })
        : Promise.resolve();
    const id = await w.submit([{ id: 'first' }, { id: 'slow', after: ['first'] }]);
    await reached.promise;
    await database.transact((tx) => w.runs.requestCancel(tx, id, true, new Date()));
    w.engine.heed();
    const { run } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Cancelled', rollbackStatus: 'Completed' });
    expect(w.ledger.standing.size).toBe(0);
  });

  it('fails an operation that outlasts its time limit', async () => {
    await using w = await world(derivable);
    w.ledger.inside = (_what, _node, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    const id = await w.submit([{ id: 'slow', spec: { timeout_seconds: 0.05 } }]);
    const { tasks } = await w.ended(id);
    expect(tasks.get('slow')).toMatchObject({ status: 'Failed' });
    expect(tasks.get('slow')?.error).toContain('timed out');
  });

  it('tells every change of status in the event log, in lower case', async () => {
    await using w = await world(derivable);
    const id = await w.submit([{ id: 'a' }]);
    const { all } = await w.ended(id);
    const rows = await database.statement<{ type: string; data: { status?: string } }>(
      'select type, data from events where run_id = $1 order by sequence',
      [id],
    );
    const statuses = (type: string) => rows.filter((row) => row.type === type).map((row) => row.data.status);
    expect(statuses('TaskStatusChanged')).toEqual(['running', 'completed']);
    expect(statuses('OperationStatusChanged')).toEqual(['running', 'completed']);
    expect(statuses('BatchStatusChanged')).toEqual(['completed']);
    expect(all[0]?.completedAt).not.toBeNull();
  });
});

describe.each([
  ['nodes that are looked up', false],
  ['nodes that follow from the task', true],
])('a server that vanishes, with %s', (_name, derivable) => {
  it('leaves its run to another, which does not repeat what was completed and uses the same token for what was open', async () => {
    const ledger = createLedger();
    const first = createWorld(database, ledger, derivable, { quiet: true });
    const reached = Promise.withResolvers<undefined>();
    ledger.inside = (_what, node) => {
      if (node !== 'b/0') return Promise.resolve();
      reached.resolve(undefined);
      return new Promise(() => undefined);
    };
    await first.engine.start();
    const id = await first.submit([{ id: 'a' }, { id: 'b', after: ['a'] }, { id: 'c', after: ['b'] }]);
    await reached.promise;
    ledger.inside = () => Promise.resolve();
    // The lease is taken away as if its time had run out; the first server is never asked.
    await database.statement(`update runs set lease_until = now() - interval '1 second' where id = $1`, [id]);
    const second = createWorld(database, ledger, derivable);
    await second.engine.start();
    const { run } = await second.ended(id);
    expect(run).toMatchObject({ status: 'Completed', epoch: 2 });
    expect(done(ledger.calls, 'do')).toEqual(['a/0', 'b/0', 'b/0', 'c/0']);
    const tokens = ledger.calls.filter((call) => call.node === 'b/0').map((call) => call.token);
    expect(new Set(tokens).size).toBe(1);
    await second.engine.stop(1_000);
    await first.engine.stop(0);
  });

  it('I10 can write nothing under a lower epoch', async () => {
    const w = createWorld(database, createLedger(), derivable);
    const id = await w.submit([{ id: 'a' }]);
    await w.store.claim('one', 'here', 60, 1);
    await database.statement(`update runs set lease_until = now() - interval '1 second' where id = $1`, [id]);
    await w.store.claim('two', 'here', 60, 1);
    const entry = { id: newId(), at: new Date(), runId: id, starts: false, run: { progress: 50 }, events: [] };
    await expect(w.journal.append({ ...entry, epoch: 1 })).rejects.toThrow('another server');
    await expect(w.journal.append({ ...entry, epoch: 2 })).resolves.toBe('committed');
    expect((await w.runs.find(id))?.progress).toBe(50);
    await database.statement(`update runs set completed_at = now(), status = 'Completed' where id = $1`, [id]);
  });

  it('draining gives unfinished runs back at once', async () => {
    const ledger = createLedger();
    const first = createWorld(database, ledger, derivable, { quiet: true });
    const reached = Promise.withResolvers<undefined>();
    ledger.inside = () => {
      reached.resolve(undefined);
      return new Promise(() => undefined);
    };
    await first.engine.start();
    const id = await first.submit([{ id: 'a' }]);
    await reached.promise;
    await first.engine.stop(20);
    expect(await first.runs.find(id)).toMatchObject({ owner: null, leaseUntil: null, completedAt: null });
    ledger.inside = () => Promise.resolve();
    const second = createWorld(database, ledger, derivable);
    await second.engine.start();
    expect((await second.ended(id)).run.status).toBe('Completed');
    await second.engine.stop(1_000);
  });
});
