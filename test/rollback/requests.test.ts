import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOBODY } from '../harness/operations.ts';
import { startSink, type Sink } from './sink.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

interface Result {
  readonly rollback_id: string | null;
  readonly status: string;
  readonly success: boolean;
  readonly operations_executed: number;
  readonly operations_failed: number;
  readonly leftovers: readonly { id: string; status: string; name: string; reason: string; provider: string }[];
  readonly plan: readonly { name: string; reversible: boolean; protected: boolean }[] | null;
}

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
beforeEach(() => {
  sink.answer = () => 200;
  sink.calls.length = 0;
});

const execute = (body: object) => w.call('POST', '/rollback/execute', body);
const result = (body: object): Promise<Result> => w.data<Result>(execute(body));

describe('POST /rollback/execute', () => {
  it('B69 is refused while a batch it would touch is active', async () => {
    const checkpoint = await w.checkpoint('b69');
    const reached = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    sink.answer = async () => {
      reached.resolve(undefined);
      await go.promise;
      return 200;
    };
    const { batch_id: id } = await w.data<{ batch_id: string }>(
      w.call('POST', '/batch/execute', w.batchOf('busy', [sink.operation('busy')])),
    );
    await reached.promise;
    for (const body of [{ checkpoint_id: checkpoint }, { operation_ids: [`${id}/busy`] }]) {
      const answer = await execute(body);
      expect(answer.status).toBe(409);
      expect(answer.body.error).toContain(id);
    }
    expect((await w.call('POST', `/rollback/restore/${checkpoint}`)).status).toBe(409);
    go.resolve(undefined);
    await w.endedBatch(id);
    expect(sink.calls.some(({ what }) => what === 'undo')).toBe(false);
    expect((await result({ checkpoint_id: checkpoint })).operations_executed).toBe(1);
  });

  it('B69 undoes once: a second time nothing is left to do, and it says so', async () => {
    const checkpoint = await w.checkpoint('twice');
    await w.batch('twice', [sink.operation('x'), sink.operation('y', ['x'])]);
    expect(await result({ checkpoint_id: checkpoint })).toMatchObject({ success: true, operations_executed: 2 });
    expect(sink.calls.filter(({ what }) => what === 'undo').map(({ name }) => name)).toEqual(['y', 'x']);
    expect(await result({ checkpoint_id: checkpoint })).toMatchObject({
      rollback_id: null,
      status: 'Skipped',
      success: true,
      operations_executed: 0,
    });
    expect(sink.calls.filter(({ what }) => what === 'undo')).toHaveLength(2);
  });

  it('B69 lets one of two at once win', async () => {
    const checkpoint = await w.checkpoint('race');
    await w.batch('race', [sink.operation('r1'), sink.operation('r2')]);
    const go = Promise.withResolvers<undefined>();
    sink.answer = async () => {
      await go.promise;
      return 200;
    };
    const both = [execute({ checkpoint_id: checkpoint }), execute({ operation_ids: ['r1', 'r2'] })];
    const first = await Promise.race(both);
    expect(first.status).toBe(409);
    go.resolve(undefined);
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(sink.calls.filter(({ what }) => what === 'undo')).toHaveLength(2);
  });

  it('B71 refuses unknown operations, unknown batches, both fields and none, and does nothing', async () => {
    const id = await w.batch('b71', [sink.operation('only')]);
    const checkpoint = await w.checkpoint('b71');
    const status = async (body: object) => (await execute(body)).status;
    expect(await status({ operation_ids: ['never-there'] })).toBe(404);
    expect(await status({ operation_ids: [`${NOBODY}/only`] })).toBe(404);
    expect(await status({ operation_ids: [NOBODY] })).toBe(404);
    const other = await w.batch('b71 other', [sink.operation('elsewhere')]);
    expect(await status({ operation_ids: [`${other}/only`] })).toBe(404);
    expect(await status({ operation_ids: [`${id}/only`, `${id}/elsewhere`] })).toBe(404);
    expect(await status({ checkpoint_id: NOBODY })).toBe(404);
    expect(await status({ operation_ids: [`${id}/only`], checkpoint_id: checkpoint })).toBe(422);
    expect(await status({})).toBe(422);
    await w.batch('b71 again', [sink.operation('only')]);
    expect(await status({ operation_ids: ['only'] })).toBe(422);
    expect(sink.calls.filter(({ what }) => what === 'undo')).toEqual([]);
  });

  it('checks the dependants of single operations, and takes them along when told to', async () => {
    const id = await w.batch('partial', [sink.operation('base'), sink.operation('top', ['base'])]);
    const refused = await execute({ operation_ids: [`${id}/base`] });
    expect(refused.status).toBe(409);
    expect(refused.body.error).toContain('top');
    const body = { operation_ids: [`${id}/base`], cascade: true };
    const { plan } = await result({ ...body, dry_run: true });
    expect(plan?.map(({ name }) => name)).toEqual(['top', 'base']);
    expect(sink.standing.has('base')).toBe(true);
    expect(await result(body)).toMatchObject({ operations_executed: 2 });
    expect(sink.standing.has('base')).toBe(false);
  });

  it('marks in the plan what can not be undone', async () => {
    const { undo: _, ...operation } = sink.operation('one-way') as { undo: object };
    const id = await w.batch('one way', [operation]);
    const body = { operation_ids: [`${id}/one-way`] };
    expect((await result({ ...body, dry_run: true })).plan).toMatchObject([{ name: 'one-way', reversible: false }]);
    expect(await result(body)).toMatchObject({ success: false, operations_failed: 1 });
  });
});

