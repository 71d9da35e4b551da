import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import type { Api } from '../harness/contract.ts';
import { operations, type TestedOperation } from '../harness/operations.ts';
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

describe('B32 what one may not see', () => {
  /** Hides what the admin has made; of each kind the developer may read others. */
  const hide = "user.role == 'developer' && resource.owner != user.id";
  const hidden = { effect: 'Deny', action: ['*'] };

  it('is not there, for every operation on one of it, in the words for an id that nothing has', async () => {
    const token = await server.tokenOf('developer');
    const batchId = (await batch(await server.login(), 'hidden')).body.data.batch_id as string;
    const made = async (api: Api, path: string, json: object): Promise<string> => {
      const { body } = await server.request(api, path, { method: 'POST', json });
      return (typeof body.data === 'string' ? body.data : body.data.id) as string;
    };
    const user = { username: 'hidden', email: 'h@example.com', password: 'a password for tests', roles: ['viewer'] };
    const tasks = await server.request('orchestrator', '/tasks?limit=1000');
    const ids: Record<string, string> = {
      batches: batchId,
      tasks: (tasks.body.data as { id: string; batch_id: string }[]).find((task) => task.batch_id === batchId)!.id,
      servers: (await server.request('orchestrator', '/servers?limit=1')).body.data[0].id as string,
      checkpoints: await made('orchestrator', '/rollback/checkpoints', { name: 'hidden' }),
      plans: await made('orchestrator', '/plans', {
        type: 'servers',
        request: { infra: 'production', settings: 'config.k', check_mode: true },
      }),
      users: await made('control-center', '/users', user),
      policies: await made('control-center', '/policies', {
        name: 'hidden',
        rules: [{ effect: 'Allow', resource: 'servers:*', action: ['read'] }],
      }),
    };
    await policy(
      'others of every kind',
      { effect: 'Allow', resource: '*', action: ['*'], condition: "user.role == 'developer'" },
      ...['batches', 'tasks', 'plans', 'checkpoints'].map((kind) => ({
        ...hidden,
        resource: `${kind}:*`,
        condition: hide,
      })),
      ...['servers', 'users', 'policies'].map((kind) => ({
        ...hidden,
        resource: `${kind}:${ids[kind]!}`,
        condition: "user.role == 'developer'",
      })),
    );
    const kindOf = ({ path }: TestedOperation): string | undefined => {
      const [, first, second] = path.split('/');
      if (path.startsWith('/state/workflows/')) return 'tasks';
      return first === 'rollback'
        ? second === 'checkpoints'
          ? 'checkpoints'
          : undefined
        : first === 'batch'
          ? 'batches'
          : first;
    };
    const on = operations.filter(
      (operation) => /\{id\}/.test(operation.path) && ids[kindOf(operation) ?? ''] !== undefined,
    );
    expect(on.length).toBeGreaterThan(20);
    for (const operation of on) {
      const ask = async (id: string) => {
        const { status, body } = await server.request(operation.api, operation.path.replace('{id}', id), {
          method: operation.method.toUpperCase(),
          token,
          ...(operation.hasBody ? { json: BODIES[operation.operationId] ?? {} } : {}),
        });
        return [operation.operationId, status, (body.error as string).replaceAll(id, '')];
      };
      const unknown = await ask(newId());
      expect(unknown.slice(0, 2)).toEqual([operation.operationId, 404]);
      expect(await ask(ids[kindOf(operation)!]!)).toEqual(unknown);
      expect((await ask('not-an-id'))[1]).toBe(400);
    }
  });
});

/** Bodies that a change needs to be looked at. */
const BODIES: Readonly<Record<string, object>> = {
  updateUser: { email: 'x@example.com' },
  updatePolicy: { description: 'x' },
};

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
