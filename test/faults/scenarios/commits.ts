import { LATE_MS, type Fate } from '../postgresProxy.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { MIXED } from '../workload.ts';

/** Committing statements between two faults. */
const FEWEST = 20;
const SPREAD = 100;

function atCommits(stage: Stage, fates: readonly Fate[]) {
  const { faults, proxies, random } = stage;
  const gap = (): number => FEWEST + Math.floor(random() * SPREAD);
  let left = gap();
  let stopped = false;
  const fateOf = (): Fate => {
    if (stopped || --left > 0) return 'pass';
    left = gap();
    const fate = fates[Math.floor(random() * fates.length)]!;
    const at = Date.now();
    faults.push({ kind: fate, at, until: at + (fate === 'deliver late' ? LATE_MS : 0) });
    return fate;
  };
  for (const proxy of proxies) proxy.fateOf = fateOf;
  return {
    stop: async () => {
      stopped = true;
    },
  };
}

/** The wire to PostgreSQL breaks at a commit: after it, so that nobody hears of it, or before it. */
export const lostCommits: Scenario = {
  summary: 'the connection to PostgreSQL breaks at a commit, before it or after it and before its reply',
  servers: 2,
  batches: 1_000,
  mix: MIXED,
  leaseSeconds: 3,
  proxied: true,
  begin: (stage) => atCommits(stage, ['lose the reply', 'lose the reply', 'lose the request']),
};

/** The client gives a connection up while its statement is still on the way: it comes when others have been written. */
export const lateCommits: Scenario = {
  summary: 'the connection to PostgreSQL breaks at a commit, which is then delivered 300 ms late',
  servers: 2,
  batches: 1_000,
  mix: MIXED,
  leaseSeconds: 3,
  proxied: true,
  begin: (stage) => atCommits(stage, ['deliver late']),
};
