import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { createLostSessions } from './lostSessions.ts';
import {
  lostConnection,
  openConnection,
  type Connection,
  type Connections,
  type DriverOptions,
  type MakeStatement,
  type Statement,
} from './postgresConnection.ts';
import { beginPostgres, type PostgresTransaction } from './postgresTransaction.ts';

/**
 * Connections to one PostgreSQL, opened when they are needed. What lost ones have left in the database is ended there, locks
 * and all, before a new one is used, or within a second when others stand. So in a pool of one connection no statement that
 * was on its way in a lost one can come after those that are sent from then on.
 */
export interface PostgresPool {
  /** The driver's client as drizzle wants it: what it is given goes over the connections of this pool. */
  readonly client: postgres.Sql;
  readonly options: DriverOptions;
  /** Sends it over any connection of the pool unless there is a handler. */
  readonly statement: MakeStatement;
  /** Waits up to `graceMs` for what is under way, then ends all connections; nothing is taken any more. */
  close(graceMs: number): Promise<void>;
}

/** A backend's memory grows with its age; it is replaced now and then. */
const LIFETIME_MS = 45 * 60_000;

/**
 * While others are answered one connection may wait so many times longer: its statement may be at work. But its packets
 * may also be swallowed alone, as by a firewall that has forgotten it.
 */
const PATIENCE = 2;

/** Longer lists of values are rare, and each length of one is a text of its own. */
const MAX_PREPARED_PARAMETERS = 24;

/**
 * Prepares what drizzle sends, which asks for the opposite: unprepared, a statement is parsed and planned anew each time
 * and costs the driver two round trips. What a connection has prepared ends with it, after an hour at most.
 */
const prepares = (params: readonly unknown[], options: object) => ({
  ...options,
  prepare: params.length <= MAX_PREPARED_PARAMETERS || ('prepare' in options && options.prepare === true),
});

/**
 * @param silentSeconds when PostgreSQL has answered nothing for so long although it was asked, the network is taken to
 * swallow what is sent (nobody says so then), and the connections that wait for an answer are ended
 * @param known a client that has been connected to the same database: it knows how arrays of its types are written
 */
export function openPool(
  url: string,
  given: postgres.Options<never>,
  silentSeconds: number,
  known: postgres.Sql,
): PostgresPool {
  // Never connects: it reads the address and makes statements.
  const template = postgres(url, given);
  const options = template.options as unknown as DriverOptions;
  learnArrays(options, known.options as unknown as DriverOptions);
  const make = template.unsafe;
  const connections = createConnections(options, silentSeconds, (text) => statement(text));
  const statement: MakeStatement = (text, params = [], how = {}, handler = connections.send) => {
    const one = make(text, params as never[], prepares(params, how)) as unknown as Statement;
    one.handler = handler;
    return one;
  };
  const client = Object.assign(template, {
    unsafe: (text: string, params?: unknown[], how?: object) => statement(text, params, how),
    begin: (work: (tx: PostgresTransaction) => Promise<unknown>) => beginPostgres(connections, statement, work),
  }) as unknown as postgres.Sql;
  return { client, options, statement, close: connections.close };
}

/** What the driver learns of arrays when it first connects, without asking again with each connection. */
function learnArrays(options: DriverOptions, known: DriverOptions): void {
  Object.assign(options.shared.typeArrayMap, known.shared.typeArrayMap);
  for (const array of Object.values(known.shared.typeArrayMap)) {
    options.parsers[array] ??= known.parsers[array]!;
    options.serializers[array] ??= known.serializers[array]!;
  }
}

/** Who waits: a statement for any connection, or somebody for one of their own. */
type Waiting = Statement | { readonly take: (connection: Connection) => void; readonly reject: (error: Error) => void };

const isStatement = (one: Waiting): one is Statement => 'args' in one;

