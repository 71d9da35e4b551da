import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import { createRunRepository } from '../../src/repositories/runs.ts';
import type { Api } from '../harness/contract.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** An ended batch of so many operations that were all asked for at the same millisecond. */
async function ended(operations: number, createdAt = new Date()): Promise<string> {
  const id = newId();
  const run = {
    id,
    kind: 'batch' as const,
    name: 'walked',
    status: 'Completed' as const,
    spec: {},
    parallelLimit: 1,
    rollbackEnabled: false,
    tasksTotal: operations,
    createdAt,
    completedAt: createdAt,
  };
  const tasks = Array.from({ length: operations }, (_, ordinal) => ({
    id: newId(),
    runId: id,
    ordinal,
    kind: 'operation' as const,
    name: `op-${ordinal}`,
    type: 'http' as const,
    command: 'provisioning',
    args: [],
    dependencies: [],
    spec: {},
    status: 'Pending' as const,
    createdAt,
  }));
  await server.database.transact((tx) => createRunRepository(server.database).insert(tx, run, tasks));
  return id;
}

const get = (api: Api, path: string) => server.request(api, path);
const idsOf = (body: { data: { id?: string; batch_id?: string }[] }) => body.data.map((it) => it.batch_id ?? it.id!);

/** Every page of a list, with something done before each next one. */
async function walk(api: Api, path: string, between: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const { status, body, headers } = await get(api, cursor === null ? path : `${path}&cursor=${cursor}`);
    expect(status).toBe(200);
    seen.push(...idsOf(body));
    const next: string | null = headers.get('x-next-cursor');
    if (cursor !== null) {
      expect(headers.has('x-total-count')).toBe(false);
      const links = headers.get('link') ?? '';
      expect(links).toContain('offset=0>; rel="first"');
      if (next !== null) expect(links).toContain(`cursor=${next}>; rel="next"`);
    }
    cursor = next;
    if (cursor !== null) await between();
  } while (cursor !== null);
  return seen;
}

describe('a list walked by cursor (B44)', () => {
  it('gives every task once and in order, whatever is added meanwhile', async () => {
    const at = new Date();
    for (let batch = 0; batch < 4; batch += 1) await ended(6, at);
    const before = idsOf((await get('orchestrator', '/tasks?limit=1000')).body);
    const seen = await walk('orchestrator', '/tasks?limit=5', () => ended(3));
    expect(seen).toEqual(before);
  });

  it('gives the tasks of one state only, also when they were asked for at one moment', async () => {
    await server.database.statement(
      `insert into task_states (task_id, ended, completed_at)
         select t.id, 'Failed', now() from tasks t where t.ordinal % 2 = 0 on conflict do nothing`,
      [],
    );
    const before = idsOf((await get('orchestrator', '/tasks?status=Failed&limit=1000')).body);
    expect(before.length).toBeGreaterThan(10);
    expect(await walk('orchestrator', '/tasks?status=Failed&limit=4', () => ended(2))).toEqual(before);
  });

  it('gives every batch once', async () => {
    const at = new Date();
    for (let batch = 0; batch < 7; batch += 1) await ended(1, at);
    const before = idsOf((await get('orchestrator', '/batch/operations?limit=1000')).body);
    expect(await walk('orchestrator', '/batch/operations?limit=3', () => ended(1))).toEqual(before);
  });

  it('gives every audit record once', async () => {
    for (let login = 0; login < 5; login += 1) await server.login();
    const path = '/audit/logs?action=auth.login';
    const before = idsOf((await get('control-center', `${path}&limit=1000`)).body);
    expect(before.length).toBeGreaterThan(5);
    expect(await walk('control-center', `${path}&limit=2`, () => server.login())).toEqual(before);
  });

  it('refuses a cursor that was altered, is of another list, or comes with an offset, naming it', async () => {
    await ended(3);
    const cursor = (await get('orchestrator', '/tasks?limit=1')).headers.get('x-next-cursor')!;
    const other = cursor.slice(0, 12) + (cursor[12] === 'A' ? 'B' : 'A') + cursor.slice(13);
    for (const path of [
      `/tasks?cursor=${other}`,
      `/tasks?cursor=${cursor.slice(0, -4)}`,
      '/tasks?cursor=dGFza3M',
      `/batch/operations?cursor=${cursor}`,
      `/tasks?cursor=${cursor}&offset=0`,
      `/tasks?cursor=${cursor}&cursor=${cursor}`,
    ]) {
      const { status, body } = await get('orchestrator', path);
      expect([path, status]).toEqual([path, 400]);
      expect(body).toMatchObject({ code: 'invalid_request', details: [{ path: 'cursor' }] });
    }
  });

  it('counts what is long to 10,000 only, and says so', async () => {
    await ended(10_001);
    const { body, headers } = await get('orchestrator', '/tasks?limit=2&offset=4');
    expect(body.data).toHaveLength(2);
    expect(headers.get('x-total-count')).toBe('10000');
    expect(headers.get('x-total-exact')).toBe('false');
    expect(headers.get('link')).toContain('offset=6>; rel="next"');
    expect(headers.get('link')).toContain('offset=2>; rel="prev"');
    expect(headers.get('link')).not.toContain('rel="last"');
    const few = await get('orchestrator', '/tasks?status=Failed&limit=2');
    expect(few.headers.get('x-total-exact')).toBe('true');
    expect(few.headers.get('link')).toContain('rel="last"');
  });
});
