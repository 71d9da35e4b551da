import type { Clock } from '../domain/clock.ts';
import { DomainError } from '../domain/errors.ts';
import { eventCategory, type LoggedEvent } from '../domain/events.ts';
import type { Log } from '../domain/log.ts';
import { frameOf, gapFrame } from './frame.ts';
import type { EventLog } from './log.ts';

export type EventCategory = (typeof eventCategory)[keyof typeof eventCategory];

/** What is sent, for a connection that tells it beside the text. */
export interface SentEvent {
  readonly type: string;
  readonly sequence: number;
}

/** The connection below: what `ws` has. */
export interface Socket {
  /** Bytes handed over and not yet written to the network. */
  readonly bufferedAmount: number;
  send(text: string, written: () => void, event: SentEvent): void;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(): void;
}

/** Those of some events that a listener may know of, in the same order. */
export type Sight = (events: readonly LoggedEvent[]) => readonly LoggedEvent[] | Promise<readonly LoggedEvent[]>;

export interface Listener {
  readonly userId: string;
  readonly sight: Sight;
}

/**
 * Whether a token's user may listen now, and to what: rejects with `unauthenticated` or `forbidden` when not. Asked again
 * every second, so that a change of roles or policies holds for what is sent after it.
 */
export type Admit = (token: string) => Promise<Listener>;

export interface ConnectionDeps {
  readonly eventLog: Pick<EventLog, 'subscribe' | 'head' | 'oldest'>;
  readonly admit: Admit;
  readonly clock: Clock;
  readonly log: Log;
  /** Who reads nothing for this long while something waits is not reading; 10,000 when left out. */
  readonly stallMs?: number;
}

export interface ConnectionRequest {
  /** Known when it came with the request; else the first message has to bring it. */
  readonly token: string | undefined;
  readonly categories: ReadonlySet<EventCategory>;
  /** Replay from after this sequence; undefined: only what happens from now on. */
  readonly after: number | undefined;
  /** Counts the connection for its user, once; false when that user has too many. */
  readonly enter: (userId: string) => boolean;
}

export interface Connection {
  onMessage(text: string): void;
  onPong(): void;
  /** The socket is closed: frees everything. */
  onClosed(): void;
  close(code: number, reason: string): void;
}

/** Close codes of the API: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 and 4000+ for our own. */
const POLICY = 1008;
const TRY_LATER = 1013;
const UNAUTHENTICATED = 4401;
const FORBIDDEN = 4403;

const AUTH_WAIT_MS = 5_000;
const RECHECK_MS = 1_000;
const PING_MS = 30_000;
const MISSED_PONGS = 2;
const CLOSE_WAIT_MS = 2_000;
/** Past this the subscriber is paused until the bytes are written. */
const BUFFER_BYTES = 1024 * 1024;
const STALL_MS = 10_000;
/** So many looks in that time find nothing read: a single one may only find that this server has stood still itself. */
const LOOKS = 4;
/** A client has nothing to say after its token; more than this is a flood. */
const MAX_MESSAGES = 64;

/**
 * One client of the event stream, from its token to its end: replays and follows the log as fast as the client reads,
 * and ends when the client stops reading, stops answering pings, or may no longer listen.
 */
