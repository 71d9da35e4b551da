import type { Evidence } from '../evidence.ts';

/** A run whose server vanished is taken over by another one within its lease and five seconds. */
export const takenOverInTime = ({ takeovers }: Evidence): string[] =>
  takeovers
    .filter(({ afterMs, withinMs }) => afterMs > withinMs)
    .map(({ run, afterMs, withinMs }) => `${run} was taken over after ${afterMs} ms, not within ${withinMs} ms`);
