import { expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import type { EventDraft } from '../../src/domain/events.ts';
import { openPostgres } from '../../src/repositories/database.ts';
import { createWorld } from '../engine/world.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startPostgresProxy, type Fate } from './postgresProxy.ts';

const fates: readonly Fate[] = ['lose the reply', 'lose the request', 'deliver late'];

it.runIf(testStore() === 'postgres').each(fates)(
  'I6 writes an entry once when its commit meets the fate: %s',
  async (fate) => {
    const { url, drop } = await createTestPostgres();
    const proxy = await startPostgresProxy(url);
    const database = await openPostgres(proxy.url, { maxConnections: 2 });
    try {
      const w = createWorld(database);
      const run = await w.submit([{ id: 'a' }]);
      await w.store.claim('me', 'here', 60, 1);
      const told = (n: number): EventDraft => ({ type: 'TaskProgress', runId: run, taskId: null, data: { n } });
      const append = (n: number) =>
        w.journal.append({
          id: newId(),
          at: new Date(),
          runId: run,
          epoch: 1,
          starts: false,
          run: { progress: n },
          events: [told(n)],
        });
      await append(1);
      let met = false;
      proxy.fateOf = () => {
        if (met) return 'pass';
        met = true;
        return fate;
      };
      await expect(append(2)).resolves.toBe('committed');
      await append(3);
      await proxy.late();
      expect(met).toBe(true);
      const events = await database.statement<{ n: number }>(
        `select (data->>'n')::int as n from events where run_id = $1 order by sequence`,
        [run],
      );
      expect(events.map(({ n }) => n)).toEqual([1, 2, 3]);
    } finally {
      await database.close();
      await proxy.close();
      await drop();
    }
  },
);
