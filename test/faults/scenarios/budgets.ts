import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenario.ts';
import { MIXED } from '../workload.ts';
import { killAtCalls } from './kills.ts';

/** A call takes so long, so that the budget is used up most of the time. */
const CALL_MS = 100;

/** Two servers share the budgets of a provider; whichever is killed comes back, and takes nothing twice. */
export const budgets: Scenario = {
  summary: 'kill -9 of any of 2 servers at a call, under max_parallel = 3 and requests_per_second = 20',
  servers: 2,
  batches: 200,
  mix: MIXED,
  leaseSeconds: 2,
  budget: { maxParallel: 3, perSecond: 20 },
  begin: (stage) => {
    const harm = killAtCalls(stage, () => {
      const up = stage.fleet.up();
      return up[Math.floor(stage.random() * up.length)];
    });
    const { onCall } = stage;
    stage.onCall = async (call) => {
      const status = await onCall(call);
      await delay(CALL_MS);
      return status;
    };
    return harm;
  },
};
