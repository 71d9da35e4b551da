import {
  AbortedError,
  AuthenticationError,
  ConnectionError,
  InvalidArgumentError,
  PermissionError,
  type ApiFailure,
} from './core/errors.ts';
import type { Event, EventCategory } from '../generated/sdk/orchestrator.ts';
import { queryString } from './core/path.ts';
import type { TokenSource } from './core/request.ts';
import { abortedBy, retryDelay, type Clock } from './core/retry.ts';

/** Events between two sequences that were asked for and are no longer kept; the stream goes on after them. */
export interface GapEvent extends Omit<Event, 'event_type'> {
  readonly event_type: 'Gap';
}

/** One thing that happened, in the order of `sequence`. */
export type PlatformEvent = Event | GapEvent;
export type { EventCategory };

/** The part of the WebSocket interface that is used; the global one of browsers and Node >= 22, and that of `ws`, have it. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}
export type WebSocketConstructor = new (url: string) => WebSocketLike;

export interface EventStreamOptions {
  /** All categories when left out. */
  readonly categories?: readonly EventCategory[] | undefined;
  /** Replay what came after this sequence first. */
  readonly after?: number | undefined;
  /** Ends the stream: its iterator throws `AbortedError`. */
  readonly signal?: AbortSignal | undefined;
  /** Connections in a row that may fail before the stream gives up; 10 when left out. */
  readonly maxReconnects?: number | undefined;
}

export interface EventStreamDeps {
  /** http(s) base URL of the orchestrator. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  readonly clock: Clock;
  readonly random: () => number;
  readonly WebSocket: WebSocketConstructor | undefined;
  /** Events held for a reader who is slower than the server; past it the connection is dropped and resumed later. */
  readonly maxBuffered?: number;
}

type Closed = { readonly kind: 'closed'; readonly code: number; readonly reason: string } | { readonly kind: 'full' };

/**
 * Events as they happen. Sends the token as the first message (never in the URL, which proxies log), and after a lost
 * connection comes back with backoff and asks for what it missed. Leaving the loop closes the socket.
 *
 * Throws `AuthenticationError` or `PermissionError` when the server turns the token away, `ConnectionError` when it
 * can't be reached `maxReconnects` times in a row, `AbortedError` when `signal` fires.
 */
export async function* streamEvents(
  deps: EventStreamDeps,
  options: EventStreamOptions = {},
): AsyncGenerator<PlatformEvent, never, void> {
  const { signal, maxReconnects = 10 } = options;
  let after = options.after;
  let failures = 0;
  for (;;) {
    const connection = await connect(deps, { ...options, after });
    let closed: Closed;
    try {
      for (;;) {
        const next = await connection.next();
        if ('kind' in next) {
          closed = next;
          break;
        }
        failures = 0;
        after = next.sequence;
        yield next;
      }
    } finally {
      connection.close();
    }
    if (closed.kind === 'full') continue;
    refuseFinal(closed);
    if (failures++ >= maxReconnects) {
      throw new ConnectionError(
        `event stream of ${deps.baseUrl} ended (${describe(closed)}), ${String(failures)} times`,
      );
    }
    await deps.clock.sleep(retryDelay(failures, deps.random), signal);
  }
}

interface Connection {
  next(): Promise<PlatformEvent | Closed>;
  close(): void;
}

async function connect(deps: EventStreamDeps, options: EventStreamOptions): Promise<Connection> {
  const { signal, categories, after } = options;
  if (signal?.aborted) throw abortedBy(signal);
  if (!deps.WebSocket) {
    throw new InvalidArgumentError(
      "this runtime has no WebSocket: pass one as the client's WebSocket option, e.g. that of the ws package",
    );
  }
  const token = typeof deps.token === 'function' ? await deps.token() : deps.token;
  const query = queryString({ events: categories?.join(','), after });
  const socket = new deps.WebSocket(`${deps.baseUrl.replace(/^http/, 'ws')}/ws${query}`);
  const maxBuffered = deps.maxBuffered ?? 10_000;
  const buffer: PlatformEvent[] = [];
  let end: Closed | AbortedError | undefined;
  let wake: () => void = () => undefined;
  const finish = (how: Closed | AbortedError): void => {
    end ??= how;
    wake();
  };
  const onAbort = (): void => {
    if (signal) finish(abortedBy(signal));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ type: 'auth', token }));
  });
  socket.addEventListener('message', ({ data }) => {
    const event = end ? undefined : parseEvent(data);
    if (!event) return;
    buffer.push(event);
    if (buffer.length >= maxBuffered) finish({ kind: 'full' });
    wake();
  });
  // What went wrong is told by the close that follows; without a listener `ws` would throw it.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', ({ code, reason }) => {
    finish({ kind: 'closed', code, reason });
  });
  return {
    async next() {
      for (;;) {
        if (end instanceof AbortedError) throw end;
        const event = buffer.shift();
        if (event) return event;
        if (end) return end;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close() {
      signal?.removeEventListener('abort', onAbort);
      socket.close(1000);
    },
  };
}

function parseEvent(frame: unknown): PlatformEvent | undefined {
  if (typeof frame !== 'string') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }
  return isEvent(value) ? value : undefined;
}

// Frames without an event_type (the answer to the auth message) are the connection's own business.
function isEvent(value: unknown): value is PlatformEvent {
  if (typeof value !== 'object' || value === null) return false;
  return 'event_type' in value && 'sequence' in value && typeof value.sequence === 'number';
}

/** 4401 and 4403 are the API's own close codes; coming back with the same token would change nothing. */
function refuseFinal(closed: Closed): void {
  if (closed.kind === 'full') return;
  if (closed.code === 4401) {
    throw new AuthenticationError(failure(401, 'unauthenticated', closed.reason || 'the token is not accepted'));
  }
  if (closed.code === 4403) {
    throw new PermissionError(failure(403, 'forbidden', closed.reason || 'this user may not read events'));
  }
}

const failure = (status: number, code: string, message: string): ApiFailure => ({
  status,
  code,
  message,
  requestId: undefined,
  details: [],
  retryAfterMs: undefined,
});

const describe = (closed: Closed): string =>
  closed.kind === 'full'
    ? 'buffer full'
    : `close code ${String(closed.code)}${closed.reason ? `, ${closed.reason}` : ''}`;
