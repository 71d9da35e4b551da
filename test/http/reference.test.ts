import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../harness/contract.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** The bodies of the REST reference as printed, in the order in which somebody who reads it would send them. */
let server: TestServer;
let checkpoint: string;

beforeAll(async () => {
  server = await startServer({ config: { adminPassword: 'secure_password' } });
});
afterAll(() => server.stop());

const send = async (api: Api, method: string, path: string, json?: unknown, token?: string | null) => {
  const bearer = token === undefined ? await admin() : token;
  return server.request(api, path, { method, token: bearer, ...(json !== undefined && { json }) });
};

let adminToken: Promise<string> | undefined;
const admin = (): Promise<string> => (adminToken ??= server.login('admin', 'secure_password'));
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;

/** Long-polls until the task has ended. */
async function ended(
  id: string,
): Promise<{ status: string; output: string | null; error: string | null; command: string; args: string[] }> {
  for (let polls = 0; polls < 20; polls += 1) {
    const { body } = await send('orchestrator', 'GET', `/tasks/${id}?wait=30`);
    if (body.data.terminal) return body.data;
  }
  throw new Error(`task ${id} does not end`);
}

/** Waits for every operation of a batch and the undoing after it. */
async function settled(id: string) {
  for (let polls = 0; polls < 300; polls += 1) {
    const { body } = await send('orchestrator', 'GET', `/batch/operations/${id}`);
    if (body.data.terminal) return body.data;
    await Promise.all(
      (body.data.operations as { task_id: string }[]).map(({ task_id }) =>
        send('orchestrator', 'GET', `/tasks/${task_id}?wait=1`),
      ),
    );
  }
  throw new Error(`batch ${id} does not end`);
}

