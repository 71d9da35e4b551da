import { expect, it } from 'vitest';
import { databaseAway } from '../../src/http/databaseAway.ts';
import { openPostgres, type Database } from '../../src/repositories/database.ts';
import type { Tx } from '../../src/domain/tx.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';

const one = async (database: Database, text: string, tx?: Tx): Promise<unknown> =>
  (await database.statement<{ it: unknown }>(text, [], tx))[0]?.it;

/** A database with one connection for statements and transactions, and the means to end that connection. */
async function withDatabase(work: (database: Database, endOthers: () => Promise<void>) => Promise<void>) {
  const { url, drop } = await createTestPostgres();
  const database = await openPostgres(url, { maxConnections: 1 });
  const other = await openPostgres(url, { maxConnections: 1 });
  try {
    await one(database, 'create table told (it text)');
    await work(database, async () => {
      await other.statement(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where datname = current_database() and application_name like 'provisioning%' and pid <> pg_backend_pid()`,
        [],
      );
    });
  } finally {
    await database.close();
    await other.close();
    await drop();
  }
}

const away = (error: unknown): boolean => databaseAway(error);

it.runIf(testStore() === 'postgres')(
  'a transaction whose connection ends during a statement rejects as database away, and the process goes on',
  () =>
    withDatabase(async (database, endOthers) => {
      const lost = database.transact(async (tx) => {
        const slept = one(database, 'select pg_sleep(60) as it', tx);
        await Promise.all([slept, endOthers()]);
      });
      await expect(lost).rejects.toSatisfy(away);
      // The first statement on the connection that is opened instead may still be told why the former one ended.
      const first = await one(database, `select 'on' as it`).catch((error: unknown) => error);
      expect(first === 'on' || away(first), String(first)).toBe(true);
      expect(await one(database, `select 'on' as it`)).toBe('on');
    }),
);

it.runIf(testStore() === 'postgres')(
  'what a transaction sends after its connection ended between two statements reaches no other session',
  () =>
    withDatabase(async (database, endOthers) => {
      const later = Promise.withResolvers<Promise<unknown>>();
      const goOn = Promise.withResolvers<undefined>();
      const lost = database.transact(async (tx) => {
        await one(database, `insert into told values ('first')`, tx);
        await endOthers();
        await goOn.promise;
        const second = one(database, `insert into told values ('second')`, tx);
        later.resolve(second.catch((error: unknown) => error));
        await second;
      });
      await expect(lost).rejects.toSatisfy(away);
      // The one connection is another's now, in the middle of a transaction.
      await database.transact(async (tx) => {
        await one(database, `insert into told values ('other')`, tx);
        goOn.resolve(undefined);
        expect(await await later.promise).toSatisfy(away);
        await new Promise((resolve) => setImmediate(resolve));
        await one(database, `insert into told values ('other again')`, tx);
      });
      const rows = await database.statement<{ it: string }>('select it from told order by it', []);
      expect(rows.map((row) => row.it)).toEqual(['other', 'other again']);
    }),
);

it.runIf(testStore() === 'postgres')(
  'a transaction with a failed statement is rolled back though its error was caught, and statements after its end are refused',
  () =>
    withDatabase(async (database) => {
      let kept: Tx | undefined;
      const failed = database.transact(async (tx) => {
        kept = tx;
        await one(database, `insert into told values ('gone')`, tx);
        await one(database, 'select 1 / 0 as it', tx).catch(() => undefined);
      });
      await expect(failed).rejects.toThrow('division by zero');
      await expect(one(database, `insert into told values ('late')`, kept)).rejects.toThrow('has ended');
      expect(await one(database, 'select count(*)::int as it from told')).toBe(0);
      const many = Array.from({ length: 40 }, (_, i) =>
        database.transact(async (tx) => {
          const both = [1, 2].map((n) =>
            database.statement('insert into told select $1::text || $2::text', [String(i), String(n)], tx),
          );
          await Promise.all(both);
        }),
      );
      await Promise.all(many);
      expect(await one(database, 'select count(*)::int as it from told')).toBe(80);
    }),
);

it.runIf(testStore() === 'postgres')('a transaction that is open for too long is ended with its locks', async () => {
  const { url, drop } = await createTestPostgres();
  const database = await openPostgres(url, { transactionSeconds: 1 });
  try {
    const settings = ['tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count'];
    const kept = await Promise.all(settings.map((name) => one(database, `select current_setting('${name}') as it`)));
    expect(kept).toEqual(['10', '10', '3']);
    await one(database, 'create table told (it text)');
    const lost = database.transact(async (tx) => {
      await one(database, 'lock table told', tx);
      await one(database, 'select pg_sleep(60)', tx);
    });
    await expect(lost).rejects.toSatisfy(away);
    expect(await one(database, 'select count(*)::int as it from told')).toBe(0);
  } finally {
    await database.close();
    await drop();
  }
});
