import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { databaseAway } from '../../src/http/databaseAway.ts';
import { openPostgres } from '../../src/repositories/database.ts';
import { createLostSessions } from '../../src/repositories/lostSessions.ts';
import { openPool, type PostgresPool } from '../../src/repositories/postgresPool.ts';
import type { PostgresTransaction } from '../../src/repositories/postgresTransaction.ts';
import { createRunStore } from '../../src/repositories/runStore.ts';
import { createTestPostgres, testStore } from '../harness/database.ts';
import { startPostgresProxy, type PostgresProxy } from './postgresProxy.ts';

const SILENT_SECONDS = 1;
const COUNT = `update counters set value = value + 1 where name = 'event_sequence'`;

const IF_FREE = `select from counters where name = 'event_sequence' for update skip locked`;

type Begin = (work: (tx: PostgresTransaction) => Promise<unknown>) => Promise<unknown>;

/**
 * A pool behind a proxy, of a role that may write rows and nothing else, without any of the limits that the database sets
 * itself; and a client that is never cut off.
 */
async function withPool(
  max: number,
  work: (pool: PostgresPool, proxy: PostgresProxy, other: postgres.Sql) => Promise<void>,
): Promise<void> {
  const { url, drop } = await createTestPostgres();
  const [other, owner] = [postgres(url, { max: 1 }), postgres(url, { max: 1 })];
  const role = `app_${randomBytes(6).toString('hex')}`;
  await owner`create role ${owner(role)} login`;
  await owner`grant select, update on counters to ${owner(role)}`;
  const asRole = new URL(url);
  asRole.username = role;
  const proxy = await startPostgresProxy(asRole.href);
  await other`select 1`;
  const pool = openPool(proxy.url, { max, connect_timeout: 2 }, SILENT_SECONDS, other);
  try {
    await work(pool, proxy, other);
  } finally {
    await pool.close(1_000);
    await proxy.close();
    await other.end({ timeout: 0 });
    await owner`drop owned by ${owner(role)}`;
    await owner`drop role ${owner(role)}`;
    await owner.end({ timeout: 5 });
    await drop();
  }
}

it.runIf(testStore() === 'postgres')(
  'what a server held that was cut off in the middle of a statement for good is freed by any other',
  { timeout: 40_000 },
  async () => {
    const { url, drop } = await createTestPostgres();
    const proxy = await startPostgresProxy(url);
    const [cutOffForGood, other] = await Promise.all([
      openPostgres(proxy.url, { leaseSeconds: 60 }),
      openPostgres(url, { leaseSeconds: 1 }),
    ]);
    try {
      const lost = cutOffForGood.transact(async (tx) => {
        await cutOffForGood.statement(COUNT, [], tx);
        proxy.onFirstPart = () => {
          proxy.silence();
        };
        await cutOffForGood.statement('select $1::int', [1], tx);
      });
      lost.catch(() => undefined);
      const free = async (): Promise<boolean> => {
        // The heartbeat.
        await createRunStore(other).attend('other', 1);
        return (await other.statement(IF_FREE, [])).length === 1;
      };
      await expect.poll(free, { timeout: 30_000 }).toBe(true);
    } finally {
      await proxy.close();
      await Promise.all([cutOffForGood.close(), other.close()]);
      await drop();
    }
  },
);

/** A transaction that locks what everybody needs, and is cut off then: resolves when it is told so. */
async function cutOff(pool: PostgresPool, cut: () => void): Promise<void> {
  const lost = (pool.client.begin as unknown as Begin)(async (tx) => {
    await tx.unsafe(COUNT);
    cut();
    await tx.unsafe('select $1::int', [1]);
  });
  await expect(lost).rejects.toSatisfy(databaseAway);
}

it('asks again until none of the lost sessions is seen any more', () => {
  const lost = createLostSessions();
  expect(lost.ending()).toBeNull();
  lost.add('one');
  lost.add(`an'other`);
  const ending = lost.ending();
  expect(ending?.text).toContain(`('one','an''other')`);
  // As when somebody else has ended it just before.
  expect(ending?.answered([{ gone: true }, { gone: false }])).toBe(false);
  expect(lost.ending()).not.toBeNull();
  lost.add('later');
  expect(ending?.answered([])).toBe(true);
  expect(lost.ending()?.text).toContain(`('later')`);
});

it.runIf(testStore() === 'postgres').each([
  { who: 'others, while nobody here asks for anything', max: 2, here: false },
  { who: 'the one connection here', max: 1, here: true },
])(
  'what a connection held that the network has cut off is free for $who, soon after the network is back',
  { timeout: 30_000 },
  ({ max, here }) =>
    withPool(max, async (pool, proxy, other) => {
      let speakAgain: ReturnType<PostgresProxy['silence']> | undefined;
      await cutOff(pool, () => (speakAgain = proxy.silence()));
      speakAgain?.(true);
      const pid = () => other`select pg_backend_pid() as pid`;
      const before = await pid();
      const counts = async (): Promise<unknown> => {
        if (here) return (await pool.statement(`${COUNT} returning true as counted`).catch(databaseAway)) !== true;
        return (await other.unsafe(`${COUNT} returning true as counted`)).length === 1;
      };
      await expect.poll(counts, { timeout: 20_000 }).toBe(true);
      // Sessions of others are left alone.
      expect(await pid()).toEqual(before);
    }),
);

it.runIf(testStore() === 'postgres')(
  'what one connection held that a firewall has forgotten is free again although all others stand',
  { timeout: 30_000 },
  () =>
    withPool(2, async (pool, proxy, other) => {
      const over = cutOff(pool, () => {
        proxy.silence()(true);
      });
      let cutOffYet = false;
      void over.finally(() => (cutOffYet = true));
      // The other connection is opened after that and answers all the time.
      await expect
        .poll(async () => (await pool.statement('select 1')).length === 1 && cutOffYet, { timeout: 20_000 })
        .toBe(true);
      await over;
      expect(await other.unsafe(`${COUNT} returning true as counted`)).toHaveLength(1);
    }),
);
