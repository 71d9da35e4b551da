import type postgres from 'postgres';
import type { Connections, MakeStatement, Statement } from './postgresConnection.ts';

/** The part of the driver's handle of a transaction that statements are made with. */
export interface PostgresTransaction {
  unsafe(text: string, params?: unknown[], options?: object): Statement;
  /** The last statement, with the commit right behind it: one round trip for both. Nothing may follow. */
  commitAfter(text: string, params?: unknown[], options?: object): Promise<postgres.Row[]>;
}

const rolledBackBefore = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '25P02';

/**
 * A transaction on a connection of its own, which goes back to the others when it has ended. When the connection is lost,
 * what the transaction still sends (its rollback, too) is refused as the loss.
 * Resolves when it is committed; rejects with the error of `work`, of the first statement that failed, or of the loss.
 */
export async function beginPostgres<T>(
  connections: Connections,
  make: MakeStatement,
  work: (tx: PostgresTransaction) => Promise<T>,
): Promise<T> {
  const connection = await connections.take();
  const loss = Promise.withResolvers<never>();
  loss.promise.catch(() => undefined);
  const waiting: Statement[] = [];
  let last: Statement | undefined;
  let lost: Error | null = null;
  const failures: unknown[] = [];

  const pump = (): void => {
    while (waiting.length > 0 && connection.takes(waiting[0]!)) connection.send(waiting.shift()!);
  };
  connection.watch({
    answered: pump,
    lost: (error) => {
      lost = error;
      for (const statement of waiting.splice(0)) statement.reject(error);
      loss.reject(error);
    },
  });
  const send = (statement: Statement): void => {
    statement.catch((error: unknown) => failures.push(error));
    if (lost !== null) statement.reject(lost);
    else if (last !== undefined && last !== statement) statement.reject(new Error('This transaction has ended'));
    else {
      waiting.push(statement);
      pump();
    }
  };
  const over = (): boolean => last !== undefined;
  const finish = async (word: 'commit' | 'rollback'): Promise<void> => {
    last = make(word, [], {}, send);
    try {
      await last;
    } finally {
      connections.giveBack(connection);
    }
  };

  try {
    // Waited for: were it refused, what follows would stand by itself.
    await make('begin', [], {}, send);
    const unsafe: PostgresTransaction['unsafe'] = (text, params, options) => make(text, params, options, send);
    const commitAfter: PostgresTransaction['commitAfter'] = async (text, params, options) => {
      const answer = unsafe(text, params, options).execute();
      // The driver hands a statement over a moment after it is asked to; the commit must come behind it.
      await Promise.resolve();
      const [rows] = await Promise.all([answer, finish('commit')]);
      return rows;
    };
    const result = await Promise.race([work({ unsafe, commitAfter }), loss.promise]);
    if (failures.length > 0) throw failures[0];
    if (!over()) await finish('commit');
    return result;
  } catch (error) {
    // A commit behind a statement that failed has undone everything already.
    if (!over()) await finish('rollback').catch(() => undefined);
    throw rolledBackBefore(error) ? (failures[0] ?? error) : error;
  }
}
