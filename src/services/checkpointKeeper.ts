import { systemActor } from '../domain/actor.ts';
import type { LoggedEvent } from '../domain/events.ts';
import type { Log } from '../domain/log.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { RunServiceDeps } from './runDeps.ts';
import type { TakeCheckpoint } from './takeCheckpoint.ts';

export interface CheckpointRules {
  /** A checkpoint after so many completed operations; 0 = none. */
  readonly everyOperations: number;
  /** Automatic checkpoints that are kept, the newest; what was made by request stays until it is deleted. */
  readonly keep: number;
  /** Days an automatic checkpoint is kept; 0 = for ever. */
  readonly keepDays: number;
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

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Makes automatic checkpoints and bounds how many there are. Any number of servers may do it beside each other. */
export function createCheckpointKeeper(deps: KeeperDeps): CheckpointKeeper {
  const { rules } = deps;
  let unsubscribe: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
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
    const before = rules.keepDays === 0 ? null : new Date(deps.clock.now().getTime() - rules.keepDays * DAY_MS);
    const gone = await deps.transact((tx) => deps.checkpoints.prune(tx, rules.keep, before));
    if (gone > 0) deps.log.info('old automatic checkpoints dropped', { checkpoints: gone });
  }

  const tend = async (): Promise<void> => {
    await makeDue();
    await prune();
  };

  const tendSafely = (): void => {
    working = working.then(tend).catch((error: unknown) => {
      deps.log.warn('automatic checkpoints are behind', { error });
    });
  };

  return {
    tend,
    start: () => {
      timer = setInterval(tendSafely, HOUR_MS);
      timer.unref();
      const onEvents = (events: readonly LoggedEvent[]): void => {
        const completed = events.filter((e) => e.type === 'TaskStatusChanged' && e.data['status'] === 'completed');
        const made = events.some((event) => event.type === 'CheckpointCreated');
        since += completed.length;
        const due = rules.everyOperations > 0 && since >= rules.everyOperations;
        if (due) since = 0;
        if (due || made) tendSafely();
      };
      unsubscribe = deps.events.subscribe(onEvents, undefined, true);
    },
    stop: async () => {
      clearInterval(timer);
      unsubscribe?.();
      await working;
    },
  };
}
