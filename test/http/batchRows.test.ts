import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOBODY } from '../harness/operations.ts';
import { startSink, type Sink, type SinkCall } from '../rollback/sink.ts';
import { wholeServer, type Whole } from '../rollback/wholeServer.ts';
import { startReceiver } from '../webhooks/receiver.ts';

let w: Whole;
let sink: Sink;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  sink = await startSink();
  receiver = await startReceiver([{ status: 204 }]);
  w = await wholeServer({
    httpAllowCidrs: ['127.0.0.0/8'],
    webhooksEnabled: true,
    webhookAllowCidrs: ['127.0.0.0/8'],
    webhookEndpoints: [
      { url: receiver.url, events: ['batch.completed', 'batch.failed', 'batch.cancelled'], secret: 'webhook-secret' },
    ],
  });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
  await receiver.stop();
});
beforeEach(() => {
  sink.answer = () => 200;
  sink.calls.length = 0;
});

interface Batch {
  readonly status: string;
  readonly terminal: boolean;
  readonly operations: readonly { readonly id: string; readonly status: string; readonly error: string | null }[];
}

const execute = (body: object) => w.call('POST', '/batch/execute', body);
const submit = async (name: string, operations: readonly object[], more: object = {}): Promise<string> =>
  (await w.data<{ batch_id: string }>(execute(w.batchOf(name, operations, more)))).batch_id;
const batch = (id: string): Promise<Batch> => w.data<Batch>(w.call('GET', `/batch/operations/${id}`));
const cancel = (id: string) => w.call('POST', `/batch/operations/${id}/cancel`);

/** A sink that holds the calls named so until `go`; `reached` tells of the first. */
function hold(held: (call: SinkCall) => boolean) {
  const reached = Promise.withResolvers<undefined>();
  const go = Promise.withResolvers<undefined>();
  sink.answer = async (call) => {
    if (!held(call)) return 200;
    reached.resolve(undefined);
    await go.promise;
    return 200;
  };
  return { reached: reached.promise, go: () => go.resolve(undefined) };
}

describe('what is refused stores nothing', () => {
  it.each([
    ['B62 a parallel_limit of 0', { parallel_limit: 0 }, {}, 'parallel_limit'],
    ['B62 a negative parallel_limit', { parallel_limit: -1 }, {}, 'parallel_limit'],
    ['B62 a parallel_limit of 1,000,000,000', { parallel_limit: 1_000_000_000 }, {}, 'parallel_limit'],
    ['B63 an unknown storage_backend', { storage_backend: 'floppy' }, {}, 'storage_backend'],
    ['B63 an unknown type', {}, { type: 'teleport' }, 'operations'],
    [
      'B63 an unknown provider',
      {},
      { type: 'taskserv_batch', provider: 'nowhere', taskservs: ['kv-store'] },
      'operations[0].provider',
    ],
  ])('%s', async (_name, more, operation, path) => {
    const before = (await w.call('GET', '/batch/operations')).headers.get('x-total-count');
    const call = sink.operation('x') as Record<string, unknown>;
    const one = 'type' in operation ? { id: 'x', ...operation } : call;
    const answer = await execute(w.batchOf('refused', [one], more));
    expect(answer.status).toBe(422);
    expect((answer.body.details as { path: string }[]).some((detail) => detail.path.startsWith(path))).toBe(true);
    expect((await w.call('GET', '/batch/operations')).headers.get('x-total-count')).toBe(before);
    expect(sink.calls).toEqual([]);
  });
});

