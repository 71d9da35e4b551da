import { describe, expect, it } from 'vitest';
import { ProvisioningClient, TimeoutError, type ClientOptions } from '../../sdk/index.ts';
import { testClock, type TestClock } from './clock.ts';
import { ok, scriptedServer, type Scripted, type SeenRequest } from './scripted-server.ts';

const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';

async function client(script: (request: SeenRequest, index: number) => Scripted, over: ClientOptions = {}) {
  const server = await scriptedServer(script);
  const clock: TestClock = testClock();
  const made = new ProvisioningClient(server.url, 'first-token', {
    clock,
    random: () => 0,
    controlCenterUrl: server.url,
    ...over,
  });
  return { client: made, seen: server.seen, clock };
}

describe("the reference's methods", () => {
  it('createServerWorkflow posts what the reference posts and returns its envelope', async () => {
    const { client: api, seen } = await client(() => ok(id));
    expect(await api.createServerWorkflow('production', 'config.k')).toEqual({ success: true, data: id });
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/workflows/servers/create' });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      infra: 'production',
      settings: 'config.k',
      check_mode: false,
      wait: true,
    });
  });

  it('getTaskStatus returns the envelope of the task', async () => {
    const { client: api, seen } = await client(() => ok({ id, status: 'Running' }));
    expect(await api.getTaskStatus(id)).toEqual({ success: true, data: { id, status: 'Running' } });
    expect(seen[0]?.url).toBe(`/tasks/${id}`);
  });
});

describe('login', () => {
  it('gives both services the new token', async () => {
    const { client: api, seen } = await client(({ url }) =>
      url === '/auth/login' ? ok({ token: 'second-token' }) : ok([]),
    );
    await api.login('admin', 'password', '123456');
    await api.listTasks();
    await api.controlCenter.listUsers();
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ username: 'admin', password: 'password', mfa_code: '123456' });
    expect(seen.slice(1).map(({ headers }) => headers.authorization)).toEqual([
      'Bearer second-token',
      'Bearer second-token',
    ]);
  });
});

it('finds the control center on port 9080 of the same host', async () => {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (input) => {
    asked.push(input instanceof Request ? input.url : String(input));
    return Promise.resolve(Response.json({ success: true, data: 'up' }));
  };
  const api = new ProvisioningClient('http://platform.test:9090/', 'token', { fetch });
  await api.getHealth();
  await api.controlCenter.getHealth();
  expect(asked).toEqual(['http://platform.test:9090/health', 'http://platform.test:9080/health']);
});

it.each([
  ['a base URL without scheme', () => new ProvisioningClient('localhost:9090', '')],
  ['negative retries', () => new ProvisioningClient('http://x.test', '', { maxRetries: -1 })],
  ['a timeout of 0', () => new ProvisioningClient('http://x.test', '', { timeoutMs: 0 })],
])('refuses %s when it is made', (_what, make) => {
  expect(make).toThrow(/must|not a URL/);
});

describe('waiting', () => {
  it('for a task long-polls until it is terminal and returns a failure instead of throwing it', async () => {
    const { client: api, seen } = await client((_request, index) =>
      ok({ id, status: index < 2 ? 'Running' : 'Failed', terminal: index === 2 }),
    );
    expect(await api.waitForTask(id)).toMatchObject({ status: 'Failed' });
    expect(seen.map(({ url }) => url)).toEqual(Array.from({ length: 3 }, () => `/tasks/${id}?wait=30`));
  });

  it('for a task asks no longer than its own deadline, and then says how far it was', async () => {
    const { client: api, seen } = await client(() => ok({ id, status: 'Running', terminal: false }));
    const error: unknown = await api.waitForTask(id, { timeoutMs: 1_200 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(String(error)).toContain('still Running');
    expect(seen[0]?.url).toBe(`/tasks/${id}?wait=1`);
  });

  it('for a batch goes on until the rollback of a failed one is over', async () => {
    const states = [
      { status: 'Running', terminal: false, rollback_status: null },
      { status: 'Failed', terminal: true, rollback_status: 'Pending' },
      { status: 'Failed', terminal: true, rollback_status: 'Running' },
      { status: 'Failed', terminal: true, rollback_status: 'Completed' },
    ];
    const { client: api, clock } = await client((_request, index) => ok({ batch_id: id, ...states[index] }));
    const seenStates: string[] = [];
    await api.waitForBatch(id, {
      pollMs: 200,
      onProgress: ({ status, rollback_status: rollback }) => seenStates.push(`${status}/${String(rollback)}`),
    });
    expect(seenStates).toEqual(['Running/null', 'Failed/Pending', 'Failed/Running', 'Failed/Completed']);
    expect(clock.slept).toEqual([200, 200, 200]);
  });

  it('for a batch that completed does not wait for a rollback that will never come', async () => {
    const { client: api, seen } = await client(() =>
      ok({ batch_id: id, status: 'Completed', terminal: true, rollback_status: 'Pending' }),
    );
    await api.waitForBatch(id);
    expect(seen).toHaveLength(1);
  });

  it('for a rollback ends when it is over', async () => {
    const { client: api } = await client((_request, index) =>
      ok({ rollback_id: id, status: index === 0 ? 'Running' : 'Failed', success: false }),
    );
    expect(await api.waitForRollback(id)).toMatchObject({ status: 'Failed', success: false });
  });
});
