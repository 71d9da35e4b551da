// On PostgreSQL alone: nothing of it depends on the store.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Sends bytes as they are and gives back all that comes until the server closes. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.orchestratorUrl);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('close', () => {
      resolve(answer);
    });
    socket.on('error', reject);
  });
}

const statusLines = (answer: string): string[] => answer.match(/^HTTP\/1\.1 \d+/gm) ?? [];
const bodyOf = (answer: string): { success: boolean; code: string; request_id: string } =>
  JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as never;

describe('B48 methods and paths', () => {
  it('refuses a wrong method with what is allowed, also TRACE', async () => {
    const answer = await server.request('orchestrator', '/tasks', { method: 'PATCH', token: null });
    expect([answer.status, answer.headers.get('allow'), answer.body.code]).toEqual([
      405,
      'GET, HEAD, OPTIONS',
      'method_not_allowed',
    ]);
    const trace = await raw(
      'TRACE /tasks HTTP/1.1\r\nHost: localhost\r\nCookie: secret=1\r\nConnection: close\r\n\r\n',
    );
    expect(statusLines(trace)).toEqual(['HTTP/1.1 405']);
    expect(trace).not.toContain('secret=1');
  });

  it('answers OPTIONS with what is allowed and HEAD as GET without the body', async () => {
    const options = await server.request('orchestrator', '/batch/execute', { method: 'OPTIONS', token: null });
    expect([options.status, options.headers.get('allow'), options.text]).toEqual([204, 'OPTIONS, POST', '']);
    const head = await server.request('orchestrator', '/tasks', { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('x-total-count')]).toEqual([200, '', '0']);
    expect((await server.request('orchestrator', '/tasks', { method: 'HEAD', token: null })).status).toBe(401);
  });

  it('lets no spelling of a path past the question who asks', async () => {
    const token = await server.login();
    for (const path of [
      '//users',
      '/users/',
      '/users/..%2fhealth',
      '/Users',
      '/health/../users%2f',
      '/users;x=1',
      '/users%00',
    ]) {
      expect((await server.request('control-center', path, { token })).status).toBe(404);
      expect((await server.request('control-center', path, { token: null })).status).toBe(404);
    }
    for (const path of ['/health/../users', '/%75sers', '/./users']) {
      expect((await server.request('control-center', path, { token: null })).status).toBe(401);
    }
  });
});

describe('B47 versions', () => {
  it('answers in the vendor type when asked, success and refusal', async () => {
    const headers = { accept: 'application/vnd.provisioning.v1+json' };
    for (const path of ['/tasks', '/tasks/nonsense']) {
      const answer = await server.request('orchestrator', path, { headers });
      expect(answer.headers.get('content-type')).toBe('application/vnd.provisioning.v1+json');
    }
  });

  it('refuses another version before anything else is looked at', async () => {
    const headers = { accept: 'application/vnd.provisioning.v2+json' };
    const answer = await server.request('orchestrator', '/batch/execute', {
      method: 'POST',
      token: null,
      json: {},
      headers,
    });
    expect([answer.status, answer.body.code]).toEqual([406, 'not_acceptable']);
  });

  it('tells refusals as problem details (RFC 9457) when asked', async () => {
    const headers = { accept: 'application/problem+json' };
    const answer = await server.request('orchestrator', '/tasks?limit=0', { headers });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'invalid_request',
    });
    expect((await server.request('orchestrator', '/tasks', { headers })).body.success).toBe(true);
  });
});

describe('the request id', () => {
  it('is the one that was sent, when it is sane', async () => {
    const sane = await server.request('orchestrator', '/health', { headers: { 'x-request-id': 'trace-1234:5' } });
    expect(sane.headers.get('x-request-id')).toBe('trace-1234:5');
    for (const odd of ['short', 'a'.repeat(129), 'has spaces in it', '{"level":"error"}']) {
      const answer = await server.request('orchestrator', '/nowhere', { headers: { 'x-request-id': odd } });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'));
    }
  });
});

describe('B49 what is no proper HTTP', () => {
  it.each([
    [
      'both lengths',
      'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /tasks HTTP/1.1\r\nHost: a\r\n\r\n',
    ],
    ['two lengths', 'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
    ['a folded header', 'GET /tasks HTTP/1.1\r\nHost: a\r\nX-Long: one\r\n two\r\n\r\n'],
    ['a bare line feed', 'GET /tasks HTTP/1.1\nHost: a\n\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n'],
    ['not even words', '\x16\x03\x01\x02\x00'],
  ])('%s is refused once, in the form of the contract, and the connection ends', async (_name, bytes) => {
    const answer = await raw(bytes);
    expect(statusLines(answer)).toEqual(['HTTP/1.1 400']);
    if (answer.includes('application/json')) {
      expect(bodyOf(answer)).toMatchObject({ success: false, code: 'invalid_request' });
    }
  });

  it('headers beyond 16 KB are refused', async () => {
    const answer = await raw(`GET /health HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(statusLines(answer)).toEqual(['HTTP/1.1 431']);
    expect(bodyOf(answer)).toMatchObject({ success: false, code: 'invalid_request' });
  });

  it('a Host that is no host is refused in the form of the contract', async () => {
    const answer = await raw('GET /health HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n');
    expect(statusLines(answer)).toEqual(['HTTP/1.1 400']);
    expect(bodyOf(answer)).toMatchObject({ success: false, code: 'invalid_request' });
  });
});
