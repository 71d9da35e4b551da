import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';

/** What the machine is doing now. */
export interface MachineLoad {
  /** Busy share of all cores since the last reading, 0..100. */
  readonly cpuPercent: number;
  /** Memory in use on the machine, in MB. */
  readonly memoryMb: number;
  /** Used share of the disk that holds the data directory, 0..100, as `df` counts it. */
  readonly diskPercent: number;
}

interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

const cpuTimes = (): CpuTimes => {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    busy += all - times.idle;
    total += all;
  }
  return { busy, total };
};

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

/** The kernel counts in ticks of 10 ms: a share over less than this many core-milliseconds would be noise. */
const MIN_CPU_MS = 500;

/** Reads the load of this machine; the processor's share counts from the reading before. */
export function createMachine({ dataDir }: { readonly dataDir: string }): { load(): Promise<MachineLoad> } {
  let last = cpuTimes();
  let cpuPercent = 0;
  return {
    async load() {
      const now = cpuTimes();
      const passed = now.total - last.total;
      if (passed >= MIN_CPU_MS) {
        cpuPercent = Math.min(100, Math.max(0, (100 * (now.busy - last.busy)) / passed));
        last = now;
      }
      const disk = await statfs(dataDir);
      const used = disk.blocks - disk.bfree;
      return {
        cpuPercent: oneDecimal(cpuPercent),
        memoryMb: Math.round((totalmem() - freemem()) / 1_048_576),
        diskPercent: oneDecimal(used + disk.bavail === 0 ? 0 : (100 * used) / (used + disk.bavail)),
      };
    },
  };
}
