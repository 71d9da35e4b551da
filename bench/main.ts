import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { disbelief, type CommitRates } from './belief.ts';
import { measureDisk, type DiskFigures } from './calibrate.ts';
import { rowNames, type RowName } from './contender.ts';
import { median } from './figures.ts';
import { startRunner, type Runner } from './fleet.ts';
import { printHttp, submitLatency, throughput } from './http/bench.ts';
import { until } from './pace.ts';
import { openBenchPostgres, type BenchPostgres } from './postgres.ts';
import { hottest } from './profile.ts';
import { cellOf, print, verdict, type Cell, type Round } from './table.ts';

// npm run bench [-- --quick] [--only engine,limit,http] [--rows chain,fan] [--rounds 3] [--profile engine]
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rows: { type: 'string' },
    rounds: { type: 'string' },
    profile: { type: 'string' },
  },
});

/** In the order of the table; the name is the file's in contenders/. */
const contenders = [
  { key: 'engine', onPostgres: true },
  { key: 'graphileWorker', onPostgres: true },
  { key: 'pgBoss', onPostgres: true },
  { key: 'dbos', onPostgres: true },
  { key: 'bullmq', onPostgres: false },
  { key: 'restate', onPostgres: false },
  { key: 'limit', onPostgres: true },
];

const TMPFS = 0x01021994;
/** Only a whole run is kept beside the others. */
const partial =
  options.quick || [options.only, options.rows, options.rounds, options.profile].some((it) => it !== undefined);
const results = join(import.meta.dirname, 'results', partial ? 'partial' : '');
const wanted = options.only?.split(',') ?? [...contenders.map(({ key }) => key), 'http'];
const rounds = Number(options.rounds ?? (options.quick ? 2 : 5));
const chosen = rowNames.filter((row) => options.rows?.split(',').some((part) => row.includes(part)) ?? true);

interface Entrant {
  readonly key: string;
  readonly onPostgres: boolean;
  readonly databaseUrl: string;
  readonly runner: Runner;
}

async function open(postgres: BenchPostgres, folder: string): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  for (const { key, onPostgres } of contenders.filter((one) => wanted.includes(one.key))) {
    const databaseUrl = await postgres.database(`bench_${key.toLowerCase()}`);
    try {
      entrants.push({ key, onPostgres, databaseUrl, runner: await startRunner(key, { databaseUrl, folder }) });
    } catch (error) {
      console.log(`${key}: left out, ${String(error).split('\n')[0] ?? ''}`);
    }
  }
  return entrants;
}

/** One round of warm-up, then the rounds, the contenders in turn and each round beginning with another one. */
async function measureRow(row: RowName, entrants: readonly Entrant[], folder: string, raw: RawRates) {
  const disk: DiskFigures[] = [];
  const measured = new Map<Entrant, Round[]>();
  const problems = new Map<Entrant, string>();
  const statements: string[] = [];
  for (let round = -1; round < rounds; round++) {
    disk.push(measureDisk(folder));
    for (let turn = 0; turn < entrants.length; turn++) {
      const entrant = entrants[(turn + round + 1) % entrants.length]!;
      const cannot = entrant.runner.cannot[row];
      if (cannot !== undefined) problems.set(entrant, cannot);
      if (problems.has(entrant)) continue;
      try {
        if (entrant.onPostgres) await postgres.tidy(entrant.databaseUrl);
        const profile = round === rounds - 1 && options.profile === entrant.key ? profileOf(row) : undefined;
        if (profile !== undefined) await postgres.forgetStatements();
        const figure = await entrant.runner.measure(row, profile);
        if (profile !== undefined) statements.push(...(await postgres.slowStatements(6)));
        if (round >= 0) measured.set(entrant, [...(measured.get(entrant) ?? []), figure]);
      } catch (error) {
        problems.set(entrant, error instanceof Error ? error.message : String(error));
      }
    }
  }
  const cells = entrants.map((entrant) =>
    cellOf(entrant.runner.name, row, measured.get(entrant) ?? [], problems.get(entrant)),
  );
  const ruler = cells[entrants.findIndex(({ key }) => key === 'limit')];
  const rates: CommitRates = {
    flushes: Math.max(...disk.map((one) => one.bestPerSecond)),
    sequential: Math.max(raw.sequential, ...(ruler?.perSecond ?? [])),
    wide: Math.max(raw.wide, ...(ruler?.perSecond ?? [])),
  };
  const believed = cells.map((cell, i): Cell => {
    const problem = cell.problem ?? (cell === ruler ? null : disbelief(cell, rates, entrants[i]!.onPostgres));
    return problem === null ? cell : { ...cell, problem };
  });
  return { cells: believed, disk, statements };
}

type RawRates = Pick<CommitRates, 'sequential' | 'wide'>;

/** Transitions a second of the bare group commit, before anything else is measured: the best of a few. */
async function rawRates(entrants: readonly Entrant[]): Promise<RawRates> {
  const ruler = entrants.find(({ key }) => key === 'limit')?.runner;
  const best = async (row: RowName): Promise<number> => {
    const rates: number[] = [];
    for (let i = 0; i < 3; i++) {
      const { operations, ms } = (await ruler?.measure(row)) ?? { operations: Infinity, ms: 1 };
      rates.push((1_000 * operations) / ms);
    }
    return Math.round(Math.max(...rates));
  };
  return { sequential: await best('chain 1000'), wide: await best('drain 20000') };
}

