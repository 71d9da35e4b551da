import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EffectError } from '../../src/engine/ports.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createLedger, createWorld, fatal } from '../engine/world.ts';
import { openTestDatabase } from '../harness/database.ts';
import { twelve } from './twelve.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const UNDO_DEADLINE_MS = 300;

describe('an undo that does not come to its end', () => {
  it.each([
    ['never answers', () => new Promise<void>(() => undefined), 'no answer'],
    ['always says later', () => Promise.reject(new EffectError('BUSY', 'later', { retryable: true })), 'later'],
  ])('and %s is given up at its deadline, recorded, and the rest is undone', async (_, stuck, said) => {
    const ledger = createLedger();
    ledger.inside = (what, node) => {
      if (what === 'do') return node === 'e1/0' ? Promise.reject(fatal('broken')) : Promise.resolve();
      return node === 'b2/0' ? stuck() : Promise.resolve();
    };
    const w = createWorld(database, ledger, false, { undoDeadlineMs: UNDO_DEADLINE_MS });
    await w.engine.start();
    const id = await w.submit(twelve, { rollbackEnabled: true, parallelLimit: 4 });
    const { run, tasks } = await w.ended(id);
    expect(run).toMatchObject({ status: 'Failed', rollbackStatus: 'Failed' });
    expect(run.result).toMatchObject({
      operations_executed: 10,
      operations_failed: 1,
      leftovers: [{ node: 'b2/0', provider: 'ledger', reason: `given up after 0.3 s: ${said}` }],
    });
    expect(ledger.standing.size).toBe(1);
    expect(tasks.get('b2')?.rollbackStatus).toBe('Failed');
    // What waits for it in the order of undoing is undone all the same.
    expect(['a1', 'a2'].map((name) => tasks.get(name)?.rollbackStatus)).toEqual(['Completed', 'Completed']);
    await w.engine.stop(1_000);
  });
});