describe('a leftover', () => {
  /** A batch whose undo of `stuck` fails; the rollback of it. */
  async function leftOver(
    name: string,
  ): Promise<{ rollback: string; leftover: Result['leftovers'][number]; id: string }> {
    sink.answer = ({ what, name: called }) => (what === 'undo' && called === `${name}-stuck` ? 403 : 200);
    const id = await w.batch(name, [sink.operation(`${name}-base`), sink.operation(`${name}-stuck`, [`${name}-base`])]);
    const made = await result({ operation_ids: [`${id}/${name}-base`], cascade: true });
    expect(made).toMatchObject({ success: false, operations_executed: 1, operations_failed: 1 });
    const [leftover] = made.leftovers;
    expect(leftover).toMatchObject({ status: 'open', name: `${name}-stuck`, provider: 'http' });
    return { rollback: made.rollback_id!, leftover: leftover!, id };
  }
  const statusOf = async (rollback: string) =>
    (await w.data<Result>(w.call('GET', `/rollback/${rollback}`))).leftovers[0]?.status;

  it('B70 can be tried again, with the same key, and counts as undone then', async () => {
    const { rollback, leftover } = await leftOver('retry');
    const path = `/rollback/${rollback}/leftovers/${leftover.id}/retry`;
    expect(await w.data<Result>(w.call('POST', path))).toMatchObject({ success: false });
    expect(await statusOf(rollback)).toBe('open');
    sink.answer = () => 200;
    expect(await w.data<Result>(w.call('POST', path))).toMatchObject({ success: true, operations_executed: 1 });
    expect(await statusOf(rollback)).toBe('undone');
    expect((await w.call('POST', path)).status).toBe(409);
    const keys = sink.calls.filter(({ what, name }) => what === 'undo' && name === 'retry-stuck').map(({ key }) => key);
    expect(new Set(keys).size).toBe(1);
    // What is terminal stays as it was.
    expect((await w.data<Result>(w.call('GET', `/rollback/${rollback}`))).status).toBe('Failed');
  });

  it.each(['skip', 'resolve'] as const)('ends by %s, with a reason that the audit log keeps', async (verb) => {
    const { rollback, leftover } = await leftOver(verb);
    const path = `/rollback/${rollback}/leftovers/${leftover.id}/${verb}`;
    expect((await w.call('POST', path, {})).status).toBe(422);
    const viewer = await w.server.tokenOf('viewer');
    expect((await w.call('POST', path, { reason: 'no' }, viewer)).status).toBe(403);
    await w.data(w.call('POST', path, { reason: 'seen to by hand' }));
    expect(await statusOf(rollback)).toBe(verb === 'skip' ? 'skipped' : 'resolved');
    expect((await w.call('POST', path, { reason: 'again' })).status).toBe(409);
    const records = await w.data<{ details: { reason?: string } }[]>(
      w.server.request('control-center', `/audit/logs?action=rollback.${verb}&resource=rollbacks/${rollback}`),
    );
    expect(records.some(({ details }) => details.reason === 'seen to by hand')).toBe(true);
  });

  it('of a batch that undid itself is told and dealt with in the same way', async () => {
    sink.answer = ({ what, name }) => {
      if (what === 'do') return name === 'auto-bad' ? 400 : 200;
      return name === 'auto-stuck' ? 403 : 200;
    };
    const id = await w.batch('auto', [sink.operation('auto-stuck'), sink.operation('auto-bad', ['auto-stuck'])], {
      rollback_enabled: true,
    });
    expect(await w.endedBatch(id)).toMatchObject({ status: 'Failed', rollback_status: 'Failed' });
    const { leftovers } = await w.data<Result>(w.call('GET', `/rollback/${id}`));
    expect(leftovers).toMatchObject([{ status: 'open', name: 'auto-stuck' }]);
    const list = await w.data<{ rollback_id: string; kind: string; leftovers_open: number }[]>(
      w.call('GET', '/rollback'),
    );
    expect(list[0]).toMatchObject({ rollback_id: id, kind: 'batch', leftovers_open: 1 });
    sink.answer = () => 200;
    await w.data(w.call('POST', `/rollback/${id}/leftovers/${leftovers[0]!.id}/retry`));
    expect(sink.standing.has('auto-stuck')).toBe(false);
    expect(await statusOf(id)).toBe('undone');
  });

  it('of an unknown id is not found', async () => {
    expect((await w.call('POST', `/rollback/${NOBODY}/leftovers/${'0'.repeat(40)}/retry`)).status).toBe(404);
  });
});

describe('GET /rollback/statistics', () => {
  it('counts what really happened', async () => {
    const before = await w.data<Record<string, number>>(w.call('GET', '/rollback/statistics'));
    const checkpoint = await w.checkpoint('counted');
    await w.batch('counted', [sink.operation('counted')]);
    await result({ checkpoint_id: checkpoint });
    const after = await w.data<Record<string, number>>(w.call('GET', '/rollback/statistics'));
    expect(after['total_checkpoints']).toBe(before['total_checkpoints']! + 1);
    expect(after['total_rollbacks']).toBe(before['total_rollbacks']! + 1);
    const succeeded = (n: Record<string, number>) => Math.round((n['success_rate']! / 100) * n['total_rollbacks']!);
    expect(succeeded(after)).toBe(succeeded(before) + 1);
    expect(after['average_rollback_time']).toBeGreaterThan(0);
  });
});
