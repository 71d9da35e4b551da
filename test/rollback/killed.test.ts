import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../generated/contract/orchestrator.ts';
import { seedDataDir } from '../harness/database.ts';
import { startServerProcess, type ServerProcess } from '../e2e/serverProcess.ts';
import { startSink, type Sink } from './sink.ts';
import { twelve } from './twelve.ts';

/** The real server on its embedded store, which outlives a killed process. */
describe('a server killed with SIGKILL at each undo', () => {
  let dir: string;
  let sink: Sink;
  let server: ServerProcess;
  const env = (): Record<string, string> => ({
    PROVISIONING_DATA_DIR: dir,
    // Nobody waits for its end: a server that starts on the embedded store knows that the one before is gone.
    PROVISIONING_LEASE_SECONDS: '3600',
    PROVISIONING_RATE_LIMIT_AUTH: '0',
    PROVISIONING_RATE_LIMIT_GENERAL: '0',
    PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
  });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'provisioning-undo-'));
    await seedDataDir(dir);
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

  it(
    'while any of the twelve is under way goes on where it was, with the same key, until nothing stands',
    { timeout: 300_000 },
    async () => {
      const waves = undoWaves();
      expect(waves.map((wave) => wave.length)).toEqual([1, 2, 3, 3, 3]);
      const waveOf = new Map(waves.flatMap((wave) => wave.map((name) => [name, wave] as const)));
      const underWay = new Set<string>();
      let died = Promise.withResolvers<undefined>();
      sink.answer = async ({ what, name }) => {
        if (what === 'do') return name === 'bad' ? 400 : 200;
        if (underWay.has(name)) return 200;
        underWay.add(name);
        // Every other undo had its effect before the server died; it never heard of it.
        const status = underWay.size % 2 === 0 ? 200 : 503;
        const death = died;
        if (waveOf.get(name)!.every((one) => underWay.has(one))) {
          await server.end('SIGKILL');
          death.resolve(undefined);
        }
        await death.promise;
        return status;
      };
      let api = await connect();
      const operations = [...twelve, { id: 'bad', after: ['e1'] }].map(({ id, after }) => sink.operation(id, after));
      const { batch_id: id } = await api<{ batch_id: string }>('/batch/execute', {
        name: 'undone',
        rollback_enabled: true,
        operations,
      });
      for (const _ of waves) {
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
      for (const { id: name } of twelve) {
        const own = undos.filter((call) => call.name === name);
        expect([name, own.length, new Set(own.map(({ key }) => key)).size]).toEqual([name, 2, 1]);
        expect(own[1]!.fence).toBeGreaterThan(own[0]!.fence);
      }
      // Each dependant had been undone when the undo of what it depends on began.
      for (const { id: later, after = [] } of twelve) {
        for (const earlier of after) {
          const lastOf = undos.findLastIndex(({ name }) => name === later);
          expect(lastOf).toBeLessThan(undos.findIndex(({ name }) => name === earlier));
        }
      }
    },
  );

  it(
    'answers 202 when it is told to stop; the rollback outlives that, and a SIGKILL, too',
    { timeout: 120_000 },
    async () => {
      sink.answer = () => 200;
      let api = await connect();
      const operations = [sink.operation('d1'), sink.operation('d2', ['d1']), sink.operation('d3', ['d2'])];
      const { batch_id: id } = await api<{ batch_id: string }>('/batch/execute', { name: 'drained', operations });
      while (!(await api<Batch>(`/batch/operations/${id}`)).terminal) await new Promise((r) => setTimeout(r, 50));
      const reached = Promise.withResolvers<undefined>();
      const go = Promise.withResolvers<undefined>();
      const died = Promise.withResolvers<undefined>();
      const undone = new Map<string, number>();
      sink.answer = async ({ name }) => {
        const times = (undone.get(name) ?? 0) + 1;
        undone.set(name, times);
        if (name === 'd3') {
          reached.resolve(undefined);
          await go.promise;
        }
        if (name === 'd1' && times === 1) {
          await server.end('SIGKILL');
          died.resolve(undefined);
        }
        return 200;
      };
      const answering = api<{ rollback_id: string; status: string }>('/rollback/execute', {
        operation_ids: [`${id}/d1`],
        cascade: true,
      });
      await reached.promise;
      const ended = server.end('SIGTERM');
      // The undo is still under way: the answer does not wait for it.
      const accepted = await answering;
      expect(accepted).toEqual({ rollback_id: expect.any(String) as string, status: 'Running' });
      // A server that is to stop begins no other undo: the next one does, and dies of the last.
      go.resolve(undefined);
      expect(await ended).toBe(0);
      expect([...undone.keys()]).toEqual(['d3']);
      server = startServerProcess(env());
      await died.promise;
      server = startServerProcess(env());
      api = await connect();
      let told = await api<{ status: string }>(`/rollback/${accepted.rollback_id}`);
      while (told.status === 'Running' || told.status === 'Pending') {
        await new Promise((resolve) => setTimeout(resolve, 50));
        told = await api<{ status: string }>(`/rollback/${accepted.rollback_id}`);
      }
      expect(told).toMatchObject({ status: 'Completed', operations_executed: 3, operations_failed: 0 });
      expect([...sink.standing]).toEqual([]);
      expect(undone.get('d1')).toBe(2);
    },
  );
});

/** What is undone beside each other, in the order of undoing: all dependants of a wave are in earlier ones. */
function undoWaves(): string[][] {
  const depth = new Map<string, number>();
  for (const { id } of [...twelve].reverse()) {
    const dependants = twelve.filter(({ after = [] }) => after.includes(id));
    depth.set(id, 1 + Math.max(-1, ...dependants.map((one) => depth.get(one.id) ?? 0)));
  }
  return [...Map.groupBy(depth.keys(), (id) => depth.get(id)).values()];
}
