import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import type { Harm, Scenario, Stage } from '../scenario.ts';
import { MIXED } from '../workload.ts';

/** Does something every so often, chosen by the seed, until it is stopped. */
function everySoOften(stage: Stage, betweenMs: number, act: () => Promise<void>): Harm {
  const stopping = new AbortController();
  const going = (async () => {
    for (;;) {
      await delay(betweenMs * (0.5 + stage.random()), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await act();
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await going;
    },
  };
}

/** Servers hear of submits, cancels and events over a listening connection; it is ended again and again. */
export const listenCut: Scenario = {
  summary: 'the LISTENing connections of two servers are ended every second',
  servers: 2,
  batches: 500,
  mix: MIXED,
  leaseSeconds: 3,
  begin: (stage) => {
    const sql = postgres(stage.cluster.url, { max: 1, onnotice: () => undefined });
    const harm = everySoOften(stage, 1_000, async () => {
      const at = Date.now();
      const ended = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where query ilike 'listen %' and pid <> pg_backend_pid()`;
      if (ended.length > 0) stage.faults.push({ kind: 'listener ended', at, until: Date.now() });
    });
    return {
      stop: async () => {
        await harm.stop();
        await sql.end();
      },
    };
  },
};

const HELD_MS = 2_500;

/** Others take every connection that is left and the servers' own are ended: for a while none gets one. */
export const fullDatabase: Scenario = {
  summary: 'every connection of PostgreSQL is taken by others for 2.5 s, and the own ones are ended',
  servers: 2,
  batches: 500,
  mix: MIXED,
  leaseSeconds: 4,
  maxConnections: 60,
  begin: (stage) => {
    const admin = postgres(stage.cluster.url, { max: 1, onnotice: () => undefined });
    const harm = everySoOften(stage, 5_000, async () => {
      const fault = { kind: 'no connection left', at: Date.now(), until: Infinity };
      // Its own connection is one of those that are taken.
      await admin`select 1`;
      stage.faults.push(fault);
      const held: postgres.Sql[] = [];
      const take = async (): Promise<boolean> => {
        const one = postgres(stage.cluster.url, { max: 1, onnotice: () => undefined, connect_timeout: 2 });
        held.push(one);
        return one`select 1`.then(
          () => true,
          () => false,
        );
      };
      while ((await Promise.all([take(), take(), take(), take()])).includes(true));
      await admin`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name like 'provisioning%' and pid <> pg_backend_pid()`;
      // What was freed just now is taken too, as far as the servers don't come first.
      while ((await Promise.all([take(), take()])).includes(true));
      await delay(HELD_MS);
      await Promise.all(held.map((one) => one.end({ timeout: 0 })));
      fault.until = Date.now();
    });
    return {
      stop: async () => {
        await harm.stop();
        await admin.end();
      },
    };
  },
};
