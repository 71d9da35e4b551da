import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, Task } from '../../generated/contract/orchestrator.ts';
import { startSink, type Sink, type SinkCall } from '../rollback/sink.ts';
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
beforeEach(() => {
  sink.answer = () => 200;
  sink.calls.length = 0;
});

const quick = { max_attempts: 4, initial_delay: 0.001, max_delay: 0.002 };
const get = (id: string) => w.data<Batch>(w.call('GET', `/batch/operations/${id}`));
const did = (what: 'do' | 'undo', name: string): SinkCall[] =>
  sink.calls.filter((call) => call.what === what && call.name === name);
/** Answers these statuses one after the other, then 200. */
const answers =
  (...statuses: number[]) =>
  (): number =>
    statuses.shift() ?? 200;
/** Never answers a `do` of this name. */
const hangs =
  (name: string) =>
  (call: SinkCall): Promise<number> | number =>
    call.what === 'do' && call.name === name ? new Promise(() => undefined) : 200;

describe('the policies of an operation', () => {
  it.each([429, 503, 500, 408])('%i is tried again under the same key until it succeeds', async (status) => {
    sink.answer = answers(status, status);
    const name = `retry-${status}`;
    const id = await w.batch(name, [{ ...sink.operation(name), retry: quick }]);
    expect((await get(id)).status).toBe('Completed');
    expect(did('do', name)).toHaveLength(3);
    expect(new Set(did('do', name).map(({ key }) => key)).size).toBe(1);
  });

  it.each([400, 404, 422])('%i is final', async (status) => {
    sink.answer = answers(status);
    const name = `final-${status}`;
    const id = await w.batch(name, [{ ...sink.operation(name), retry: quick }]);
    const { operations } = await get(id);
    expect(operations[0]).toMatchObject({ status: 'Failed', error: expect.stringContaining(`answered ${status}`) });
    expect(did('do', name)).toHaveLength(1);
  });

  it('gives up when the attempts are used up', async () => {
    sink.answer = () => 503;
    const id = await w.batch('used-up', [{ ...sink.operation('used-up'), retry: quick }]);
    expect((await get(id)).status).toBe('Failed');
    expect(did('do', 'used-up')).toHaveLength(4);
  });

  it('timeout_seconds stops what outlasts it, and the call whose outcome nobody knows is undone', async () => {
    sink.answer = hangs('slow');
    const operations = [
      sink.operation('before'),
      { ...sink.operation('slow', ['before']), timeout_seconds: 1 },
      sink.operation('after', ['slow']),
    ];
    const batch = await get(await w.batch('slow', operations, { rollback_enabled: true }));
    expect(batch).toMatchObject({ status: 'Failed', rollback_status: 'Completed' });
    expect(batch.operations.map(({ status }) => status)).toEqual(['Completed', 'Failed', 'Cancelled']);
    expect(batch.operations[1]?.error).toBe('timed out after 1 seconds');
    expect(sink.calls.filter(({ what }) => what === 'undo').map(({ name }) => name)).toEqual(['slow', 'before']);
  });

  it('continue_on_error lets the others go on and still ends the batch Failed', async () => {
    sink.answer = ({ name }) => (name === 'wrong' ? 400 : 200);
    const operations = [
      { ...sink.operation('wrong'), continue_on_error: true },
      sink.operation('needs-it', ['wrong']),
      sink.operation('other'),
    ];
    const batch = await get(await w.batch('on', operations, { rollback_enabled: true, parallel_limit: 1 }));
    expect(batch).toMatchObject({ status: 'Failed', rollback_status: 'Completed' });
    expect(batch.operations.map(({ status }) => status)).toEqual(['Failed', 'Cancelled', 'Completed']);
    expect(did('undo', 'other')).toHaveLength(1);
  });

  it('priority decides which of the ready ones goes first, and its task tells it', async () => {
    const operations = ['low', 'normal', 'high'].map((priority) => ({ ...sink.operation(`p-${priority}`), priority }));
    const batch = await get(await w.batch('ranked', operations, { parallel_limit: 1, priority: 'low' }));
    expect(batch).toMatchObject({ status: 'Completed', priority: 'low' });
    expect(sink.calls.map(({ name }) => name)).toEqual(['p-high', 'p-normal', 'p-low']);
    const task = await w.data<Task>(w.call('GET', `/tasks/${batch.operations[2]!.task_id}`));
    expect(task.priority).toBe('high');
  });
});

describe('timeout_seconds of a batch', () => {
  it('stops what runs, starts nothing more and ends it Failed', async () => {
    sink.answer = hangs('b-slow');
    const operations = [
      sink.operation('b-first'),
      sink.operation('b-slow', ['b-first']),
      sink.operation('b-last', ['b-slow']),
    ];
    const batch = await get(await w.batch('limited', operations, { timeout_seconds: 2 }));
    const reason = 'the batch timed out after 2 seconds';
    expect(batch).toMatchObject({ status: 'Failed', timeout_seconds: 2, rollback_status: null, error: reason });
    expect(batch.operations.map(({ status }) => status)).toEqual(['Completed', 'Failed', 'Cancelled']);
    expect(batch.operations[1]?.error).toBe(reason);
    expect(did('do', 'b-last')).toEqual([]);
  });

  it('undoes what was done, when that is wanted, also when nothing ran at that moment', async () => {
    // The retry of the only operation is an hour away: the batch waits for it, no longer.
    sink.answer = ({ what }) => (what === 'do' && did('do', 'c-again').length > 0 ? 503 : 200);
    const again = {
      ...sink.operation('c-again', ['c-first']),
      retry: { max_attempts: 2, initial_delay: 3600, max_delay: 3600 },
    };
    const limits = { timeout_seconds: 2, rollback_enabled: true };
    const batch = await get(await w.batch('limited', [sink.operation('c-first'), again], limits));
    expect(batch).toMatchObject({ status: 'Failed', rollback_status: 'Completed' });
    expect(did('undo', 'c-first')).toHaveLength(1);
  });
});

describe('a workflow', () => {
  it('has a priority of its own, told as an operator would type it', async () => {
    const body = { infra: 'production', check_mode: true, priority: 'high' };
    const id = await w.data<string>(w.call('POST', '/workflows/servers/create', body));
    const task = await w.data<Task>(w.call('GET', `/tasks/${id}`));
    expect(task.priority).toBe('high');
    expect(task.args.slice(-2)).toEqual(['--priority', 'high']);
    const wrong = await w.call('POST', '/workflows/servers/create', { ...body, priority: 'urgent' });
    expect([wrong.status, wrong.body.details[0].path]).toEqual([422, 'priority']);
  });
});
