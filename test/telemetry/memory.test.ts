import { afterEach, expect, it, vi } from 'vitest';
import { collectAll, createMemoryKeeper, processorSeconds } from '../../src/telemetry/memory.ts';
import { silent } from '../harness/silent.ts';

afterEach(() => vi.useRealTimers());

it('memory is given back once after each busy stretch, and never in one', async () => {
  vi.useFakeTimers();
  let cpu = 0;
  let collected = 0;
  const keeper = createMemoryKeeper({
    log: silent,
    cpuSeconds: () => cpu,
    collect: () => {
      collected++;
      cpu += 0.1;
      return Promise.resolve();
    },
  });
  keeper.start();
  const stretch = async (share: number): Promise<number> => {
    cpu += 30 * share;
    await vi.advanceTimersByTimeAsync(30_000);
    return collected;
  };
  const seen: number[] = [];
  for (const share of [0.9, 0.5, 0.005, 0.005, 0.01, 0.3, 0.03, 0.001, 0.001]) seen.push(await stretch(share));
  keeper.stop();
  expect(seen).toEqual([0, 0, 1, 1, 1, 1, 1, 2, 2]);
  expect(await stretch(0.9)).toBe(2);
});

it('the collection is the one of V8, and the figure is that of this process', async () => {
  const before = processorSeconds();
  const dropped = (() => new WeakRef({ text: 'nobody holds this' }))();
  await new Promise((resolve) => setImmediate(resolve));
  await collectAll();
  expect(dropped.deref()).toBeUndefined();
  expect(processorSeconds()).toBeGreaterThan(before);
});
