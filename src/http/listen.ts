import { createAdaptorServer, getRequestListener, type WebSocketServerLike } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '../domain/ids.ts';
import { watchReaders, type ReadingDemands } from './slowReaders.ts';
import { answerNotHttp, answerUnroutable } from './brokenRequest.ts';

export interface ListenOptions {
  readonly fetch: (request: Request, env: never) => Response | Promise<Response>;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly websocket?: WebSocketServerLike;
  /** What slow clients are granted; `patience` when left out. */
  readonly patience?: Patience;
}

export interface Patience extends ReadingDemands {
  readonly headersMs: number;
  /** For the whole request, its body included. */
  readonly requestMs: number;
}

export interface Listener {
  /** Where it answers, with the port it really has. */
  readonly url: string;
  /** From now on every answer ends its connection, so that clients come back by another one. */
  drain(): void;
  /** Accepts nothing new, lets running requests end, and cuts off what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** A slow client is cut off within 30 s, whichever way it is slow, so that slow ones can't pile up. */
export const patience: Patience = {
  headersMs: 15_000,
  requestMs: 26_000,
  stallMs: 20_000,
  leastBytes: 64 * 1024,
  checkMs: 2_000,
};

/** Binds one app to a port; rejects when the address is taken. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { fetch, host, port, websocket } = options;
  const { headersMs, requestMs, ...reading } = options.patience ?? patience;
  const answer = fetch as (request: Request) => Response | Promise<Response>;
  const listener = getRequestListener(answer, {
    hostname: host,
    errorHandler: (error) => answerUnroutable(error, newId()),
  });
  let draining = false;
  const limits = { headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: reading.checkMs };
  const server = createAdaptorServer({
    fetch: answer,
    hostname: host,
    // The adaptor's own listener answers a broken request with an empty body.
    createServer: () =>
      createServer(limits, (incoming, outgoing) => {
        if (draining) outgoing.shouldKeepAlive = false;
        void listener(incoming, outgoing);
      }),
    ...(websocket === undefined ? {} : { websocket: { server: websocket } }),
  }) as Server;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => answerNotHttp(error, socket, newId()));
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      listening();
    });
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const cutSlowReaders = watchReaders(reading, () => performance.now());
  const looks = setInterval(() => {
    cutSlowReaders(sockets);
  }, reading.checkMs).unref();
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(bound)}`,
    drain: () => {
      draining = true;
    },
    close: (graceMs) =>
      new Promise((closed) => {
        draining = true;
        // Not closeAllConnections(): it knows nothing of sockets that were upgraded, and close() waits for those too.
        const cut = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, graceMs);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(looks);
          closed();
        });
        server.closeIdleConnections();
      }),
  };
}
