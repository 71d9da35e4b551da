import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Application } from '../src/compose.ts';
import { loadConfig } from '../src/config.ts';
import { openPostgres } from '../src/repositories/database.ts';
import { quantile, rounded } from './figures.ts';
import { openBenchPostgres } from './postgres.ts';

// node bench/agreement.ts: how long after a change at one server another one on the same PostgreSQL still acts as before.
const ROUNDS = 20;
const TARGET_MS = 1_000;
const PASSWORD = 'a password for the bench';
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const folder = await mkdtemp(join(tmpdir(), 'bench-agreement-'));
await chmod(folder, 0o755);
const postgres = await openBenchPostgres(folder, { profile: false });
const url = await postgres.database('agreement');
const env = {
  PROVISIONING_DATA_DIR: join(folder, 'data'),
  PROVISIONING_ADMIN_PASSWORD: PASSWORD,
  PROVISIONING_RATE_LIMIT_AUTH: '0',
  PROVISIONING_RATE_LIMIT_GENERAL: '0',
};
const config = loadConfig({ env, cwd: folder });
const open = (): Promise<Application> => compose({ config, log: quiet, open: () => openPostgres(url) });
const [here, there] = [await open(), await open()];
for (const server of [here, there]) await server.start();

async function ask(server: Application, method: string, path: string, token: string | null, json?: object) {
  const answer = await server.controlCenter.request(`http://localhost${path}`, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const { data = {} } = (await answer.json()) as { readonly data?: Readonly<Record<string, unknown>> };
  return { status: answer.status, data };
}

const login = async (username: string): Promise<string> =>
  (await ask(here, 'POST', '/auth/login', null, { username, password: PASSWORD })).data['token'] as string;

/** Milliseconds until the other server answers this status. */
async function until(status: number, path: string, token: string): Promise<number> {
  const start = performance.now();
  while ((await ask(there, 'GET', path, token)).status !== status) {
    if (performance.now() - start > 30_000) throw new Error(`${path} never answered ${status}`);
  }
  return performance.now() - start;
}

/** Milliseconds, counted from now, until every record about the resource is in the chain. */
async function untilSealed(resource: string): Promise<number> {
  const start = performance.now();
  for (;;) {
    const answer = await there.controlCenter.request(`http://localhost/audit/logs?resource=${resource}`, {
      headers: { authorization: `Bearer ${admin}` },
    });
    const { data } = (await answer.json()) as { readonly data: readonly { readonly hash: string | null }[] };
    if (data.length > 0 && data.every(({ hash }) => hash !== null)) return performance.now() - start;
    if (performance.now() - start > 30_000) throw new Error(`the records about ${resource} are not sealed`);
  }
}

const admin = await login('admin');
const logout: number[] = [];
const disable: number[] = [];
const policy: number[] = [];
const sealing: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const username = `user-${round}`;
  const body = { username, email: 'bench@example.com', password: PASSWORD, roles: ['viewer'] };
  const { data } = await ask(here, 'POST', '/users', admin, body);
  sealing.push(await untilSealed(`users/${username}`));
  const first = await login(username);
  await until(200, '/auth/verify', first);
  await ask(here, 'POST', '/auth/logout', first);
  logout.push(await until(401, '/auth/verify', first));

  const second = await login(username);
  await until(403, '/users', second);
  const rules = [
    { effect: 'Allow', resource: 'users:*', action: ['read'], condition: `user.username == '${username}'` },
  ];
  await ask(here, 'POST', '/policies', admin, { name: `readers-${round}`, rules });
  policy.push(await until(200, '/users', second));

  await ask(here, 'PUT', `/users/${String(data['id'])}`, admin, { enabled: false });
  disable.push(await until(401, '/auth/verify', second));
}

let met = true;
for (const [name, times] of Object.entries({ logout, policy, disable, 'audit seal': sealing })) {
  const most = Math.max(...times);
  met &&= most <= TARGET_MS;
  process.stdout.write(
    `${name}: p50 ${rounded(quantile(times, 0.5), 0)} ms, longest ${rounded(most, 0)} ms of ${ROUNDS}\n`,
  );
}
process.stdout.write(`within ${TARGET_MS} ms: ${met ? 'yes' : 'NO'}\n`);
for (const server of [here, there]) await server.stop(1_000);
await postgres.stop();
await rm(folder, { recursive: true, force: true });
process.exit(met ? 0 : 1);
