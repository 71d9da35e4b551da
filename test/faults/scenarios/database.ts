import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario.ts';
import { MIXED } from '../workload.ts';

const FIRST_MS = 1_500;
const BETWEEN_MS = 5_000;
const SPREAD_MS = 5_000;

/** PostgreSQL is stopped as by `pg_ctl -m immediate` and started again, every five to ten seconds. */
export const database: Scenario = {
  summary: 'immediate stop and restart of PostgreSQL every 5 to 10 s',
  servers: 1,
  batches: 5_000,
  mix: MIXED,
  leaseSeconds: 5,
  begin: ({ cluster, faults, random }) => {
    const stopping = new AbortController();
    const restart = async (): Promise<void> => {
      const fault = { kind: 'restart of PostgreSQL', at: Date.now(), until: Infinity };
      faults.push(fault);
      await cluster.crash();
      await cluster.start();
      fault.until = Date.now();
    };
    const going = (async () => {
      const wait = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
      await wait(FIRST_MS);
      while (!stopping.signal.aborted) {
        await restart();
        await wait(BETWEEN_MS + random() * SPREAD_MS);
      }
    })();
    return {
      stop: async () => {
        stopping.abort();
        await going;
      },
    };
  },
};
