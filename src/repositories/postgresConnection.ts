import postgres from 'postgres';
import type { Ending } from './lostSessions.ts';

/** A statement of the driver: a promise, sent when somebody waits for it. */
export interface Statement extends postgres.PendingQuery<postgres.Row[]> {
  /** Called once, when it is to be sent. */
  handler: (statement: Statement) => void;
  readonly args: readonly unknown[];
  reject(error: Error): void;
}

/** What is used of a connection of the driver: the same that its own `begin` and `reserve` use of it. */
interface DriverConnection {
  queue: { remove(connection: DriverConnection): unknown };
  /** Called, while it stands with `release`, whenever everything that was sent is answered. */
  reserved: ((() => void) & { release?: boolean }) | null;
  onclose: ((error: Error) => void) | null;
  /** False when nothing more may be sent before everything is answered. */
  execute(statement: Statement): unknown;
}

/** Options of the driver as it has understood them, with the address of the database. */
export interface DriverOptions extends postgres.ParsedOptions {
  readonly serializers: Record<number, (value: unknown) => unknown>;
  /** `typeArrayMap`: the array's type by that of its elements. */
  readonly shared: { readonly typeArrayMap: Record<number, number> };
}

/** Who has a connection. */
export interface Holder {
  /** Everything that was sent is answered. */
  answered(): void;
  lost(error: Error): void;
}

/** One connection to PostgreSQL, from its opening to its loss. */
export interface Connection {
  /** When it was opened, on the clock of `performance.now()`. */
  readonly since: number;
  readonly alive: boolean;
  /** Statements that are sent and not known to be answered. */
  readonly open: number;
  /** Told each second while something is open; how often since the last answer. */
  wait(): number;
  /** Whether it takes this statement now, behind what is open. */
  takes(statement: Statement): boolean;
  /** Only what it takes. Once the connection is lost, everything open and everything that still comes is rejected. */
  send(statement: Statement): void;
  /** From now on this holder is told. */
  watch(holder: Holder): void;
  /** Ends it at once; what is open is rejected, with the error when one is given. */
  end(error?: Error): void;
}

/** What goes with the opening of a connection. */
export interface Opening {
  /**
   * Called once, when everybody else has been told of the loss; whether its session can still be at work on something for
   * all that is known here.
   */
  readonly onLoss: (atWork: boolean) => void;
  /** Called whenever everything that was sent is answered. */
  readonly onHeard?: () => void;
  /** What must have ended before the connection is given to anybody. */
  readonly ending?: Ending | null;
}

/** Gives out connections. */
export interface Connections {
  /** A connection for oneself, on which nothing is open. */
  take(): Promise<Connection>;
  /** Takes it back when everything is answered. */
  giveBack(connection: Connection): void;
}

/** Makes a statement, which is sent by the handler when somebody waits for it. */
export type MakeStatement = (
  text: string,
  params?: readonly unknown[],
  options?: object,
  handler?: Statement['handler'],
) => Statement;

export const lostConnection = (code: string, message: string): Error => Object.assign(new Error(message), { code });

/** In no list of the driver that it would give the connection to anyone from. */
const HELD = { remove: () => undefined };

/**
 * The answer to the first statement of a client, unless there is no connection for so long: the driver's own limit begins
 * again each time the other side hangs up without a word.
 */
export async function inTime<T>(
  answer: PromiseLike<T>,
  { connect_timeout: seconds }: { readonly connect_timeout: number },
) {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(lostConnection('CONNECT_TIMEOUT', `PostgreSQL gave no connection within ${seconds} s`));
    }, seconds * 1_000);
  });
  return Promise.race([answer, tooLate]).finally(() => {
    clearTimeout(timer);
  });
}

/**
 * Opens a connection: a client of the driver (postgres 3.4.9) that is used for this one connection and thrown away with
 * it. The driver's own way to connect again can't be relied on: it may forget to write what was given to it shortly
 * before the end, and then its next start-up message, too; it never settles what is given to it between the error and the
 * end of a socket, and takes a later answer for that; and it waits up to 20 s before a new try.
 * @throws what the driver or the database says when there is no connection to be had, or none in time; one that can't end
 * what it is to end comes too late
 */
export async function openConnection(
  options: DriverOptions,
  { onLoss, onHeard = () => undefined, ending = null }: Opening,
): Promise<Connection> {
  const client = postgres({
    ...options,
    max: 1,
    max_lifetime: null,
    // Asked for by the driver behind everybody's back: when that fails, nobody is there to be told and the process ends.
    fetch_types: false,
  } as unknown as postgres.Options<never>);
  const end = (): void => {
    client.end({ timeout: 0 }).catch(() => undefined);
  };
  let driver: DriverConnection | undefined;
  try {
    const taking = { onexecute: (taken: DriverConnection) => (driver = taken) } as object;
    const opening = (async () => {
      let rows = await client.unsafe(ending?.text ?? 'select', [], taking);
      while (ending?.answered(rows) === false) rows = await client.unsafe(ending.text);
    })();
    // Ended below when it is too late.
    opening.catch(() => undefined);
    await inTime(opening, options);
  } catch (error) {
    end();
    throw error;
  }
  if (driver === undefined) throw new Error('The PostgreSQL driver gave no connection');
  const onEnd = (atWork: boolean): void => {
    end();
    onLoss(atWork);
  };
  return hold(driver, onEnd, onHeard);
}

/** Statements on their way at once; so many are waited for before the next ones. */
const PIPELINED = 16;

const PLAIN = new Set(['string', 'number', 'boolean']);

/**
 * Whether nothing can fail while the driver writes it: behind others it takes such a failure for theirs, and from then
 * on every answer for that of the statement before.
 */
const isPlain = ({ args }: Statement): boolean => args.every((arg) => arg === null || PLAIN.has(typeof arg));

function hold(driver: DriverConnection, onLoss: (atWork: boolean) => void, onHeard: () => void): Connection {
  let holder: Holder = { answered: () => undefined, lost: () => undefined };
  let lost: Error | null = null;
  let ready = true;
  let waited = 0;
  const open = new Set<Statement>();

  const lose = (error: Error, atWork: boolean): void => {
    if (lost !== null) return;
    lost = error;
    for (const statement of open) statement.reject(error);
    open.clear();
    holder.lost(error);
    onLoss(atWork);
  };
  driver.queue.remove(driver);
  driver.queue = HELD;
  driver.reserved = Object.assign(
    () => {
      ready = true;
      open.clear();
      waited = 0;
      onHeard();
      if (lost === null) holder.answered();
    },
    { release: true },
  );
  driver.onclose = (error) => {
    lose(error, true);
  };
  return {
    since: performance.now(),
    get alive() {
      return lost === null;
    },
    get open() {
      return open.size;
    },
    wait: () => ++waited,
    takes: (statement) => open.size === 0 || (ready && open.size < PIPELINED && isPlain(statement)),
    send: (statement) => {
      if (lost !== null) {
        statement.reject(lost);
        return;
      }
      open.add(statement);
      ready = Boolean(driver.execute(statement));
    },
    watch: (next) => {
      holder = next;
    },
    end: (error) => {
      const ended = error ?? lostConnection('CONNECTION_ENDED', 'The connection to PostgreSQL was ended');
      lose(ended, error !== undefined || open.size > 0);
    },
  };
}
