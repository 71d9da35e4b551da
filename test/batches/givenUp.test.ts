import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Batch, BatchAccepted } from '../../generated/contract/orchestrator.ts';
import { startSink, type Sink } from '../rollback/sink.ts';
import { wholeServer, type Whole } from '../rollback/wholeServer.ts';

let w: Whole;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
  w = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'] });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
});

it('a batch that was given up is listed, counted, and released by resuming it', async () => {
  const reached = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  sink.answer = async ({ name }) => {
    if (name !== 'poison') return 200;
    reached.resolve(undefined);
    await held.promise;
    return 200;
  };
  const operations = [sink.operation('fine'), sink.operation('poison', ['fine']), sink.operation('later', ['poison'])];
  const { batch_id: id } = await w.data<BatchAccepted>(
    w.call('POST', '/batch/execute', w.batchOf('poison', operations)),
  );
  await reached.promise;
  // As if as many servers as are allowed had been lost at this step.
  await w.server.database.statement(
    `update runs set crashes = $2, crash_mark = 1000, owner = 'lost', lease_until = now() - interval '1 second' where id = $1`,
    [id, w.server.config.maxCrashes],
  );
  expect(await w.endedBatch(id)).toMatchObject({ status: 'Failed', error: expect.stringContaining('given up') });
  const list = (query: string) => w.data<Batch[]>(w.call('GET', `/batch/operations${query}`));
  expect(await list('?dead_lettered=true')).toMatchObject([{ batch_id: id, dead_lettered_at: expect.any(String) }]);
  expect(await list('?dead_lettered=false')).toEqual([]);
  expect((await w.call('GET', '/metrics')).text).toContain('orchestrator_dead_letters_total 1');
  held.resolve(undefined);
  sink.answer = () => 200;
  const { batch_id: next } = await w.data<BatchAccepted>(w.call('POST', `/batch/operations/${id}/resume`));
  expect(await w.endedBatch(next)).toMatchObject({ status: 'Completed' });
  const done = sink.calls.filter(({ what }) => what === 'do');
  expect(done.map(({ name }) => name)).toEqual(['fine', 'poison', 'poison', 'later']);
  expect(new Set(done.filter(({ name }) => name === 'poison').map(({ key }) => key)).size).toBe(1);
});
