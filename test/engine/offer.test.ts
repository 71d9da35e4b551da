import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lease } from '../../src/engine/ports.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, LEASE_SECONDS } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.statement('delete from engine_members', []));

/** A server whose claims find nothing: what it does was handed to it. */
const deaf = () =>
  createWorld(database, createLedger(), false, {
    around: (store) => ({ ...store, claim: () => Promise.resolve([]) }),
  });

describe('a run handed to the server that stores it', () => {
  it('is driven at once, held from its first row on', async () => {
    const w = deaf();
    const leases: (Lease | undefined)[] = [];
    const insert = w.runs.insert;
    w.runs.insert = (tx, run, tasks, lease) => {
      leases.push(lease);
      return insert(tx, run, tasks, lease);
    };
    await w.engine.start();
    const { run } = await w.ended(await w.submit([{ id: 'a' }, { id: 'b', after: ['a'] }]));
    expect(run).toMatchObject({ status: 'Completed', epoch: 1, owner: w.owner, crashes: 0 });
    expect(run.startedAt).not.toBeNull();
    expect(leases).toEqual([{ owner: w.owner, seconds: LEASE_SECONDS }]);
    await w.engine.stop(1_000);
  });

  it('is taken over like any other when its server dies before it begins', async () => {
    const dying = deaf();
    await dying.engine.start();
    const offer = dying.engine.offer(null)!;
    const dead = { ...dying.engine, offer: () => ({ ...offer, accept: () => undefined }) };
    const id = await dying.submit([{ id: 'a' }], { through: dead });
    expect(await dying.runs.find(id)).toMatchObject({ status: 'Running', owner: dying.owner, epoch: 1 });
    const second = createWorld(database);
    await second.engine.start();
    expect(await second.store.claim('third', 'here', 3, 10)).toEqual([]);
    await database.statement(`update runs set lease_until = now() - interval '1 second' where id = $1`, [id]);
    expect((await second.ended(id)).run).toMatchObject({ status: 'Completed', epoch: 2 });
    await second.engine.stop(1_000);
    await dying.engine.stop(0);
  });

  it('is given back when its server stops meanwhile', async () => {
    const w = deaf();
    await w.engine.start();
    const offer = w.engine.offer(null)!;
    await w.engine.stop(0);
    const id = await w.submit([{ id: 'a' }], { through: { ...w.engine, offer: () => offer } });
    await expect
      .poll(() => w.runs.find(id), { timeout: 20_000 })
      .toMatchObject({ owner: null, leaseUntil: null, completedAt: null });
    const second = createWorld(database);
    await second.engine.start();
    expect((await second.ended(id)).run.status).toBe('Completed');
    await second.engine.stop(1_000);
  });

  it('is cancelled although it was asked to be before it began', async () => {
    const w = deaf();
    await w.engine.start();
    const offer = w.engine.offer(null)!;
    const begin = Promise.withResolvers<() => void>();
    const late = {
      ...offer,
      accept: (loaded: Parameters<typeof offer.accept>[0]) => {
        begin.resolve(() => {
          offer.accept(loaded);
        });
      },
    };
    const id = await w.submit([{ id: 'a' }], { through: { ...w.engine, offer: () => late } });
    await database.transact((tx) => w.runs.requestCancel(tx, id, false, new Date()));
    (await begin.promise)();
    expect((await w.ended(id)).run.status).toBe('Cancelled');
    expect(w.ledger.calls).toEqual([]);
    await w.engine.stop(1_000);
  });

  it('is offered only with room, alone, for this host, between start and stop', async () => {
    const w = createWorld(database);
    expect(w.engine.offer(null)).toBeNull();
    await w.engine.start();
    expect(w.engine.offer('elsewhere')).toBeNull();
    expect(w.engine.offer('here')).not.toBeNull();
    const kept = Array.from({ length: 49 }, () => w.engine.offer(null));
    expect(kept).not.toContain(null);
    expect(w.engine.offer(null)).toBeNull();
    kept[0]!.withdraw();
    expect(w.engine.offer(null)).not.toBeNull();
    await w.engine.stop(1_000);
    expect(w.engine.offer(null)).toBeNull();

    await w.store.attend('another', 60);
    const second = createWorld(database);
    await second.engine.start();
    expect(second.engine.offer(null)).toBeNull();
    await second.engine.stop(1_000);
  });

  it('leaves its place when it could not be stored', async () => {
    const w = createWorld(database);
    await w.engine.start();
    w.runs.insert = () => Promise.reject(new Error('no room on the disk'));
    for (let i = 0; i < 60; i++) await expect(w.submit([{ id: 'a' }])).rejects.toThrow('no room');
    expect(w.engine.offer(null)).not.toBeNull();
    await w.engine.stop(1_000);
  });
});