describe('the reference, body by body', () => {
  it('POST /rollback/checkpoints', async () => {
    const body = { name: 'before_major_update', description: 'Checkpoint before deploying v2.0.0' };
    const made = await send('orchestrator', 'POST', '/rollback/checkpoints', body);
    expect([made.status, made.body]).toEqual([201, { success: true, data: UUID }]);
    checkpoint = made.body.data as string;
    expect(made.headers.get('location')).toBe(`/rollback/checkpoints/${checkpoint}`);
    const got = await send('orchestrator', 'GET', `/rollback/checkpoints/${checkpoint}`);
    expect(got.body.data).toMatchObject({ ...body, operations_count: 0 });
    const list = await send('orchestrator', 'GET', '/rollback/checkpoints');
    expect(list.body.data).toHaveLength(1);
  });

  it('POST /workflows/servers/create makes the servers of the infra', async () => {
    const body = { infra: 'production', settings: 'config.k', check_mode: false, wait: true };
    const { status, body: answer } = await send('orchestrator', 'POST', '/workflows/servers/create', body);
    expect([status, answer]).toEqual([200, { success: true, data: UUID }]);
    const task = await ended(answer.data as string);
    expect(task).toMatchObject({ status: 'Completed', error: null, command: 'provisioning' });
    expect(task.args).toEqual(['servers', 'create', '--infra', 'production', '--settings', 'config.k', '--wait']);
    const progress = await send('orchestrator', 'GET', `/state/workflows/${answer.data}/progress`);
    expect(progress.body.data).toMatchObject({ workflow_id: answer.data, progress: 100 });
    const snapshots = await send('orchestrator', 'GET', `/state/workflows/${answer.data}/snapshots`);
    expect(snapshots.body.data.map(({ state }: { state: string }) => state)).toContain('completed');
    const completed = await send('orchestrator', 'GET', '/tasks?status=Completed&limit=10&offset=0');
    expect(completed.body.data.map(({ id }: { id: string }) => id)).toContain(answer.data);
  });

  it('POST /workflows/taskserv/create and /workflows/cluster/create say what this machine cannot do', async () => {
    const shared = { operation: 'create', infra: 'production', settings: 'config.k', check_mode: false, wait: true };
    for (const [path, body, name] of [
      ['/workflows/taskserv/create', { ...shared, taskserv: 'kubernetes' }, 'kubernetes'],
      ['/workflows/cluster/create', { ...shared, cluster_type: 'buildkit' }, 'buildkit'],
    ] as const) {
      const { status, body: answer } = await send('orchestrator', 'POST', path, body);
      expect([path, status, answer]).toEqual([path, 200, { success: true, data: UUID }]);
      const task = await ended(answer.data as string);
      expect([name, task.status]).toEqual([name, 'Failed']);
      expect(task.error).toContain('process');
    }
  });

  it('POST /batch/execute is accepted, told truly and rolled back where drivers cannot follow', async () => {
    const body = JSON.parse(readFileSync('examples/batches/multi-cloud-deployment.json', 'utf8')) as object;
    const { status, body: answer } = await send('orchestrator', 'POST', '/batch/execute', body);
    expect([status, answer.data.status, answer.data.batch_id]).toEqual([200, 'Running', UUID]);
    expect(answer.data.operations).toEqual([
      { id: 'upcloud_servers', status: 'Pending', progress: 0 },
      { id: 'aws_taskservs', status: 'Pending', progress: 0 },
    ]);
    const batch = await settled(answer.data.batch_id as string);
    expect(batch).toMatchObject({ status: 'Failed', rollback_status: 'Completed', storage_backend: 'surrealdb' });
    const failed = batch.operations.find(({ id }: { id: string }) => id === 'aws_taskservs');
    expect(failed).toMatchObject({ status: 'Failed', error: expect.stringMatching(/process/) });
    const list = await send('orchestrator', 'GET', '/batch/operations');
    expect(list.body.data[0]).toMatchObject({ batch_id: answer.data.batch_id, name: 'multi_cloud_deployment' });
    const cancelled = await send('orchestrator', 'POST', `/batch/operations/${answer.data.batch_id}/cancel`);
    expect([cancelled.status, cancelled.body.code]).toEqual([409, 'conflict']);
  });

  it('GET /state/system/metrics, /state/system/health and /state/statistics', async () => {
    const metrics = await send('orchestrator', 'GET', '/state/system/metrics');
    expect(metrics.body.data).toMatchObject({ total_workflows: 4, completed_workflows: 1, failed_workflows: 3 });
    expect((await send('orchestrator', 'GET', '/state/system/health')).body.data.components.storage).toBe('Healthy');
    expect((await send('orchestrator', 'GET', '/state/statistics')).body.data.total_workflows).toBe(4);
    const text = (await send('orchestrator', 'GET', '/metrics')).text;
    expect(text).toMatch(/orchestrator_tasks_total\{status="failed"\} [1-9]/);
    expect(text).toContain('orchestrator_task_duration_seconds_bucket{le="+Inf"}');
  });

  it('POST /rollback/execute undoes what came after the checkpoint', async () => {
    const { status, body } = await send('orchestrator', 'POST', '/rollback/execute', { checkpoint_id: checkpoint });
    expect([status, body.data.success, body.data.operations_failed]).toEqual([200, true, 0]);
    expect(body.data.operations_executed).toBeGreaterThan(0);
    const servers = await send('orchestrator', 'GET', '/servers?status=running');
    expect(servers.body.data).toEqual([]);
    const unknown = await send('orchestrator', 'POST', '/rollback/execute', {
      operation_ids: ['op-1', 'op-2', 'op-3'],
    });
    expect([404, 422]).toContain(unknown.status);
  });

  it('POST /rollback/restore/{id} and GET /rollback/statistics', async () => {
    const { status, body } = await send('orchestrator', 'POST', `/rollback/restore/${checkpoint}`);
    expect([status, body]).toEqual([200, { success: true, data: `State restored from checkpoint ${checkpoint}` }]);
    const statistics = await send('orchestrator', 'GET', '/rollback/statistics');
    // One by request, and one that was made before the batch with rollback.
    expect(statistics.body.data).toMatchObject({ total_checkpoints: 2, success_rate: 100 });
  });

  it('POST /auth/login, /auth/refresh and /auth/logout', async () => {
    const login = { username: 'admin', password: 'secure_password', mfa_code: '123456' };
    const { status, body } = await send('control-center', 'POST', '/auth/login', login, null);
    expect([status, body.data.user.username]).toEqual([200, 'admin']);
    const first = body.data.token as string;
    const refreshed = await send('control-center', 'POST', '/auth/refresh', { token: first }, null);
    expect(refreshed.status).toBe(200);
    const second = refreshed.body.data.token as string;
    expect((await send('control-center', 'GET', '/users', undefined, first)).status).toBe(401);
    const out = await send('control-center', 'POST', '/auth/logout', undefined, second);
    expect(out.body).toEqual({ success: true, data: 'Successfully logged out' });
  });

  it('the users', async () => {
    const user = {
      username: 'newuser',
      email: 'newuser@example.com',
      password: 'secure_password',
      roles: ['operator'],
      enabled: true,
    };
    const made = await send('control-center', 'POST', '/users', user);
    const { id } = made.body.data as { id: string };
    expect([made.status, made.headers.get('location')]).toEqual([201, `/users/${id}`]);
    expect(made.body.data).toMatchObject({
      username: 'newuser',
      email: 'newuser@example.com',
      roles: ['operator'],
      enabled: true,
    });
    const list = await send('control-center', 'GET', '/users?role=operator&enabled=true');
    expect(list.body.data.map(({ username }: { username: string }) => username)).toEqual(['newuser']);
    const changed = { email: 'updated@example.com', roles: ['admin', 'operator'], enabled: false };
    expect((await send('control-center', 'PUT', `/users/${id}`, changed)).status).toBe(200);
    expect((await send('control-center', 'GET', `/users/${id}`)).body.data).toMatchObject({
      ...changed,
      username: 'newuser',
    });
    expect((await send('control-center', 'DELETE', `/users/${id}`)).status).toBe(200);
    expect((await send('control-center', 'GET', `/users/${id}`)).status).toBe(404);
  });

  it('the policies', async () => {
    const rules = [
      { effect: 'Allow', resource: 'servers:*', action: ['create', 'read'], condition: "user.role == 'admin'" },
    ];
    const made = await send('control-center', 'POST', '/policies', { name: 'new_policy', version: '1.0.0', rules });
    expect([made.status, made.body.data.rules]).toEqual([201, rules]);
    const path = `/policies/${made.body.data.id}`;
    expect(made.headers.get('location')).toBe(path);
    const changed = { name: 'updated_policy', rules };
    expect((await send('control-center', 'PUT', path, changed)).status).toBe(200);
    expect((await send('control-center', 'GET', path)).body.data).toMatchObject({
      name: 'updated_policy',
      version: '1.0.0',
    });
    expect((await send('control-center', 'DELETE', path)).status).toBe(200);
  });

  it('GET /audit/logs by user, action, resource and time', async () => {
    const { body: me } = await send('control-center', 'GET', '/users?role=admin');
    const query = new URLSearchParams({
      user_id: me.data[0].id,
      action: 'user.create',
      from: '2025-09-26T00:00:00Z',
      to: '2099-01-01T00:00:00Z',
    });
    const { body } = await send('control-center', 'GET', `/audit/logs?${query.toString()}`);
    expect(body.data).toHaveLength(1);
    expect(body.data[0]).toMatchObject({ action: 'user.create', result: 'success', user_id: me.data[0].id });
    const { resource } = body.data[0] as { resource: string };
    expect(resource).toMatch(/^users\//);
    const byResource = await send('control-center', 'GET', `/audit/logs?resource=${encodeURIComponent(resource)}`);
    expect(byResource.body.data.length).toBeGreaterThan(0);
  });
});
