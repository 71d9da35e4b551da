import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let viewer: string;
let developer: string;

const servers = [
  ['web-01', 'production', 'aws', 'production'],
  ['web-02', 'production', 'upcloud', 'production'],
  ['db-01', 'test', 'aws', 'test'],
  ['loose', null, 'aws', null],
] as const;

const policy = (name: string, ...rules: object[]) =>
  server.request('control-center', '/policies', { method: 'POST', json: { name, rules } });

const batch = (token: string, name: string, labels = {}) =>
  server.request('orchestrator', '/batch/execute', {
    method: 'POST',
    token,
    json: {
      name,
      version: '1.0.0',
      operations: [
        {
          id: 'one',
          type: 'server_batch',
          provider: 'upcloud',
          server_configs: [{ name, plan: '1xCPU-1GB', zone: 'z1', labels }],
        },
      ],
    },
  });

beforeAll(async () => {
  server = await startServer();
  viewer = await server.tokenOf('viewer');
  developer = await server.tokenOf('developer');
  for (const [name, infra, provider, environment] of servers) {
    await server.database.statement(
      `insert into servers (id, name, provider, driver, status, infra, plan, zone, labels, addresses, run_id, node_id, task_id, token, created_at)
       values ($1, $2, $3, 'process', 'running', $4, 'small', 'z1', $5::text::jsonb, '{}', $1, 'n', $1, '', now())`,
      [newId(), name, provider, infra, JSON.stringify(environment === null ? {} : { environment })],
    );
  }
});
afterAll(() => server.stop());

const names = async (token: string, query = '') => {
  const { body, headers } = await server.request('orchestrator', `/servers${query}`, { token });
  const found = (body.data as { name: string }[]).map(({ name }) => name).sort();
  return { found, total: Number(headers.get('x-total-count')) };
};

