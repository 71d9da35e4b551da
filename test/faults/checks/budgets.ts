import type { Evidence } from '../evidence.ts';

/** A call may come to the sink so much later or earlier than it was made, beside another one. */
const JITTER_MS = 1_000;

/**
 * Calls open at once are never more than `max_parallel`, whoever made them, and in no stretch of time begin more than
 * `requests_per_second` allows: a server that was killed and started again has no budget of its own.
 */
export function keepsBudget({ calls, budget }: Evidence): string[] {
  if (budget === null) return [];
  const found: string[] = [];
  const { maxParallel, perSecond } = budget;
  const began = calls.map(({ at }) => at).sort((a, b) => a - b);
  const open = (at: number): number => calls.filter((call) => call.at <= at && (call.endedAt ?? Infinity) > at).length;
  const most = Math.max(0, ...began.map(open));
  if (most > maxParallel) found.push(`${most} calls were open at once, the budget is ${maxParallel}`);
  // How far a call is ahead of a pace that began with the slowest one before it.
  let slowest = Infinity;
  let ahead = 0;
  began.forEach((at, n) => {
    const place = (n * 1_000) / perSecond - at;
    slowest = Math.min(slowest, place);
    ahead = Math.max(ahead, place - slowest);
  });
  if (ahead > JITTER_MS) found.push(`calls were ${Math.round(ahead)} ms ahead of ${perSecond} a second`);
  return found;
}
