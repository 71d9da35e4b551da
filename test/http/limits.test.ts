import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
