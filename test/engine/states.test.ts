import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, endedWithin, fatal } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const rows = async (text: string, id: string): Promise<number> =>
  (await database.statement<{ n: number }>(text, [id]))[0]!.n;
const states = (id: string) =>
  rows(
    'select count(*)::int as n from task_states s join tasks t on t.id = s.task_id where t.run_id = $1::text::uuid',
    id,
  );
const nodes = (id: string) => rows('select count(*)::int as n from nodes where run_id = $1::text::uuid', id);

describe('what is written of a task', () => {
  it('is one row at its end; under way it is named by the row of its run alone, with its start and its driver', async () => {
    const ledger = createLedger();
    const world = createWorld(database, ledger, true);
    const reached = Promise.withResolvers<undefined>();
    const free = Promise.withResolvers<undefined>();
    ledger.inside = () => {
      reached.resolve(undefined);
      return free.promise;
    };
    await world.engine.start();
    const id = await world.submit([{ id: 'a' }, { id: 'b', after: ['a'] }]);
    await reached.promise;
    const of = () => world.tasksOf(id);
    const [a, b] = await of();
    expect(a).toMatchObject({ status: 'Running', driver: 'ledger', completedAt: null });
    expect(b).toMatchObject({ status: 'Pending', startedAt: null });
    expect(await states(id)).toBe(0);
    free.resolve(undefined);
    await world.ended(id);
    const [ended] = await of();
    expect(ended).toMatchObject({ status: 'Completed', driver: 'ledger', startedAt: a!.startedAt });
    expect(await states(id)).toBe(2);
    expect((await world.runs.find(id))?.running).toEqual({});
    await world.engine.stop(1_000);
  });

  it('is kept when something of it is there before its end, whether or not the engine knows', async () => {
    const ledger = createLedger();
    const world = createWorld(database, ledger, true);
    const at = new Date('2026-01-01T00:00:00Z');
    ledger.inside = async () => {
      // As a cancellation that comes too late: another server has written it, and the effect is done all the same.
      await database.statement(
        `insert into task_states (task_id, cancel_requested_at)
         select id, $2::text::timestamptz from tasks where run_id = $1::text::uuid`,
        [id, at.toISOString()],
      );
    };
    const id = await world.submit([{ id: 'a' }]);
    await world.engine.start();
    const { tasks } = await world.ended(id);
    expect(tasks.get('a')).toMatchObject({ status: 'Completed', progress: 100, cancelRequestedAt: at });
    await world.engine.stop(1_000);
  });

  it('leaves out the node of a call that was done at the first try, until it is to be undone', async () => {
    const ledger = createLedger();
    const world = createWorld(database, ledger, true);
    await world.engine.start();
    const done = await world.submit([{ id: 'a' }, { id: 'b', after: ['a'] }]);
    await world.ended(done);
    expect(await nodes(done)).toBe(0);
    const steps = await world.runs.steps(done);
    expect(steps.map(({ status, n }) => [status, n])).toEqual([
      ['Completed', 1],
      ['Completed', 1],
    ]);
    const [seen] = await database.statement<{ token: string }>(
      `select token from current_nodes where run_id = $1::text::uuid and id = 'a'`,
      [done],
    );
    expect(seen?.token).toBe(ledger.calls.find(({ node }) => node === 'a/0')?.token);

    ledger.inside = (what, node) =>
      what === 'do' && node === 'bad/0' ? Promise.reject(new Error('no')) : Promise.resolve();
    const failing = [{ id: 'a' }, { id: 'bad', after: ['a'], spec: { retry: { max_attempts: 1 } } }];
    const undone = await world.submit(failing, { rollbackEnabled: true });
    await world.ended(undone);
    expect(await nodes(undone)).toBe(2);
    expect(ledger.calls.filter(({ what }) => what === 'undo').map(({ node }) => node)).toEqual(['a/0']);
    await world.engine.stop(1_000);
  });

  it('has the infra and the provider of the task with its end, however it ends', async () => {
    const ledger = createLedger();
    ledger.inside = (_, node) => (node.startsWith('bad') ? Promise.reject(fatal('no')) : Promise.resolve());
    const world = createWorld(database, ledger, true);
    await world.engine.start();
    const spec = { infra: 'production' };
    const id = await world.submit([
      { id: 'done', spec, provider: 'aws' },
      { id: 'known', spec: { ...spec, nodes: 2 } },
      { id: 'bad', provider: 'aws' },
      { id: 'never', spec, provider: 'upcloud', after: ['bad'] },
      { id: 'neither' },
    ]);
    const { tasks } = await world.ended(id);
    expect([...tasks.values()].map(({ status }) => status)).toEqual([
      'Completed',
      'Completed',
      'Failed',
      'Cancelled',
      'Completed',
    ]);
    expect(await endedWithin(database, id)).toEqual({
      done: ['production', 'aws'],
      known: ['production', null],
      bad: [null, 'aws'],
      never: ['production', 'upcloud'],
      neither: [null, null],
    });
    await world.engine.stop(1_000);
  });
});