describe('lists show what may be seen and count nothing else', () => {
  it('of servers, by infra, environment and provider', async () => {
    expect((await names(viewer)).total).toBe(4);
    const condition = "user.role == 'viewer' && resource.infra == 'production'";
    const denied = await policy('hide production', {
      effect: 'Deny',
      resource: 'servers:*',
      action: ['read'],
      condition,
    });
    expect(denied.status).toBe(201);
    // Of `loose` it isn't known, and a Deny that may hold does.
    expect(await names(viewer)).toEqual({ found: ['db-01'], total: 1 });
    expect(await names(viewer, '?limit=1&offset=1')).toEqual({ found: [], total: 1 });
    expect((await names(developer)).total).toBe(4);
    const raw = {
      name: 'no test environment',
      cedar:
        'forbid(principal, action == Action::"read", resource is Server) when { principal.roles.contains("developer") && resource has environment && resource.environment == "test" };',
    };
    expect((await server.request('control-center', '/policies', { method: 'POST', json: raw })).status).toBe(201);
    expect(await names(developer)).toEqual({ found: ['loose', 'web-01', 'web-02'], total: 3 });
    expect(await names(developer, '?provider=aws')).toEqual({ found: ['loose', 'web-01'], total: 2 });
  });

  it('B32 hides one of them as if it were not there', async () => {
    const { body } = await server.request('orchestrator', '/servers');
    const hidden = (body.data as { id: string; name: string }[]).find(({ name }) => name === 'web-01')!;
    const shown = await server.request('orchestrator', `/servers/${hidden.id}`, { token: developer });
    expect(shown.status).toBe(200);
    const foreign = await server.request('orchestrator', `/servers/${hidden.id}`, { token: viewer });
    const id = newId();
    const unknown = await server.request('orchestrator', `/servers/${id}`, { token: viewer });
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(foreign.body.error.replace(hidden.id, '')).toBe(unknown.body.error.replace(id, ''));
    expect((await server.request('orchestrator', '/servers/not-an-id', { token: viewer })).status).toBe(400);
  });

  it('B32 of batches and tasks, by who submitted them', async () => {
    const mine = await batch(developer, 'of-developer');
    const other = await batch(await server.login(), 'of-admin');
    expect([mine.status, other.status]).toEqual([200, 200]);
    const condition = "user.role == 'developer' && resource.owner != user.id";
    const made = await policy(
      'only your own',
      { effect: 'Deny', resource: 'batches:*', action: ['read', 'cancel'], condition },
      { effect: 'Deny', resource: 'tasks:*', action: ['read', 'cancel'], condition },
    );
    expect(made.status).toBe(201);
    const batches = await server.request('orchestrator', '/batch/operations', { token: developer });
    expect((batches.body.data as { batch_id: string }[]).map((one) => one.batch_id)).toEqual([mine.body.data.batch_id]);
    expect(batches.headers.get('x-total-count')).toBe('1');
    const tasks = await server.request('orchestrator', '/tasks', { token: developer });
    expect((tasks.body.data as { batch_id: string }[]).map((one) => one.batch_id)).toEqual([mine.body.data.batch_id]);
    expect(tasks.headers.get('x-total-count')).toBe('1');
    const all = await server.request('orchestrator', '/tasks');
    expect(Number(all.headers.get('x-total-count'))).toBe(2);
    const foreign = `/batch/operations/${other.body.data.batch_id}`;
    expect((await server.request('orchestrator', foreign, { token: developer })).status).toBe(404);
    const cancelled = await server.request('orchestrator', `${foreign}/cancel`, { method: 'POST', token: developer });
    expect(cancelled.status).toBe(404);
  });

  it('of checkpoints and users, by name', async () => {
    for (const name of ['nightly', 'secret']) {
      const made = await server.request('orchestrator', '/rollback/checkpoints', { method: 'POST', json: { name } });
      expect(made.status).toBe(201);
    }
    await policy('some of them', { effect: 'Deny', resource: 'checkpoints:secret', action: ['read'] });
    const checkpoints = await server.request('orchestrator', '/rollback/checkpoints', { token: viewer });
    expect((checkpoints.body.data as { name: string }[]).map(({ name }) => name)).toEqual(['nightly']);
    await policy('one user', {
      effect: 'Allow',
      resource: 'users:admin',
      action: ['read'],
      condition: "user.role == 'viewer'",
    });
    const users = await server.request('control-center', '/users', { token: viewer });
    expect((users.body.data as { username: string }[]).map(({ username }) => username)).toEqual(['admin']);
    expect(users.headers.get('x-total-count')).toBe('1');
  });
});

describe('what is submitted', () => {
  it('is decided by every environment and provider it touches, and by whose it will be', async () => {
    const condition = "resource.environment == 'production' && resource.owner == user.id && user.role == 'developer'";
    await policy('no production', { effect: 'Deny', resource: 'batches:*', action: ['execute'], condition });
    expect((await batch(developer, 'allowed', { environment: 'test' })).status).toBe(200);
    expect((await batch(developer, 'refused', { environment: 'production' })).status).toBe(403);
    const byProvider = "resource.provider == 'upcloud'";
    await policy('no upcloud', { effect: 'Deny', resource: 'servers:*', action: ['create'], condition: byProvider });
    const json = { infra: 'production', settings: 'config.k', check_mode: true, wait: false };
    const init = { method: 'POST', token: developer, json };
    const answer = await server.request('orchestrator', '/workflows/servers/create', init);
    expect([answer.status, answer.body.error]).toEqual([
      403,
      'You may not create servers: denied by rule 1 of policy no upcloud',
    ]);
  });
});

describe('a 403', () => {
  it('names the policy that denies, or says that none allows', async () => {
    const none = await server.request('control-center', '/audit/logs', { token: viewer });
    expect([none.status, none.body.error]).toEqual([403, 'You may not read audit: no policy allows it']);
    await policy('frozen', { effect: 'Deny', resource: 'batches:*', action: ['execute'] });
    const denied = await batch(await server.login(), 'too-late');
    expect([denied.status, denied.body.error]).toEqual([
      403,
      'You may not execute batches: denied by rule 1 of policy frozen',
    ]);
  });
});
