import { readFileSync, writeFileSync } from 'node:fs';
import type { Contender, Measured, OpenContender, RowName, Surroundings } from './contender.ts';
import { startProfile } from './profiler.ts';

/** What the main process asks of a contender's process. */
export type Request =
  | { readonly ask: 'open'; readonly file: string; readonly surroundings: Surroundings }
  | { readonly ask: 'measure'; readonly row: RowName; readonly profile: string | null }
  | { readonly ask: 'close' };

export interface Opened {
  readonly name: string;
  readonly setting: string;
  readonly cannot: Partial<Readonly<Record<RowName, string>>>;
}

export interface MeasuredWithMemory extends Measured {
  /** Most memory held during the measurement, in MiB: the contender's process and its own servers, not PostgreSQL. */
  readonly peakMiB: number;
}

export type Answer = { readonly ok: Opened | MeasuredWithMemory | null } | { readonly error: string };

let contender: Contender | undefined;

/** Linux keeps the peak of a process and forgets it on request; elsewhere the peak since the start is the answer. */
function forgetPeak(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    return;
  }
}

function peakMiB(pid: number): number {
  try {
    const kib = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kib ?? 0) / 1_024);
  } catch {
    return pid === process.pid ? Math.round(process.resourceUsage().maxRSS / 1_024) : 0;
  }
}

async function profiled<T>(file: string | null, work: () => Promise<T>): Promise<T> {
  if (file === null) return work();
  const end = await startProfile();
  try {
    return await work();
  } finally {
    await end(file);
  }
}

async function answer(request: Request): Promise<Opened | MeasuredWithMemory | null> {
  if (request.ask === 'open') {
    const { open } = (await import(new URL(request.file, import.meta.url).href)) as { open: OpenContender };
    contender = await open(request.surroundings);
    return { name: contender.name, setting: contender.setting, cannot: contender.cannot ?? {} };
  }
  if (contender === undefined) throw new Error('not open yet');
  if (request.ask === 'close') {
    await contender.close();
    return null;
  }
  const { row, profile } = request;
  const processes = [process.pid, ...(contender.processes ?? [])];
  globalThis.gc?.();
  processes.forEach(forgetPeak);
  const measure = contender.measure;
  const measured = await profiled(profile, () => measure(row));
  return { ...measured, peakMiB: processes.map(peakMiB).reduce((sum, each) => sum + each, 0) };
}

// By way of `exit`, where contenders stop the servers they started.
process.on('SIGTERM', () => process.exit(1));
process.on('disconnect', () => process.exit(1));

process.on('message', (request: Request) => {
  answer(request).then(
    (ok) => process.send?.({ ok } satisfies Answer),
    (error: unknown) =>
      process.send?.({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies Answer),
  );
});
