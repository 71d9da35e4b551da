import { systemActor } from '../domain/actor.ts';
import type { Log } from '../domain/log.ts';
import type { DriftService } from './drift.ts';

export interface DriftWatch {
  start(): void;
  stop(): Promise<void>;
}

/** Looks for drift every so many seconds; 0 = never. One look at a time. */
export function createDriftWatch({
  drift,
  intervalSeconds,
  log,
}: {
  readonly drift: Pick<DriftService, 'check'>;
  readonly intervalSeconds: number;
  readonly log: Log;
}): DriftWatch {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;

  const look = async (): Promise<void> => {
    try {
      const report = await drift.check(systemActor);
      if (report.found > 0) log.warn('the world differs from the record', { ...report });
    } catch (error) {
      log.warn('could not look for drift', { error });
    }
  };

  return {
    start: () => {
      if (intervalSeconds === 0) return;
      timer = setInterval(() => {
        looking ??= look().finally(() => {
          looking = null;
        });
      }, intervalSeconds * 1_000);
      timer.unref();
    },
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