describe('B65 a cancellation', () => {
  it('of an unknown batch is 404, of a finished one 409', async () => {
    expect((await cancel(NOBODY)).status).toBe(404);
    const id = await w.batch('finished', [sink.operation('f')]);
    expect((await cancel(id)).status).toBe(409);
    expect((await batch(id)).status).toBe('Completed');
  });

  it('a hundred times at once is one transition, and nothing starts after the first 200', async () => {
    const { reached, go } = hold(({ name }) => name === 'c0');
    const operations = Array.from({ length: 6 }, (_, i) => sink.operation(`c${i}`, i === 0 ? [] : [`c${i - 1}`]));
    const id = await submit('cancelled', operations, { parallel_limit: 1 });
    await reached;
    const answers = await Promise.all(Array.from({ length: 100 }, () => cancel(id)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.data)}`))).toEqual(
      new Set(['200 Operation cancelled']),
    );
    go();
    expect((await w.endedBatch(id)).status).toBe('Cancelled');
    expect((await cancel(id)).status).toBe(200);
    expect(sink.calls.map(({ name }) => name)).toEqual(['c0']);
    const { operations: ended } = await batch(id);
    expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'Cancelled'));
    const [row] = await w.server.database.statement<{ n: number }>(
      `select count(*)::int as n from events where type = 'BatchStatusChanged' and run_id = $1
         and data->>'status' in ('cancelled', 'completed', 'failed')`,
      [id],
    );
    expect(row?.n).toBe(1);
  });
});

it('B66 a cancellation that races the completion ends in one of the two, and all who tell of it agree', async () => {
  const ROUNDS = 200;
  const AT_ONCE = 10;
  const delivered = receiver.received.length;
  const cancels = new Map<string, Promise<number>>();
  const ids: string[] = [];
  let next = 0;
  const runRounds = async (): Promise<void> => {
    while (next < ROUNDS) {
      const name = `race-${next++}`;
      const { batch_id: id } = await w.data<{ batch_id: string }>(execute(w.batchOf(name, [sink.operation(name)])));
      ids.push(id);
      cancels.set(
        id,
        cancel(id).then(({ status }) => status),
      );
      await cancels.get(id);
    }
  };
  // Some calls are answered at once, some while the cancellation is on its way.
  sink.answer = async ({ name }) => {
    if (Number(name.split('-')[1]) % 2 === 0) return 200;
    await new Promise((resolve) => setImmediate(resolve));
    return 200;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runRounds));

  await receiver.until(delivered + ROUNDS);
  const told = new Map<string, string[]>();
  for (const { body } of receiver.received) {
    const { event, data } = JSON.parse(body) as { event: string; data: { batch_id: string } };
    told.set(data.batch_id, [...(told.get(data.batch_id) ?? []), event]);
  }
  const events = await w.server.database.statement<{ run_id: string; status: string }>(
    `select run_id, data->>'status' as status from events where type = 'BatchStatusChanged'
       and data->>'status' in ('completed', 'failed', 'cancelled')`,
    [],
  );
  const audited = await w.server.database.statement<{ resource: string }>(
    `select resource from audit_log where action = 'batch.cancel' and result = 'success'`,
    [],
  );
  for (const id of ids) {
    const { status, operations } = await batch(id);
    const answer = await cancels.get(id)!;
    const lowered = status.toLowerCase();
    expect(['Completed', 'Cancelled']).toContain(status);
    expect(operations.map((operation) => operation.status)).toEqual([status]);
    expect(events.filter((event) => event.run_id === id).map((event) => event.status)).toEqual([lowered]);
    expect(told.get(id)).toEqual([`batch.${lowered}`]);
    // Refused only when it was too late; what was accepted has its record.
    expect([200, 409]).toContain(answer);
    if (answer === 409) expect(status).toBe('Completed');
    expect(audited.some(({ resource }) => resource === `batches/${id}`)).toBe(answer === 200);
  }
});

describe('B67 a caller who goes away', () => {
  it('from a long poll stops nothing, and longer than the limit he may not ask for', async () => {
    const { reached, go } = hold(() => true);
    const id = await submit('polled', [sink.operation('p')]);
    await reached;
    const [task] = await w.data<{ id: string }[]>(w.call('GET', '/tasks?limit=1'));
    const leaving = new AbortController();
    const poll = w.server.request('orchestrator', `/tasks/${task?.id ?? ''}?wait=60`, { signal: leaving.signal });
    leaving.abort();
    await expect(poll).rejects.toThrow();
    expect((await w.call('GET', `/tasks/${task?.id ?? ''}?wait=61`)).status).toBe(400);
    go();
    expect((await w.endedBatch(id)).status).toBe('Completed');
    expect(await w.data(w.call('GET', `/tasks/${task?.id ?? ''}?wait=60`))).toMatchObject({ status: 'Completed' });
  });

  it('from a rollback leaves it running to its end', async () => {
    const id = await w.batch('rolled', [sink.operation('r1'), sink.operation('r2', ['r1'])]);
    const { reached, go } = hold(({ what }) => what === 'undo');
    const leaving = new AbortController();
    const asked = w.server.request('orchestrator', '/rollback/execute', {
      method: 'POST',
      json: { operation_ids: [`${id}/r1`], cascade: true },
      signal: leaving.signal,
    });
    await reached;
    leaving.abort();
    await expect(asked).rejects.toThrow();
    go();
    const [newest] = await w.data<{ rollback_id: string }[]>(w.call('GET', '/rollback?limit=1'));
    expect(await w.endedRollback(newest?.rollback_id ?? '')).toMatchObject({ status: 'Completed', success: true });
    expect([...sink.standing].filter((name) => name.startsWith('r'))).toEqual(
      [...sink.standing].filter((name) => name.startsWith('race')),
    );
  });
});

it('B68 check_mode has no effect at all: no server, no record, no file', async () => {
  const workflows: readonly (readonly [string, object])[] = [
    ['/workflows/servers/create', { infra: 'production', settings: 'config.k' }],
    ['/workflows/taskserv/create', { taskserv: 'kv-store', infra: 'production', settings: 'config.k' }],
    ['/workflows/cluster/create', { cluster_type: 'web-stack', infra: 'production', settings: 'config.k' }],
  ];
  for (const round of ['of nothing', 'of what stands']) {
    const world = async () => ({
      observed: [...(await w.observed()).values()],
      recorded: [...(await w.recorded()).values()],
      nodes: await w.server.database.statement(`select count(*)::int as n from nodes`, []),
    });
    const before = await world();
    for (const [path, body] of workflows) {
      const id = await w.data<string>(w.call('POST', path, { ...body, check_mode: true }));
      const task = await w.data<{ status: string; output: string }>(w.call('GET', `/tasks/${id}?wait=60`));
      // Without servers there is nothing that a task service could go on: said, not done.
      expect(['Completed', 'Failed']).toContain(task.status);
      if (path.includes('servers') || round !== 'of nothing') expect(task.output).toMatch(/^.*Plan: /su);
    }
    expect(await world()).toEqual(before);
    if (round === 'of nothing') {
      const id = await w.data<string>(w.call('POST', '/workflows/servers/create', workflows[0]![1]));
      expect(await w.data(w.call('GET', `/tasks/${id}?wait=60`))).toMatchObject({ status: 'Completed' });
    }
  }
});
