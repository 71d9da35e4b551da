import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Server } from '../../generated/contract/orchestrator.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startSink, type Sink } from '../rollback/sink.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';

const KILLS = 4;
const batchFile = join(import.meta.dirname, '../../examples/batches/web-stack.json');

// On the embedded store crash.test.ts looks closer; here the store outlives the server.
describe.runIf(testStore() === 'postgres')('a server on PostgreSQL killed with SIGKILL', () => {
  let dir: string;
  let env: Record<string, string>;
  let server: ServerProcess;
  let drop: () => Promise<void>;
  let sink: Sink;

  beforeAll(async () => {
    sink = await startSink();
    dir = await mkdtemp(join(tmpdir(), 'provisioning-killed-'));
    env = {
      PROVISIONING_DATA_DIR: dir,
      PROVISIONING_LEASE_SECONDS: '2',
      // Beside the kills counted as losses: a lease that ends because the machine is busy.
      PROVISIONING_MAX_CRASHES: '100',
      PROVISIONING_RATE_LIMIT_AUTH: '0',
      PROVISIONING_RATE_LIMIT_GENERAL: '0',
      PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
    };
    const postgres = await createTestPostgres();
    env['DATABASE_URL'] = postgres.url;
    drop = postgres.drop;
  });

  /** A client of the running server, logged in. */
  async function connect() {
    const { orchestrator, control_center } = await server.ready;
    const call = async <T>(
      url: string,
      { headers = {}, ...init }: { method?: string; body?: string; headers?: Record<string, string> } = {},
    ): Promise<T> => {
      const answer = await fetch(url, { ...init, headers: { 'content-type': 'application/json', ...headers } });
      const { success, data, error } = (await answer.json()) as { success: boolean; data: T; error?: string };
      if (!success) throw new Error(`${url}: ${error ?? ''}`);
      return data;
    };
    const { token } = await call<{ token: string }>(`${control_center}/auth/login`, {
      method: 'POST',
      body: JSON.stringify({ username: 'admin', password: 'an admin password' }),
    });
    return <T>(path: string, body?: string): Promise<T> =>
      call(`${orchestrator}${path}`, {
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { method: 'POST', body }),
      });
  }

  afterAll(async () => {
    // The servers that were made are given back by the product itself: nothing of them may stay.
    const api = await connect();
    const batches = await api<Batch[]>('/batch/operations');
    const operations = batches.flatMap(({ batch_id, operations: own }) => own.map(({ id }) => `${batch_id}/${id}`));
    await api('/rollback/execute', JSON.stringify({ operation_ids: operations }));
    await server.end('SIGTERM');
    await sink.close();
    await rm(dir, { recursive: true, force: true });
    await drop();
  });

  it(
    'finishes a batch whose server was killed in the middle, each effect present once',
    { timeout: 120_000 },
    async () => {
      server = startServerProcess(env);
      let api = await connect();
      // One call stays open until the last life of the server, so that none of them finds the batch over.
      const last = Promise.withResolvers<number>();
      sink.answer = ({ what }) => (what === 'do' ? last.promise : 200);
      const request = JSON.parse(await readFile(batchFile, 'utf8')) as { operations: object[] };
      const { batch_id } = await api<{ batch_id: string }>(
        '/batch/execute',
        JSON.stringify({ ...request, operations: [...request.operations, sink.operation('held')] }),
      );
      for (let kills = 0; kills < KILLS; kills += 1) {
        // Each life of the server gets a little further before it is cut off, the last one is let finish.
        await new Promise((alive) => setTimeout(alive, 150 + 250 * kills));
        expect((await api<Batch>(`/batch/operations/${batch_id}`)).terminal).toBe(false);
        await server.end('SIGKILL');
        server = startServerProcess(env);
        api = await connect();
      }
      last.resolve(200);
      let batch = await api<Batch>(`/batch/operations/${batch_id}`);
      while (!batch.terminal) {
        await new Promise((alive) => setTimeout(alive, 50));
        batch = await api<Batch>(`/batch/operations/${batch_id}`);
      }
      expect({ status: batch.status, error: batch.error }).toEqual({ status: 'Completed', error: null });
      expect(batch.operations.every(({ status }) => status === 'Completed')).toBe(true);
      expect(new Set(sink.calls.map(({ key }) => key)).size).toBe(1);

      const servers = await api<Server[]>('/servers?status=running');
      expect(servers.map(({ name }) => name).sort()).toEqual(['data-01', 'front-01', 'front-02']);
      for (const provider of ['upcloud', 'aws']) {
        const made = await readdir(join(dir, 'servers', provider));
        const recorded = servers.filter((one) => one.provider === provider).map(({ name }) => name);
        expect(made.filter((name) => !name.startsWith('.')).sort()).toEqual(recorded.sort());
      }
    },
  );
});
