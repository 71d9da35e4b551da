import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Batch, BatchRequest, TaskWaiting } from '../../generated/contract/orchestrator.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { startSink, type Sink } from '../rollback/sink.ts';
import { commandLine } from '../cli/cli.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/budgets.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page)![1]!;

describe('GET /tasks/{id}/waiting, with the example of docs/budgets.md', () => {
  let server: TestServer;
  let sink: Sink;
  const open = new Map<string, () => void>();

  beforeAll(async () => {
    sink = await startSink();
    sink.answer = ({ name }) =>
      new Promise((resolve) => {
        open.set(name, () => {
          resolve(200);
        });
      });
    const { http } = parse(block('toml'))['providers'] as {
      http: { allow: string[]; max_parallel: number; requests_per_second: number };
    };
    server = await startServer({
      config: {
        httpAllowCidrs: http.allow,
        httpMaxParallel: http.max_parallel,
        httpRequestsPerSecond: http.requests_per_second,
      },
    });
  });
  afterAll(async () => {
    for (const go of open.values()) go();
    await server.stop();
    await sink.close();
  });

  const get = async <T>(path: string): Promise<T> => (await server.request('orchestrator', path)).body.data as T;
  const execute = async (json: unknown): Promise<string> =>
    (await server.request('orchestrator', '/batch/execute', { method: 'POST', json })).body.data.batch_id as string;
  const tasksOf = async (id: string): Promise<Map<string, string>> =>
    new Map((await get<Batch>(`/batch/operations/${id}`)).operations.map((one) => [one.id, one.task_id]));
  const reasonsOf = async (task: string | undefined) =>
    (await get<TaskWaiting>(`/tasks/${String(task)}/waiting`)).reasons;
  const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

  it('names the key and its holder, the budget and how full it is, the dependency, and the batch’s own limit', async () => {
    const example = block('json').replaceAll('http://127.0.0.1:4100', sink.url);
    const migrations = JSON.parse(example) as BatchRequest;
    const first = await execute(migrations);
    await soon(async () => expect([...open.keys()].sort()).toEqual(['cache', 'orders']));
    const tasks = await tasksOf(first);
    await soon(async () =>
      expect(await reasonsOf(tasks.get('users'))).toEqual([
        {
          kind: 'concurrency_key',
          message: '1 of 1 operations with the key db:main are running; it is number 1 of those that wait',
          name: 'db:main',
          limit: 1,
          used: 1,
          position: 1,
          tasks: [tasks.get('orders')],
        },
      ]),
    );
    expect(await reasonsOf(tasks.get('cache'))).toEqual([]);

    // Nobody asks for a turn now, so the next one can be moved far away and back.
    const nextTurn = (at: string) => server.database.statement(`update paces set next_at = ${at}`, []);
    await nextTurn(`now() + interval '1 hour'`);
    expect(await reasonsOf(tasks.get('cache'))).toMatchObject([
      { kind: 'requests_per_second', name: 'http', limit: 50 },
    ]);
    await nextTurn('now()');

    const operations = ['third', 'fourth'].map((id, i) => ({
      ...sink.operation(id),
      priority: i === 0 ? 'high' : 'low',
    }));
    const second = await execute({
      name: 'more',
      parallel_limit: 1,
      operations: [...operations, sink.operation('last', ['third'])],
    });
    const more = await tasksOf(second);
    await soon(async () => {
      expect(await reasonsOf(more.get('third'))).toMatchObject([
        { kind: 'max_parallel', name: 'http', limit: 2, used: 2, position: 1 },
      ]);
    });
    const [budget] = await reasonsOf(more.get('third'));
    expect([...budget!.tasks].sort()).toEqual([tasks.get('cache'), tasks.get('orders')].sort());
    expect(await reasonsOf(more.get('fourth'))).toMatchObject([
      { kind: 'parallel_limit', name: 'more', limit: 1, used: 1, tasks: [more.get('third')] },
    ]);
    expect(await reasonsOf(more.get('last'))).toMatchObject([{ kind: 'dependency', tasks: [more.get('third')] }]);

    const metrics = (await server.request('orchestrator', '/metrics')).text;
    expect(metrics).toContain('provisioning_provider_slots_limit{provider="http"} 2\n');
    expect(metrics).toContain('provisioning_provider_slots_held{provider="http"} 2\n');
    expect(metrics).toContain('provisioning_provider_slots_waiting{provider="http"} 1\n');

    const { run } = await commandLine(server.orchestratorUrl);
    const env = { PROVISIONING_TOKEN: await server.login() };
    const told = await run(['tasks', 'waiting', String(more.get('third'))], { env });
    expect(told.stdout).toContain('max_parallel: 2 of 2 places at provider http are taken');

    for (const id of [first, second]) {
      await soon(async () => {
        for (const go of open.values()) go();
        expect((await get<Batch>(`/batch/operations/${id}`)).status).toBe('Completed');
      });
    }
    expect(await reasonsOf(more.get('third'))).toEqual([]);
  });

  it('tells the place of a run that no server has taken', async () => {
    const id = await execute({ name: 'elsewhere', operations: [sink.operation('far')] });
    await soon(async () => expect([...open.keys()]).toContain('far'));
    const text = `update runs set host = 'away', owner = null, lease_until = null, epoch = epoch + 1, running = '{}'
      where id = $1`;
    await server.database.statement(text, [id]);
    const task = (await tasksOf(id)).get('far');
    expect(await reasonsOf(task)).toMatchObject([{ kind: 'queue', name: 'elsewhere', position: 1 }]);
  });
});
