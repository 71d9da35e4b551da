import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { startProfile } from './profiler.ts';

// Loaded before the server (`--import`), so that a bench can see into it. To BENCH_WATCH, a folder, it writes a line of
// `watch.jsonl` every 250 ms: memory in MiB, delays of the event loop and time of collections in ms. SIGUSR2 begins a
// CPU profile; the next one ends it and writes `<n>.cpuprofile`.
const EVERY_MS = 250;
const folder = process.env['BENCH_WATCH']!;
const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);

const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
const collections = { ms: 0, full: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    collections.ms += entry.duration;
    if ((entry as { detail?: { kind?: number } }).detail?.kind === 4) collections.full++;
  }
}).observe({ entryTypes: ['gc'] });

/** The most the process has held. */
const peakOf = (): number =>
  Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);

setInterval(() => {
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const line = {
    t: Math.round(performance.now()),
    rss: mib(rss),
    peak: peakOf(),
    heap: mib(heapTotal),
    used: mib(heapUsed),
    external: mib(external),
    buffers: mib(arrayBuffers),
    delay: { p50: Math.round(delays.percentile(50) / 1e6), max: Math.round(delays.max / 1e6) },
    gc: { ms: Math.round(collections.ms), full: collections.full },
  };
  delays.reset();
  collections.ms = 0;
  collections.full = 0;
  appendFileSync(join(folder, 'watch.jsonl'), `${JSON.stringify(line)}\n`);
}, EVERY_MS).unref();

let end: ((file: string) => Promise<void>) | undefined;
let profiles = 0;
process.on('SIGUSR2', () => {
  if (end === undefined) {
    void startProfile().then((stop) => (end = stop));
    return;
  }
  const stop = end;
  end = undefined;
  void stop(join(folder, `${profiles++}.cpuprofile`));
});
