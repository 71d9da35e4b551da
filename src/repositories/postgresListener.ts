import { setTimeout as delay } from 'node:timers/promises';
import {
  lostConnection,
  openConnection,
  type Connection,
  type DriverOptions,
  type MakeStatement,
} from './postgresConnection.ts';

/** Notifications over one connection, which is opened again as long as somebody listens. */
export interface PostgresListener {
  /** Resolves with the way to stop once the database has taken it. @throws when there is no connection to be had */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Between the loss of the connection and each try to have another, in ms. */
const RETRY_MS = 200;

/**
 * @param silentSeconds how often the connection is tried: without an answer until the next time it is replaced, since a
 * network that swallows what is sent would let it stand for ever
 */
export function createListener(options: DriverOptions, make: MakeStatement, silentSeconds: number): PostgresListener {
  const heard = new Map<string, Set<(payload: string) => void>>();
  let current: Promise<Connection> | null = null;
  let closed = false;
  /** The connection has one statement open at a time. */
  let last: Promise<unknown> = Promise.resolve();

  const onnotify = (channel: string, payload: string): void => {
    for (const tell of heard.get(channel) ?? []) tell(payload);
  };

  function ask(on: Connection, text: string): Promise<unknown> {
    const sent = last.then(() =>
      make(text, [], {}, (statement) => {
        on.send(statement);
      }),
    );
    last = sent.catch(() => undefined);
    return sent;
  }
  const send = (on: Connection, word: 'listen' | 'unlisten', channel: string): Promise<unknown> =>
    ask(on, `${word} "${channel.replaceAll('"', '""')}"`);

  const trying = setInterval(() => {
    void current?.then(
      (connection) => {
        if (connection.open > 0) {
          connection.end(lostConnection('ETIMEDOUT', `PostgreSQL has not answered for ${silentSeconds} s`));
        } else void ask(connection, 'select').catch(() => undefined);
      },
      () => undefined,
    );
  }, silentSeconds * 1_000).unref();

  async function open(): Promise<Connection> {
    let stands = false;
    const onLoss = (): void => {
      if (!stands) return;
      current = null;
      void openAgain();
    };
    const connection = await openConnection({ ...options, onnotify } as DriverOptions, { onLoss });
    try {
      for (const channel of heard.keys()) await send(connection, 'listen', channel);
    } catch (error) {
      connection.end();
      throw error;
    }
    stands = true;
    return connection;
  }

  const connected = (): Promise<Connection> =>
    (current ??= open().catch((error: unknown) => {
      current = null;
      throw error;
    }));

  async function openAgain(): Promise<void> {
    while (!closed && heard.size > 0) {
      await delay(RETRY_MS, undefined, { ref: false });
      try {
        await connected();
        return;
      } catch {
        // The database is away, which everybody else is told, too.
      }
    }
  }

  async function forget(channel: string, tell: (payload: string) => void): Promise<void> {
    const others = heard.get(channel);
    others?.delete(tell);
    if (others?.size !== 0) return;
    heard.delete(channel);
    const connection = await current?.catch(() => undefined);
    // Nobody is told any more, whether the database has taken it or not.
    if (connection?.alive === true) void send(connection, 'unlisten', channel).catch(() => undefined);
  }

  return {
    listen: async (channel, onPayload) => {
      const tell = (payload: string): void => {
        onPayload(payload);
      };
      heard.set(channel, (heard.get(channel) ?? new Set()).add(tell));
      try {
        // Once more when it was said with the opening does no harm.
        await send(await connected(), 'listen', channel);
      } catch (error) {
        heard.get(channel)?.delete(tell);
        throw error;
      }
      return () => forget(channel, tell);
    },
    close: async () => {
      closed = true;
      clearInterval(trying);
      heard.clear();
      const connection = await current?.catch(() => undefined);
      connection?.end();
    },
  };
}
