import type { Scenario } from '../scenario.ts';
import { MIXED } from '../workload.ts';
import { killAtCalls } from './kills.ts';

/** Several servers share the work; any that is up may be killed at any call, also the last one. */
const several = (servers: number): Scenario => ({
  summary: `kill -9 of any of ${servers} servers at a call, whoever made it; started again at once`,
  servers,
  batches: 400,
  mix: MIXED,
  leaseSeconds: 2,
  begin: (stage) =>
    killAtCalls(stage, () => {
      const up = stage.fleet.up();
      return up[Math.floor(stage.random() * up.length)];
    }),
});

export const twoServers = several(2);
export const threeServers = several(3);
