// On PostgreSQL alone: nothing of it depends on the store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../harness/server.ts';

const PAGE = 'https://ops.example.com';
let open: TestServer;
let closed: TestServer;
beforeAll(async () => {
  [open, closed] = await Promise.all([startServer({ config: { corsOrigins: [PAGE] } }), startServer()]);
});
afterAll(() => Promise.all([open.stop(), closed.stop()]));

const preflight = (server: TestServer, origin: string) =>
  server.request('orchestrator', '/batch/execute', {
    method: 'OPTIONS',
    token: null,
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  });
const granted = (headers: Headers): string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('CORS', () => {
  it('is off by default', async () => {
    expect(granted((await preflight(closed, PAGE)).headers)).toEqual([]);
    const { headers } = await closed.request('orchestrator', '/tasks', { headers: { origin: PAGE } });
    expect(granted(headers)).toEqual([]);
  });

  it('lets a page of a configured origin ask, send its token and read what is told in headers', async () => {
    const { status, headers } = await preflight(open, PAGE);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, PAGE]);
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match']) {
      expect(headers.get('access-control-allow-headers')).toContain(name);
    }
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    for (const [path, expected] of [
      ['/tasks', 200],
      ['/tasks/nonsense', 400],
    ] as const) {
      const answer = await open.request('orchestrator', path, { headers: { origin: PAGE } });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([expected, PAGE]);
      expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
      expect(answer.headers.get('vary')).toContain('Origin');
    }
  });

  it.each(['https://evil.example', `${PAGE}.evil.example`, 'http://ops.example.com', 'null'])(
    'grants nothing to %s',
    async (origin) => {
      expect((await preflight(open, origin)).headers.get('access-control-allow-origin')).toBeNull();
      const { headers } = await open.request('orchestrator', '/health', { token: null, headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('leaves an OPTIONS that is no preflight as it is', async () => {
    const { status, headers } = await open.request('orchestrator', '/batch/execute', {
      method: 'OPTIONS',
      token: null,
      headers: { origin: PAGE },
    });
    expect([status, headers.get('allow')]).toEqual([204, 'OPTIONS, POST']);
  });
});

it('no answer of the API may be sniffed, framed, embedded or kept', async () => {
  for (const path of ['/tasks', '/nothing/here']) {
    const { headers } = await closed.request('orchestrator', path);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
  }
});