function createConnections(
  options: DriverOptions,
  silentSeconds: number,
  make: (text: string) => Statement,
): Connections & Pick<PostgresPool, 'close'> & { send(statement: Statement): void } {
  const all = new Set<Connection>();
  /** Those that anybody's statements go over; the others are held. */
  const free = new Set<Connection>();
  let waiting: Waiting[] = [];
  let opening = 0;
  let closed = false;
  let onQuiet: () => void = () => undefined;

  /** Seconds in which nothing was answered although something was asked; while this process stands still none go by. */
  let silent = 0;
  const onHeard = (): void => {
    silent = 0;
  };
  const lost = createLostSessions();
  let endingLost = false;
  /** For when nobody asks for a new connection, which would do it. */
  function endLost(): void {
    const ending = endingLost ? null : lost.ending();
    if (ending === null) return;
    endingLost = true;
    make(ending.text)
      .then(ending.answered)
      // Tried again in a second.
      .catch(() => undefined)
      .finally(() => (endingLost = false));
  }

  const listening = setInterval(() => {
    endLost();
    const asked = [...all].filter(({ open }) => open > 0);
    silent = asked.length === 0 ? 0 : silent + 1;
    for (const connection of asked) {
      const seconds = connection.wait();
      if (silent <= silentSeconds && seconds <= PATIENCE * silentSeconds) continue;
      connection.end(lostConnection('ETIMEDOUT', `PostgreSQL has not answered for ${seconds} s`));
    }
    if (silent > silentSeconds) silent = 0;
  }, 1_000).unref();

  const ended = (): Error => lostConnection('CONNECTION_ENDED', 'The connections to PostgreSQL are closed');
  const isQuiet = (): boolean => opening === 0 && [...all].every((one) => free.has(one) && one.open === 0);

  function give(one: Waiting, connection: Connection): void {
    if (isStatement(one)) {
      connection.send(one);
      return;
    }
    free.delete(connection);
    one.take(connection);
  }

  /** An idle one; behind what is open on another only when no more may be opened. */
  function place(one: Waiting): Connection | undefined {
    let best: Connection | undefined;
    for (const connection of free) {
      if (connection.open === 0) return connection;
      const takes = isStatement(one) && connection.takes(one);
      if (takes && connection.open < (best?.open ?? Infinity)) best = connection;
    }
    return all.size + opening < options.max ? undefined : best;
  }

  function ask(one: Waiting): void {
    if (closed) {
      one.reject(ended());
      return;
    }
    // Nobody overtakes who waits.
    const connection = waiting.length === 0 ? place(one) : undefined;
    if (connection !== undefined) give(one, connection);
    else {
      waiting.push(one);
      open();
    }
  }

  /** Everything on it is answered: it takes its share of those who wait, in their order. */
  function serve(connection: Connection): void {
    if (!connection.alive) return;
    for (let share = Math.ceil(waiting.length / free.size); share > 0 && free.has(connection); share--) {
      const next = waiting[0]!;
      if (isStatement(next) ? !connection.takes(next) : connection.open > 0) break;
      give(waiting.shift()!, connection);
    }
    const idle = connection.open === 0 && free.has(connection);
    if (idle && performance.now() - connection.since > LIFETIME_MS) connection.end();
    if (closed && isQuiet()) onQuiet();
  }

  function giveBack(connection: Connection): void {
    if (!connection.alive) return;
    connection.watch({
      answered: () => {
        serve(connection);
      },
      lost: () => undefined,
    });
    free.add(connection);
    serve(connection);
  }

  function open(): void {
    if (all.size + opening >= options.max) return;
    opening++;
    let opened: Connection | undefined;
    // A name of its own: what is left of it can be found by it.
    const session = `${options.connection.application_name ?? 'postgres'} ${randomUUID()}`;
    const onLoss = (atWork: boolean): void => {
      if (opened === undefined) return;
      if (atWork) lost.add(session);
      all.delete(opened);
      free.delete(opened);
      if (waiting.length > 0) open();
    };
    const named = { ...options, connection: { ...options.connection, application_name: session } };
    openConnection(named, { onLoss, onHeard, ending: lost.ending() }).then(
      (connection) => {
        opening--;
        opened = connection;
        all.add(connection);
        giveBack(connection);
      },
      (error: unknown) => {
        opening--;
        // Who has a connection left waits for that one; without any, nobody is kept waiting for what can't be had now.
        if (all.size > 0 || opening > 0) return;
        const refused = waiting;
        waiting = [];
        for (const one of refused) one.reject(error as Error);
      },
    );
  }

  return {
    send: ask,
    take: () =>
      new Promise((take, reject) => {
        ask({ take, reject });
      }),
    giveBack,
    close: async (graceMs) => {
      closed = true;
      if (!isQuiet()) {
        const quiet = new Promise<void>((resolve) => (onQuiet = resolve));
        const timer = setTimeout(onQuiet, graceMs);
        await quiet;
        clearTimeout(timer);
      }
      clearInterval(listening);
      for (const one of waiting.splice(0)) one.reject(ended());
      for (const connection of [...all]) connection.end();
    },
  };
}
