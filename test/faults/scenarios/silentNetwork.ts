import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario.ts';
import { watchTakeovers } from '../takeovers.ts';
import { MIXED } from '../workload.ts';

const LEASE_SECONDS = 3;
/** Calls between two silences, and how far a silence outlasts the lease. */
const FEWEST = 30;
const SPREAD = 120;
const BEYOND_MS = 1_000;
const SPREAD_MS = 8_000;

/**
 * The network between one of two servers and the database swallows everything, and no connection ends: nobody tells the
 * server. It goes on running, so only it can know when its leases are over. Afterwards what was held comes late, or never.
 * Its runs are the other server's within the lease and five seconds.
 */
export const silentNetwork: Scenario = {
  summary: 'the network between one of two servers and PostgreSQL swallows all packets, for longer than the lease',
  servers: 2,
  batches: 400,
  mix: MIXED,
  leaseSeconds: LEASE_SECONDS,
  proxied: true,
  begin: (stage) => {
    const { faults, inside, proxies, random, takeovers } = stage;
    const gap = (): number => FEWEST + Math.floor(random() * SPREAD);
    let left = gap();
    let stopped = false;
    let silent: Promise<void> | null = null;
    const watching: Promise<void>[] = [];
    const fallSilent = async (): Promise<void> => {
      const forgotten = random() < 0.5;
      const ms = LEASE_SECONDS * 1_000 + BEYOND_MS + random() * SPREAD_MS;
      const fault = { kind: 'silent network', at: Date.now(), until: Infinity };
      faults.push(fault);
      const speakAgain = proxies[random() < 0.5 ? 0 : 1]!.silence();
      watching.push(watchTakeovers(inside, LEASE_SECONDS, takeovers));
      await delay(ms);
      speakAgain(forgotten);
      fault.until = Date.now();
      silent = null;
      left = gap();
    };
    stage.onCall = () => {
      if (!stopped && silent === null && --left <= 0) silent = fallSilent();
      return null;
    };
    return {
      stop: async () => {
        stopped = true;
        await silent;
        await Promise.all(watching);
      },
    };
  },
};
