import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createTestPostgres, seedDataDir, testStore } from '../harness/database.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';

const login = async (controlCenter: string, password = 'an admin password'): Promise<string> => {
  const answer = await fetch(`${controlCenter}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: { token: string } }).data.token;
};

describe('the server process', () => {
  const started: ServerProcess[] = [];
  const after: (() => Promise<void>)[] = [];
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'provisioning-main-'));
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.end('SIGKILL')));
    for (const undo of after.splice(0)) await undo();
    await rm(dir, { recursive: true, force: true });
  });

  /** On the store of this run; the database lives as long as the test. The embedded one is `fresh`, or made before. */
  const store = async (which = 'data', fresh = false): Promise<Record<string, string>> => {
    if (testStore() === 'pglite') {
      if (!fresh) await seedDataDir(join(dir, which));
      return { PROVISIONING_DATA_DIR: join(dir, which) };
    }
    const { url, drop } = await createTestPostgres();
    after.push(drop);
    return { DATABASE_URL: url };
  };
  const start = (env: Record<string, string> = {}, which: readonly string[] = []): ServerProcess => {
    const server = startServerProcess({ PROVISIONING_DATA_DIR: join(dir, 'data'), ...env }, which);
    started.push(server);
    return server;
  };

  it('says ready when both services answer, drains on SIGTERM and exits 0', async () => {
    const server = start(await store('data', true));
    const { orchestrator, control_center } = await server.ready;
    for (const [url, name] of [
      [orchestrator, 'Orchestrator'],
      [control_center, 'Control Center'],
    ]) {
      const answer = await fetch(`${url ?? ''}/health`);
      expect(await answer.json()).toEqual({ success: true, data: `${name ?? ''} is healthy` });
    }
    const token = await login(control_center);
    const socket = new WebSocket(`${orchestrator.replace('http', 'ws')}/ws?token=${token}`);
    await new Promise((open) => socket.once('open', open));
    const closed = new Promise((close) => socket.once('close', close));

    expect(await server.end('SIGTERM')).toBe(0);
    expect(await closed).toBe(1001);
    expect(server.stderr()).toBe('');
    const output = server.lines.join('\n');
    expect(output).not.toContain(token);
    expect(output).not.toContain('an admin password');
    for (const line of server.lines) expect(JSON.parse(line)).toHaveProperty('msg');
  });

  it('can run one of the services alone', async () => {
    const server = start(await store(), ['control-center']);
    const ready = await server.ready;
    expect(ready.orchestrator).toBeUndefined();
    await login(ready.control_center);
    expect(await server.end('SIGINT')).toBe(0);
  });

  it('makes up the first admin’s password when none is configured, and prints it once, not into the log', async () => {
    const database = await store();
    const first = start({ ...database, PROVISIONING_ADMIN_PASSWORD: '' });
    const { control_center } = await first.ready;
    const password = /with the password (\S+)/.exec(first.stderr())?.[1] ?? '';
    await login(control_center, password);
    expect(first.lines.join('\n')).not.toContain(password);
    await first.end('SIGTERM');

    const second = start({ ...database, PROVISIONING_ADMIN_PASSWORD: '' });
    await login((await second.ready).control_center, password);
    expect(second.stderr()).toBe('');
  });

  it('B14 B74 stops the start and names a setting that is unknown or wrong, private webhook addresses included', async () => {
    const file = join(dir, 'wrong.toml');
    await writeFile(file, '[rate_limits]\nauht = 5\n[providers.upcloud]\ndriver = "tractor"\n');
    const cases: [Record<string, string>, string][] = [
      [{ PROVISIONING_CONFIG: file }, 'rate_limits.auht'],
      [{ PROVISIONING_LEASE_SECONDS: 'soon' }, 'PROVISIONING_LEASE_SECONDS'],
      [{ PROVISIONING_SECRET_KEY: 'c2hvcnQ=' }, 'PROVISIONING_SECRET_KEY'],
    ];
    const driver = join(dir, 'driver.toml');
    await writeFile(driver, '[providers.upcloud]\ndriver = "tractor"\n');
    cases.push([{ PROVISIONING_CONFIG: driver }, 'providers.upcloud.driver']);
    const hooks = join(dir, 'hooks.toml');
    await writeFile(
      hooks,
      '[[webhooks.endpoints]]\nurl = "http://169.254.169.254/"\nevents = ["task.failed"]\nsecret = "s"\n',
    );
    cases.push([{ PROVISIONING_CONFIG: hooks }, 'webhooks.endpoints[0].url']);
    await Promise.all(
      cases.map(async ([env, name]) => {
        const server = start(env);
        expect(await server.exited).toBe(1);
        expect(server.stderr()).toContain(name);
      }),
    );
  });

  it('B14 refuses to start with a key that can not decrypt what is stored, and says which setting', async () => {
    const database = await store();
    const first = start({ ...database, PROVISIONING_SECRET_KEY: randomBytes(32).toString('base64') });
    await first.ready;
    await first.end('SIGTERM');
    const second = start({ ...database, PROVISIONING_SECRET_KEY: randomBytes(32).toString('base64') });
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toContain('PROVISIONING_SECRET_KEY');
  });

  it('says which port is taken', async () => {
    const first = start(await store());
    const { port } = new URL((await first.ready).orchestrator);
    const second = start({ ...(await store('other')), PROVISIONING_ORCHESTRATOR_PORT: port });
    expect(await second.exited).toBe(1);
    expect(second.stderr()).toContain('PROVISIONING_ORCHESTRATOR_PORT');
  });

  it.runIf(testStore() === 'pglite')(
    'lets one process have a data directory, and tells the second whose it is',
    async () => {
      const first = start(await store());
      const { control_center } = await first.ready;
      const second = start();
      expect(await second.exited).toBe(1);
      expect(second.stderr()).toContain(`process ${String(first.pid)}`);
      await login(control_center);
      await first.end('SIGKILL');
      await start().ready;
    },
  );

  it.runIf(testStore() === 'postgres')(
    'starts four servers together on one empty PostgreSQL, which share keys and sessions',
    async () => {
      const { url, drop } = await createTestPostgres();
      after.push(drop);
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      await sql`drop schema public cascade`;
      await sql`drop schema drizzle cascade`;
      await sql`create schema public`;
      await sql.end();
      const secret = randomBytes(32).toString('base64');
      const env = { DATABASE_URL: url, PROVISIONING_SECRET_KEY: secret, PROVISIONING_DRAIN_SECONDS: '0' };
      const servers = [1, 2, 3, 4].map((n) => start({ ...env, PROVISIONING_DATA_DIR: join(dir, String(n)) }));
      const ready = await Promise.all(servers.map((server) => server.ready));
      const token = await login(ready[0]?.control_center ?? '');
      const asked = async (path: string): Promise<number[]> =>
        Promise.all(
          ready.map(async ({ orchestrator }) => {
            const answer = await fetch(`${orchestrator}${path}`, { headers: { authorization: `Bearer ${token}` } });
            return answer.status;
          }),
        );
      expect(await asked('/tasks')).toEqual([200, 200, 200, 200]);

      const logout = await fetch(`${ready[1]?.control_center ?? ''}/auth/logout`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(logout.status).toBe(200);
      await expect.poll(() => asked('/tasks'), { timeout: 20_000 }).toEqual([401, 401, 401, 401]);
      expect(await Promise.all(servers.map((server) => server.end('SIGTERM')))).toEqual([0, 0, 0, 0]);
    },
  );
});
