import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_PASSWORD, startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const post = (path: string, json: unknown, token: string | null = null, headers: Record<string, string> = {}) =>
  server.request('control-center', path, { method: 'POST', token, json, headers });
const get = (path: string, token: string) => server.request('control-center', path, { token });

let made = 0;
async function newUser({
  password = 'secure_password',
  ...over
}: { password?: string; [member: string]: unknown } = {}) {
  const username = `person-${(made += 1)}`;
  const body = { username, email: 'p@example.com', password, roles: ['viewer'], ...over };
  const token = await server.login();
  const answer = await post('/users', body, token);
  return { username, password, answer, id: answer.body.data?.id as string };
}

describe('POST /auth/login', () => {
  it('B15 answers with one body and the same headers, whatever was wrong', async () => {
    const [known, disabled, locked, enrolled] = await Promise.all([
      newUser(),
      newUser({ enabled: false }),
      newUser(),
      newUser(),
    ]);
    const wrong = 'not the password';
    for (let tried = 0; tried < 5; tried += 1)
      await post('/auth/login', { username: locked.username, password: wrong });
    const token = await server.login(enrolled.username, enrolled.password);
    const { body } = await post('/auth/mfa/enrol', { password: enrolled.password }, token);
    const code = await generate({ secret: body.data.secret as string });
    expect((await post('/auth/mfa/confirm', { mfa_code: code }, token)).status).toBe(200);

    const right = 'secure_password';
    const tries = [
      { username: 'nobody-at-all', password: right },
      { username: known.username, password: wrong },
      { username: disabled.username, password: right },
      { username: locked.username, password: right },
      { username: enrolled.username, password: right },
      { username: enrolled.username, password: right, mfa_code: code },
      { username: enrolled.username, password: right, recovery_code: 'aaaa-bbbb-cccc-dddd' },
    ];
    const seen = new Set<string>();
    for (const json of tries) {
      const answer = await post('/auth/login', json);
      expect(answer.status).toBe(401);
      const { request_id: _id, ...rest } = answer.body;
      const headers = [...answer.headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
      seen.add(JSON.stringify([rest, headers]));
    }
    expect(seen.size).toBe(1);
    expect([...seen][0]).toContain('invalid_token');
  });

  it.each([123456, ' 123456', '1234567', '12345', '١٢٣٤٥٦', null])(
    'B21 refuses %j as a code with 422, also of who has no second factor',
    async (code) => {
      const { status, body } = await post('/auth/login', {
        username: 'admin',
        password: ADMIN_PASSWORD,
        mfa_code: code,
      });
      expect([status, body.details[0].path]).toEqual([422, 'mfa_code']);
    },
  );

  it('B25 refuses a megabyte of password unread', async () => {
    const password = 'x'.repeat(1_000_000);
    expect((await post('/auth/login', { username: 'admin', password })).status).toBe(422);
    expect((await post('/auth/login', { username: 'admin', password: password.repeat(2) })).status).toBe(413);
  });

  it.each([
    ['64 characters', 'x1'.repeat(32)],
    ['128 characters', 'y2'.repeat(64)],
    ['spaces around', '  pass  word  '],
    ['emoji', '🔑🔒🗝️🔐🔏🪪🧷🧲'],
  ])('B24 takes a password of %s exactly as it was given', async (_, password) => {
    const { username } = await newUser({ password });
    expect((await post('/auth/login', { username, password })).status).toBe(200);
    expect((await post('/auth/login', { username, password: `${password.trim()}!` })).status).toBe(401);
  });

  it('B27 knows one user by one name in any case', async () => {
    const { username, password } = await newUser();
    const { status, body } = await post('/auth/login', { username: username.toUpperCase(), password });
    expect([status, body.data.user.username]).toEqual([200, username]);
  });
});

describe('POST /users', () => {
  it.each([
    ['NUL', 'ab\u0000c'],
    ['a Cyrillic look-alike', 'аdmin'],
    ['300 characters', 'a'.repeat(300)],
    ['a space', 'admin '],
    ['nothing', ''],
  ])('B27 refuses a name with %s', async (_, username) => {
    expect((await newUser({ username })).answer.status).toBe(422);
  });

  it('B27 refuses a name that is taken in another case', async () => {
    expect((await newUser({ username: 'ADMIN' })).answer.status).toBe(409);
  });

  it.each([
    ['seven characters', 'seven77', /8 character/],
    ['one of the most used', 'iloveyou', /most used/],
    ['the product', 'provisioning', /product/],
  ])('B23 refuses %s as a password, naming the rule and not the password', async (_, password, rule) => {
    const { answer } = await newUser({ password });
    expect([answer.status, answer.body.details[0].path]).toEqual([422, 'password']);
    expect(answer.text).toMatch(rule);
    expect(answer.text).not.toContain(`"${password}"`);
  });

  it.each(['id', 'created_at', 'password_hash', 'is_admin', 'totp_secret', 'mfa', 'failed_logins', 'locked_until'])(
    'B30 refuses the member %s',
    async (member) => {
      const { answer } = await newUser({ [member]: 'x' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(member);
    },
  );

  it('B29 lets no operator make himself or anybody an admin, and records the try', async () => {
    const { id, username, password } = await newUser({ roles: ['operator'] });
    const token = await server.login(username, password);
    const headers = { 'x-request-id': 'climbing-0001' };
    const json = { roles: ['admin'] };
    const up = await server.request('control-center', `/users/${id}`, { method: 'PUT', token, json, headers });
    expect(up.status).toBe(403);
    const friend = { username: 'friend', email: 'f@example.com', password, roles: ['admin'] };
    expect((await post('/users', friend, token)).status).toBe(403);
    const admin = await server.login();
    expect((await get(`/users/${id}`, admin)).body.data.roles).toEqual(['operator']);
    const { body } = await get('/audit/logs?action=user.update&limit=1000', admin);
    const records = body.data.filter((record: { request_id: string }) => record.request_id === 'climbing-0001');
    expect(records).toMatchObject([{ result: 'denied', username }]);
  });
});

describe('a session', () => {
  it('is refreshed by its refresh token, listed, verified and ended', async () => {
    const { username, password } = await newUser();
    const login = async () => (await post('/auth/login', { username, password })).body.data;
    const [first, second] = [await login(), await login()];
    const refreshed = await post('/auth/refresh', { refresh_token: first.refresh_token });
    const { token } = refreshed.body.data;
    expect((await get('/auth/verify', first.token)).status).toBe(401);
    expect((await get('/auth/verify', token)).body.data).toMatchObject({ kind: 'session', user: { username } });
    const list = await get('/auth/sessions', token);
    expect(list.headers.get('x-total-count')).toBe('2');
    const other = list.body.data.find(({ current }: { current: boolean }) => !current);
    const ended = await server.request('control-center', `/auth/sessions/${other.id}`, { method: 'DELETE', token });
    expect(ended.status).toBe(200);
    expect((await get('/auth/verify', second.token)).status).toBe(401);
  });

  it('B5 is not opened by its refresh token as Bearer', async () => {
    const { username, password } = await newUser();
    const { body } = await post('/auth/login', { username, password });
    const answer = await get('/auth/verify', body.data.refresh_token);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('is refreshed by exactly one token', async () => {
    for (const json of [{}, { token: 'a.b.c', refresh_token: 'a.b.c' }]) {
      expect((await post('/auth/refresh', json)).status).toBe(422);
    }
    expect((await post('/auth/refresh', { token: 'a.b.c' })).status).toBe(401);
  });

  it('ends with a change of the password', async () => {
    const { username, password } = await newUser();
    const token = await server.login(username, password);
    const next = 'another password entirely';
    const wrong = await post('/auth/password', { current_password: 'not it at all', new_password: next }, token);
    expect(wrong.status).toBe(403);
    const changed = await post('/auth/password', { current_password: password, new_password: next }, token);
    expect(changed.body.data).toBe('Password changed: log in again');
    expect((await get('/auth/verify', token)).status).toBe(401);
    await server.login(username, next);
  });
});

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('B3 a token that names its own key', () => {
  it('is refused without a single request to the address it names', async () => {
    let requests = 0;
    const listener = createServer((_request, response) => {
      requests += 1;
      response.end('{"keys":[]}');
    });
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    try {
      const { port } = listener.address() as AddressInfo;
      const url = `http://127.0.0.1:${String(port)}/keys`;
      const [, claims, signature] = (await server.login()).split('.');
      for (const member of [{ jku: url }, { x5u: url }, { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } }]) {
        const header = part({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k1', ...member });
        expect((await get('/auth/verify', `${header}.${claims ?? ''}.${signature ?? ''}`)).status).toBe(401);
      }
      expect(requests).toBe(0);
    } finally {
      await new Promise((closed) => listener.close(closed));
    }
  });
});

describe('B26 a burst of logins', () => {
  it('lets other requests through while it lasts', async () => {
    let open = 50;
    const logins = Array.from({ length: open }, () =>
      post('/auth/login', { username: 'nobody-at-all', password: 'some password' }).finally(() => {
        open -= 1;
      }),
    );
    expect((await server.request('control-center', '/health', { token: null })).status).toBe(200);
    expect(open).toBeGreaterThan(0);
    for (const { status } of await Promise.all(logins)) expect(status).toBe(401);
  });
});

describe('B1 a forged token', () => {
  it.each(['none', 'None', 'nOnE'])('of alg %s is refused as invalid_token', async (alg) => {
    const claims = part({ iss: 'provisioning', aud: 'provisioning', sub: 'admin', exp: 4102444800 });
    const answer = await get('/auth/verify', `${part({ alg, typ: 'at+jwt' })}.${claims}.`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });
});

describe('a service token', () => {
  it('opens both services within its scopes, and nothing once it is deleted', async () => {
    const admin = await server.login();
    const json = { name: 'pipeline', scopes: ['tasks:read', 'sessions:read'] };
    const created = await post('/service-tokens', json, admin);
    expect(created.status).toBe(201);
    const { token, id } = created.body.data;
    expect(created.headers.get('location')).toBe(`/service-tokens/${id}`);
    expect((await server.request('orchestrator', '/tasks', { token })).status).toBe(200);
    expect((await server.request('orchestrator', '/servers', { token })).status).toBe(403);
    const info = await get('/auth/verify', token);
    expect(info.body.data).toMatchObject({ kind: 'service_token', session_id: null, scopes: json.scopes });
    expect((await get('/service-tokens', admin)).text).not.toContain(token);
    await server.request('control-center', `/service-tokens/${id}`, { method: 'DELETE', token: admin });
    expect((await server.request('orchestrator', '/tasks', { token })).status).toBe(401);
  });
});

describe('the signing keys', () => {
  it('are two at /.well-known/jwks.json after a rotation, and open sessions go on', async () => {
    const token = await server.login();
    const rotated = await post('/auth/keys/rotate', {}, token);
    const jwks = await server.request('control-center', '/.well-known/jwks.json', { token: null });
    const kids = jwks.body.keys.map(({ kid }: { kid: string }) => kid);
    expect(kids).toEqual(rotated.body.data.verified_kids);
    expect(kids).toContain(rotated.body.data.kid);
    expect(kids).toHaveLength(2);
    expect((await get('/auth/verify', token)).status).toBe(200);
  });
});

describe('B87 secrets', () => {
  it('stand in no log line: passwords, codes, seeds, tokens', async () => {
    const { username, password } = await newUser({ password: 'canary-password-1' });
    const login = (await post('/auth/login', { username, password })).body.data;
    const enrolment = (await post('/auth/mfa/enrol', { password }, login.token)).body.data;
    const code = await generate({ secret: enrolment.secret as string });
    const codes = (await post('/auth/mfa/confirm', { mfa_code: code }, login.token)).body.data.recovery_codes;
    await post('/auth/mfa/disable', { password: 'canary-password-2', mfa_code: code }, login.token);
    const scopes = ['*:read'];
    const { body } = await post('/service-tokens', { name: 'canary', scopes }, login.token);
    const canaries = [password, 'canary-password-2', enrolment.secret, ...codes, login.token, login.refresh_token];
    const said = server.logLines.join('\n');
    for (const canary of [...canaries, body.data.token]) expect(said).not.toContain(canary);
  });
});
