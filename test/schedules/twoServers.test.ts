import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Schedule } from '../../generated/contract/orchestrator.ts';
import { openTestDatabase } from '../harness/database.ts';
import { startServer } from '../harness/server.ts';
import { startSink } from '../rollback/sink.ts';
import { timed } from './timed.ts';

const SCHEDULES = 12;

it('of two servers that find schedules due at once, one makes each run', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'provisioning-two-'));
  const database = await openTestDatabase();
  const sink = await startSink();
  const config = { httpAllowCidrs: ['127.0.0.0/8'] };
  const servers = [
    await startServer({ database, dataDir, config }),
    await startServer({ database, dataDir, config }),
  ] as const;
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await database.close();
    await sink.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  const [here, there] = [timed(servers[0]), timed(servers[1])];
  const made: Schedule[] = [];
  for (let n = 0; n < SCHEDULES; n++) {
    const name = `twice-${n}`;
    const target = { type: 'batch', request: { name, operations: [sink.operation(name)] } };
    made.push(await here.create(name, { target }));
  }
  const ids = made.map(({ id }) => id);
  // Each round is announced to both; the first waits until both have seen it done.
  for (const round of [1, 2, 3]) {
    await here.come(ids);
    for (const id of ids) await there.soon(id, { last_run: { outcome: 'started', status: 'Completed' } });
    await expect.poll(() => sink.calls.length, { timeout: 20_000 }).toBe(round * SCHEDULES);
  }
  expect(new Set(sink.calls.map(({ key }) => key)).size).toBe(3 * SCHEDULES);
  const runs = await servers[0].request('control-center', '/audit/logs?action=schedule.run&limit=1000');
  expect(runs.body.data).toHaveLength(3 * SCHEDULES);
  const batches = await servers[1].request('orchestrator', '/batch/operations?limit=1');
  expect(batches.headers.get('x-total-count')).toBe(String(3 * SCHEDULES));
});
