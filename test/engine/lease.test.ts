import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createControl } from '../../src/engine/control.ts';
import type { RunStore } from '../../src/engine/ports.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { createLedger, createWorld, LEASE_SECONDS } from './world.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const lapse = async (id: string): Promise<void> => {
  await database.statement(`update runs set lease_until = now() - interval '1 second' where id = $1`, [id]);
};

const givenUp = async ({ engine }: ReturnType<typeof createWorld>): Promise<void> => {
  while (engine.health().activeRuns > 0) await new Promise((resolve) => setImmediate(resolve));
};

describe('the lease of a run', () => {
  it('is looked at before each call: past its end the run is given up', () => {
    let now = 0;
    const control = createControl(() => now);
    control.leasedUntil(10);
    now = 9;
    control.ensureLeased();
    control.leasedUntil(20);
    now = 19;
    control.ensureLeased();
    expect(control.abandoned.aborted).toBe(false);
    now = 20;
    expect(() => {
      control.ensureLeased();
    }).toThrow('abandoned');
    expect(control.abandoned.aborted).toBe(true);
  });

  it('I10 keeps a server that stood still from calling under an epoch that may be over', async () => {
    let stoodStill = 0;
    const ledger = createLedger();
    const w = createWorld(database, ledger, true, { monotonic: () => performance.now() + stoodStill });
    const fences: [string, number][] = [];
    const aDone = Promise.withResolvers<undefined>();
    ledger.inside = (_what, node, { fence }) => {
      fences.push([node, fence]);
      // Longer than the lease, in the middle of a step; the heart has not beaten since.
      if (node === 'a/0') {
        stoodStill = 2 * LEASE_SECONDS * 1_000;
        aDone.resolve(undefined);
      }
      return Promise.resolve();
    };
    await w.engine.start();
    const id = await w.submit([{ id: 'a' }, { id: 'b', after: ['a'] }]);
    await aDone.promise;
    await givenUp(w);
    await lapse(id);
    const { run } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Completed', epoch: 2 });
    expect(fences).toEqual([
      ['a/0', 1],
      ['b/0', 2],
    ]);
    await w.engine.stop(1_000);
  });

  it('passes to the same server again when it ran out, and only the newer life of the run goes on', async () => {
    const ledger = createLedger();
    const w = createWorld(database, ledger, true);
    const reached = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const held = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let lives = 0;
    ledger.inside = () => {
      const life = lives++;
      reached[life]?.resolve(undefined);
      return held[life]!.promise;
    };
    await w.engine.start();
    const id = await w.submit([{ id: 'a' }]);
    await reached[0]!.promise;
    await lapse(id);
    await reached[1]!.promise;
    held[0]!.resolve(undefined);
    // What the former life may still want to write goes through the journal, and is refused there.
    for (let turns = 0; turns < 20; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
      await w.journal.idle();
    }
    // Still held here, so its lease goes on being prolonged.
    expect(w.engine.health().activeRuns).toBe(1);
    held[1]!.resolve(undefined);
    const { run } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Completed', epoch: 2 });
    expect(lives).toBe(2);
    await w.engine.stop(1_000);
  });

  it('I6 ends a run once when it was taken over before who had claimed it first had looked at it', async () => {
    const ledger = createLedger();
    const second = createWorld(database, ledger, true);
    const overtaken = Promise.withResolvers<undefined>();
    const around = (store: RunStore): RunStore => ({
      ...store,
      load: async (id) => {
        await lapse(id);
        await second.engine.start();
        await second.ended(id);
        overtaken.resolve(undefined);
        return store.load(id);
      },
    });
    const first = createWorld(database, ledger, true, { around, quiet: true });
    const id = await first.submit([{ id: 'a' }]);
    await first.engine.start();
    await overtaken.promise;
    await givenUp(first);
    const ends = await database.statement(
      `select 1 from events where run_id = $1 and type = 'BatchStatusChanged' and data->>'status' = 'completed'`,
      [id],
    );
    expect(ends.length).toBe(1);
    await first.engine.stop(0);
    await second.engine.stop(1_000);
  });
});
