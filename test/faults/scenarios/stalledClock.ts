import { join } from 'node:path';
import type { Scenario } from '../scenario.ts';
import { MIXED } from '../workload.ts';
import { killAtCalls } from './kills.ts';

/** Leases run on the database's clock, so a server whose own stands still neither loses its runs nor takes others'. */
export const stalledClock: Scenario = {
  summary: 'the clock of the second server stands still, the first is killed with kill -9 at calls',
  servers: 2,
  batches: 300,
  mix: MIXED,
  leaseSeconds: 2,
  // A token that is newer than its clock knows is refused by the stalled server; everybody asks the other one.
  asked: [0],
  nodeOptions: (index) => (index === 1 ? `--import=${join(import.meta.dirname, '../stalledClock.ts')}` : ''),
  begin: (stage) => killAtCalls(stage, () => (stage.fleet.up().includes(0) ? 0 : undefined)),
};
