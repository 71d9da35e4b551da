import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { rounded } from './figures.ts';
import { onPostgres } from './onPostgres.ts';
import { cpuSeconds, residentMiB, serve, type Served } from './served.ts';

// node bench/idle.ts [--seconds 60] [--starts 1] [--source]: what a server costs that has nothing to do, on PostgreSQL:
// built, as `npm start` runs it, or from its source. Started several times it is one that is alone on its database each time.
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    starts: { type: 'string', default: '1' },
    source: { type: 'boolean', default: false },
  },
});
const seconds = Number(options.seconds);
const starts = Number(options.starts);
const built = !options.source;
if (built) execFileSync('npx', ['tsc', '-b', 'tsconfig.build.json'], { cwd: join(import.meta.dirname, '..') });
const TARGETS = { cpuPercent: 1, rssMiB: 150 };

await onPostgres('idle', { profile: true }, async ({ cluster, folder }) => {
  const servers: Served[] = [];
  for (let n = 0; n < starts; n++) {
    const server = await serve(await cluster.database(`bench_idle_${n}`), join(folder, `data-${n}`), { built });
    // Logged in, policies loaded, a list read: a server that has been used, not one that has only begun. Memory is given
    // back within a minute of the last work.
    await server.ask('GET', '/tasks');
    servers.push(server);
  }
  await delay(65_000);
  await cluster.forgetStatements();
  const used = (): number => servers.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0);
  const before = used();
  await delay(seconds * 1_000);
  const cpuPercent = rounded((100 * (used() - before)) / seconds / starts, 2);
  const resident = servers.map(({ pid }) => Math.round(residentMiB(pid))).sort((a, b) => a - b);
  const rssMiB = resident.at(-1)!;
  const statements = await cluster.slowStatements(12);
  let stopMs = 0;
  for (const server of servers) stopMs = Math.max(stopMs, Math.round(await server.stop()));
  const result = { seconds, built, cpu_percent: cpuPercent, rss_mib: resident, stop_ms: stopMs };
  console.log(result);
  for (const line of statements) console.log(line);
  const said = (holds: boolean, what: string): void => {
    console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
    if (!holds) process.exitCode = 1;
  };
  said(cpuPercent < TARGETS.cpuPercent, `${cpuPercent} % of a core, target ${TARGETS.cpuPercent}`);
  said(rssMiB < TARGETS.rssMiB, `${rssMiB} MiB resident at most, target ${TARGETS.rssMiB}`);
  return result;
});
