// On PostgreSQL alone: nothing of it depends on the store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_PASSWORD, startServer, type TestServer } from '../harness/server.ts';

const LIMITS = { rateLimitAuth: 3, rateLimitGeneral: 12, rateLimitBatch: 3 };
let server: TestServer;
beforeAll(async () => {
  // The tests' own address is a proxy's, so that they can come from anywhere.
  server = await startServer({ config: { ...LIMITS, trustedProxies: ['127.0.0.0/8'] } });
});
afterAll(() => server.stop());

const loginFrom = (address: string, password: string, path = '/auth/login') =>
  server.request('control-center', path, {
    method: 'POST',
    token: null,
    json: { username: 'admin', password },
    headers: { 'x-forwarded-for': address },
  });
const statuses = async (tries: readonly Promise<{ readonly status: number }>[]) =>
  (await Promise.all(tries)).map(({ status }) => status).sort();

describe('B54 a flood of failed logins as somebody', () => {
  it('uses up the quota of its own address, not what its victim may do', async () => {
    const flood = Array.from({ length: 8 }, () => loginFrom('203.0.113.9', 'wrong password'));
    expect(await statuses(flood)).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);
    const victim = await loginFrom('198.51.100.7', ADMIN_PASSWORD);
    expect(victim.status).toBe(200);
    const token = victim.body.data.token as string;
    const forged = `${token.slice(0, -4)}AAAA`;
    for (let tried = 0; tried < 20; tried += 1) {
      expect((await server.request('orchestrator', '/tasks', { token: forged })).status).toBe(401);
    }
    const { status, headers } = await server.request('orchestrator', '/tasks', { token });
    expect([status, headers.get('x-ratelimit-remaining')]).toEqual([200, '11']);
  });
});

describe('B53 the limit of logins', () => {
  it('counts the addresses of one /64 as one', async () => {
    const rotated = Array.from({ length: 5 }, (_, index) => loginFrom(`2001:db8:0:7::${index + 1}`, 'wrong password'));
    // The account is locked by now, which looks like a wrong password.
    expect(await statuses(rotated)).toEqual([401, 401, 401, 429, 429]);
    expect((await loginFrom('2001:db8:0:8::1', 'wrong password')).status).toBe(401);
  });

  it('is not evaded by what a client writes before the hop of the proxy, nor by another spelling of the path', async () => {
    const forged = Array.from({ length: 5 }, (_, index) =>
      loginFrom(`192.0.2.${index}, 203.0.113.10`, 'wrong password'),
    );
    expect(await statuses(forged)).toEqual([401, 401, 401, 429, 429]);
    for (const path of ['/AUTH/LOGIN', '/auth/login/', '//auth/login']) {
      expect((await loginFrom('203.0.113.10', 'wrong password', path)).status).toBe(404);
    }
    expect((await loginFrom('203.0.113.10', 'wrong password', '/auth/%6cogin')).status).toBe(429);
  });
});
