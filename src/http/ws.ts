import { upgradeWebSocket, type WebSocketServerLike } from '@hono/node-server';
import type { Context, Handler, MiddlewareHandler } from 'hono';
import { WebSocket, WebSocketServer } from 'ws';
import { routes } from '../../generated/contract/orchestrator.ts';
import { DomainError, forbidden, unauthenticated } from '../domain/errors.ts';
import type { Env } from './context.ts';
import { openConnection, type Connection, type ConnectionDeps, type EventCategory } from '../events/connection.ts';

export interface EventStreamDeps extends ConnectionDeps {
  /** Other sites whose pages may connect; a page of our own origin always may. */
  readonly allowedOrigins: readonly string[];
  readonly onOpened: () => void;
  readonly onClosed: () => void;
}

export interface EventStream {
  /** Answers `GET /ws`: checks origin, query and token, then upgrades. It does the authentication of its route itself. */
  readonly handler: Handler;
  /** Goes into `serve({ websocket: { server } })`. */
  readonly server: WebSocketServerLike;
  /** Closes every connection (1001). */
  close(): void;
}

const MAX_MESSAGE_BYTES = 64 * 1024;
/** Open streams of one user on this server. */
const MAX_PER_USER = 100;
const ALL: readonly EventCategory[] = ['task', 'batch', 'system'];
/** The subprotocol beside which a client offers its token: `new WebSocket(url, ['bearer', token])`. */
const SUBPROTOCOL = 'bearer';

const looksLikeToken = (text: string): boolean => text.split('.').length === 3;

/** The event stream over WebSocket. */
export function createEventStream(deps: EventStreamDeps): EventStream {
  const connections = new Set<Connection>();
  const perUser = new Map<string, number>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // Browsers refuse a connection that answers none of the protocols they offered.
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : ([...offered][0] ?? false)),
  });

  const upgrade: MiddlewareHandler = upgradeWebSocket(async (c: Context) => {
    refuseForeignOrigin(c, deps.allowedOrigins);
    const query = parseQuery(c);
    const token = tokenOf(c, query.token);
    // Checked here too, so that a wrong token is refused with 401 before the upgrade.
    if (token !== undefined) await deps.admit(token);
    const categories = new Set(query.events === undefined ? ALL : (query.events.split(',') as EventCategory[]));
    let connection: Connection | undefined;
    let user: string | undefined;
    const enter = (userId: string): boolean => {
      const open = perUser.get(userId) ?? 0;
      if (open >= MAX_PER_USER) return false;
      user = userId;
      perUser.set(userId, open + 1);
      return true;
    };
    const leave = (): void => {
      if (user === undefined) return;
      const open = (perUser.get(user) ?? 0) - 1;
      if (open > 0) perUser.set(user, open);
      else perUser.delete(user);
    };
    return {
      onOpen(_event, { raw }) {
        if (!(raw instanceof WebSocket)) throw new Error('the upgrade gave no WebSocket of the ws package');
        const opened = openConnection(socketOf(raw), { token, categories, after: query.after, enter }, deps);
        raw.on('pong', opened.onPong);
        connection = opened;
        connections.add(opened);
        deps.onOpened();
      },
      onMessage({ data }) {
        connection?.onMessage(typeof data === 'string' ? data : '');
      },
      onClose() {
        if (connection === undefined) return;
        connection.onClosed();
        connections.delete(connection);
        leave();
        deps.onClosed();
      },
      onError: () => undefined,
    };
  });

  return {
    // node-server's own type of it, which the types of ws miss only by the optional members of its options.
    server: server as unknown as WebSocketServerLike,
    handler: async (c, next) => {
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
        throw new DomainError('upgrade_required', 'This path speaks WebSocket only: connect with ws:// or wss://');
      }
      return upgrade(c as Context<Env, string>, next);
    },
    close() {
      for (const connection of connections) connection.close(1001, 'the server is stopping');
    },
  };
}

const socketOf = (raw: WebSocket) => ({
  get bufferedAmount() {
    return raw.bufferedAmount;
  },
  // A failed write is told by the close that follows; who waits for it must not wait for ever.
  send: (text: string, written: () => void) => {
    raw.send(text, written);
  },
  close: (code: number, reason: string) => {
    raw.close(code, reason);
  },
  terminate: () => {
    raw.terminate();
  },
  ping: () => {
    if (raw.readyState === WebSocket.OPEN) raw.ping();
  },
});

/** Browsers send `Origin` and can't forge it: a foreign page must not listen with what its visitor may know. */
function refuseForeignOrigin(c: Context, allowed: readonly string[]): void {
  const origin = c.req.header('origin');
  if (origin === undefined || allowed.includes(origin)) return;
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  if (host === undefined || host !== c.req.header('host')) {
    throw forbidden('Pages of this origin may not open the event stream: see websocket.allowed_origins');
  }
}

function parseQuery(c: Context) {
  const parsed = routes.openEventStream.request.query.safeParse(c.req.query());
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: `query.${path.join('.')}`, message }));
  throw new DomainError('invalid_request', 'The query of the event stream is wrong', { details });
}

/** From the header, the query or the offered subprotocols; undefined: the first message brings it. */
function tokenOf(c: Context, fromQuery: string | undefined): string | undefined {
  const header = c.req.header('authorization');
  if (header !== undefined) {
    const bearer = /^bearer +(\S+)$/i.exec(header)?.[1];
    if (bearer === undefined) throw unauthenticated();
    return bearer;
  }
  const offered = c.req.header('sec-websocket-protocol')?.split(',') ?? [];
  return fromQuery ?? offered.map((protocol) => protocol.trim()).find(looksLikeToken);
}
