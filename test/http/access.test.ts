// On PostgreSQL alone: nothing of it depends on the store.
import { join } from 'node:path';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Role } from '../../generated/enums.ts';
import { operations, type TestedOperation } from '../harness/operations.ts';
import { ADMIN_PASSWORD, startServer, type TestServer } from '../harness/server.ts';

/** Who may do what without any policy of one's own, written down here once more: the published table. */
const EVERYONE: readonly Role[] = Role;
const OPERATE: readonly Role[] = ['admin', 'operator'];
const WORK: readonly Role[] = ['admin', 'operator', 'developer'];
const AUDIT: readonly Role[] = ['admin', 'auditor'];
const ADMIN: readonly Role[] = ['admin'];

const allowed: Readonly<Record<string, readonly Role[] | 'open'>> = {
  getHealth: 'open',
  login: 'open',
  refresh: 'open',
  getJwks: 'open',
  logout: EVERYONE,
  verifyToken: EVERYONE,
  changePassword: EVERYONE,
  listSessions: EVERYONE,
  endSession: EVERYONE,
  getMfa: EVERYONE,
  enrolMfa: EVERYONE,
  confirmMfa: EVERYONE,
  renewRecoveryCodes: EVERYONE,
  disableMfa: EVERYONE,
  listServiceTokens: EVERYONE,
  createServiceToken: EVERYONE,
  deleteServiceToken: EVERYONE,
  listTasks: EVERYONE,
  getTask: EVERYONE,
  getTaskWaiting: EVERYONE,
  listBatches: EVERYONE,
  getBatch: EVERYONE,
  listBatchOperations: EVERYONE,
  getWorkflowProgress: EVERYONE,
  listWorkflowSnapshots: EVERYONE,
  getSystemMetrics: EVERYONE,
  getSystemHealth: EVERYONE,
  getStatistics: EVERYONE,
  getMetrics: EVERYONE,
  followEvents: EVERYONE,
  listServers: EVERYONE,
  getServer: EVERYONE,
  listCheckpoints: EVERYONE,
  getCheckpoint: EVERYONE,
  getRollback: EVERYONE,
  getRollbackStatistics: EVERYONE,
  listRollbacks: EVERYONE,
  listPlans: EVERYONE,
  getPlan: EVERYONE,
  listDrift: EVERYONE,
  listSchedules: EVERYONE,
  getSchedule: EVERYONE,
  cancelTask: WORK,
  createServersWorkflow: WORK,
  createTaskservWorkflow: WORK,
  createClusterWorkflow: WORK,
  executeBatch: WORK,
  resumeBatch: WORK,
  cancelBatch: WORK,
  createPlan: WORK,
  applyPlan: WORK,
  repairDrift: WORK,
  createSchedule: WORK,
  updateSchedule: WORK,
  deleteSchedule: WORK,
  approvePlan: OPERATE,
  retryLeftover: OPERATE,
  skipLeftover: OPERATE,
  resolveLeftover: OPERATE,
  checkDrift: OPERATE,
  adoptDrift: OPERATE,
  ignoreDrift: OPERATE,
  listWebhooks: ADMIN,
  createWebhook: ADMIN,
  getWebhook: ADMIN,
  updateWebhook: ADMIN,
  deleteWebhook: ADMIN,
  rotateWebhookSecret: ADMIN,
  listWebhookDeliveries: ADMIN,
  redeliverWebhook: ADMIN,
  createCheckpoint: OPERATE,
  deleteCheckpoint: OPERATE,
  executeRollback: OPERATE,
  restoreCheckpoint: OPERATE,
  listUsers: AUDIT,
  getUser: AUDIT,
  listPolicies: AUDIT,
  getPolicy: AUDIT,
  simulatePolicies: AUDIT,
  listAuditLogs: AUDIT,
  getAuditHead: AUDIT,
  verifyAudit: AUDIT,
  exportAudit: AUDIT,
  createUser: ADMIN,
  updateUser: ADMIN,
  deleteUser: ADMIN,
  resetMfa: ADMIN,
  rotateKeys: ADMIN,
  createPolicy: ADMIN,
  updatePolicy: ADMIN,
  deletePolicy: ADMIN,
};

let server: TestServer;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  server = await startServer();
  for (const role of Role) tokens.set(role, await server.tokenOf(role));
});
afterAll(() => server.stop());

/** Sent so that whoever is let in changes nothing: a body that is no object, an id that nothing has. */
const ask = (operation: TestedOperation, token: string | null, headers: Record<string, string> = {}) =>
  server.request(operation.api, operation.url, {
    method: operation.method.toUpperCase(),
    token,
    headers,
    ...(operation.hasBody && { json: [] }),
  });

const secured = operations.filter(({ operationId }) => allowed[operationId] !== 'open');
const cases = secured.map((operation) => ({ operationId: operation.operationId, operation }));

