import type postgres from 'postgres';

/** What a transaction needs of a connection of the driver: the same that the driver's own `begin` uses of it. */
interface Connection {
  queue: { remove(connection: Connection): unknown };
  /** Called when the database is ready for the next statement of who holds the connection. */
  reserved: (() => void) | null;
  onclose: ((error: Error) => void) | null;
  /** False when nothing more may be sent before the next answer. */
  execute(query: Query): boolean;
}

interface Query extends postgres.PendingQuery<postgres.Row[]> {
  handler: (query: Query) => void;
  reject(error: Error): void;
}

/** The part of the driver's handle of a transaction that statements are made with. */
export interface PostgresTransaction {
  unsafe(text: string, params?: unknown[], options?: object): Query;
  /** The last statement, with the commit right behind it: one round trip for both. Nothing may follow. */
  commitAfter(text: string, params?: unknown[], options?: object): Promise<postgres.Row[]>;
}

/** Where a connection is while a transaction holds it: in no list that anyone else takes it from. */
const HELD = { remove: () => undefined };

const rolledBackBefore = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '25P02';

/**
 * `begin` of the driver, with one difference: when the connection is lost, what the transaction still sends (its
 * rollback, too) is refused with CONNECTION_CLOSED. The driver (postgres 3.4.9) writes it to the connection that is gone,
 * which ends the process, or to the one opened in its place, into whatever someone else does there.
 * Resolves when it is committed; rejects with the error of `work`, of the first statement that failed, or of the loss.
 */
export async function beginPostgres<T>(
  client: postgres.Sql,
  work: (tx: PostgresTransaction) => Promise<T>,
): Promise<T> {
  const waiting: Query[] = [];
  const loss = Promise.withResolvers<never>();
  loss.promise.catch(() => undefined);
  const state: { connection?: Connection; busy: boolean; lost?: Error; failed?: { error: unknown }; last?: Query } = {
    busy: true,
  };

  const onclose = (error: Error): void => {
    state.lost = error;
    for (const query of waiting.splice(0)) query.reject(error);
    loss.reject(error);
  };
  const take = (taken: Connection): void => {
    state.connection = taken;
    taken.reserved = () => {
      const next = waiting.shift();
      if (next !== undefined) taken.execute(next);
      else {
        taken.queue.remove(taken);
        taken.queue = HELD;
        state.busy = false;
      }
    };
    taken.onclose = onclose;
  };
  const send = (query: Query): void => {
    query.catch((error: unknown) => (state.failed ??= { error }));
    if (state.lost !== undefined) query.reject(state.lost);
    else if (state.last !== undefined && state.last !== query) query.reject(new Error('This transaction has ended'));
    else if (state.busy) waiting.push(query);
    else state.busy = !state.connection!.execute(query);
  };
  const statement = (text: string, params: unknown[] = [], options: object = {}): Query => {
    const query = client.unsafe(text, params as never[], options) as unknown as Query;
    query.handler = send;
    return query;
  };
  // With the answer the driver gives the connection to the next one by itself.
  const finish = async (word: 'commit' | 'rollback'): Promise<void> => {
    state.last = statement(word);
    await state.last;
  };

  const commitAfter = async (text: string, params?: unknown[], options?: object): Promise<postgres.Row[]> => {
    const answer = statement(text, params, options).execute();
    // The driver hands a query over a moment after it is asked to; the commit must come behind it.
    await Promise.resolve();
    const [rows] = await Promise.all([answer, finish('commit')]);
    return rows;
  };

  await client.unsafe('begin', [], { onexecute: take } as object);
  if (state.connection === undefined) throw new Error('The PostgreSQL driver gave the transaction no connection');
  let result: T;
  try {
    result = await Promise.race([work({ unsafe: statement, commitAfter }), loss.promise]);
    if (state.failed !== undefined) throw state.failed.error;
  } catch (error) {
    // A commit behind a statement that failed has undone everything already.
    if (state.last === undefined) await finish('rollback').catch(() => undefined);
    throw rolledBackBefore(error) ? (state.failed?.error ?? error) : error;
  }
  if (state.last === undefined) await finish('commit');
  return result;
}
