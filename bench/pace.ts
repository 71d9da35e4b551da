import { setTimeout as delay } from 'node:timers/promises';

/** Asks every few milliseconds until it holds; rejects after `patienceMs`. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  { everyMs = 2, patienceMs = 60_000 }: { readonly everyMs?: number; readonly patienceMs?: number } = {},
): Promise<void> {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > patienceMs) throw new Error(`not done after ${patienceMs / 1_000} s`);
    await delay(everyMs);
  }
}

/** Calls `work` `count` times, so many at once. */
export async function atOnce(count: number, limit: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
}

/** Milliseconds of each of `count` calls, one after the other. */
export async function oneByOne(count: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const each: number[] = [];
  for (let i = 0; i < count; i++) {
    const from = performance.now();
    await work(i);
    each.push(performance.now() - from);
  }
  return each;
}

export const gaps = (times: readonly number[]): number[] => times.slice(1).map((at, i) => at - times[i]!);

export const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