export function openConnection(socket: Socket, request: ConnectionRequest, deps: ConnectionDeps): Connection {
  const { eventLog, admit, clock, log } = deps;
  let token = request.token;
  let ended = false;
  let messages = 0;
  let missedPongs = 0;
  let unsubscribe: () => void = () => undefined;
  let recheck: NodeJS.Timeout | undefined;
  let pings: NodeJS.Timeout | undefined;

  const end = (): void => {
    ended = true;
    unsubscribe();
    clearTimeout(authWait);
    clearTimeout(recheck);
    clearInterval(pings);
  };

  const close = (code: number, reason: string): void => {
    if (ended) return;
    end();
    socket.close(code, reason);
    // Who doesn't read doesn't answer the close either.
    setTimeout(() => {
      socket.terminate();
    }, CLOSE_WAIT_MS).unref();
  };

  const authWait = setTimeout(() => {
    if (token === undefined) close(UNAUTHENTICATED, 'no token within 5 seconds');
  }, AUTH_WAIT_MS);

  let entered = false;
  let sight: Sight = () => [];
  const mayListen = async (): Promise<boolean> => {
    try {
      if (token === undefined) return false;
      const listener = await admit(token);
      sight = listener.sight;
      if (entered || ended) return !ended;
      entered = request.enter(listener.userId);
      if (!entered) close(POLICY, 'this user has too many event streams open');
      return entered;
    } catch (error) {
      const code = error instanceof DomainError ? error.code : undefined;
      if (code === 'unauthenticated') close(UNAUTHENTICATED, 'the token is not accepted');
      else if (code === 'forbidden') close(FORBIDDEN, 'the policies do not allow reading events');
      else {
        // A database that is away for a moment says nothing about the token; the next look will.
        log.warn('an event stream could not be checked', { error });
        if (entered) return true;
        close(TRY_LATER, 'the token can not be checked at the moment');
      }
      return false;
    }
  };

  const watch = (): void => {
    recheck = setTimeout(() => {
      void mayListen().then((may) => {
        if (may && !ended) watch();
      });
    }, RECHECK_MS);
  };

  const send = (text: string, event: SentEvent): Promise<void> =>
    new Promise((resolve) => {
      socket.send(text, resolve, event);
    });

  /** Resolves when the client has read what was sent; one that reads nothing at all for a while is closed. */
  const written = (last: Promise<void>): Promise<void> =>
    new Promise((resolve) => {
      let left = socket.bufferedAmount;
      let inVain = 0;
      const look = setInterval(
        () => {
          const before = left;
          left = socket.bufferedAmount;
          inVain = left < before ? 0 : inVain + 1;
          if (inVain < LOOKS) return;
          close(TRY_LATER, 'the client does not read');
          done();
        },
        (deps.stallMs ?? STALL_MS) / LOOKS,
      );
      const done = (): void => {
        clearInterval(look);
        resolve();
      };
      void last.then(done);
    });

  /** Sends these; returns a promise only when the client has to catch up with reading first. */
  const sendAll = (events: readonly LoggedEvent[]): void | Promise<void> => {
    for (const [index, event] of events.entries()) {
      if (ended) return;
      const last = send(frameOf(event), event);
      if (socket.bufferedAmount > BUFFER_BYTES) return written(last).then(() => sendAll(events.slice(index + 1)));
    }
  };

  /** Sends what is wanted and may be known. */
  const onEvents = (events: readonly LoggedEvent[]): void | Promise<void> => {
    const wanted = events.filter((event) => request.categories.has(eventCategory[event.type]));
    const seen = wanted.length === 0 ? [] : sight(wanted);
    if (!(seen instanceof Promise)) return sendAll(seen);
    return seen.then(sendAll, (error: unknown) => {
      log.warn('it could not be told which events a listener may know of', { error });
      // It comes back with the sequence it has, so nothing is lost.
      close(TRY_LATER, 'events can not be checked at the moment');
    });
  };

  const follow = async (): Promise<void> => {
    let { after } = request;
    if (after !== undefined) {
      const [head, oldest] = await Promise.all([eventLog.head(), eventLog.oldest()]);
      // Beyond the head: the sequence is from another log (a restored or replaced database).
      const available = after > head ? head : oldest === null ? head : Math.max(after, oldest - 1);
      if (available !== after) {
        void send(gapFrame(after, available, clock.now()), { type: 'Gap', sequence: available });
        after = available;
      }
    }
    if (ended) return;
    unsubscribe = eventLog.subscribe(onEvents, after);
  };

  const begin = async (): Promise<void> => {
    if (!(await mayListen()) || ended) return;
    clearTimeout(authWait);
    watch();
    pings = setInterval(() => {
      if (missedPongs >= MISSED_PONGS) {
        end();
        socket.terminate();
        return;
      }
      missedPongs += 1;
      socket.ping();
    }, PING_MS);
    await follow();
  };

  const start = (): void => {
    begin().catch((error: unknown) => {
      log.warn('an event stream could not be started', { error });
      close(TRY_LATER, 'the event log is away');
    });
  };
  if (token !== undefined) start();

  return {
    onMessage(text) {
      messages += 1;
      if (messages > MAX_MESSAGES) close(POLICY, 'too many messages');
      if (ended || token !== undefined) return;
      token = tokenOfMessage(text);
      if (token === undefined) close(UNAUTHENTICATED, 'the first message must be {"type":"auth","token":"..."}');
      else start();
    },
    onPong() {
      missedPongs = 0;
    },
    onClosed: end,
    close,
  };
}

function tokenOfMessage(text: string): string | undefined {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null) return undefined;
    if (!('type' in message) || message.type !== 'auth' || !('token' in message)) return undefined;
    return typeof message.token === 'string' && message.token.length <= 8192 ? message.token : undefined;
  } catch {
    return undefined;
  }
}
