import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, BatchAccepted } from '../../generated/contract/orchestrator.ts';
import { context } from '../providers/context.ts';
import { NOBODY } from '../harness/operations.ts';
import { endedWithin } from '../engine/world.ts';
import { startSink, type Sink } from '../rollback/sink.ts';
import { wholeServer, type Whole } from '../rollback/wholeServer.ts';

let w: Whole;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
  w = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'], approvalEnvironments: ['production'] });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
});
beforeEach(() => {
  sink.answer = () => 200;
  sink.calls.length = 0;
});

const resume = (id: string, token?: string) => w.call('POST', `/batch/operations/${id}/resume`, undefined, token);
const refused = async (id: string, reason: string) => {
  const { status, body } = await resume(id);
  expect([status, body.code]).toEqual([409, 'conflict']);
  expect(body.error).toContain(reason);
};
const get = (id: string) => w.data<Batch>(w.call('GET', `/batch/operations/${id}`));
const calls = (what: 'do' | 'undo') => sink.calls.filter((call) => call.what === what).map(({ name }) => name);
const keysOf = (name: string) =>
  sink.calls.filter((call) => call.name === name && call.what === 'do').map(({ key }) => key);
const statuses = (batch: { readonly operations: readonly { id: string; status: string }[] }) =>
  Object.fromEntries(batch.operations.map((o) => [o.id, o.status]));
const failing =
  (...names: readonly string[]) =>
  ({ what, name }: { what: string; name: string }): number =>
    what === 'do' && names.includes(name) ? 400 : 200;

/** Resumes and waits for the end of the new batch. */
async function resumed(id: string): Promise<Batch> {
  const { batch_id: next } = await w.data<BatchAccepted>(resume(id));
  await w.endedBatch(next);
  return get(next);
}

