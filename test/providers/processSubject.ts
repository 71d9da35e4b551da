import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Subject } from './conformance.ts';
import { context } from './context.ts';
import { processProvider } from './processProvider.ts';

/** Live processes whose environment names the directory, and the job when one is given. */
export async function processesIn(root: string, job?: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [environ, stat] = await Promise.all(
        ['environ', 'stat'].map((f) => readFile(`/proc/${pid}/${f}`, 'utf8').catch(() => '')),
      );
      const named = [`PROV_ROOT=${root}`, ...(job === undefined ? [] : [`PROV_JOB=${job}`])];
      return named.every((text) => environ?.split('\0').includes(text)) && stat && !/\) [ZX] /.test(stat)
        ? [Number(pid)]
        : [];
    }),
  );
  return found.flat();
}

/** A data directory of its own; `cleanUp` ends every server in it. */
export async function temporaryDataDir(): Promise<{ dataDir: string; cleanUp: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'prov-'));
  return {
    dataDir,
    cleanUp: async () => {
      for (const name of await readdir(join(dataDir, 'servers')).catch(() => [])) {
        const provider = processProvider(dataDir, name);
        for (const server of await provider.list(context('x'))) await provider.delete(context('x'), server.externalId);
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export function processSubject(dataDir: string): Subject {
  const base = join(dataDir, 'servers', 'upcloud');
  return {
    provider: processProvider(dataDir),
    program: (what) => [
      process.execPath,
      fileURLToPath(new URL('./victim.ts', import.meta.url)),
      'process',
      dataDir,
      ...what,
    ],
    async plantForeign(name) {
      await mkdir(join(base, name), { recursive: true });
      await writeFile(join(base, name, 'precious'), 'kept');
      return async () => (await readFile(join(base, name, 'precious'), 'utf8')) === 'kept';
    },
    processes: (name, job) => processesIn(join(base, name), job),
    rounds: 200,
    remains: () => readdir(base).catch(() => []),
  };
}
