import type { Harm, Scenario, Stage } from '../scenario.ts';
import { MIXED } from '../workload.ts';

/** Calls between two kills. */
const CALLS = { fewest: 15, spread: 60 };

/**
 * Kills a server with SIGKILL at calls of the sink chosen by the seed: half of them before the effect, half after it and
 * before the answer. The server is started again at once.
 */
export function killAtCalls(stage: Stage, which: () => number | undefined, calls = CALLS): Harm {
  const { fleet, random } = stage;
  const gap = (): number => calls.fewest + Math.floor(random() * calls.spread);
  let left = gap();
  let stopped = false;
  let reviving: Promise<void> = Promise.resolve();
  stage.onCall = async () => {
    if (stopped || --left > 0) return null;
    const index = which();
    if (index === undefined) return null;
    left = gap();
    const before = random() < 0.5;
    const { revived } = await fleet.kill(index);
    reviving = Promise.all([reviving, revived]).then(() => undefined);
    return before ? 503 : null;
  };
  return {
    stop: async () => {
      stopped = true;
      await reviving;
    },
  };
}

/** One server, killed again and again. */
export const kills: Scenario = {
  summary: 'kill -9 of the only server at a call, before or after its effect; started again at once',
  servers: 1,
  batches: 600,
  mix: MIXED,
  leaseSeconds: 2,
  begin: (stage) => killAtCalls(stage, () => stage.fleet.up()[0]),
};