/** Share of the steps of a chain that must show as flushes of the write-ahead log: the log's own writer takes a few over. */
const FLUSHED = 0.9;

/** Runs a chain of each contender on PostgreSQL and counts the flushes the server did for it. */
async function checkFlushes(entrants: readonly Entrant[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { runner, onPostgres } of entrants) {
    if (!onPostgres || runner.cannot['chain 1000'] !== undefined) continue;
    const before = await postgres.walSyncs();
    const { operations } = await runner.measure('chain 1000');
    const flushes = async (): Promise<number> => (await postgres.walSyncs()) - before;
    const all = async (): Promise<boolean> => (await flushes()) >= operations * FLUSHED;
    const durable = await until(all, { everyMs: 500, patienceMs: 20_000 }).then(
      () => true,
      () => false,
    );
    found[runner.name] = `${await flushes()} flushes seen for ${operations} steps${durable ? '' : ': NOT durable'}`;
  }
  return found;
}

/** Restate's submit is the only other one that goes over HTTP. */
async function measureHttp(restate: Entrant | undefined) {
  const ms = options.quick ? 1_000 : 3_000;
  const profile = options.profile === 'http' ? profileOf : undefined;
  const submitted = async (): Promise<number> =>
    median([...((await restate?.runner.measure('submit 1 operation'))?.each ?? [])]);
  const peer = restate === undefined ? undefined : submitted;
  const submit = await submitLatency(postgres, folder, { rounds: Math.max(rounds, 3), ms, profile }, peer);
  const rows = [submit.row, ...(await throughput(postgres, folder, rounds, ms, profile))];
  printHttp(rows);
  if (submit.peerMs !== undefined) {
    const share = Math.round((100 * submit.row.p50Ms) / submit.peerMs);
    console.log(
      `\na submit over HTTP takes ${share} % of the ${submit.peerMs} ms of ${restate?.runner.name ?? ''}, in turns`,
    );
  }
  for (const row of profile === undefined ? [] : new Set(rows.map((one) => one.row))) {
    console.log(`\n${row}`);
    for (const line of hottest(profileOf(row), 25)) console.log(line);
  }
  return rows;
}

const profileOf = (row: string): string => join(results, `${row.replaceAll(/[^a-z0-9]+/gi, '-')}.cpuprofile`);

// By way of `exit`, where everything that was started is stopped.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const folder = await mkdtemp(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'provisioning-bench-'));
// PostgreSQL may run as another user than this process.
await chmod(folder, 0o755);
if ((await statfs(folder)).type === TMPFS)
  throw new Error(`${folder} is in memory: set BENCH_FOLDER to a folder on a disk`);
await mkdir(results, { recursive: true });
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
const postgres = await openBenchPostgres(folder, { profile: options.profile !== undefined });
const entrants: Entrant[] = [];
try {
  const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, node ${process.version}`);
  console.log(`PostgreSQL ${postgres.version} at its defaults; ${rounds} rounds after a warm-up, medians`);
  entrants.push(...(await open(postgres, folder)));
  const raw = await rawRates(entrants);
  if (Number.isFinite(raw.wide))
    console.log(`bare commits: ${raw.sequential}/s one after the other, ${raw.wide}/s with a thousand in flight`);
  const cells: Cell[] = [];
  const verdicts = [];
  const disks: Record<string, readonly DiskFigures[]> = {};
  const nameOf = (key: string): string => entrants.find((one) => one.key === key)?.runner.name ?? '';
  for (const row of entrants.length === 0 ? [] : chosen) {
    const { cells: added, disk, statements } = await measureRow(row, entrants, folder, raw);
    cells.push(...added);
    disks[row] = disk;
    const judged = verdict(row, added, nameOf('engine'), nameOf('limit'));
    verdicts.push(judged);
    print(row, added, judged, `fdatasync p50 ${median(disk.map((one) => one.p50Micros))} us`);
    if (entrants.some(({ key }) => key === options.profile))
      for (const line of [...statements, '', ...hottest(profileOf(row), 25)]) console.log(line);
  }
  const flushes = options.quick || !chosen.includes('chain 1000') ? {} : await checkFlushes(entrants);
  for (const [name, said] of Object.entries(flushes)) console.log(`${name}: ${said}`);
  const restate = entrants.find(({ key }) => key === 'restate');
  const http = wanted.includes('http') ? await measureHttp(restate) : [];
  const report = {
    at: new Date().toISOString(),
    machine,
    node: process.version,
    postgres: postgres.version,
    rounds,
    bareCommitsPerSecond: raw,
    settings: Object.fromEntries(entrants.map(({ runner }) => [runner.name, runner.setting])),
    verdicts,
    cells,
    flushes,
    http,
    fdatasync: disks,
  };
  const file = join(results, `${report.at.slice(0, 16).replace(':', '')}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nwritten: ${file}`);
} finally {
  for (const { runner } of entrants) await runner.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
