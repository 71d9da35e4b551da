import { describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS, retryAfterMs, retryDelayMs } from '../../src/webhooks/schedule.ts';

describe('schedule of webhook attempts', () => {
  it('waits 5 s first, triples up to 8 h, and spreads over two days', () => {
    const delays = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, i) => retryDelayMs(i + 1, () => 0.5));
    expect(delays.slice(0, 4)).toEqual([5_000, 15_000, 45_000, 135_000]);
    expect(Math.max(...delays)).toBe(8 * 3_600_000);
    const days = delays.reduce((sum, delay) => sum + delay, 0) / 86_400_000;
    expect(days).toBeGreaterThan(1);
    expect(days).toBeLessThan(3);
  });

  it('varies a delay by a fifth up and down', () => {
    expect(retryDelayMs(1, () => 0)).toBe(4_000);
    expect(retryDelayMs(1, () => 1)).toBe(6_000);
  });

  it('reads Retry-After in seconds and as a date, and never waits more than a day for it', () => {
    const now = new Date('2025-09-26T10:00:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Fri, 26 Sep 2025 10:01:00 GMT', now)).toBe(60_000);
    expect(retryAfterMs('Fri, 26 Sep 2025 09:00:00 GMT', now)).toBe(0);
    for (const bad of [undefined, '', 'soon', '-5', '1e9']) expect(retryAfterMs(bad, now)).toBe(0);
    expect(retryDelayMs(1, () => 0.5, 999_999_999)).toBe(86_400_000);
  });
});
