import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What becomes of one statement that commits something. */
export type Fate =
  | 'pass'
  /** It is committed, its reply never comes. */
  | 'lose the reply'
  /** It never comes to the database. */
  | 'lose the request'
  /** The client sees a broken connection at once, the database gets the statement only after a while. */
  | 'deliver late';

export interface PostgresProxy {
  /** The address of the database through the proxy. */
  readonly url: string;
  /** Called when the database has been sent the first part of a statement and nothing of its answer has come yet. */
  onFirstPart: () => void;
  /** Asked for each statement that commits, as it comes. */
  fateOf: () => Fate;
  /**
   * From now on nothing is forwarded in either direction and no connection is ended, as by a network that swallows
   * packets. The function that is returned ends it: what was held comes late then, or, when the connections of that time
   * are `forgotten` (as by a firewall that has been restarted), never.
   */
  silence(): (forgotten: boolean) => void;
  /** Resolves when the database has done with every late statement that was given up so far. */
  late(): Promise<unknown>;
  close(): Promise<void>;
}

/** How late a late statement comes. */
export const LATE_MS = 300;

const COMMITS = /\b(insert|update|delete|commit)\b/i;
const READY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

/** Cuts a stream of PostgreSQL messages (type, length, body) into whole ones; the first of a client has no type. */
function cutter(startup: boolean) {
  let rest: Buffer = Buffer.alloc(0);
  let first = startup;
  return (chunk: Buffer): Buffer[] => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const messages: Buffer[] = [];
    for (;;) {
      const header = first ? 0 : 1;
      if (rest.length < header + 4) return messages;
      const size = header + rest.readUInt32BE(header);
      if (rest.length < size) return messages;
      messages.push(rest.subarray(0, size));
      rest = rest.subarray(size);
      first = false;
    }
  };
}

const text = (message: Buffer, from: number): string => message.toString('utf8', from, message.indexOf(0, from));

/** Which messages of a client make the database commit: looks at the text of what is bound or asked simply. */
function reader() {
  const statements = new Map<string, string>();
  let commits = false;
  return (message: Buffer): 'more' | { readonly commits: boolean } => {
    switch (String.fromCharCode(message[0]!)) {
      case 'P': {
        const name = text(message, 5);
        statements.set(name, text(message, 5 + Buffer.byteLength(name) + 1));
        return 'more';
      }
      case 'B': {
        const portal = text(message, 5);
        commits ||= COMMITS.test(statements.get(text(message, 5 + Buffer.byteLength(portal) + 1)) ?? '');
        return 'more';
      }
      case 'Q':
        return { commits: COMMITS.test(text(message, 5)) };
      case 'S': {
        const found = { commits };
        commits = false;
        return found;
      }
      default:
        return 'more';
    }
  };
}

/**
 * Stands between the servers and their PostgreSQL and understands just enough of the protocol (version 3, no TLS) to
 * lose exactly the replies to statements that commit.
 */
export async function startPostgresProxy(target: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const late: Promise<unknown>[] = [];
  let silenced: Set<Socket> | null = null;
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    const answers: Fate[] = [];
    const cutRequests = cutter(true);
    const cutReplies = cutter(false);
    const read = reader();
    let started = false;
    let over = false;
    const end = (): void => {
      over = true;
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        // A late statement still has to reach the database after its client has gone.
        if (socket === database || !over) end();
      });
    }
    let held: Buffer[] = [];
    client.on('data', (chunk: Buffer) => {
      for (const message of cutRequests(chunk)) {
        if (over) return;
        held.push(message);
        const seen = started ? read(message) : 'more';
        const flush = !started || seen !== 'more';
        started = true;
        if (!flush) continue;
        const fate = seen !== 'more' && seen.commits ? proxy.fateOf() : 'pass';
        const whole = Buffer.concat(held);
        held = [];
        if (fate === 'lose the request') {
          end();
        } else if (fate === 'deliver late') {
          over = true;
          client.destroy();
          late.push(once(database, 'close'));
          setTimeout(() => {
            // The database hangs up after it has read and done what it got.
            database.end(whole);
          }, LATE_MS);
        } else {
          if (seen !== 'more') answers.push(fate);
          database.write(whole);
        }
      }
      // What isn't followed by a Sync yet (a Describe with Flush) has to go on as well.
      if (!over && held.length > 0) {
        database.write(Buffer.concat(held));
        held = [];
        proxy.onFirstPart();
      }
    });
    database.on('data', (chunk: Buffer) => {
      if (over) return;
      const messages = cutReplies(chunk);
      const passed: Buffer[] = [];
      for (const message of messages) {
        if (message[0] === READY && answers.length > 0) {
          const fate = answers.shift();
          if (fate === 'lose the reply' && message[5] === IDLE) {
            end();
            return;
          }
        }
        passed.push(message);
      }
      if (passed.length > 0) client.write(Buffer.concat(passed));
    });
    if (silenced !== null) for (const socket of [client, database]) silenced.add(socket.pause());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  const proxy: PostgresProxy = {
    url: url.href,
    fateOf: () => 'pass',
    onFirstPart: () => undefined,
    silence: () => {
      const held = new Set(sockets);
      silenced = held;
      for (const socket of held) socket.pause();
      return (forgotten) => {
        silenced = null;
        if (!forgotten) for (const socket of held) socket.resume();
      };
    },
    late: () => Promise.all(late),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
