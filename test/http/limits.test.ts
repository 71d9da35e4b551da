import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { ADMIN_PASSWORD, startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startServer({ config: { rateLimitAuth: 5, rateLimitGeneral: 12, rateLimitBatch: 3 } });
  token = await server.login();
});
afterAll(() => server.stop());

const login = (password: string) =>
  server.request('control-center', '/auth/login', {
    method: 'POST',
    token: null,
    json: { username: 'admin', password },
  });

const limitHeaders = (headers: Headers) =>
  ['x-ratelimit-limit', 'x-ratelimit-remaining'].map((name) => Number(headers.get(name)));

describe('B52 the limits', () => {
  it('of batches count each user alone, say how many are left and when to come again', async () => {
    const submit = () => server.request('orchestrator', '/batch/execute', { method: 'POST', token, json: [] });
    for (const left of [2, 1, 0]) {
      const { status, headers } = await submit();
      expect([status, ...limitHeaders(headers)]).toEqual([422, 3, left]);
    }
    const refused = await submit();
    expect([refused.status, refused.body.code, ...limitHeaders(refused.headers)]).toEqual([429, 'rate_limited', 3, 0]);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit-policy')).toBe('"batch";q=3;w=60');
    expect(refused.headers.get('ratelimit')).toBe(`"batch";r=0;t=${wait}`);
    const reset = Number(refused.headers.get('x-ratelimit-reset'));
    expect(Math.abs(reset - wait - Date.now() / 1000)).toBeLessThan(30);
  });

  it('of everything else are another quota, the same on both services', async () => {
    const statuses: number[] = [];
    for (let tried = 0; tried < 13; tried += 1) {
      const [api, path] =
        tried % 2 === 0 ? (['orchestrator', '/tasks'] as const) : (['control-center', '/users'] as const);
      statuses.push((await server.request(api, path, { token })).status);
    }
    expect(statuses).toEqual([...Array<number>(12).fill(200), 429]);
  });

  it('do not touch the routes that need no token, nor the metrics', async () => {
    for (let tried = 0; tried < 20; tried += 1) {
      expect((await server.request('orchestrator', '/health', { token: null })).status).toBe(200);
    }
    const { status, headers } = await server.request('orchestrator', '/metrics', { token });
    expect([status, headers.get('x-ratelimit-limit')]).toEqual([200, null]);
  });

  it('of logins count the address, right or wrong, whatever it says it forwards (B53)', async () => {
    const tries = [];
    for (let tried = 0; tried < 5; tried += 1) tries.push(await login('wrong password'));
    // One login was spent before the tests.
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 429]);
    const forwarded = await server.request('control-center', '/auth/login', {
      method: 'POST',
      token: null,
      json: { username: 'admin', password: ADMIN_PASSWORD },
      headers: { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' },
    });
    expect(forwarded.status).toBe(429);
  });
});

describe('B52 the limits where nothing is configured', () => {
  let plain: TestServer;
  beforeAll(async () => {
    const { rateLimitAuth, rateLimitGeneral, rateLimitBatch } = loadConfig({ env: {}, cwd: '/' });
    plain = await startServer({ config: { rateLimitAuth, rateLimitGeneral, rateLimitBatch } });
  });
  afterAll(() => plain.stop());

  /** The window's own end, on the database's clock, in whole seconds. */
  const endOf = async (bucket: string): Promise<number> => {
    const text = `select ceil(extract(epoch from expires_at))::float8 as ends from rate_limits where key like $1`;
    const rows = await plain.database.statement<{ ends: number }>(text, [`${bucket}:%`]);
    return rows[0]!.ends;
  };

  it('refuse the 6th login of an address, the 101st request and the 11th batch of a user, with exact numbers', async () => {
    const session = await plain.login();
    const asks = {
      auth: [5, 1, 401, '/auth/login', { username: 'nobody', password: 'wrong password' }],
      general: [100, 0, 200, '/auth/verify', undefined],
      batch: [10, 0, 422, '/batch/execute', []],
    } as const;
    for (const [bucket, [limit, spent, status, path, json]] of Object.entries(asks)) {
      const api = bucket === 'batch' ? 'orchestrator' : 'control-center';
      const init = json === undefined ? {} : { method: 'POST', json };
      const ask = () => plain.request(api, path, { token: bucket === 'auth' ? null : session, ...init });
      for (let count = spent + 1; count <= limit + 1; count += 1) {
        const { status: answered, headers, body, text } = await ask();
        const numbers = ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));
        const ends = await endOf(bucket);
        expect([bucket, ...numbers]).toEqual([bucket, limit, Math.max(0, limit - count), ends]);
        expect([count, answered]).toEqual([count, count <= limit ? status : 429]);
        if (answered !== 429) continue;
        expect(body).toEqual({
          success: false,
          error: expect.stringMatching(/^Too many requests: try again in \d+ s$/) as string,
          code: 'rate_limited',
          request_id: headers.get('x-request-id'),
        });
        expect(text).toContain(`in ${headers.get('retry-after')!} s`);
        expect(headers.get('ratelimit')).toBe(`"${bucket}";r=0;t=${headers.get('retry-after')!}`);
      }
    }
  });
});
