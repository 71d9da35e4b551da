import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';

const EVERY_MS = 3_600_000;

export interface Hourly {
  start(): void;
  /** Asks the work to end and resolves when it has. */
  stop(): Promise<void>;
}

/** Does something now and every hour after; a failure is told to the log as `trouble` and tried again an hour later. */
export function createHourly(
  work: (signal: AbortSignal) => Promise<unknown>,
  { log, trouble }: { readonly log: Log; readonly trouble: string },
): Hourly {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function repeat(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      try {
        await work(signal);
      } catch (error) {
        log.warn(trouble, { error });
      }
      await pause(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    start() {
      running ??= repeat();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
