import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forbidden, unauthenticated } from '../../src/domain/errors.ts';
import type { LoggedEvent } from '../../src/domain/events.ts';
import { openConnection, type Admit, type ConnectionRequest, type Listener } from '../../src/events/connection.ts';
import { silent } from '../harness/silent.ts';

const listener: Listener = { userId: 'user', sight: (events) => events };
const at = new Date('2025-09-26T10:00:00Z');

const event = (sequence: number, data: LoggedEvent['data'] = {}): LoggedEvent => ({
  id: `00000000-0000-7000-8000-${String(sequence).padStart(12, '0')}`,
  sequence,
  type: 'TaskStatusChanged',
  runId: null,
  taskId: null,
  data,
  at,
});

/** A connection over a scripted socket and log, with time held still. */
function open(
  request: Partial<ConnectionRequest> = {},
  admit: Admit = () => Promise.resolve(listener),
  kept = { head: 0, oldest: 0 },
  stallMs?: number,
) {
  const socket = {
    bufferedAmount: 0,
    sent: [] as Record<string, unknown>[],
    closed: undefined as number | undefined,
    terminated: false,
    pings: 0,
    written: [] as (() => void)[],
    send(text: string, written: () => void) {
      this.sent.push(JSON.parse(text) as Record<string, unknown>);
      this.written.push(written);
    },
    close(code: number) {
      this.closed ??= code;
    },
    terminate() {
      this.terminated = true;
    },
    ping() {
      this.pings += 1;
    },
  };
  const log = {
    onEvents: undefined as ((events: readonly LoggedEvent[]) => void | Promise<void>) | undefined,
    after: undefined as number | undefined,
    unsubscribed: false,
  };
  const eventLog = {
    subscribe(onEvents: (events: readonly LoggedEvent[]) => void | Promise<void>, after?: number) {
      log.onEvents = onEvents;
      log.after = after;
      return () => {
        log.unsubscribed = true;
      };
    },
    head: () => Promise.resolve(kept.head),
    oldest: () => Promise.resolve(kept.oldest === 0 ? null : kept.oldest),
  };
  const connection = openConnection(
    socket,
    {
      token: 'a.b.c',
      categories: new Set(['task', 'batch', 'system']),
      after: undefined,
      enter: () => true,
      ...request,
    },
    { eventLog, admit, clock: { now: () => at }, log: silent, ...(stallMs !== undefined && { stallMs }) },
  );
  return { socket, log, connection };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('connection of the event stream', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends one event a frame, in the form of the reference with its sequence', async () => {
    const { socket, log } = open();
    await settle();
    void log.onEvents?.([event(7, { task_id: 't', status: 'completed' })]);
    expect(socket.sent).toEqual([
      {
        event_type: 'TaskStatusChanged',
        timestamp: '2025-09-26T10:00:00.000Z',
        sequence: 7,
        data: { task_id: 't', status: 'completed' },
        metadata: { event_id: event(7).id, category: 'task', status: 'completed' },
      },
    ]);
  });

  it('sends only the categories that were asked for', async () => {
    const { socket, log } = open({ categories: new Set(['batch']) });
    await settle();
    void log.onEvents?.([
      event(1),
      { ...event(2), type: 'BatchStatusChanged' },
      { ...event(3), type: 'ServerStatusChanged' },
    ]);
    expect(socket.sent.map((frame) => frame['sequence'])).toEqual([2]);
  });

  it('B79 closes with 4401 when no token comes within five seconds', async () => {
    const { socket } = open({ token: undefined });
    await vi.advanceTimersByTimeAsync(4_999);
    expect(socket.closed).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(socket.closed).toBe(4401);
  });

  it('takes the token from a first message, and refuses anything else as one', async () => {
    const good = open({ token: undefined });
    good.connection.onMessage('{"type":"auth","token":"a.b.c"}');
    await settle();
    expect(good.log.onEvents).toBeDefined();
    const bad = open({ token: undefined });
    bad.connection.onMessage('{"type":"hello"}');
    expect(bad.socket.closed).toBe(4401);
  });

  it('B80 closes with 4401 after a logout and with 4403 after the loss of the permission', async () => {
    for (const [error, code] of [
      [unauthenticated(), 4401],
      [forbidden('no'), 4403],
    ] as const) {
      let stands = true;
      const { socket, log } = open({}, () => (stands ? Promise.resolve(listener) : Promise.reject(error)));
      await vi.advanceTimersByTimeAsync(3_000);
      expect(socket.closed).toBeUndefined();
      stands = false;
      await vi.advanceTimersByTimeAsync(2_000);
      expect(socket.closed).toBe(code);
      expect(log.unsubscribed).toBe(true);
    }
  });

  it('stays open while the database is away for a moment', async () => {
    let away = false;
    const { socket } = open({}, () =>
      away ? Promise.reject(new Error('connection refused')) : Promise.resolve(listener),
    );
    await settle();
    away = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(socket.closed).toBeUndefined();
  });

  it('B82 drops a client that misses two pings and one that floods', async () => {
    const silent = open();
    await vi.advanceTimersByTimeAsync(90_000);
    expect(silent.socket.terminated).toBe(true);
    const alive = open();
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(30_000);
      alive.connection.onPong();
    }
    expect(alive.socket.terminated).toBe(false);
    for (let i = 0; i < 100; i++) alive.connection.onMessage('x');
    expect(alive.socket.closed).toBe(1008);
  });

  it('refuses one stream too many of the same user', async () => {
    const { socket } = open({ enter: () => false });
    await settle();
    expect(socket.closed).toBe(1008);
  });

  it('B83 takes no more events while a client does not read, and closes it with 1013', async () => {
    const { socket, log } = open();
    await settle();
    socket.bufferedAmount = 2 * 1024 * 1024;
    const pending = log.onEvents?.([event(1), event(2), event(3)]);
    expect(pending).toBeInstanceOf(Promise);
    expect(socket.sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    await pending;
    expect(socket.closed).toBe(1013);
    expect(socket.sent).toHaveLength(1);
  });

  it('B83 does not close it because the server itself stood still for longer than that', async () => {
    vi.useRealTimers();
    const stallMs = 100;
    const { socket, log, connection } = open({}, undefined, undefined, stallMs);
    while (log.onEvents === undefined) await new Promise((resolve) => setImmediate(resolve));
    socket.bufferedAmount = 2 * 1024 * 1024;
    const pending = log.onEvents([event(1)]);
    const until = performance.now() + 3 * stallMs;
    while (performance.now() < until);
    // What the client has read meanwhile is only seen when the server comes to look at its sockets, after its timers.
    setImmediate(() => {
      socket.bufferedAmount = 0;
      socket.written[0]?.();
    });
    await pending;
    expect(socket.closed).toBeUndefined();
    connection.onClosed();
  });

  it('goes on where it paused once a slow client has read', async () => {
    const { socket, log } = open();
    await settle();
    socket.bufferedAmount = 2 * 1024 * 1024;
    const pending = log.onEvents?.([event(1), event(2), event(3)]);
    socket.bufferedAmount = 0;
    socket.written[0]?.();
    await pending;
    expect(socket.sent.map((frame) => frame['sequence'])).toEqual([1, 2, 3]);
    expect(socket.closed).toBeUndefined();
  });

  it('says which events can no longer be replayed, and goes on after them', async () => {
    const { socket, log } = open({ after: 10 }, undefined, { head: 90, oldest: 51 });
    await settle();
    expect(socket.sent).toMatchObject([{ event_type: 'Gap', sequence: 50, data: { after: 10, missing_up_to: 50 } }]);
    expect(log.after).toBe(50);
    const whole = open({ after: 60 }, undefined, { head: 90, oldest: 51 });
    await settle();
    expect(whole.socket.sent).toEqual([]);
    expect(whole.log.after).toBe(60);
  });

  it('starts over at the head for a sequence from another log', async () => {
    const { socket, log } = open({ after: 5000 }, undefined, { head: 90, oldest: 1 });
    await settle();
    expect(socket.sent).toMatchObject([{ event_type: 'Gap', sequence: 90 }]);
    expect(log.after).toBe(90);
  });
});
