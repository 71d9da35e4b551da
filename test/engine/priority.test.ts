import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traverse } from '../../src/engine/traverse.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const [low, normal, high] = [-1, 0, 1];
const MINUTE = 60_000;

describe('waiting runs', () => {
  /** Submits runs of these priorities, so many minutes old, and claims them one by one. */
  async function order(of: readonly { readonly priority: number; readonly minutes: number }[]): Promise<number[]> {
    const w = createWorld(database);
    const ids: string[] = [];
    for (const { priority, minutes } of of) {
      const createdAt = new Date(Date.now() - minutes * MINUTE);
      ids.push(await w.submit([{ id: 'a' }], { priority, createdAt }));
    }
    const claimed: number[] = [];
    for (let n = 0; n < of.length; n++)
      claimed.push(ids.indexOf((await w.store.claim('me', 'here', 60, 1))[0]?.runId ?? ''));
    await database.statement(
      `update runs set completed_at = now(), status = 'Completed' where completed_at is null`,
      [],
    );
    return claimed;
  }

  it('are taken by priority, of the same priority the older first', async () => {
    const of = [
      { priority: low, minutes: 3 },
      { priority: normal, minutes: 2 },
      { priority: normal, minutes: 3 },
      { priority: high, minutes: 0 },
      { priority: high, minutes: 1 },
    ];
    expect(await order(of)).toEqual([4, 3, 2, 1, 0]);
  });

  it('of a low priority do not wait for ever: each step is worth ten minutes', async () => {
    const of = [
      { priority: high, minutes: 0 },
      { priority: low, minutes: 22 },
      { priority: low, minutes: 18 },
      { priority: normal, minutes: 9 },
      { priority: normal, minutes: 11 },
    ];
    expect(await order(of)).toEqual([1, 4, 0, 3, 2]);
  });

  it('are found by an index in that order', async () => {
    const plan = await database.transact(async (tx) => {
      const db = database.in(tx);
      await db.execute('set local enable_seqscan = off');
      return JSON.stringify(
        await db.execute(
          `explain select id from runs where completed_at is null order by (created_at at time zone 'UTC') - priority * interval '10 minutes' limit 5`,
        ),
      );
    });
    expect(plan).toContain('runs_queue');
    expect(plan).not.toContain('Sort');
  });
});

describe('ready operations of a batch', () => {
  it('start by priority, of the same priority in the order in which they became ready', async () => {
    const w = createWorld(database, createLedger());
    await w.engine.start();
    const id = await w.submit(
      [
        { id: 'low', spec: { priority: 'low' } },
        { id: 'first' },
        { id: 'second', spec: { priority: 'normal' } },
        { id: 'high', spec: { priority: 'high' } },
        { id: 'high after first', after: ['first'], spec: { priority: 'high' } },
      ],
      { parallelLimit: 1 },
    );
    expect((await w.ended(id)).run.status).toBe('Completed');
    expect(w.ledger.calls.map(({ node }) => node)).toEqual([
      'high/0',
      'first/0',
      'high after first/0',
      'second/0',
      'low/0',
    ]);
    await w.engine.stop(5_000);
  });

  it('never start before what they depend on, and all start in the end', async () => {
    const waitsFor = [[], [0], [1], [], [3, 2]];
    const started: number[] = [];
    await traverse({
      waitsFor,
      priority: (vertex) => vertex,
      limit: 1,
      mayStart: () => true,
      work: (vertex) => {
        for (const earlier of waitsFor[vertex]!) expect(started).toContain(earlier);
        started.push(vertex);
        return Promise.resolve(true);
      },
    });
    expect(started).toEqual([3, 0, 1, 2, 4]);
  });
});
