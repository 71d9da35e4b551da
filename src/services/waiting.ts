import type { LoggedEvent } from '../domain/events.ts';

interface Waiting<T> {
  readonly subscribe: (onEvents: (events: readonly LoggedEvent[]) => void) => () => void;
  /** Whether an event is worth another look. */
  readonly concerns: (event: LoggedEvent) => boolean;
  readonly read: () => Promise<T>;
  readonly done: (value: T) => boolean;
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads, and reads again at each event that concerns it, until it is done, the time is up or the caller has gone; gives
 * back the last reading. It listens before the first reading, so no change falls between the two.
 */
export async function waitUntil<T>({ subscribe, concerns, read, done, waitMs, signal }: Waiting<T>): Promise<T> {
  if (waitMs <= 0) return read();
  const deadline = AbortSignal.timeout(waitMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  let wake: () => void = () => undefined;
  let pending = false;
  const nudge = (): void => {
    pending = true;
    wake();
  };
  const unsubscribe = subscribe((events) => {
    if (events.some(concerns)) nudge();
  });
  stop.addEventListener('abort', nudge, { once: true });
  try {
    for (;;) {
      pending = false;
      const value = await read();
      if (done(value) || stop.aborted) return value;
      if (!pending)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    unsubscribe();
    stop.removeEventListener('abort', nudge);
  }
}
