import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { databaseAway } from '../../src/http/databaseAway.ts';
import { openPool } from '../../src/repositories/postgresPool.ts';
import { openPostgres, type Database } from '../../src/repositories/database.ts';
import postgres from 'postgres';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startPostgresProxy } from './postgresProxy.ts';

const CUTS = 12;

/** A wire to the database that can be cut in two ways: as a process that ends does it, and as one that is killed. */
async function startWire(target: string) {
  const { hostname, port } = new URL(target);
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    clients.add(client);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => {
        clients.delete(client);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut: (how: 'end' | 'resetAndDestroy') => {
      for (const client of clients) client[how]();
    },
    close: async () => {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

type Ask = (database: Database, n: number) => Promise<readonly { n: number }[]>;

const ways: Readonly<Record<string, Ask>> = {
  statements: (database, n) => database.statement('select $1::int as n', [n]),
  journal: (database, n) => database.journal('select $1::int as n', [n]),
  transactions: (database, n) => database.transact((tx) => database.statement('select $1::int as n', [n], tx)),
};

const cases = Object.keys(ways).flatMap((way) => (['end', 'resetAndDestroy'] as const).map((how) => ({ way, how })));

it.runIf(testStore() === 'postgres').each(cases)(
  'each of the $way gets its own answer or is told that the database is away, however the connections end ($how)',
  { timeout: 60_000 },
  async ({ way, how }) => {
    const { url, drop } = await createTestPostgres();
    const wire = await startWire(url);
    const database = await openPostgres(wire.url, { maxConnections: 3 });
    let last = 0;
    const ask = async (): Promise<boolean> => {
      const mine = ++last;
      try {
        expect(await ways[way]!(database, mine)).toEqual([{ n: mine }]);
        return true;
      } catch (error) {
        if (!databaseAway(error)) throw error;
        return false;
      }
    };
    try {
      for (let cut = 0; cut < CUTS; cut++) {
        // Statements come in every phase of the event loop, so some come between two steps of a connection's end.
        const asked: Promise<boolean>[] = [];
        for (let turn = 0; turn < 40; turn++) {
          asked.push(ask());
          if (turn === 10 + cut) wire.cut(how);
          await nextTurn();
        }
        await Promise.all(asked);
        await expect.poll(ask, { timeout: 20_000, interval: 1 }).toBe(true);
      }
    } finally {
      await database.close();
      await wire.close();
      await drop();
    }
  },
);

it.runIf(testStore() === 'postgres')('hears notifications again after the listening connection was cut', async () => {
  const { url, drop } = await createTestPostgres();
  const wire = await startWire(url);
  const [database, other] = await Promise.all([openPostgres(wire.url), openPostgres(url)]);
  try {
    const heard: string[] = [];
    const unlisten = await database.listen('news', (payload) => heard.push(payload));
    await database.listen('more news', () => undefined);
    for (const how of ['end', 'resetAndDestroy'] as const) {
      wire.cut(how);
      const tell = async (): Promise<readonly string[]> => {
        await other.notify('news', how);
        return heard;
      };
      await expect.poll(tell, { timeout: 20_000 }).toContain(how);
    }
    await unlisten();
    const before = heard.length;
    await other.notify('news', 'not heard');
    await database.notify('news', 'not heard either');
    await delay(50);
    expect(heard).toHaveLength(before);
  } finally {
    await Promise.all([database.close(), other.close()]);
    await wire.close();
    await drop();
  }
});

it.runIf(testStore() === 'postgres')(
  'I2 a server that stops in the middle of a transaction holds up the others only for a while',
  async () => {
    const { url, drop } = await createTestPostgres();
    const [stopped, other] = await Promise.all([openPostgres(url, { leaseSeconds: 1 }), openPostgres(url)]);
    const goOn = Promise.withResolvers<undefined>();
    try {
      const counter = `update counters set value = value + 1 where name = 'event_sequence' returning value::int`;
      const holding = Promise.withResolvers<undefined>();
      const held = stopped.transact(async (tx) => {
        await stopped.statement(counter, [], tx);
        holding.resolve(undefined);
        await goOn.promise;
      });
      held.catch(() => undefined);
      await holding.promise;
      // Answered although nobody has ended the transaction that holds the row.
      expect(await other.journal(counter, [])).toHaveLength(1);
      await expect(held).rejects.toSatisfy(databaseAway);
    } finally {
      goOn.resolve(undefined);
      await Promise.all([stopped.close(), other.close()]);
      await drop();
    }
  },
);

it.runIf(testStore() === 'postgres')(
  'ends connections that get no answer, and only when nothing at all is answered',
  async () => {
    const { url, drop } = await createTestPostgres();
    const proxy = await startPostgresProxy(url);
    const known = postgres(url, { max: 1 });
    const pool = openPool(proxy.url, { max: 2, connect_timeout: 2 }, 3, known);
    const ask = (text: string) => pool.statement(text).then((rows) => rows[0]);
    try {
      const pid = () => ask('select pg_backend_pid() as pid');
      const pids = async () => new Set((await Promise.all([pid(), pid()])).map((row) => row?.['pid'])).size;
      await expect.poll(pids, { timeout: 20_000 }).toBe(2);
      // Longer than the silence, but others are answered meanwhile. A connection may wait twice as long then.
      const sleep = { over: false };
      const sleeping = ask('select pg_sleep(3.5)::text as slept').finally(() => (sleep.over = true));
      while (!sleep.over) {
        await ask('select 1 as n');
        await delay(20);
      }
      expect(await sleeping).toEqual({ slept: '' });

      const speakAgain = proxy.silence();
      await expect(ask('select 2 as n')).rejects.toSatisfy(databaseAway);
      speakAgain(true);
      await expect.poll(() => ask('select 3 as n').catch(databaseAway), { timeout: 20_000 }).toEqual({ n: 3 });
    } finally {
      await pool.close(1_000);
      await known.end();
      await proxy.close();
      await drop();
    }
  },
);
