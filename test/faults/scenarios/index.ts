import type { Scenario } from '../scenario.ts';
import { budgets } from './budgets.ts';
import { lateCommits, lostCommits } from './commits.ts';
import { fullDatabase, listenCut } from './connections.ts';
import { database } from './database.ts';
import { kills } from './kills.ts';
import { pauses } from './pauses.ts';
import { threeServers, twoServers } from './servers.ts';
import { silentNetwork } from './silentNetwork.ts';
import { stalledClock } from './stalledClock.ts';
import { unwind } from './unwind.ts';

/** Every scenario under the name it is asked for by. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  kills,
  pauses,
  database,
  'lost-commits': lostCommits,
  'late-commits': lateCommits,
  'two-servers': twoServers,
  'three-servers': threeServers,
  unwind,
  'listen-cut': listenCut,
  'full-database': fullDatabase,
  'silent-network': silentNetwork,
  'stalled-clock': stalledClock,
  budgets,
};