describe('POST /batch/operations/{id}/resume', () => {
  it('needs an approval when what is left goes to servers of a guarded environment, and not for what was done there', async () => {
    const relabel = (environment: string) =>
      w.server.database.statement(
        `update servers set labels = jsonb_build_object('environment', $1::text) where name = 'guarded' and deleted_at is null`,
        [environment],
      );
    await w.servers({ name: 'guarded' });
    const { dependencies: _, ...kv } = w.kv('kv', ['guarded']) as Record<string, unknown>;
    sink.answer = failing('g-first');
    const left = await w.batch('left', [sink.operation('g-first'), { ...kv, dependencies: ['g-first'] }]);
    await relabel('production');
    sink.answer = () => 200;
    await refused(left, 'environment production');
    await relabel('staging');
    expect((await resumed(left)).status).toBe('Completed');
    sink.answer = failing('g-last');
    const done = await w.batch('done', [w.kv('kv', ['guarded']), sink.operation('g-last', ['kv'])]);
    await relabel('production');
    sink.answer = () => 200;
    const next = await resumed(done);
    expect(next.status).toBe('Completed');
    expect((await endedWithin(w.server.database, next.batch_id))['kv']).toEqual([null, 'upcloud']);
  });

  it('keeps what was completed with its outputs, does the rest and tells so everywhere', async () => {
    sink.answer = failing('r-b');
    const chain = ['r-a', 'r-b', 'r-c'].map((name, i, all) => sink.operation(name, all.slice(Math.max(0, i - 1), i)));
    const old = await w.batch('first try', chain, { parallel_limit: 3, version: '2.1.0' });
    expect(statuses(await get(old))).toEqual({ 'r-a': 'Completed', 'r-b': 'Failed', 'r-c': 'Cancelled' });
    sink.answer = () => 200;
    const accepted = await w.data<BatchAccepted>(resume(old));
    expect(statuses(accepted)).toEqual({ 'r-a': 'Completed', 'r-b': 'Pending', 'r-c': 'Pending' });
    await w.endedBatch(accepted.batch_id);
    const batch = await get(accepted.batch_id);
    expect(batch).toMatchObject({
      name: 'first try',
      version: '2.1.0',
      parallel_limit: 3,
      status: 'Completed',
      progress: 100,
      resumed_from: old,
    });
    expect(batch.operations[0]).toMatchObject({ status: 'Completed', results: { status: 200 } });
    expect(calls('do')).toEqual(['r-a', 'r-b', 'r-b', 'r-c']);
    // The refused call is another one now: nothing of it had happened.
    expect(new Set(keysOf('r-b')).size).toBe(2);
    expect((await get(old)).status).toBe('Failed');
    const path = `/audit/logs?action=batch.resume&resource=batches/${accepted.batch_id}`;
    const [record] = await w.data<{ result: string; details: object }[]>(w.server.request('control-center', path));
    expect(record).toMatchObject({ result: 'success', details: { resumed_from: old, kept: 1, operations: 3 } });
    const told = await w.server.database.statement<{ data: object }>(
      `select data from events where type = 'BatchStatusChanged' and run_id = $1 order by sequence limit 1`,
      [accepted.batch_id],
    );
    expect(told[0]?.data).toMatchObject({ status: 'running', resumed_from: old });
  });

  it('refuses what is unknown, running, completed or rolled back, and does nothing', async () => {
    expect((await resume(NOBODY)).status).toBe(404);
    const reached = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    sink.answer = async () => {
      reached.resolve(undefined);
      await go.promise;
      return 200;
    };
    const body = w.batchOf('busy', [sink.operation('busy')]);
    const { batch_id: busy } = await w.data<BatchAccepted>(w.call('POST', '/batch/execute', body));
    await reached.promise;
    await refused(busy, 'still running');
    go.resolve(undefined);
    await w.endedBatch(busy);
    await refused(busy, 'has completed');
    sink.answer = failing('bad');
    const undone = await w.batch('undone', [sink.operation('ok'), sink.operation('bad', ['ok'])], {
      rollback_enabled: true,
    });
    expect((await get(undone)).rollback_status).toBe('Completed');
    await refused(undone, 'was rolled back');
    expect(calls('do')).toEqual(['busy', 'ok', 'bad']);
    const viewer = await w.server.tokenOf('viewer');
    expect((await resume(undone, viewer)).status).toBe(403);
  });

  it('of a batch half rolled back does the undone operations again and those that stand not', async () => {
    const names = ['h-a', 'h-b', 'h-c', 'h-bad'];
    sink.answer = failing('h-bad');
    const old = await w.batch('half', [
      sink.operation('h-a'),
      sink.operation('h-b', ['h-a']),
      sink.operation('h-c'),
      sink.operation('h-bad', ['h-b', 'h-c']),
    ]);
    await w.data(w.call('POST', '/rollback/execute', { operation_ids: [`${old}/h-b`] }));
    expect(calls('undo')).toEqual(['h-b']);
    sink.answer = () => 200;
    sink.calls.length = 0;
    const batch = await resumed(old);
    expect(statuses(batch)).toEqual(Object.fromEntries(names.map((name) => [name, 'Completed'])));
    expect(calls('do')).toEqual(['h-b', 'h-bad']);
    for (const name of names) expect(sink.standing.has(name)).toBe(true);
  });

  it('of a completed batch of which a part was undone does that part again', async () => {
    const old = await w.batch('again', [sink.operation('p-a'), sink.operation('p-b')]);
    await w.data(w.call('POST', '/rollback/execute', { operation_ids: [`${old}/p-b`] }));
    expect(await resumed(old)).toMatchObject({ status: 'Completed' });
    expect(calls('do').sort()).toEqual(['p-a', 'p-b', 'p-b']);
    expect(new Set(keysOf('p-b')).size).toBe(2);
  });

  it('takes over what it keeps: the old batch has nothing left to undo, the new one undoes all in order', async () => {
    sink.answer = failing('t-c');
    const old = await w.batch('taken', [
      sink.operation('t-a'),
      sink.operation('t-b', ['t-a']),
      sink.operation('t-c', ['t-b']),
    ]);
    const next = await resumed(old);
    expect(next.status).toBe('Failed');
    await refused(old, next.batch_id);
    sink.answer = () => 200;
    const last = await resumed(next.batch_id);
    expect(last).toMatchObject({ status: 'Completed', resumed_from: next.batch_id });
    const undo = (id: string) =>
      w.data<{ operations_executed: number }>(
        w.call('POST', '/rollback/execute', { operation_ids: ['t-a', 't-b', 't-c'].map((name) => `${id}/${name}`) }),
      );
    expect((await undo(old)).operations_executed).toBe(0);
    expect((await undo(last.batch_id)).operations_executed).toBe(3);
    expect(calls('undo')).toEqual(['t-c', 't-b', 't-a']);
  });

  it('lets one of two at once win', async () => {
    sink.answer = failing('w-b');
    const old = await w.batch('two', [sink.operation('w-a'), sink.operation('w-b', ['w-a'])]);
    sink.answer = () => 200;
    const both = await Promise.all([resume(old), resume(old)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await w.endedBatch(both.find(({ status }) => status === 200)!.body.data.batch_id as string);
    expect(calls('do')).toEqual(['w-a', 'w-b', 'w-b']);
  });

  it.each([
    ['skip', 0],
    ['resolve', 1],
  ] as const)(
    'waits for a decision on what could not be undone; after %s it is done %i times more',
    async (verb, n) => {
      const [a, b] = [`${verb}-a`, `${verb}-b`];
      sink.answer = ({ what, name }) => (what === 'undo' ? 403 : failing(b)({ what, name }));
      const old = await w.batch(verb, [sink.operation(a), sink.operation(b, [a])], { rollback_enabled: true });
      await refused(old, 'could not be undone');
      const { leftovers } = await w.data<{ leftovers: { id: string }[] }>(w.call('GET', `/rollback/${old}`));
      await w.data(w.call('POST', `/rollback/${old}/leftovers/${leftovers[0]!.id}/${verb}`, { reason: 'looked at' }));
      sink.answer = () => 200;
      sink.calls.length = 0;
      if (n === 1) await refused(old, 'was rolled back');
      else {
        expect((await resumed(old)).status).toBe('Completed');
        expect(calls('do')).toEqual([b]);
      }
    },
  );

  it('asks again under the same key for a call of which nobody knows whether it had its effect', async () => {
    const hung = Promise.withResolvers<undefined>();
    sink.answer = async ({ what }) => {
      if (what === 'do') await hung.promise;
      return 200;
    };
    const old = await w.batch('unknown', [{ ...sink.operation('u-a'), timeout_seconds: 2 }]);
    expect((await get(old)).operations[0]?.error).toContain('timed out');
    hung.resolve(undefined);
    sink.answer = () => 200;
    expect((await resumed(old)).status).toBe('Completed');
    expect(keysOf('u-a')).toHaveLength(2);
    expect(new Set(keysOf('u-a')).size).toBe(1);
  });

  it('hands such a key on through a batch that was cancelled before it came to the call', async () => {
    const hung = Promise.withResolvers<undefined>();
    sink.answer = async ({ what, name }) => {
      if (what === 'do' && name === 'v-b') await hung.promise;
      return what === 'do' && name === 'v-a' ? 400 : 200;
    };
    const operations = [sink.operation('v-a'), { ...sink.operation('v-b'), timeout_seconds: 2 }];
    const first = await w.batch('handed on', operations, { parallel_limit: 1 });
    hung.resolve(undefined);
    const reached = Promise.withResolvers<undefined>();
    sink.answer = ({ name }) => {
      if (name !== 'v-a') return 200;
      reached.resolve(undefined);
      return new Promise(() => undefined);
    };
    const { batch_id: second } = await w.data<BatchAccepted>(resume(first));
    await reached.promise;
    await w.data(w.call('POST', `/batch/operations/${second}/cancel`, {}));
    await w.endedBatch(second);
    sink.answer = () => 200;
    expect((await resumed(second)).status).toBe('Completed');
    expect(keysOf('v-b')).toHaveLength(2);
    expect(new Set(keysOf('v-b')).size).toBe(1);
  });

  it('keeps servers with what runs on them as targets, and says when one has vanished', async () => {
    sink.answer = failing('after', 'later');
    const operations = (name: string, call: string) => [
      w.serverOperation('servers', [{ name }]),
      sink.operation(call, ['servers']),
      {
        id: 'pages',
        type: 'taskserv_batch',
        provider: 'upcloud',
        dependencies: [call],
        taskservs: ['static-web'],
        params: {},
      },
    ];
    const old = await w.batch('servers kept', operations('kept-01', 'after'));
    const made = (await w.observed()).get('kept-01')!;
    sink.answer = failing('later');
    const next = await resumed(old);
    expect(next).toMatchObject({ status: 'Completed', error: null });
    expect((await w.observed()).get('kept-01')?.externalId).toBe(made.externalId);
    expect((await w.recorded()).get('kept-01')?.taskservs.map(({ name }) => name)).toEqual(['static-web']);
    const other = await w.batch('servers gone', operations('gone-01', 'later'));
    await w.provider.delete(context('behind'), (await w.observed()).get('gone-01')!.externalId);
    sink.answer = () => 200;
    await refused(other, 'upcloud/gone-01');
  });
});
