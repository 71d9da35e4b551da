import { afterEach, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { databaseAway } from '../../src/http/databaseAway.ts';
import { asDomainError, statusOf } from '../../src/http/errors.ts';
import { openTestDatabase } from '../harness/database.ts';
import { ADMIN_PASSWORD, startServer, type TestServer } from '../harness/server.ts';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const coded = (code: string, cause?: unknown): Error => Object.assign(new Error(code, { cause }), { code });

describe('an error nobody expected (B56)', () => {
  it('tells the caller an id and nothing else', () => {
    const error = asDomainError(new TypeError("can't read /etc/passwd in select * from users"));
    expect([error.code, statusOf[error.code]]).toEqual(['internal', 500]);
    expect(error.message).not.toMatch(/passwd|select|TypeError/);
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('keeps the sentence of what the domain refuses', () => {
    const refusal = new DomainError('conflict', 'The batch has already completed');
    expect(asDomainError(refusal)).toBe(refusal);
  });

  it('is known for a database that is away, also behind its causes', () => {
    for (const code of [
      'CONNECTION_CLOSED',
      'CONNECT_TIMEOUT',
      'ECONNREFUSED',
      '57P01',
      '57P03',
      '08006',
      '53100',
      '53300',
      '40P01',
    ]) {
      expect(asDomainError(new Error('Failed query', { cause: coded(code) })).code).toBe('unavailable');
    }
    for (const code of ['23505', '42P01', '22021', 'ENOENT']) expect(databaseAway(coded(code))).toBe(false);
    const circle = coded('X');
    circle.cause = circle;
    expect(databaseAway(circle)).toBe(false);
  });
});

describe('B56 a request that nobody expected to fail', () => {
  it('is answered 500 in the form of the contract with its id, tells nothing else, and the server goes on', async () => {
    server = await startServer();
    const token = await server.login();
    await server.database.statement('alter table servers rename to servers_away', []);
    for (const headers of [{}, { accept: 'application/problem+json' }]) {
      const answer = await server.request('orchestrator', '/servers', { token, headers });
      expect([answer.status, answer.body.code]).toEqual([500, 'internal']);
      const id = answer.headers.get('x-request-id')!;
      expect(answer.body.request_id).toBe(id);
      expect(answer.text).not.toMatch(/select|servers|relation|42P01|\.ts|\/src|at \w+ \(/i);
      const [line] = server.logLines.filter((one) => one.includes(id) && one.includes('"level":"error"'));
      expect(line).toContain('a request failed');
    }
    await server.database.statement('alter table servers_away rename to servers', []);
    expect((await server.request('orchestrator', '/servers', { token })).status).toBe(200);
  });
});

describe('B84 a change that can not be recorded', () => {
  it('is not made: the answer is 503, on whichever route', async () => {
    server = await startServer();
    const token = await server.login();
    const { database } = server;
    await database.statement('alter table audit_log rename to audit_log_away', []);
    const user = { username: 'unseen', email: 'u@example.com', password: 'a password for tests', roles: ['viewer'] };
    const settings = { infra: 'production', settings: 'config.k', check_mode: true };
    for (const [api, path, json] of [
      ['control-center', '/users', user],
      ['control-center', '/auth/login', { username: 'admin', password: ADMIN_PASSWORD }],
      ['orchestrator', '/rollback/checkpoints', { name: 'unseen' }],
      ['orchestrator', '/workflows/servers/create', settings],
    ] as const) {
      const { status, body, headers } = await server.request(api, path, { method: 'POST', token, json });
      expect([path, status, body.code]).toEqual([path, 503, 'unavailable']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await database.statement('alter table audit_log_away rename to audit_log', []);
    const left = await database.statement<{ n: number }>(
      `select (select count(*) from users where username = 'unseen')::int + (select count(*) from runs)::int
         + (select count(*) from checkpoints)::int as n`,
      [],
    );
    expect(left).toEqual([{ n: 0 }]);
    expect((await server.request('control-center', '/users', { method: 'POST', token, json: user })).status).toBe(201);
  });
});

describe('a database that goes away', () => {
  it('makes every answer a 503 that says when to come again, and health says so too', async () => {
    const database = await openTestDatabase();
    const running = await startServer({ database });
    const token = await running.login();
    await database.close();
    const asked = [
      ['orchestrator', '/health', {}],
      ['control-center', '/health', {}],
      ['orchestrator', '/tasks', { token }],
      ['control-center', '/users', { token }],
      ['control-center', '/auth/login', { method: 'POST', json: { username: 'admin', password: ADMIN_PASSWORD } }],
    ] as const;
    for (const [api, path, options] of asked) {
      const { status, headers, body, text } = await running.request(api, path, { token: null, ...options });
      expect([path, status, body.code]).toEqual([path, 503, 'unavailable']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(text).not.toMatch(/select|PGlite|postgres|CONNECTION|\.ts/);
    }
    // Without its database it can't give its runs back either: another server takes them when the lease is over.
    await running.stop().catch(() => undefined);
  });
});

describe('secrets (B78, B87)', () => {
  it('are in no log line, no audit record and no answer, whatever was tried with them', async () => {
    server = await startServer();
    const password = 'canary-password-7d1f';
    const token = await server.login();
    const send = (path: string, json: unknown, bearer: string | null = token) =>
      server!.request('control-center', path, { method: 'POST', token: bearer, json });
    const user = { username: 'canary', email: 'canary@example.com', password, roles: ['viewer'] };
    const answers = [
      await send('/users', user),
      await send('/users', user),
      await send('/users', { ...user, username: 'canary2', nonsense: password }),
      await send('/auth/login', { username: 'canary', password: `${password}-wrong` }, null),
      await send('/auth/login', { username: 'canary', password, mfa_code: 'canary-password-7d1f' }, null),
      await send('/auth/refresh', { token: `${token}x` }, null),
      await server.request('orchestrator', `/tasks?token=${token}`, { token: null }),
      await server.request('orchestrator', '/tasks', { token: `${token}x` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 409, 422, 401, 422, 401, 401, 401]);
    const audit = await server.request('control-center', '/audit/logs?limit=1000');
    const signature = token.slice(token.lastIndexOf('.') + 1);
    for (const secret of [password, signature, ADMIN_PASSWORD]) {
      expect(answers.filter(({ text }) => text.includes(secret))).toEqual([]);
      expect(audit.text).not.toContain(secret);
      expect(server.logLines.filter((line) => line.includes(secret))).toEqual([]);
    }
  });

  it('and log forgery stay data: one escaped line, one record (B86)', async () => {
    server = await startServer();
    const username = 'x\n{"level":"error"}\u001b[31m';
    const json = { username, password: 'whatever it is' };
    const { status } = await server.request('control-center', '/auth/login', { method: 'POST', token: null, json });
    expect([401, 422]).toContain(status);
    const audit = await server.request('control-center', '/audit/logs?limit=1000');
    expect(audit.text).not.toContain('\\u001b');
    for (const line of server.logLines) expect(line).not.toContain('\n');
  });
});
