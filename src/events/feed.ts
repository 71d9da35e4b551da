import { openConnection, type Connection, type ConnectionDeps, type EventCategory, type Socket } from './connection.ts';

export interface FeedRequest {
  readonly token: string;
  readonly userId: string;
  readonly categories: ReadonlySet<EventCategory>;
  /** Replay from after this sequence; undefined: only what happens from now on. */
  readonly after: number | undefined;
}

/** The event stream as Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventFeed {
  /** The body of one answer, which ends with the listener's right to listen; null when the user has too many open. */
  open(request: FeedRequest): ReadableStream<Uint8Array> | null;
  /** Ends every feed; who listens comes back with the last id he has. */
  close(): void;
}

interface FeedDeps extends ConnectionDeps {
  readonly onOpened: () => void;
  readonly onClosed: () => void;
}

/** Open feeds of one user on this server. */
const MAX_PER_USER = 100;
/** Bytes made ahead of the network. */
const AHEAD_BYTES = 64 * 1024;
/** How long a browser waits before it comes back. */
const BEGIN = 'retry: 2000\n\n';

export function createEventFeed(deps: FeedDeps): EventFeed {
  const connections = new Set<Connection>();
  const perUser = new Map<string, number>();

  const leave = (userId: string): void => {
    const left = (perUser.get(userId) ?? 1) - 1;
    if (left > 0) perUser.set(userId, left);
    else perUser.delete(userId);
  };

  return {
    open({ userId, ...request }) {
      const open = perUser.get(userId) ?? 0;
      if (open >= MAX_PER_USER) return null;
      perUser.set(userId, open + 1);
      deps.onOpened();

      const encoder = new TextEncoder();
      let connection: Connection | undefined;
      let ended = false;
      /** Told once the bytes before them have been taken. */
      let waiting: (() => void)[] = [];
      const taken = (): void => {
        const told = waiting;
        waiting = [];
        for (const written of told) written();
      };
      const end = (): void => {
        if (ended) return;
        ended = true;
        taken();
        connection?.onClosed();
        if (connection !== undefined) connections.delete(connection);
        leave(userId);
        deps.onClosed();
      };

      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const write = (text: string): void => {
              if (!ended) controller.enqueue(encoder.encode(text));
            };
            const finish = (): void => {
              if (ended) return;
              end();
              controller.close();
            };
            const socket: Socket = {
              get bufferedAmount() {
                return ended ? 0 : AHEAD_BYTES - (controller.desiredSize ?? AHEAD_BYTES);
              },
              send(text, written, { type, sequence }) {
                write(`id: ${sequence}\nevent: ${type}\ndata: ${text}\n\n`);
                if (ended) written();
                else waiting.push(written);
              },
              close(_code, reason) {
                write(`: ${reason}\n\n`);
                finish();
              },
              terminate: finish,
              ping() {
                write(':\n\n');
                // Nothing comes back over this way; a client that is gone, or reads nothing, is noticed by its connection.
                connection?.onPong();
              },
            };
            write(BEGIN);
            connection = openConnection(socket, { ...request, enter: () => true }, deps);
            connections.add(connection);
          },
          pull: taken,
          cancel: end,
        },
        new ByteLengthQueuingStrategy({ highWaterMark: AHEAD_BYTES }),
      );
    },
    close() {
      for (const connection of connections) connection.close(1001, 'the server is stopping');
    },
  };
}
