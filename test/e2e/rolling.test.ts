import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startSink } from '../rollback/sink.ts';
import { startBalancer } from './balancer.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';

it.skipIf(testStore() === 'pglite')(
  'a rolling restart of two servers fails no request and loses no batch (skipped on the embedded store)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'provisioning-rolling-'));
    const { url: databaseUrl, drop } = await createTestPostgres();
    const sink = await startSink();
    const balancer = await startBalancer();
    const started: ServerProcess[] = [];
    onTestFinished(async () => {
      await Promise.all(started.map((server) => server.end('SIGKILL')));
      await balancer.close();
      await sink.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    });
    const secret = randomBytes(32).toString('base64');
    const start = async () => {
      const server = startServerProcess({
        DATABASE_URL: databaseUrl,
        PROVISIONING_DATA_DIR: join(folder, `data-${started.length}`),
        PROVISIONING_SECRET_KEY: secret,
        PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
        // Time for the balancer, which asks every tenth of a second, to notice that a server is about to stop.
        PROVISIONING_DRAIN_SECONDS: '4',
        PROVISIONING_RATE_LIMIT_GENERAL: '0',
        PROVISIONING_RATE_LIMIT_BATCH: '0',
      });
      started.push(server);
      const at = await server.ready;
      balancer.add(at.orchestrator);
      return { server, at };
    };
    const first = await start();
    const second = await start();
    const login = await fetch(`${first.at.control_center}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'an admin password' }),
    });
    const { data } = (await login.json()) as { data: { token: string } };
    const headers = { authorization: `Bearer ${data.token}`, 'content-type': 'application/json' };
    await expect.poll(() => balancer.ready(), { timeout: 20_000 }).toBe(2);

    const failed: string[] = [];
    const batches: string[] = [];
    let answered = 0;
    let going = true;
    const client = async (name: string): Promise<void> => {
      for (let n = 0; going; n++) {
        const read = n % 4 !== 0;
        const operations = [sink.operation(`${name}-${n}`)];
        const asked = read
          ? { path: '/tasks?limit=5', init: { headers } }
          : {
              path: '/batch/execute',
              init: { method: 'POST', headers, body: JSON.stringify({ name: `${name}-${n}`, operations }) },
            };
        const answer = await fetch(`${balancer.url}${asked.path}`, asked.init);
        const text = await answer.text();
        answered++;
        if (answer.status !== 200) failed.push(`${asked.path}: ${answer.status} ${text}`);
        else if (!read) batches.push((JSON.parse(text) as { data: { batch_id: string } }).data.batch_id);
      }
    };
    const clients = ['a', 'b', 'c'].map(client);
    const more = async (count: number): Promise<void> => {
      const from = answered;
      await expect.poll(() => answered - from, { timeout: 60_000 }).toBeGreaterThan(count);
    };

    for (const { server } of [first, second]) {
      await more(30);
      expect(await server.end('SIGTERM')).toBe(0);
      await more(30);
      await start();
      await expect.poll(() => balancer.ready(), { timeout: 20_000 }).toBe(2);
    }
    await more(30);
    going = false;
    await Promise.all(clients);

    expect(failed).toEqual([]);
    for (const id of batches) {
      const ended = async (): Promise<string> => {
        const answer = await fetch(`${balancer.url}/batch/operations/${id}`, { headers });
        return ((await answer.json()) as { data: { status: string } }).data.status;
      };
      await expect.poll(ended, { timeout: 60_000 }).toBe('Completed');
    }
    expect(sink.standing.size).toBe(batches.length);
  },
  240_000,
);
