import { systemActor } from '../domain/actor.ts';
import type { LoggedEvent } from '../domain/events.ts';
import type { Log } from '../domain/log.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import { createHourly } from './hourly.ts';
import type { RunServiceDeps } from './runDeps.ts';
import type { TakeCheckpoint } from './takeCheckpoint.ts';

export interface CheckpointRules {
  /** A checkpoint after so many completed operations; 0 = none. */
  readonly everyOperations: number;
  /** Automatic checkpoints that are kept, the newest; what was made by request stays until it is deleted. */
  readonly keep: number;
  /** Days an automatic checkpoint is kept; 0 = for ever. */
  readonly keepDays: number;
  /** Hours after which a plan that was not applied no longer keeps its checkpoint; 0 = never. */
  readonly planHours: number;
}

export interface CheckpointKeeper {
  start(): void;
  stop(): Promise<void>;
  /** Makes the checkpoint that is due and drops those that are over; done by itself while started. */
  tend(): Promise<void>;
}

type KeeperDeps = Pick<RunServiceDeps, 'transact' | 'events' | 'clock'> & {
  readonly checkpoints: CheckpointRepository;
  readonly takeCheckpoint: TakeCheckpoint;
  readonly rules: CheckpointRules;
  readonly log: Log;
};

const HOUR_MS = 3_600_000;

/** Makes automatic checkpoints and bounds how many there are. Any number of servers may do it beside each other. */
export function createCheckpointKeeper(deps: KeeperDeps): CheckpointKeeper {
  const { rules } = deps;
  let unsubscribe: (() => void) | undefined;
  let working: Promise<void> = Promise.resolve();
  let since = 0;

  async function makeDue(): Promise<void> {
    if (rules.everyOperations === 0) return;
    const { operations, keep } = await deps.takeCheckpoint();
    await deps.transact(async (tx) => {
      // Servers ask one after the other, so that each stretch of operations gets one checkpoint.
      if (operations - (await deps.checkpoints.lastCovered(tx)) < rules.everyOperations) return;
      await keep(tx, systemActor, {
        name: `after ${operations} operations`,
        description: null,
        origin: 'operations',
        runId: null,
      });
    });
  }

  async function prune(): Promise<void> {
    const hoursAgo = (hours: number): Date | null =>
      hours === 0 ? null : new Date(deps.clock.now().getTime() - hours * HOUR_MS);
    const [before, plansSince] = [hoursAgo(24 * rules.keepDays), hoursAgo(rules.planHours)];
    const gone = await deps.transact((tx) => deps.checkpoints.prune(tx, rules.keep, before, plansSince));
    if (gone > 0) deps.log.info('old automatic checkpoints dropped', { checkpoints: gone });
  }

  const tend = async (): Promise<void> => {
    await makeDue();
    await prune();
  };

  const trouble = 'automatic checkpoints are behind';
  /** After the tending that is under way. */
  const tendNext = (): Promise<void> => (working = working.catch(() => undefined).then(tend));
  const hourly = createHourly(tendNext, { log: deps.log, trouble });

  return {
    tend,
    start: () => {
      hourly.start();
      const onEvents = (events: readonly LoggedEvent[]): void => {
        const completed = events.filter((e) => e.type === 'TaskStatusChanged' && e.data['status'] === 'completed');
        const made = events.some((event) => event.type === 'CheckpointCreated');
        since += completed.length;
        const due = rules.everyOperations > 0 && since >= rules.everyOperations;
        if (due) since = 0;
        if (due || made) {
          tendNext().catch((error: unknown) => {
            deps.log.warn(trouble, { error });
          });
        }
      };
      unsubscribe = deps.events.subscribe(onEvents, undefined, true);
    },
    stop: async () => {
      unsubscribe?.();
      await hourly.stop();
      await working.catch(() => undefined);
    },
  };
}
