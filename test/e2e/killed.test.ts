import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Server } from '../../generated/contract/orchestrator.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';

const batchFile = join(import.meta.dirname, '../../examples/batches/web-stack.json');

// On the embedded store crash.test.ts looks closer; here the store outlives the server.
describe.runIf(testStore() === 'postgres')('a server on PostgreSQL killed with SIGKILL', () => {
  let dir: string;
  let env: Record<string, string>;
  let server: ServerProcess;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'provisioning-killed-'));
    env = {
      PROVISIONING_DATA_DIR: dir,
      PROVISIONING_LEASE_SECONDS: '2',
      PROVISIONING_RATE_LIMIT_AUTH: '0',
      PROVISIONING_RATE_LIMIT_GENERAL: '0',
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
    await rm(dir, { recursive: true, force: true });
    await drop();
  });

  it(
    'finishes a batch whose server was killed in the middle, each effect present once',
    { timeout: 120_000 },
    async () => {
      server = startServerProcess(env);
      let api = await connect();
      const { batch_id } = await api<{ batch_id: string }>('/batch/execute', await readFile(batchFile, 'utf8'));
      let kills = 0;
      let batch: Batch;
      for (;;) {
        // Each life of the server gets a little further before it is cut off, the last one is let finish.
        await new Promise((alive) => setTimeout(alive, kills < 4 ? 150 + 250 * kills : 50));
        batch = await api<Batch>(`/batch/operations/${batch_id}`);
        if (batch.terminal) break;
        if (kills < 4) {
          await server.end('SIGKILL');
          kills += 1;
          server = startServerProcess(env);
          api = await connect();
        }
      }
      expect(kills).toBeGreaterThan(0);
      expect({ status: batch.status, error: batch.error }).toEqual({ status: 'Completed', error: null });
      expect(batch.operations.every(({ status }) => status === 'Completed')).toBe(true);

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
