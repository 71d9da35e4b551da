import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBenchPostgres, type BenchPostgres } from './postgres.ts';

/** Where a measurement is taken: a PostgreSQL of its own, and a folder that goes with it. */
interface Place {
  readonly cluster: BenchPostgres;
  readonly folder: string;
}

/**
 * Measures on a fresh PostgreSQL, which is gone afterwards, whatever happens; what `measure` answers is kept in
 * `results/<name>.json`.
 */
export async function onPostgres(
  name: string,
  options: Parameters<typeof openBenchPostgres>[1],
  measure: (place: Place) => Promise<object>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `provisioning-bench-${name}-`));
  // PostgreSQL refuses to run as root, so another user must get into it.
  await chmod(folder, 0o711);
  const cluster = await openBenchPostgres(folder, options);
  try {
    const result = await measure({ cluster, folder });
    const results = join(import.meta.dirname, 'results');
    await mkdir(results, { recursive: true });
    await writeFile(join(results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
