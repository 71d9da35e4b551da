import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { quantile, rounded } from './figures.ts';

export interface DiskFigures {
  readonly p50Micros: number;
  readonly p99Micros: number;
  /** At the speed of the fastest tenth: what the disk can do at best, for the upper bound of what is believed. */
  readonly bestPerSecond: number;
}

const PAGE = 8_192;
const PAGES = 256;

/** Writes 8 KiB and waits for fdatasync, many times, on the disk of `folder`: the noise of the moment. */
export function measureDisk(folder: string, times = 300): DiskFigures {
  const file = join(folder, 'fdatasync');
  const page = Buffer.alloc(PAGE, 7);
  const descriptor = openSync(file, 'w');
  const micros: number[] = [];
  try {
    for (let i = 0; i < times; i++) {
      const from = performance.now();
      writeSync(descriptor, page, 0, PAGE, (i % PAGES) * PAGE);
      fdatasyncSync(descriptor);
      micros.push((performance.now() - from) * 1_000);
    }
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
  return {
    p50Micros: rounded(quantile(micros, 0.5), 0),
    p99Micros: rounded(quantile(micros, 0.99), 0),
    bestPerSecond: rounded(1e6 / quantile(micros, 0.1), 0),
  };
}
