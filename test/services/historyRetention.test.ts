import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { createCheckpointRepository } from '../../src/repositories/checkpoints.ts';
import { createEventRepository } from '../../src/repositories/events.ts';
import { createHistoryRepository } from '../../src/repositories/history.ts';
import { createWebhookRepository } from '../../src/repositories/webhooks.ts';
import { createHistoryRetention, type HistoryRules } from '../../src/services/historyRetention.ts';
import { startSink, type Sink } from '../rollback/sink.ts';
import { wholeServer, type Whole } from '../rollback/wholeServer.ts';

const ALL_STAYS: HistoryRules = { taskDays: 0, tasks: 0, eventDays: 0, deliveryDays: 0 };
const DAY_MS = 86_400_000;

let w: Whole;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
  w = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'], checkpointsBeforeBatches: false });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
});

/** A sweep as it would be after so many days. */
function sweep(rules: Partial<HistoryRules>, { days = 100, endpoints = [] as readonly string[] } = {}) {
  const { database } = w.server;
  const audited: AuditEntry[] = [];
  const quiet = () => undefined;
  const retention = createHistoryRetention({
    history: createHistoryRepository(database),
    checkpoints: createCheckpointRepository(database),
    transact: database.transact,
    audit: (_tx, entry) => Promise.resolve(void audited.push(entry)),
    clock: { now: () => new Date(Date.now() + days * DAY_MS) },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    rules: { ...ALL_STAYS, ...rules },
    endpoints,
  });
  return retention.removeOld().then((removed) => ({ removed, audited }));
}

const batchStatus = async (id: string): Promise<number> => (await w.call('GET', `/batch/operations/${id}`)).status;
const snapshot = () => createCheckpointRepository(w.server.database).snapshot();

it('keeps everything unless it is told otherwise', async () => {
  await w.batch('first', [sink.operation('f1')]);
  expect((await sweep({})).removed).toEqual({ runs: 0, tasks: 0, events: 0, deliveries: 0 });
});

it('removes ended batches after their days with all their tasks, and records that it did', async () => {
  const id = await w.batch('old', [sink.operation('a'), sink.operation('b', ['a'])]);
  const { operations } = await snapshot();
  expect((await sweep({ taskDays: 90 }, { days: 89 })).removed.runs).toBe(0);
  const { removed, audited } = await sweep({ taskDays: 90 });
  expect(removed).toMatchObject({ runs: 2, tasks: 3 });
  expect(audited).toMatchObject([{ action: 'history.remove', details: { kind: 'batch', runs: 2, tasks: 3 } }]);
  expect(await batchStatus(id)).toBe(404);
  expect((await w.call('GET', '/tasks')).headers.get('x-total-count')).toBe('0');
  // Checkpoints after so many operations go on counting where they were.
  expect((await snapshot()).operations).toBe(operations);
});

it('keeps what made a server that lives, until it is gone', async () => {
  const checkpoint = await w.checkpoint('before the server');
  const id = await w.servers({ name: 'living' });
  expect((await sweep({ taskDays: 1 })).removed.runs).toBe(0);
  expect(await batchStatus(id)).toBe(200);
  const { rollback_id: rollback } = await w.data<{ rollback_id: string }>(
    w.call('POST', '/rollback/execute', { checkpoint_id: checkpoint }),
  );
  expect((await w.endedRollback(rollback)).success).toBe(true);
  await w.data(w.call('DELETE', `/rollback/checkpoints/${checkpoint}`));
  expect((await sweep({ taskDays: 1 })).removed.runs).toBe(2);
});

it('keeps what a checkpoint can still undo, and what could not be undone yet', async () => {
  const checkpoint = await w.checkpoint('before');
  const needed = await w.batch('needed', [sink.operation('n1')]);
  expect((await sweep({ taskDays: 1 })).removed.runs).toBe(0);
  sink.answer = ({ what }) => (what === 'undo' ? 400 : 200);
  const { rollback_id: rollback } = await w.data<{ rollback_id: string }>(
    w.call('POST', '/rollback/execute', { checkpoint_id: checkpoint }),
  );
  await w.endedRollback(rollback);
  expect((await w.call('DELETE', `/rollback/checkpoints/${checkpoint}`)).status).toBe(200);
  expect((await sweep({ taskDays: 1 })).removed.runs).toBe(0);
  sink.answer = () => 200;
  const { leftovers } = await w.data<{ leftovers: { id: string }[] }>(w.call('GET', `/rollback/${rollback}`));
  await w.data(w.call('POST', `/rollback/${rollback}/leftovers/${leftovers[0]!.id}/resolve`, { reason: 'by hand' }));
  expect((await sweep({ taskDays: 1 })).removed.runs).toBe(2);
  expect(await batchStatus(needed)).toBe(404);
});

it('keeps so many of the newest tasks, and never an open batch', async () => {
  const reached = Promise.withResolvers<undefined>();
  const go = Promise.withResolvers<undefined>();
  sink.answer = async ({ name }) => {
    if (name !== 'slow') return 200;
    reached.resolve(undefined);
    await go.promise;
    return 200;
  };
  const { batch_id: open } = await w.data<{ batch_id: string }>(
    w.call('POST', '/batch/execute', w.batchOf('open', [sink.operation('slow')])),
  );
  await reached.promise;
  const ids = [];
  for (let i = 0; i < 4; i++) ids.push(await w.batch(`c${i}`, [sink.operation(`c${i}`)]));
  expect((await sweep({ tasks: 2 }, { days: 0 })).removed.runs).toBe(2);
  expect(await Promise.all([...ids, open].map(batchStatus))).toEqual([404, 404, 200, 200, 200]);
  // The events of what is open stay, and all that came after them.
  const events = createEventRepository({ database: w.server.database, clock: { now: () => new Date() } });
  const newest = await events.head();
  expect((await sweep({ eventDays: 30 })).removed.events).toBeGreaterThan(0);
  const oldest = await events.oldest();
  expect(oldest).toBeLessThan(newest);
  expect((await events.about({ runId: open }, { limit: 10, offset: 0 })).items[0]?.sequence).toBe(oldest);
  go.resolve(undefined);
  await w.endedBatch(open);
});

it('keeps events that a webhook endpoint has not been told, and deliveries that wait', async () => {
  const { database } = w.server;
  const hooks = createWebhookRepository({ database });
  const events = createEventRepository({ database, clock: { now: () => new Date() } });
  await hooks.register('hook');
  const told = await events.head();
  await w.batch('told', [sink.operation('t1')]);
  const last = await events.head();
  expect(last).toBeGreaterThan(told);
  await sweep({ eventDays: 30 }, { endpoints: ['hook'] });
  expect(await events.oldest()).toBe(told + 1);

  const delivery = ({ id, sequence }: { id: string; sequence: number }) => ({
    id,
    sequence,
    event: 'task.completed' as const,
    payload: {},
  });
  await hooks.feed('hook', 1_000, new Date(), delivery);
  const due = await hooks.claimDue('hook', new Date(), new Date(), 2);
  await hooks.delivered(due[0]!.id, new Date(), { status: 200, error: null });
  await hooks.failed(due[1]!.id, { status: 410, error: 'gone' });
  expect((await sweep({ deliveryDays: 30 }, { days: 29 })).removed.deliveries).toBe(0);
  expect((await sweep({ deliveryDays: 30 })).removed.deliveries).toBe(2);
  expect((await sweep({ eventDays: 30 }, { endpoints: ['hook'] })).removed.events).toBe(last - told);
  expect(await events.oldest()).toBeNull();
  expect(await events.head()).toBe(last);
});
