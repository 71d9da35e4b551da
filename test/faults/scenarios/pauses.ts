import type { Scenario } from '../scenario.ts';
import { MIXED } from '../workload.ts';

const LEASE_SECONDS = 2;
/** Calls between two pauses, and how far a pause outlasts the lease. */
const FEWEST = 30;
const SPREAD = 120;
const BEYOND_MS = 500;
const SPREAD_MS = 4_000;

/**
 * Stops one of two servers with SIGSTOP until its leases are over and the other has taken its runs, then lets it go on
 * as if nothing had happened. It must not: what it still sends is refused by its fence.
 */
export const pauses: Scenario = {
  summary: 'SIGSTOP of one of two servers past its lease, then SIGCONT',
  servers: 2,
  batches: 400,
  mix: MIXED,
  leaseSeconds: LEASE_SECONDS,
  begin: (stage) => {
    const { fleet, random } = stage;
    const gap = (): number => FEWEST + Math.floor(random() * SPREAD);
    let left = gap();
    let stopped = false;
    let pausing: Promise<void> = Promise.resolve();
    stage.onCall = () => {
      if (stopped || --left > 0 || fleet.up().length < 2) return null;
      left = gap();
      const index = fleet.up()[random() < 0.5 ? 0 : 1]!;
      pausing = fleet.pause(index, LEASE_SECONDS * 1_000 + BEYOND_MS + random() * SPREAD_MS);
      return null;
    };
    return {
      stop: async () => {
        stopped = true;
        await pausing;
      },
    };
  },
};
