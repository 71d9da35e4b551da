import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLine } from '../cli/cli.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let viewer: string;

beforeAll(async () => {
  server = await startServer();
  viewer = await server.tokenOf('viewer');
  for (let made = 0; made < 30; made += 1) {
    const json = { name: `=1+1 "quoted", ${made}` };
    await server.request('orchestrator', '/rollback/checkpoints', { method: 'POST', json });
  }
});
afterAll(() => server.stop());

const get = (path: string, token?: string) =>
  server.request('control-center', path, token === undefined ? {} : { token });

/** Until every record so far is chained, which takes less than a second. */
async function sealed() {
  for (;;) {
    const { body } = await get('/audit/verify');
    if (body.data.unsealed === 0) return body.data;
  }
}

it('B85 the chain of a running server verifies, and the head is what was exported before', async () => {
  const { body } = await get('/audit/head');
  const report = await sealed();
  expect(report).toMatchObject({ valid: true, removed: 0, first_bad: null });
  expect(report.records).toBeGreaterThanOrEqual(33);
  const { seal_sequence, hash } = body.data as { seal_sequence: number; hash: string };
  if (seal_sequence > 0) expect((await get(`/audit/verify?head=${seal_sequence}:${hash}`)).body.data.valid).toBe(true);
  const other = await get(`/audit/verify?head=1:${'0'.repeat(64)}`);
  expect(other.body.data).toMatchObject({ valid: false, first_bad: { seal_sequence: 1, reason: 'changed' } });
  expect((await get('/audit/verify?head=1')).status).toBe(400);
});

it('exports as JSON Lines exactly what the list shows, oldest first', async () => {
  await sealed();
  const list = await get('/audit/logs?action=checkpoint.create&limit=1000');
  const { status, headers, text } = await get('/audit/export?action=checkpoint.create');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/jsonl']);
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([...list.body.data].reverse());
});

it('exports as CSV with a heading, quoted, and with no cell that a spreadsheet would take for a formula', async () => {
  const { status, headers, text } = await get('/audit/export?format=csv&action=checkpoint.create');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/csv/);
  const [heading, first, ...rest] = text.split('\r\n');
  expect(heading).toMatch(/^sequence,timestamp,user_id,username,action,resource,result,details/);
  expect(first).toMatch(/^\d+,2\d{3}-.*,admin,checkpoint\.create,checkpoints\//);
  expect(first).toContain('""name""');
  expect(rest).toHaveLength(30);
  for (const line of text.split('\r\n')) for (const cell of line.split(',')) expect(cell).not.toMatch(/^[=+@-]/);
});

it('B85 an edited record is named by the API and by the command line, which ends with 1', async () => {
  await sealed();
  const edit = async (resource: string): Promise<void> => {
    await server.database.statement('alter table audit_log disable trigger user', []);
    await server.database.statement('update audit_log set resource = $1 where seal = 7', [resource]);
    await server.database.statement('alter table audit_log enable trigger user', []);
  };
  const text = 'select id, resource from audit_log where seal = 7';
  const [record] = await server.database.statement<{ id: string; resource: string }>(text, []);
  const command = async () => {
    const { run } = await commandLine(server.controlCenterUrl);
    return run(['audit', 'verify'], { env: { PROVISIONING_TOKEN: await server.login() } });
  };
  expect(await command()).toMatchObject({ exitCode: 0 });
  await edit('checkpoints/another');
  try {
    const { body } = await get('/audit/verify');
    const first_bad = { seal_sequence: 7, id: record!.id, reason: 'changed' };
    expect(body.data).toMatchObject({ valid: false, first_bad });
    const { exitCode, stdout } = await command();
    expect([exitCode, stdout]).toEqual([
      1,
      expect.stringContaining(`first bad: changed at 7\nrecord: ${record!.id}\n`),
    ]);
  } finally {
    await edit(record!.resource);
  }
  expect((await get('/audit/verify')).body.data).toMatchObject({ valid: true });
});

it('refuses another format, a reversed span, and whoever may not read the log', async () => {
  expect((await get('/audit/export?format=xml')).status).toBe(400);
  const reversed = await get('/audit/export?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z');
  expect([reversed.status, reversed.body.code]).toEqual([400, 'invalid_request']);
  for (const path of ['/audit/export', '/audit/verify', '/audit/head'])
    expect((await get(path, viewer)).status).toBe(403);
});

it('B84 every acknowledged change has one record, and B87 none of them holds a secret', async () => {
  const password = 'canary password 41c';
  const json = { username: 'canary', email: 'c@example.com', password, roles: ['viewer'] };
  const made = await server.request('control-center', '/users', { method: 'POST', json });
  expect(made.status).toBe(201);
  const token = await server.login('canary', password);
  await server.request('control-center', '/auth/login', {
    method: 'POST',
    token: null,
    json: { username: 'canary', password: 'canary wrong 7b' },
  });
  const { text } = await get('/audit/export');
  const about = text.split('\n').filter((line) => line.includes('users/canary'));
  expect(about.filter((line) => line.includes('user.create'))).toHaveLength(1);
  for (const secret of [password, token, token.split('.')[2]!, 'canary wrong 7b']) {
    expect(text).not.toContain(secret);
    expect(server.logLines.join('\n')).not.toContain(secret);
  }
});
