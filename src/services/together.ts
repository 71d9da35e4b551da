import type { WindowCount } from '../repositories/rateLimits.ts';

interface Round {
  points: number;
  readonly counted: Promise<WindowCount>;
}

/**
 * Counts one point of a key. What comes while the same key is being counted is counted by one statement after that, each
 * with the number it would have had by itself: a busy user costs one statement at a time, not one a request.
 */
export function countTogether(
  count: (key: string, points: number) => Promise<WindowCount>,
): (key: string) => Promise<WindowCount> {
  /** Rounds that still take points, and the last ones that were begun. */
  const open = new Map<string, Round>();
  const last = new Map<string, Promise<unknown>>();

  function begin(key: string): Round {
    const before = last.get(key) ?? Promise.resolve();
    const counted = before.then(() => {
      open.delete(key);
      return count(key, round.points);
    });
    const round: Round = { points: 0, counted };
    const ended = counted
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === ended) last.delete(key);
      });
    last.set(key, ended);
    open.set(key, round);
    return round;
  }

  return async (key) => {
    const round = open.get(key) ?? begin(key);
    round.points += 1;
    const place = round.points;
    const counted = await round.counted;
    return { ...counted, points: counted.points - (round.points - place) };
  };
}
