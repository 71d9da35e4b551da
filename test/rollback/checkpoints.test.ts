import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint, CheckpointDetail } from '../../generated/contract/orchestrator.ts';
import { newId } from '../../src/domain/ids.ts';
import { createCheckpointRepository } from '../../src/repositories/checkpoints.ts';
import { startSink, type Sink } from './sink.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
  w = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'], checkpointsEveryOperations: 10, checkpointsKeep: 3 });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
});

const list = (): Promise<Checkpoint[]> => w.data<Checkpoint[]>(w.call('GET', '/rollback/checkpoints?limit=1000'));
const get = (id: string): Promise<CheckpointDetail> =>
  w.data<CheckpointDetail>(w.call('GET', `/rollback/checkpoints/${id}`));

/** Reads until it is so: automatic checkpoints are made beside the work. */
async function until<T>(read: () => Promise<T>, so: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (so(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an automatic checkpoint', () => {
  it('precedes every batch with rollback, and undoes all of it', async () => {
    const id = await w.batch('guarded', [sink.operation('g1'), sink.operation('g2', ['g1'])], {
      rollback_enabled: true,
    });
    const made = (await list()).find(({ name }) => name === 'before batch guarded');
    const detail = await get(made!.id);
    expect(detail).toMatchObject({ origin: 'batch', batch_id: id });
    const undone = await w.data(w.call('POST', '/rollback/execute', { checkpoint_id: detail.id }));
    expect(undone).toMatchObject({ success: true, operations_executed: 2 });
    expect(sink.standing.size).toBe(0);
  });

  it('does not precede a batch without', async () => {
    await w.batch('free', [sink.operation('f1')]);
    expect((await list()).some(({ name }) => name === 'before batch free')).toBe(false);
  });

  it('is made after so many operations', async () => {
    await w.batch(
      'many',
      Array.from({ length: 12 }, (_, i) => sink.operation(`m${i}`)),
    );
    const made = await until(
      async () => (await list()).find(({ name }) => name.startsWith('after ')),
      (found) => found !== undefined,
    );
    const detail = await get(made!.id);
    expect(detail.origin).toBe('operations');
    expect(detail.operations_count).toBeGreaterThanOrEqual(10);
  });

  it('is dropped when there are newer ones enough, but not while an open batch needs it, and never one made by request', async () => {
    const kept = await w.checkpoint('by hand');
    const reached = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    sink.answer = async ({ name }) => {
      if (name !== 'slow') return 200;
      reached.resolve(undefined);
      await go.promise;
      return 200;
    };
    const { batch_id: slow } = await w.data<{ batch_id: string }>(
      w.call('POST', '/batch/execute', w.batchOf('slow', [sink.operation('slow')], { rollback_enabled: true })),
    );
    await reached.promise;
    for (let i = 0; i < 5; i++) await w.batch(`b${i}`, [sink.operation(`o${i}`)], { rollback_enabled: true });
    const automatic = await until(
      async () => (await list()).filter(({ name }) => name !== 'by hand'),
      (found) => found.length <= 4,
    );
    const mine = automatic.find(({ name }) => name === 'before batch slow');
    expect(mine).toBeDefined();
    const refused = await w.call('DELETE', `/rollback/checkpoints/${mine!.id}`);
    expect([refused.status, refused.body.error]).toEqual([409, expect.stringContaining(slow)]);
    expect((await get(kept)).origin).toBe('request');
    go.resolve(undefined);
    await w.endedBatch(slow);
    // Nobody needs it now: it can be deleted, unless the keeper, who may look at any time, was first.
    expect([200, 404]).toContain((await w.call('DELETE', `/rollback/checkpoints/${mine!.id}`)).status);
    expect((await w.call('GET', `/rollback/checkpoints/${mine!.id}`)).status).toBe(404);
  });

  it('is dropped when it is too old, but not while a rollback that has not ended or a plan needs it', async () => {
    const names = ['old', 'of a rollback', 'of a plan'];
    const ids: string[] = [];
    for (const name of names) ids.push(await w.checkpoint(name));
    const [old, rolling, planned] = ids as [string, string, string];
    const { database } = w.server;
    const run = newId();
    await database.statement(
      `insert into runs (id, kind, name, status, spec, parallel_limit, rollback_enabled, tasks_total, created_at, host)
       values ($1, 'rollback', 'pending', 'Pending', $2::text::jsonb, 1, false, 1, now(), 'of another machine')`,
      [run, JSON.stringify({ checkpoint_id: rolling })],
    );
    try {
      await w.data(w.call('POST', '/plans', { type: 'restore', checkpoint_id: planned }));
      await database.statement(
        `update checkpoints set origin = 'batch', created_at = now() - interval '40 days' where id = any($1::uuid[])`,
        [`{${ids.join(',')}}`],
      );
      const repository = createCheckpointRepository(database);
      const before = new Date(Date.now() - 30 * 86_400_000);
      // The server may have done it already: it looks by itself whenever a checkpoint is made.
      await database.transact((tx) => repository.prune(tx, 1_000, before, null));
      expect((await w.call('GET', `/rollback/checkpoints/${old}`)).status).toBe(404);
      for (const id of [rolling, planned]) expect((await get(id)).id).toBe(id);
      expect((await w.call('DELETE', `/rollback/checkpoints/${rolling}`)).status).toBe(409);
    } finally {
      await database.statement(`delete from runs where id = $1`, [run]);
    }
  });

  it('is a consistent cut while batches run: what it counts as done is never undone by a rollback to it', async () => {
    const before = sink.calls.length;
    const made = Promise.withResolvers<undefined>();
    // The last one waits, so that the batch is not over before the checkpoint, however slow that is.
    sink.answer = async ({ name }) => {
      if (name === 'c59') await made.promise;
      return 200;
    };
    const { batch_id: id } = await w.data<{ batch_id: string }>(
      w.call(
        'POST',
        '/batch/execute',
        w.batchOf(
          'cut',
          Array.from({ length: 60 }, (_, i) => sink.operation(`c${i}`)),
        ),
      ),
    );
    await until(
      () => Promise.resolve(sink.calls.length),
      (n) => n > before + 10,
    );
    const checkpoint = await get(await w.checkpoint('in the middle'));
    made.resolve(undefined);
    await w.endedBatch(id);
    const undone = await w.data<{ operations_executed: number }>(
      w.call('POST', '/rollback/execute', { checkpoint_id: checkpoint.id }),
    );
    const all = await get(await w.checkpoint('at the end'));
    expect(undone.operations_executed).toBeGreaterThan(0);
    // The rollback itself is one of the operations done since.
    expect(checkpoint.operations_count + undone.operations_executed).toBeLessThan(all.operations_count);
  });
});