describe('B28 the table of who may do what', () => {
  it('names every operation of both services', () => {
    expect(Object.keys(allowed).sort()).toEqual([...new Set(operations.map(({ operationId }) => operationId))].sort());
  });

  it.each(cases)('$operationId asks who you are (401)', async ({ operation }) => {
    const bare = await ask(operation, null);
    expect([bare.status, bare.body.code]).toEqual([401, 'unauthenticated']);
    expect(bare.headers.get('www-authenticate')).toMatch(/^Bearer/);
    for (const token of ['nonsense', 'a.b.c', `${tokens.get('admin')!}=`]) {
      const answer = await ask(operation, token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  it.each(cases.filter(({ operationId }) => operationId !== 'logout'))(
    '$operationId lets in whom the table names and nobody else (403)',
    async ({ operation }) => {
      const letIn: Role[] = [];
      for (const role of Role) {
        const { status, body } = await ask(operation, tokens.get(role)!);
        if (status === 403) {
          expect(body.code).toBe('forbidden');
          expect(body.error).toMatch(/^You may not \w+ \w+: (no policy allows it|denied by rule \d+ of policy .+)$/);
        } else letIn.push(role);
      }
      expect(letIn).toEqual(Role.filter((role) => allowed[operation.operationId]?.includes(role)));
    },
  );

  it.each(EVERYONE)('lets %s log out, and then in nowhere', async (role) => {
    const token = await server.tokenOf(role);
    const logout = operations.find(({ operationId }) => operationId === 'logout')!;
    expect((await ask(logout, token)).status).toBe(200);
    for (const operation of secured) expect((await ask(operation, token)).status).toBe(401);
  });

  it('is published', async () => {
    const columns = [...Role];
    const rows = [...new Map(operations.map((operation) => [operation.operationId, operation])).values()]
      .sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method))
      .map(({ operationId, method, path }) => {
        const who = allowed[operationId]!;
        const cells = columns.map((role) => (who === 'open' || who.includes(role) ? 'yes' : ''));
        return `| \`${method.toUpperCase()} ${path}\` | ${who === 'open' ? 'yes' : ''} | ${cells.join(' | ')} |`;
      });
    const page = `# Who may do what

What the built-in policies allow, operation by operation; your own policies add to it and take from it. Without a token
the answer is 401, with one that isn't allowed 403. This page is written and checked by \`test/http/access.test.ts\`.

| operation | no token | ${columns.join(' | ')} |
| --- | --- | ${columns.map(() => '---').join(' | ')} |
${rows.join('\n')}
`;
    const text = await format(page, { parser: 'markdown', singleQuote: true, printWidth: 120 });
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/roles.md'));
  });

  it.each(
    operations
      .filter(({ operationId }) => allowed[operationId] === 'open')
      .map((operation) => ({ operationId: `${operation.api} ${operation.operationId}`, operation })),
  )('$operationId needs no token', async ({ operation }) => {
    expect((await ask(operation, null)).status).toBe(operation.hasBody ? 422 : 200);
  });
});

describe('a token', () => {
  it('counts only in the Authorization header (B12)', async () => {
    const token = tokens.get('admin')!;
    expect((await server.request('control-center', `/users?token=${token}`, { token: null })).status).toBe(401);
    const cookie = { cookie: `token=${token}` };
    expect((await server.request('control-center', '/users', { token: null, headers: cookie })).status).toBe(401);
    const basic = { authorization: `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}` };
    expect((await server.request('control-center', '/users', { token: null, headers: basic })).status).toBe(401);
  });

  it('of the control center opens the orchestrator, and no door once it is logged out (B7)', async () => {
    const token = await server.login();
    expect((await server.request('orchestrator', '/tasks', { token })).status).toBe(200);
    const out = await server.request('control-center', '/auth/logout', { method: 'POST', token });
    expect([out.status, out.body.data]).toEqual([200, 'Successfully logged out']);
    for (const api of ['orchestrator', 'control-center'] as const) {
      const path = api === 'orchestrator' ? '/tasks' : '/users';
      expect((await server.request(api, path, { token })).status).toBe(401);
    }
  });
});

describe('B84 a denied try', () => {
  it('leaves exactly one record that names who, what and from where', async () => {
    const token = await server.tokenOf('viewer');
    const requestId = 'denied-try-0001';
    const init = { method: 'DELETE', token, headers: { 'x-request-id': requestId } };
    const answer = await server.request('control-center', '/users/00000000-0000-4000-8000-000000000000', init);
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([403, requestId]);
    const logs = await server.request('control-center', '/audit/logs?action=user.delete&limit=1000');
    const records = (logs.body.data as { request_id: string }[]).filter((record) => record.request_id === requestId);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      result: 'denied',
      resource: 'users/00000000-0000-4000-8000-000000000000',
      ip: '127.0.0.1',
    });
    expect(records[0]).toHaveProperty('username', expect.stringMatching(/^user-/));
  });

  it('without a token is counted on one record an address and minute', async () => {
    const before = await server.request('control-center', '/audit/logs?action=server.read&limit=1000');
    for (let tried = 0; tried < 20; tried += 1) await server.request('orchestrator', '/servers', { token: null });
    const after = await server.request('control-center', '/audit/logs?action=server.read&limit=1000');
    // The minute may turn while they are sent.
    expect(after.body.data.length - before.body.data.length).toBeLessThanOrEqual(2);
  });
});
