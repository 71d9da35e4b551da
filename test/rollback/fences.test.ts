import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

const fences = (what: 'do' | 'undo', name: string): number[] =>
  sink.calls.filter((call) => call.what === what && call.name === name).map(({ fence }) => fence);
/** As if it had had so many owners before it ended. */
const owners = (id: string, epoch: number) =>
  w.server.database.statement('update runs set epoch = $2 where id = $1', [id, epoch]);
const rollBack = (id: string, names: readonly string[]) =>
  w.data<{ operations_failed: number }>(
    w.call('POST', '/rollback/execute', { operation_ids: names.map((name) => `${id}/${name}`) }),
  );

describe('I10 the fencing token of an operation never falls', () => {
  it('when another run undoes it, and when a further one tries it again', async () => {
    const id = await w.batch('fenced', [sink.operation('x'), sink.operation('y', ['x'])]);
    await owners(id, 5);
    sink.answer = ({ what, name }) => (what === 'undo' && name === 'x' ? 400 : 200);
    expect((await rollBack(id, ['x', 'y'])).operations_failed).toBe(1);
    sink.answer = () => 200;
    expect((await rollBack(id, ['x', 'y'])).operations_failed).toBe(0);
    expect(fences('undo', 'y')).toEqual([6]);
    expect(fences('undo', 'x')).toEqual([6, 7]);
  });

  it('when a batch is resumed', async () => {
    sink.answer = ({ name }) => (name === 'second' ? 400 : 200);
    const id = await w.batch('to resume', [sink.operation('first'), sink.operation('second', ['first'])]);
    const [before] = fences('do', 'second');
    await owners(id, 5);
    sink.answer = () => 200;
    const { batch_id: next } = await w.data<{ batch_id: string }>(w.call('POST', `/batch/operations/${id}/resume`));
    await w.endedBatch(next);
    expect(fences('do', 'second')).toEqual([before, 6]);
    expect(fences('do', 'first')).toHaveLength(1);
  });
});
