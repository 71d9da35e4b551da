import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../generated/contract/orchestrator.ts';
import { startServerProcess, type ServerProcess } from '../e2e/serverProcess.ts';
import { startSink, type Sink } from './sink.ts';

/** The real server on its embedded store, which outlives a killed process. */
describe('a server killed with SIGKILL at each undo', () => {
  let dir: string;
  let sink: Sink;
  let server: ServerProcess;
  const env = (): Record<string, string> => ({
    PROVISIONING_DATA_DIR: dir,
    PROVISIONING_LEASE_SECONDS: '2',
    PROVISIONING_RATE_LIMIT_AUTH: '0',
    PROVISIONING_RATE_LIMIT_GENERAL: '0',
    PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
  });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'provisioning-undo-'));
    sink = await startSink();
    server = startServerProcess(env());
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    await sink.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function connect(): Promise<<T>(path: string, body?: object) => Promise<T>> {
    const { orchestrator, control_center } = await server.ready;
    const send = async <T>(url: string, headers: Record<string, string>, body?: object): Promise<T> => {
      const answer = await fetch(url, {
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
      return ((await answer.json()) as { data: T }).data;
    };
    const { token } = await send<{ token: string }>(
      `${control_center}/auth/login`,
      {},
      { username: 'admin', password: 'an admin password' },
    );
    return (path, body) => send(`${orchestrator}${path}`, { authorization: `Bearer ${token}` }, body);
  }

  it('goes on where it was, with the same key, until nothing stands', { timeout: 180_000 }, async () => {
    const names = ['k1', 'k2', 'k3', 'k4'];
    const killed = new Set<string>();
    let died = Promise.withResolvers<undefined>();
    sink.answer = async ({ what, name }) => {
      if (what === 'do') return name === 'bad' ? 400 : 200;
      if (killed.has(name)) return 200;
      killed.add(name);
      await server.end('SIGKILL');
      died.resolve(undefined);
      // Every other undo had its effect before the server died; it never heard of it.
      return killed.size % 2 === 0 ? 200 : 503;
    };
    let api = await connect();
    const { batch_id: id } = await api<{ batch_id: string }>('/batch/execute', {
      name: 'undone',
      rollback_enabled: true,
      operations: [...names, 'bad'].map((name, i, all) => sink.operation(name, all.slice(Math.max(0, i - 1), i))),
    });
    for (const _ of names) {
      await died.promise;
      died = Promise.withResolvers<undefined>();
      server = startServerProcess(env());
      await server.ready;
    }
    api = await connect();
    let batch = await api<Batch>(`/batch/operations/${id}`);
    while (!batch.terminal) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      batch = await api<Batch>(`/batch/operations/${id}`);
    }
    expect(batch).toMatchObject({ status: 'Failed', rollback_status: 'Completed' });
    expect([...sink.standing]).toEqual([]);
    const undos = sink.calls.filter(({ what }) => what === 'undo');
    for (const name of names) {
      const own = undos.filter((call) => call.name === name);
      expect(own.length).toBe(2);
      expect(new Set(own.map(({ key }) => key)).size).toBe(1);
    }
    expect([...new Set(undos.map(({ name }) => name))]).toEqual([...names].reverse());
  });
});
