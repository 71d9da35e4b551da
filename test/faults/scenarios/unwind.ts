import type { Scenario } from '../scenario.ts';
import { killAtCalls } from './kills.ts';

/** Only undos are interrupted: those of batches that fail, and those of rollbacks asked for. */
export const unwind: Scenario = {
  summary: 'kill -9 of the only server at an undo, of a failing batch or of a rollback that was asked for',
  servers: 1,
  batches: 250,
  mix: { failing: 0.5, cancelled: 0.1, wide: 0.1, rolledBack: 0.3 },
  leaseSeconds: 2,
  begin: (stage) => {
    const harm = killAtCalls(stage, () => stage.fleet.up()[0], { fewest: 10, spread: 30 });
    const { onCall } = stage;
    stage.onCall = (call) => (call.what === 'undo' ? onCall(call) : null);
    return harm;
  },
};
