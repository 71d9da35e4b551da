// On PostgreSQL alone: nothing of it depends on the store.
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINGER_MS } from '../../src/http/brokenRequest.ts';
import { patience } from '../../src/http/listen.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startServer({
    patience: { headersMs: 400, requestMs: 800, stallMs: 400, leastBytes: 64 * 1024, checkMs: 100 },
  });
  token = await server.login();
});
afterAll(() => server.stop());

/** Connects, sends the text, and gives what comes back when the server has closed the connection. */
async function talk(text: string, meanwhile?: (socket: Socket) => void): Promise<string> {
  const { hostname, port } = new URL(server.orchestratorUrl);
  const socket = connect(Number(port), hostname);
  let answer = '';
  // Reset or closed is one to us: what counts is that it ends.
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.write(text);
  meanwhile?.(socket);
  await new Promise((closed) => socket.once('close', closed));
  return answer;
}

/** Writes a byte now and then until the server has had enough. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('a'), 50);
  socket.once('close', () => {
    clearInterval(timer);
  });
}

const healthy = async () => (await server.request('orchestrator', '/tasks', { token })).status;

describe('B55 a slow client', () => {
  it('is granted no more than 30 s, whichever way it is slow', () => {
    const { headersMs, requestMs, stallMs, checkMs } = patience;
    for (const longest of [headersMs, requestMs, stallMs])
      expect(longest + checkMs + LINGER_MS).toBeLessThanOrEqual(30_000);
  });

  it('is cut off when its headers do not come, 200 of them at once, while others are served', async () => {
    const slow = Array.from({ length: 200 }, () => talk('GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', drip));
    expect(await healthy()).toBe(200);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(await healthy()).toBe(200);
  });

  it('is cut off when its body comes byte by byte, and is no fault of the server', async () => {
    const head = `POST /batch/execute HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n`;
    const body = 'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"name":"';
    const answer = await talk(head + body, drip);
    expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it.each([
    ['headers', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    ['a body', 'POST /auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"'],
    ['nonsense', 'this is no HTTP\r\n\r\n'],
    ['requests', 'GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(50)],
  ])('is cut off also when it sends %s, reads no answer and closes nothing', async (_what, text) => {
    const { hostname, port } = new URL(server.orchestratorUrl);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(text);
    drip(socket);
    // Only the server can end it now: the next byte is answered with a reset then.
    await new Promise((closed) => socket.once('close', closed));
    expect(await healthy()).toBe(200);
  });

  it('is cut off when it does not read a big answer', async () => {
    // Requests on one connection whose answers are never read: sooner or later no buffer takes any more.
    const one = `GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const answer = await talk(one.repeat(100), (socket) => {
      socket.pause();
      // Who doesn't read learns by writing that the connection is gone.
      const timer = setInterval(() => socket.write(one), 50);
      socket.once('close', () => {
        clearInterval(timer);
      });
    });
    expect(answer).toBe('');
    expect(await healthy()).toBe(200);
  });
});
