import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import { createEventLog } from '../../src/events/log.ts';
import { createHealthRepository } from '../../src/repositories/health.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createHealth } from '../../src/services/health.ts';
import { createHealthWatch } from '../../src/services/healthWatch.ts';
import { openTestDatabase } from '../harness/database.ts';
import { silent } from '../harness/silent.ts';

describe('SystemHealthChanged', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it('is sent when the database was away and is back, and when a provider can’t work and can again', async () => {
    const figures = createHealthRepository({ database });
    const eventLog = createEventLog({ database, clock: systemClock, log: silent });
    const world = { away: false, problems: [] as string[] };
    const gone = (): Promise<never> => Promise.reject(new Error('connection refused'));
    const health = createHealth({
      health: { ...figures, ping: () => (world.away ? gone() : figures.ping()) },
      clock: systemClock,
      log: silent,
      machine: { load: () => Promise.resolve({ cpuPercent: 1, memoryMb: 1, diskPercent: 1 }) },
      engine: { health: () => ({ activeRuns: 0, lastError: null }) },
      draining: () => false,
      eventLog,
      providers: () => Promise.resolve(new Map([['upcloud', world.problems]])),
    });
    const watch = createHealthWatch({
      health,
      events: eventLog,
      transact: (work) => (world.away ? gone() : database.transact(work)),
      server: 'here',
      intervalMs: 60_000,
      log: silent,
    });
    const told = async () =>
      (await eventLog.since(0, 100)).map(({ type, data }) => [type, data['previous'], data['status']]);

    await watch.look();
    expect(await told()).toEqual([]);
    world.away = true;
    await watch.look();
    await watch.look();
    world.away = false;
    await watch.look();
    const outage = [
      ['SystemHealthChanged', 'healthy', 'unhealthy'],
      ['SystemHealthChanged', 'unhealthy', 'healthy'],
    ];
    expect(await told()).toEqual(outage);
    world.problems = ['the credentials are refused'];
    await watch.look();
    await watch.look();
    const [last] = (await eventLog.since(0, 100)).slice(-1);
    expect(last?.data).toMatchObject({
      server: 'here',
      status: 'degraded',
      components: { storage: 'healthy' },
      reasons: { providers: "Provider upcloud can't work: the credentials are refused" },
    });
    world.problems = [];
    await watch.look();
    expect(await told()).toEqual([
      ...outage,
      ['SystemHealthChanged', 'healthy', 'degraded'],
      ['SystemHealthChanged', 'degraded', 'healthy'],
    ]);
    await watch.stop();
  });
});
