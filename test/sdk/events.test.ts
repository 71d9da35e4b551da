import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket as WsClient, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { AbortedError, AuthenticationError, ConnectionError, PermissionError } from '../../sdk/core/errors.ts';
import { streamEvents, type EventStreamDeps, type PlatformEvent } from '../../sdk/events.ts';
import { testClock } from './clock.ts';

interface Visit {
  readonly socket: ServerSocket;
  readonly url: string;
  /** The first message. */
  readonly auth: unknown;
  /** Counts from 0. */
  readonly index: number;
}

/** A WebSocket server that calls `onAuthenticated` once a client has sent its first message. */
async function socketServer(onAuthenticated: (visit: Visit) => void): Promise<{ baseUrl: string; visits: Visit[] }> {
  const visits: Visit[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket: ServerSocket, request: IncomingMessage) => {
    socket.once('message', (data: Buffer) => {
      const visit = {
        socket,
        url: request.url ?? '',
        auth: JSON.parse(data.toString()) as unknown,
        index: visits.length,
      };
      visits.push(visit);
      onAuthenticated(visit);
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, visits };
}

const event = (sequence: number): PlatformEvent => ({
  event_type: 'TaskStatusChanged',
  timestamp: '2026-01-01T00:00:00Z',
  sequence,
  data: { status: 'completed' },
  metadata: {},
});

const send = ({ socket }: Visit, ...sequences: number[]): void => {
  for (const sequence of sequences) socket.send(JSON.stringify(event(sequence)));
};

const deps = (baseUrl: string, over: Partial<EventStreamDeps> = {}): EventStreamDeps => ({
  baseUrl,
  token: 'secret-token',
  clock: testClock(),
  random: () => 0.5,
  WebSocket: globalThis.WebSocket,
  ...over,
});

async function take(stream: AsyncIterable<PlatformEvent>, count: number): Promise<number[]> {
  const sequences: number[] = [];
  for await (const { sequence } of stream) {
    sequences.push(sequence);
    if (sequences.length === count) break;
  }
  return sequences;
}

it('sends the token in the first message and never in the URL', async () => {
  const server = await socketServer((visit) => {
    send(visit, 8);
  });
  await take(streamEvents(deps(server.baseUrl), { categories: ['task', 'batch'], after: 7 }), 1);
  expect(server.visits[0]).toMatchObject({
    url: '/ws?events=task%2Cbatch&after=7',
    auth: { type: 'auth', token: 'secret-token' },
  });
});

it('passes events on in order and skips frames that are none', async () => {
  const server = await socketServer((visit) => {
    visit.socket.send('{"type":"authenticated"}');
    visit.socket.send('not json');
    send(visit, 1, 2, 3);
  });
  expect(await take(streamEvents(deps(server.baseUrl)), 3)).toEqual([1, 2, 3]);
});

it('passes on that a part of the past is no longer kept, and resumes after it', async () => {
  const server = await socketServer((visit) => {
    if (visit.index > 0) {
      send(visit, 10);
      return;
    }
    visit.socket.send(JSON.stringify({ ...event(9), event_type: 'Gap', data: { after: 2, missing_up_to: 9 } }));
    visit.socket.close(1001);
  });
  expect(await take(streamEvents(deps(server.baseUrl), { after: 2 }), 2)).toEqual([9, 10]);
  expect(server.visits.map(({ url }) => url)).toEqual(['/ws?after=2', '/ws?after=9']);
});

it('runs on the ws package, too', async () => {
  const server = await socketServer((visit) => {
    send(visit, 1);
  });
  expect(await take(streamEvents(deps(server.baseUrl, { WebSocket: WsClient })), 1)).toEqual([1]);
});

it('resumes after the last event it has seen when the connection is lost', async () => {
  const server = await socketServer((visit) => {
    send(visit, ...(visit.index === 0 ? [1, 2] : [3]));
    if (visit.index === 0) visit.socket.close(1013);
  });
  expect(await take(streamEvents(deps(server.baseUrl)), 3)).toEqual([1, 2, 3]);
  expect(server.visits.map(({ url }) => url)).toEqual(['/ws', '/ws?after=2']);
});

it('drops the connection of a reader who is too slow, and resumes without losing an event', async () => {
  const server = await socketServer((visit) => {
    send(visit, ...(visit.index === 0 ? [1, 2, 3, 4] : [3, 4]));
  });
  expect(await take(streamEvents(deps(server.baseUrl, { maxBuffered: 2 })), 4)).toEqual([1, 2, 3, 4]);
  expect(server.visits.map(({ url }) => url)).toEqual(['/ws', '/ws?after=2']);
});

it.each([
  [4401, AuthenticationError],
  [4403, PermissionError],
])('close code %i is final', async (code, Class) => {
  const server = await socketServer(({ socket }) => {
    socket.close(code);
  });
  await expect(take(streamEvents(deps(server.baseUrl)), 1)).rejects.toThrow(Class);
  expect(server.visits).toHaveLength(1);
});

it('gives up on a server that cannot be reached, after as many tries as it was allowed', async () => {
  const clock = testClock();
  const stream = streamEvents(deps('http://127.0.0.1:9', { clock }), { maxReconnects: 3 });
  await expect(take(stream, 1)).rejects.toThrow(ConnectionError);
  expect(clock.slept).toHaveLength(3);
});

it("the caller's signal ends a silent stream and closes its socket", async () => {
  const controller = new AbortController();
  const closed = Promise.withResolvers<number>();
  const server = await socketServer(({ socket }) => {
    socket.on('close', closed.resolve);
    controller.abort();
  });
  await expect(take(streamEvents(deps(server.baseUrl), { signal: controller.signal }), 1)).rejects.toThrow(
    AbortedError,
  );
  expect(await closed.promise).toBe(1000);
});

it('leaving the loop closes the socket', async () => {
  const closed = Promise.withResolvers<number>();
  const server = await socketServer((visit) => {
    visit.socket.on('close', closed.resolve);
    send(visit, 1);
  });
  await take(streamEvents(deps(server.baseUrl)), 1);
  expect(await closed.promise).toBe(1000);
});

it('says what to do where there is no WebSocket', async () => {
  await expect(take(streamEvents(deps('http://127.0.0.1:9', { WebSocket: undefined })), 1)).rejects.toThrow(
    /ws package/,
  );
});
