import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPace } from '../../src/providers/pace.ts';
import { createPermitRepository } from '../../src/repositories/permits.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { silent } from '../harness/silent.ts';

describe('the pace of a provider', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openTestDatabase();
  });
  afterEach(() => database.close());

  const monotonic = (): number => performance.now();
  const nextAt = async (): Promise<number> => {
    const text = 'select (extract(epoch from next_at) * 1000)::float8 as ms from paces';
    return (await database.statement<{ ms: number }>(text, []))[0]!.ms;
  };

  it('hands out moments that are evenly spaced, to whoever asks, and none that is too far ahead', async () => {
    const here = createPermitRepository(database);
    await here.reserve('cloud', 1, 2, 250);
    const first = await nextAt();
    // Two a second: within the next half minute there are sixty more, whenever in the distance between two that is asked.
    const more = await createPermitRepository(database).reserve('cloud', 100, 2, 30_000);
    expect(more.count).toBeGreaterThanOrEqual(59);
    expect(more.count).toBeLessThanOrEqual(61);
    expect((await nextAt()) - first).toBeGreaterThanOrEqual(more.count * 500 - 1);
    const none = await here.reserve('cloud', 1, 2, 0);
    expect(none.count).toBe(0);
    expect(none.firstInMs).toBeGreaterThan(0);
    // Another provider has a pace of its own.
    expect(await here.reserve('other', 5, 2, 0)).toMatchObject({ count: 1 });
  });

  it('holds for several servers together, and for one that starts again', async () => {
    const paceOf = () =>
      createPace({ provider: 'cloud', perSecond: 50, store: createPermitRepository(database), monotonic, log: silent });
    const never = new AbortController().signal;
    const from = performance.now();
    const [one, two] = [paceOf(), paceOf()];
    const calls = Array.from({ length: 20 }, (_, i) => [one, two][i % 2]!.turn(never));
    await Promise.all(calls);
    await paceOf().turn(never);
    // 21 calls have 20 distances between them, however slow the machine; timers may be early by a millisecond.
    expect(performance.now() - from).toBeGreaterThanOrEqual(20 * 20 - 2);
  });

  it('gives the turn of who went away to the next', async () => {
    const pace = createPace({
      provider: 'cloud',
      perSecond: 20,
      store: createPermitRepository(database),
      monotonic,
      log: silent,
    });
    const never = new AbortController().signal;
    await pace.turn(never);
    const leaving = new AbortController();
    const left = pace.turn(leaving.signal);
    const next = pace.turn(never);
    leaving.abort(new Error('not any more'));
    await expect(left).rejects.toThrow('not any more');
    await next;
    await expect(pace.turn(leaving.signal)).rejects.toThrow('not any more');
  });
});
