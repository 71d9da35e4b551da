import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  RollbackHead,
  RollbackResult,
  RollbackStatistics,
  Server,
  Task,
} from '../../generated/contract/orchestrator.ts';
import { startSink, type Sink } from './sink.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

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
const list = (): Promise<RollbackHead[]> => w.data<RollbackHead[]>(w.call('GET', '/rollback?limit=1000'));

/** The one task of a rollback or restore, as the API tells it. */
async function taskOf(runId: string): Promise<Task> {
  const [row] = await w.server.database.statement<{ id: string }>('select id from tasks where run_id = $1', [runId]);
  return w.data<Task>(w.call('GET', `/tasks/${row!.id}`));
}

/** What the event log says of a run, in order. */
async function toldOf(runId: string): Promise<{ type: string; status?: string; node?: string; undo?: string }[]> {
  const rows = await w.server.database.statement<{ type: string; data: Record<string, string | undefined> }>(
    'select type, data from events where run_id = $1 order by sequence',
    [runId],
  );
  return rows.map(({ type, data }) => ({ type, ...data }));
}

describe('a rollback', () => {
  it('is a run of its own, with an id, a task, events and progress', async () => {
    const id = await w.batch('own', [sink.operation('base'), sink.operation('top', ['base'])]);
    const go = Promise.withResolvers<undefined>();
    const reached = Promise.withResolvers<undefined>();
    sink.answer = async ({ name }) => {
      if (name === 'base') {
        reached.resolve(undefined);
        await go.promise;
      }
      return 200;
    };
    const answering = execute({ operation_ids: [`${id}/base`], cascade: true });
    await reached.promise;
    const [running] = await list();
    expect(running).toMatchObject({ kind: 'rollback', status: 'Running' });
    const runId = running!.rollback_id;
    expect(runId).not.toBe(id);
    expect(await taskOf(runId)).toMatchObject({
      status: 'Running',
      command: 'provisioning',
      args: ['rollback', 'execute', '--operation', `${id}/base`],
    });
    expect(await w.data(w.call('GET', `/rollback/${runId}`))).toMatchObject({ status: 'Running', progress: 50 });
    go.resolve(undefined);
    const done = { rollback_id: runId, success: true, progress: 100, operations_executed: 2 };
    expect((await answering).body.data).toMatchObject(done);
    expect(await taskOf(runId)).toMatchObject({ status: 'Completed', progress: 100 });
    const told = (await toldOf(runId)).filter(({ type }) => type === 'RollbackStatusChanged');
    expect(told.map(({ status, node, undo }) => (node === undefined ? status : `${node} ${undo ?? ''}`))).toEqual([
      'pending',
      'running',
      'top running',
      'top completed',
      'base running',
      'base completed',
      'completed',
    ]);
  });

  it('of one task undoes just that, by the id of the task', async () => {
    const id = await w.batch('by task', [sink.operation('this'), sink.operation('that')]);
    const { operations } = await w.data<{ operations: { id: string; task_id: string }[] }>(
      w.call('GET', `/batch/operations/${id}`),
    );
    const task = operations.find((one) => one.id === 'this')!.task_id;
    expect((await execute({ operation_ids: [task] })).body.data).toMatchObject({ operations_executed: 1 });
    expect([sink.standing.has('this'), sink.standing.has('that')]).toEqual([false, true]);
  });

  it('B69 to a checkpoint is refused while one to the same runs; after it nothing is left to do', async () => {
    const checkpoint = await w.checkpoint('same');
    await w.batch('same', [sink.operation('s')]);
    const go = Promise.withResolvers<undefined>();
    const reached = Promise.withResolvers<undefined>();
    sink.answer = async () => {
      reached.resolve(undefined);
      await go.promise;
      return 200;
    };
    const first = execute({ checkpoint_id: checkpoint });
    await reached.promise;
    const [running] = await list();
    for (const refused of [
      await execute({ checkpoint_id: checkpoint }),
      await w.call('POST', `/rollback/restore/${checkpoint}`),
    ])
      expect([refused.status, refused.body.error]).toEqual([409, expect.stringContaining(running!.rollback_id)]);
    go.resolve(undefined);
    expect((await first).body.data).toMatchObject({ success: true, operations_executed: 1 });
    const after = (await execute({ checkpoint_id: checkpoint })).body.data as RollbackResult;
    expect(after).toMatchObject({ rollback_id: null, status: 'Skipped', success: true, operations_executed: 0 });
    expect(sink.calls.filter(({ what }) => what === 'undo')).toHaveLength(1);
  });

  it('undoes what a half-made operation had made: of three servers those two that were', async () => {
    // Something that isn't ours stands where the second is to be.
    await mkdir(w.rootOf('half-2'), { recursive: true });
    await writeFile(join(w.rootOf('half-2'), 'theirs'), '');
    const wishes = [{ name: 'half-1' }, { name: 'half-2' }, { name: 'half-3' }];
    const id = await w.batch('half', [w.serverOperation('make', wishes)], { rollback_enabled: true });
    expect(await w.endedBatch(id)).toMatchObject({ status: 'Failed', rollback_status: 'Completed' });
    const result = await w.data<RollbackResult>(w.call('GET', `/rollback/${id}`));
    expect(result).toMatchObject({ success: true, leftovers: [] });
    const made = await w.data<Server[]>(w.call('GET', '/servers?limit=1000'));
    expect(made.filter(({ name }) => name.startsWith('half-')).every(({ status }) => status === 'deleted')).toBe(true);
    expect([...(await w.observed()).keys()].filter((name) => name.startsWith('half-'))).toEqual([]);
    expect(result.operations_executed).toBeGreaterThanOrEqual(1);
    await rm(w.rootOf('half-2'), { recursive: true });
  });
});

