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
  let changed = Promise.withResolvers<undefined>();
  const nudge = (): void => {
    changed.resolve(undefined);
  };
  const unsubscribe = subscribe((events) => {
    if (events.some(concerns)) nudge();
  });
  stop.addEventListener('abort', nudge, { once: true });
  try {
    for (;;) {
      changed = Promise.withResolvers();
      const value = await read();
      if (done(value) || stop.aborted) return value;
      await changed.promise;
    }
  } finally {
    unsubscribe();
    stop.removeEventListener('abort', nudge);
  }
}
