import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayAfter, withRetry, type RetryPolicy } from '../../src/engine/backoff.ts';
import { EffectError } from '../../src/engine/ports.ts';

const policy = fc.record<RetryPolicy>({
  maxAttempts: fc.integer({ min: 1, max: 20 }),
  backoff: fc.constantFrom('exponential' as const, 'fixed' as const),
  initialDelayMs: fc.integer({ min: 0, max: 60_000 }),
  maxDelayMs: fc.integer({ min: 0, max: 600_000 }),
});
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const fixed: RetryPolicy = { maxAttempts: 4, backoff: 'exponential', initialDelayMs: 100, maxDelayMs: 250 };
const later = (retryAfterMs?: number): EffectError =>
  new EffectError('BUSY', 'later', { retryable: true, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

/** Runs attempts that fail as told (null succeeds), writing down what was waited. */
async function run(outcomes: readonly (Error | null)[], of = fixed, signal = new AbortController().signal, first = 1) {
  const waited: number[] = [];
  const attempts: number[] = [];
  const work = withRetry(
    of,
    signal,
    () => 0.999_999,
    first,
    (attempt) => {
      attempts.push(attempt);
      const outcome = outcomes[attempt - 1] ?? null;
      return outcome === null ? Promise.resolve('done') : Promise.reject(outcome);
    },
    (ms) => {
      waited.push(ms);
      return Promise.resolve();
    },
  );
  const result = await work.catch((error: unknown) => (error as Error).message);
  return { result, waited, attempts };
}

describe('the delay before another attempt', () => {
  it('grows from the first one, never passes the largest one and is spread by chance over its upper half', () => {
    fc.assert(
      fc.property(policy, fc.integer({ min: 1, max: 20 }), chance, (of, attempt, random) => {
        const grown = of.backoff === 'fixed' ? of.initialDelayMs : of.initialDelayMs * 2 ** (attempt - 1);
        const bound = Math.min(grown, of.maxDelayMs);
        const delay = delayAfter(of, attempt, () => random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(bound / 2));
        expect(delay).toBeLessThanOrEqual(Math.ceil(bound));
      }),
    );
  });

  it('differs between two that failed together', () => {
    const of = { ...fixed, maxDelayMs: 60_000 };
    expect(delayAfter(of, 5, () => 0.1)).not.toBe(delayAfter(of, 5, () => 0.9));
  });

  it('is never shorter than the other side asked for, even beyond the largest one', () => {
    fc.assert(
      fc.property(policy, chance, fc.integer({ min: 0, max: 3_600_000 }), (of, random, asked) => {
        expect(delayAfter(of, 1, () => random, asked)).toBeGreaterThanOrEqual(asked);
      }),
    );
  });
});

describe('withRetry', () => {
  it('tries a retryable failure again until it succeeds, waiting longer each time', async () => {
    expect(await run([later(), later(), later()])).toEqual({
      result: 'done',
      attempts: [1, 2, 3, 4],
      waited: [100, 200, 250],
    });
  });

  it('gives up with the last failure when the attempts are used up', async () => {
    const { result, attempts } = await run([later(), later(), later(), later()]);
    expect([result, attempts]).toEqual(['later', [1, 2, 3, 4]]);
  });

  it('never tries a terminal failure again, nor what it does not know', async () => {
    for (const error of [new EffectError('REFUSED', 'no'), new Error('no')]) {
      expect(await run([error])).toEqual({ result: 'no', attempts: [1], waited: [] });
    }
  });

  it('waits as long as Retry-After asked for', async () => {
    expect((await run([later(7_000), later()])).waited).toEqual([7_000, 200]);
  });

  it('counts on from the attempt that was under way when its server died', async () => {
    const { attempts } = await run([null, null, later(), later()], fixed, undefined, 3);
    expect(attempts).toEqual([3, 4]);
  });

  it('stops waiting when it is told to stop', async () => {
    const stop = new AbortController();
    const slow = { ...fixed, initialDelayMs: 3_600_000, maxDelayMs: 3_600_000 };
    const work = withRetry(slow, stop.signal, Math.random, 1, () => {
      setImmediate(() => {
        stop.abort(new Error('cancelled'));
      });
      return Promise.reject(later());
    });
    await expect(work).rejects.toThrow();
    expect(stop.signal.aborted).toBe(true);
  });
});
