import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ProvisioningClient } from '../../sdk/index.ts';
import { startPostgresProxy, type PostgresProxy } from '../faults/postgresProxy.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';

interface Call {
  readonly name: string;
  readonly key: string;
  readonly fence: number;
  readonly accepted: boolean;
}

/** A service that refuses a fencing token below the highest it has seen, and holds back every first call of `held`. */
async function fencedService() {
  const calls: Call[] = [];
  let answerHeld: () => void = () => undefined;
  const highest = (name: string): number =>
    Math.max(0, ...calls.filter((one) => one.name === name).map((one) => one.fence));
  const server = createServer((request, response) => {
    request.resume();
    const name = (request.url ?? '').slice(1);
    const fence = Number(request.headers['x-fencing-token']);
    const accepted = fence >= highest(name);
    const first = !calls.some((one) => one.name === name);
    calls.push({ name, key: String(request.headers['idempotency-key']), fence, accepted });
    const answer = () => response.writeHead(accepted ? 200 : 409, { 'content-type': 'application/json' }).end('{}');
    if (name === 'held' && first) answerHeld = answer;
    else answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    calls,
    of: (name: string) => calls.filter((one) => one.name === name),
    answerHeld: () => {
      answerHeld();
    },
    operation: (id: string, after: string[] = []) => ({
      id,
      type: 'http' as const,
      dependencies: after,
      do: { url: `${url}/${id}` },
    }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

// Two servers need a store that both can open.
describe.runIf(testStore() === 'postgres')('a run whose server', () => {
  let dir: string;
  let env: Record<string, string>;
  let drop: () => Promise<void>;
  /** Between each first server and the database. */
  let wire: PostgresProxy;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'provisioning-takeover-'));
    const postgres = await createTestPostgres();
    drop = postgres.drop;
    wire = await startPostgresProxy(postgres.url);
    env = {
      DATABASE_URL: postgres.url,
      PROVISIONING_SECRET_KEY: randomBytes(32).toString('base64'),
      PROVISIONING_DRAIN_SECONDS: '0',
      PROVISIONING_RATE_LIMIT_AUTH: '0',
      PROVISIONING_RATE_LIMIT_GENERAL: '0',
      PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
    };
  });
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
    await wire.close();
    await drop();
  });

  const start = (name: string, more: Record<string, string> = {}): ServerProcess =>
    startServerProcess({ ...env, PROVISIONING_DATA_DIR: join(dir, name), ...more });
  async function connect(server: ServerProcess): Promise<ProvisioningClient> {
    const { orchestrator, control_center: controlCenterUrl } = await server.ready;
    const client = new ProvisioningClient(orchestrator, '', { controlCenterUrl, maxRetries: 0 });
    await client.login('admin', 'an admin password');
    return client;
  }

  it.each(['SIGSTOP', 'SIGKILL', 'a silent network'] as const)(
    'gets %s is taken over with a higher epoch, and what comes of it afterwards changes nothing',
    { timeout: 120_000 },
    async (signal) => {
      const service = await fencedService();
      // Only the first is to lose its lease: the second keeps to the usual one, however slow the machine.
      const first = start(`${signal}-first`, { DATABASE_URL: wire.url, PROVISIONING_LEASE_SECONDS: '3' });
      const { batch_id: id } = await (
        await connect(first)
      ).executeBatch({
        name: signal,
        operations: [
          service.operation('before'),
          service.operation('held', ['before']),
          service.operation('after', ['held']),
        ],
      });
      await vi.waitFor(() => expect(service.of('held')).toHaveLength(1), { timeout: 30_000 });
      const speakAgain = signal === 'a silent network' ? wire.silence() : undefined;
      if (signal !== 'a silent network') process.kill(first.pid, signal);

      const second = start(`${signal}-second`);
      const client = await connect(second);
      const batch = await client.waitForBatch(id, { pollMs: 50, timeoutMs: 60_000 });
      expect(batch.operations.map(({ status }) => status)).toEqual(['Completed', 'Completed', 'Completed']);
      expect(service.of('before')).toMatchObject([{ fence: 1 }]);
      expect(service.of('held')).toMatchObject([{ fence: 1 }, { fence: 2 }]);
      expect(new Set(service.of('held').map(({ key }) => key)).size).toBe(1);
      expect(service.of('after')).toMatchObject([{ fence: 2 }]);

      const givenUp = async () => {
        const said = () => first.lines.some((line) => line.includes('run given up') && line.includes(id));
        await vi.waitFor(() => expect(said()).toBe(true), { timeout: 30_000 });
      };
      // Who is cut off notices while nobody can tell it, and before its call is answered: with an answer it would wait for
      // the database to take it.
      if (speakAgain !== undefined) await givenUp();
      service.answerHeld();
      if (signal === 'SIGSTOP') {
        process.kill(first.pid, 'SIGCONT');
        await givenUp();
      }
      if (speakAgain !== undefined) {
        // Its connections of that time come to nothing, and it gets new ones.
        speakAgain(true);
        const { orchestrator } = await first.ready;
        const health = () =>
          fetch(`${orchestrator}/health`, { signal: AbortSignal.timeout(5_000) }).then(
            ({ status }) => status,
            () => null,
          );
        await expect.poll(health, { timeout: 60_000 }).toBe(200);
      }
      await first.end('SIGTERM');
      expect(await client.getBatch(id)).toEqual(batch);
      expect(service.calls).toHaveLength(4);
      await second.end('SIGTERM');
      service.close();
    },
  );
});