describe('a restore', () => {
  it('is a run of its own, too', async () => {
    const checkpoint = await w.checkpoint('before');
    await w.servers({ name: 'extra' });
    const answer = await w.server.request('orchestrator', `/rollback/restore/${checkpoint}`, {
      method: 'POST',
      headers: { prefer: 'respond-async' },
    });
    expect(answer.status).toBe(202);
    const { rollback_id: runId } = answer.body.data as { rollback_id: string };
    expect(answer.headers.get('location')).toBe(`/rollback/${runId}`);
    expect(await w.endedRollback(runId)).toMatchObject({ status: 'Completed' });
    expect((await list())[0]).toMatchObject({ rollback_id: runId, kind: 'restore', operations_executed: 1 });
    expect(await taskOf(runId)).toMatchObject({ status: 'Completed', args: ['rollback', 'restore', checkpoint] });
    expect((await toldOf(runId)).at(-1)).toMatchObject({ type: 'RollbackStatusChanged', status: 'completed' });
    expect((await w.observed()).has('extra')).toBe(false);
  });
});

describe('GET /rollback/statistics', () => {
  it('is what the history says: totals, success in percent, average seconds', async () => {
    sink.answer = ({ what }) => (what === 'undo' ? 403 : 200);
    const id = await w.batch('fails', [sink.operation('stuck')]);
    expect((await execute({ operation_ids: [`${id}/stuck`] })).body.data).toMatchObject({ success: false });
    const history = (await list()).filter(({ kind }) => kind !== 'batch');
    const succeeded = history.filter(({ success }) => success).length;
    expect([succeeded, history.length - succeeded].every((n) => n > 0)).toBe(true);
    const statistics = await w.data<RollbackStatistics>(w.call('GET', '/rollback/statistics'));
    const checkpoints = await w.call('GET', '/rollback/checkpoints');
    expect(statistics).toMatchObject({
      total_checkpoints: Number(checkpoints.headers.get('x-total-count')),
      total_rollbacks: history.length,
      success_rate: Math.round((1_000 * succeeded) / history.length) / 10,
    });
    const mean = history.reduce((sum, { duration }) => sum + duration, 0) / history.length;
    expect(statistics.average_rollback_time).toBeCloseTo(mean, 2);
  });
});
