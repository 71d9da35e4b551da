import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../src/domain/clock.ts';
import { DomainError, unauthenticated } from '../../src/domain/errors.ts';
import { createEventLog, type EventLog } from '../../src/events/log.ts';
import { createEventStream } from '../../src/http/ws.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { silent } from '../harness/silent.ts';

const statusOf: Record<string, 400 | 401 | 403 | 426> = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  upgrade_required: 426,
};
const TOKEN = 'good.to.ken';

describe('GET /ws', () => {
  let database: Database;
  let eventLog: EventLog;
  let server: ReturnType<typeof serve>;
  let base: string;
  let open = 0;

  beforeAll(async () => {
    database = await openTestDatabase();
    eventLog = createEventLog({ database, clock: systemClock, log: silent });
    await eventLog.start();
    const stream = createEventStream({
      eventLog,
      clock: systemClock,
      log: silent,
      stallMs: 3_000,
      admit: (token) =>
        token === TOKEN
          ? Promise.resolve({ userId: 'user', sight: (events) => events })
          : Promise.reject(unauthenticated()),
      allowedOrigins: ['https://ops.example.com'],
      onOpened: () => (open += 1),
      onClosed: () => (open -= 1),
    });
    const app = new Hono();
    app.get('/ws', stream.handler);
    app.onError((error, c) =>
      c.text(error.message, error instanceof DomainError ? (statusOf[error.code] ?? 500) : 500),
    );
    await new Promise<void>((listening) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', websocket: { server: stream.server } }, () => {
        listening();
      });
    });
    base = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    closeAll = stream.close;
  });
  let closeAll: () => void;
  afterAll(async () => {
    closeAll();
    await new Promise((closed) => server.close(closed));
    await eventLog.stop();
    await database.close();
  });

  const append = (count: number): Promise<number> =>
    database.transact((tx) =>
      eventLog.append(
        tx,
        Array.from({ length: count }, (_, n) => ({ type: 'TaskProgress', runId: null, taskId: null, data: { n } })),
      ),
    );

  const connect = (query: string, options: { protocols?: string[]; headers?: Record<string, string> } = {}) => {
    const socket = new WebSocket(`ws://${base}/ws${query}`, options.protocols ?? [], {
      headers: options.headers ?? {},
    });
    const frames: { event_type: string; sequence: number }[] = [];
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as (typeof frames)[number]));
    const opened = new Promise<void>((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    const until = (sequence: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if ((frames.at(-1)?.sequence ?? 0) >= sequence) resolve();
        };
        socket.on('message', look);
        look();
      });
    return { socket, frames, opened, closed, until };
  };

  it('accepts the token in the query, a header, a subprotocol and a first message', async () => {
    const ways = [
      connect(`?token=${TOKEN}&after=0`),
      connect('?after=0', { headers: { authorization: `Bearer ${TOKEN}` } }),
      connect('?after=0', { protocols: ['bearer', TOKEN] }),
      connect('?after=0', { protocols: [TOKEN] }),
      connect('?after=0'),
    ];
    await Promise.all(ways.map(({ opened }) => opened));
    ways[4]?.socket.send(JSON.stringify({ type: 'auth', token: TOKEN }));
    const last = await append(1);
    await Promise.all(ways.map(({ until }) => until(last)));
    expect(ways[2]?.socket.protocol).toBe('bearer');
    expect(open).toBe(5);
    for (const { socket } of ways) socket.close();
    await Promise.all(ways.map(({ closed }) => closed));
  });

  it('replays after a sequence, then goes on live, each event once and in order', async () => {
    const before = await eventLog.head();
    await append(700);
    const { frames, opened, until, socket, closed } = connect(`?token=${TOKEN}&after=${String(before)}`);
    await opened;
    await Promise.all([append(50), append(50)]);
    await until(before + 800);
    expect(frames.map((frame) => frame.sequence)).toEqual(Array.from({ length: 800 }, (_, i) => before + 1 + i));
    socket.close();
    await closed;
  });

  it('B79 refuses a wrong token with 401 before the upgrade, a foreign Origin with 403', async () => {
    await expect(connect('?token=bad.to.ken').opened).rejects.toThrow('401');
    await expect(connect('', { headers: { authorization: 'Basic abc' } }).opened).rejects.toThrow('401');
    await expect(connect(`?token=${TOKEN}`, { headers: { origin: 'https://evil.example' } }).opened).rejects.toThrow(
      '403',
    );
    await expect(connect(`?token=${TOKEN}`, { headers: { origin: 'null' } }).opened).rejects.toThrow('403');
    for (const origin of ['https://ops.example.com', `http://${base}`]) {
      const allowed = connect(`?token=${TOKEN}`, { headers: { origin } });
      await allowed.opened;
      allowed.socket.close();
      await allowed.closed;
    }
  });

  it('closes with 4401 when the first message brings a wrong token', async () => {
    const { socket, opened, closed } = connect('');
    await opened;
    socket.send(JSON.stringify({ type: 'auth', token: 'bad.to.ken' }));
    expect(await closed).toBe(4401);
  });

  it('B82 closes with 1009 on a message of more than 64 KB', async () => {
    const { socket, opened, closed } = connect(`?token=${TOKEN}`);
    await opened;
    socket.send('x'.repeat(65 * 1024));
    expect(await closed).toBe(1009);
  });

  it('answers a plain GET with 426 and a wrong query with 400', async () => {
    expect((await fetch(`http://${base}/ws?token=${TOKEN}`)).status).toBe(426);
    for (const query of ['events=tasks', 'after=-1', 'after=1.5', 'colour=red']) {
      await expect(connect(`?token=${TOKEN}&${query}`).opened).rejects.toThrow('400');
    }
  });

  it('B83 drops a client that stops reading without holding up another', async () => {
    const before = await eventLog.head();
    const stuck = connect(`?token=${TOKEN}&after=${String(before)}`);
    const reading = connect(`?token=${TOKEN}&after=${String(before)}`);
    await Promise.all([stuck.opened, reading.opened]);
    stuck.socket.pause();
    const text = 'x'.repeat(60_000);
    for (let i = 0; i < 10; i++) {
      const last = await database.transact((tx) =>
        eventLog.append(
          tx,
          Array.from({ length: 50 }, () => ({ type: 'TaskOutput', runId: null, taskId: null, data: { text } })),
        ),
      );
      await reading.until(last);
    }
    stuck.socket.on('error', () => undefined);
    // The server gives it three seconds, then the socket is cut; the client notices once it reads again.
    const waitForCut = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (open > 1) return;
        clearInterval(look);
        resolve();
      }, 100);
    });
    await waitForCut;
    stuck.socket.terminate();
    reading.socket.close();
    await reading.closed;
    expect(stuck.frames.length).toBeLessThan(500);
  });
});
