import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { rounded } from './figures.ts';
import { onPostgres } from './onPostgres.ts';
import { cpuSeconds, residentMiB, serve } from './served.ts';

// node bench/idle.ts [--seconds 60] [--source]: what a server costs that has nothing to do, on PostgreSQL:
// built, as `npm start` runs it, or from its source.
const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, source: { type: 'boolean', default: false } },
});
const seconds = Number(options.seconds);
const built = !options.source;
if (built) execFileSync('npx', ['tsc', '-b', 'tsconfig.build.json'], { cwd: join(import.meta.dirname, '..') });
const TARGETS = { cpuPercent: 1, rssMiB: 150 };

await onPostgres('idle', { profile: true }, async ({ cluster, folder }) => {
  const url = await cluster.database('bench_idle');
  const server = await serve(url, join(folder, 'data'), { built });
  // Logged in, policies loaded, a list read: a server that has been used, not one that has only begun. Memory is given
  // back within a minute of the last work.
  await server.ask('GET', '/tasks');
  await delay(65_000);
  await cluster.forgetStatements();
  const before = cpuSeconds(server.pid);
  await delay(seconds * 1_000);
  const cpuPercent = rounded((100 * (cpuSeconds(server.pid) - before)) / seconds, 2);
  const rssMiB = Math.round(residentMiB(server.pid));
  const statements = await cluster.slowStatements(12);
  const stopMs = Math.round(await server.stop());
  const result = { seconds, built, cpu_percent: cpuPercent, rss_mib: rssMiB, stop_ms: stopMs };
  console.log(result);
  for (const line of statements) console.log(line);
  const said = (holds: boolean, what: string): void => {
    console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
    if (!holds) process.exitCode = 1;
  };
  said(cpuPercent < TARGETS.cpuPercent, `${cpuPercent} % of a core, target ${TARGETS.cpuPercent}`);
  said(rssMiB < TARGETS.rssMiB, `${rssMiB} MiB resident, target ${TARGETS.rssMiB}`);
  return result;
});
