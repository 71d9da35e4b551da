import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { ProvisioningClient } from '../../sdk/index.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startSink, type SinkCall } from '../rollback/sink.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';

/** Long enough that whoever comes too early meets the other. */
const CALL_MS = 1_500;

/** Most of these calls that were open at one moment. */
const atOnce = (calls: readonly SinkCall[]): number =>
  Math.max(...calls.map(({ at }) => calls.filter((one) => one.at <= at && (one.endedAt ?? Infinity) > at).length));

it.runIf(testStore() === 'postgres')(
  'the key and the places at a provider of a server that gets SIGKILL pass on, and are never held twice',
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'provisioning-holder-'));
    const { url, drop } = await createTestPostgres();
    const sink = await startSink();
    const started: ServerProcess[] = [];
    onTestFinished(async () => {
      await Promise.all(started.map((server) => server.end('SIGKILL')));
      await sink.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    });
    const config = join(folder, 'provisioning.toml');
    await writeFile(config, '[providers.http]\nmax_parallel = 2\n');
    const secret = randomBytes(32).toString('base64');
    const start = async (more: Record<string, string> = {}) => {
      const server = startServerProcess({
        DATABASE_URL: url,
        PROVISIONING_CONFIG: config,
        PROVISIONING_DATA_DIR: join(folder, `data-${started.length}`),
        PROVISIONING_SECRET_KEY: secret,
        PROVISIONING_RATE_LIMIT_AUTH: '0',
        PROVISIONING_RATE_LIMIT_GENERAL: '0',
        PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
        ...more,
      });
      started.push(server);
      const { orchestrator, control_center: controlCenterUrl } = await server.ready;
      const client = new ProvisioningClient(orchestrator, '', { controlCenterUrl, maxRetries: 0 });
      await client.login('admin', 'an admin password');
      return { server, client };
    };
    const keyed = (id: string) => ({ ...sink.operation(id), concurrency_key: 'k' });
    const killed = Promise.withResolvers<number>();
    sink.answer = async (call) => {
      if (sink.calls.filter(({ name }) => name === call.name).length === 1 && ['holder', 'beside'].includes(call.name))
        return killed.promise;
      await delay(CALL_MS);
      return 200;
    };

    // Only the first is to lose its lease: the second keeps to the usual one, however slow the machine.
    const first = await start({ PROVISIONING_LEASE_SECONDS: '3' });
    const held = await first.client.executeBatch({
      name: 'held',
      operations: [keyed('holder'), sink.operation('beside')],
    } as never);
    await expect.poll(() => sink.calls.length, { timeout: 30_000 }).toBe(2);
    const second = await start();
    const rivals = await second.client.executeBatch({
      name: 'rivals',
      operations: [keyed('rival'), sink.operation('more')],
    } as never);
    const kinds = async () => {
      const { operations } = await second.client.getBatch(rivals.batch_id);
      const waiting = await Promise.all(operations.map(({ task_id }) => second.client.getTaskWaiting(task_id)));
      return waiting.map(({ reasons }) => reasons[0]?.kind);
    };
    await expect.poll(kinds, { timeout: 30_000 }).toEqual(['concurrency_key', 'max_parallel']);

    await first.server.end('SIGKILL');
    killed.resolve(503);
    for (const { batch_id: id } of [held, rivals]) {
      const batch = await second.client.waitForBatch(id, { pollMs: 50, timeoutMs: 60_000 });
      expect(batch.operations.map(({ status }) => status)).toEqual(['Completed', 'Completed']);
    }
    const fences = (name: string) => sink.calls.filter((call) => call.name === name).map(({ fence }) => fence);
    // Who waits for what the dead server held may take it before the run is taken over: that is an epoch of its own.
    const taken = [1, expect.toSatisfy((fence: number) => fence >= 2)];
    expect({ holder: fences('holder'), beside: fences('beside') }).toEqual({ holder: taken, beside: taken });
    expect([...fences('rival'), ...fences('more')]).toHaveLength(2);
    expect(atOnce(sink.calls)).toBe(2);
    expect(atOnce(sink.calls.filter(({ name }) => name === 'holder' || name === 'rival'))).toBe(1);
  },
);
