import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Log } from '../domain/log.ts';

/** How often is looked whether the process has become idle. */
const EVERY_MS = 30_000;
/** Share of a core below which such a stretch counts as idle. */
const IDLE = 0.02;

interface MemoryDeps {
  readonly log: Log;
  /** Seconds of processor time that the process has used so far. */
  readonly cpuSeconds: () => number;
  readonly collect: () => Promise<void>;
}

/**
 * Gives back the memory that work has left behind, once there is no more of it: V8 keeps the young generation as large as
 * the busiest moment has made it, which the loading of modules alone does. A collection takes some 50 ms, so it comes
 * once after each busy stretch, never in one.
 */
export function createMemoryKeeper({ log, cpuSeconds, collect }: MemoryDeps): { start(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let busy = true;
  let used = cpuSeconds();

  async function look(): Promise<void> {
    const now = cpuSeconds();
    const idle = now - used < (EVERY_MS / 1_000) * IDLE;
    used = now;
    const due = idle && busy;
    busy = !idle;
    if (!due) return;
    await collect();
    used = cpuSeconds();
  }

  return {
    start: () => {
      timer = setInterval(() => {
        look().catch((error: unknown) => {
          log.warn('memory could not be given back', { error });
        });
      }, EVERY_MS);
      timer.unref();
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Of what is alive, by how much memory may grow before it is collected. */
const GROWTH_PERCENT = 40;

/**
 * Makes V8 collect the old generation when it has grown by a part of what is alive. By itself it waits, on a machine with
 * much memory, for up to four times that: a batch of 100,000 operations is followed by a gigabyte of what it left.
 */
export const boundGrowth = (): void => {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
};

/**
 * How much a function of a WebAssembly module runs before V8 compiles it once more, optimised: roughly the bytes of code
 * gone through. V8's own default, and a hundred times that.
 */
const WASM_BUDGET = { usual: 13_000_000, late: 1_300_000_000 };

/**
 * Loads modules whose WebAssembly V8 is to optimise only after much more work than usual. Node reads the exports of
 * CommonJS with such a module, and Cedar parses policies with one: both have work at the start and hardly any later, and
 * optimising a single function of theirs takes up to 28 MB, of which the C library keeps the most for good. A module keeps
 * the budget that it was made with: PGlite, loaded later, has the usual one.
 */
export async function optimisedLate<T>(load: () => Promise<T>): Promise<T> {
  setFlagsFromString(`--wasm-tiering-budget=${WASM_BUDGET.late}`);
  try {
    return await load();
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${WASM_BUDGET.usual}`);
  }
}

export const processorSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
};

/** V8's own collection for a process short of memory, which shrinks what the usual ones leave as it is. */
export async function collectAll(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: object) => Promise<void>;
  await gc({ type: 'major', execution: 'async', flavor: 'last-resort' });
}
