import type { RowName } from './contender.ts';
import { median, quantile, rounded } from './figures.ts';

/** All rounds of one contender on one row. */
export interface Cell {
  readonly contender: string;
  readonly row: RowName;
  readonly operations: number;
  /** Of each round. */
  readonly perSecond: readonly number[];
  readonly peakMiB: readonly number[];
  readonly commits?: readonly number[];
  readonly submitMs?: readonly number[];
  /** Single latencies in ms: medians over the rounds. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Why there is no figure. */
  readonly problem?: string;
}

export interface Round {
  readonly operations: number;
  readonly ms: number;
  readonly each?: readonly number[];
  readonly commits?: number;
  readonly submitMs?: number;
  readonly peakMiB: number;
}

export function cellOf(contender: string, row: RowName, rounds: readonly Round[], problem?: string): Cell {
  const each = rounds.flatMap((round) => (round.each === undefined ? [] : [round.each]));
  const commits = rounds.flatMap((round) => (round.commits === undefined ? [] : [round.commits]));
  const submits = rounds.flatMap((round) => (round.submitMs === undefined ? [] : [rounded(round.submitMs, 1)]));
  return {
    contender,
    row,
    operations: rounds[0]?.operations ?? 0,
    perSecond: rounds.map((round) => rounded((1_000 * round.operations) / round.ms, 1)),
    peakMiB: rounds.map((round) => round.peakMiB),
    ...(commits.length === 0 ? {} : { commits }),
    ...(submits.length === 0 ? {} : { submitMs: submits }),
    ...(each.length === 0
      ? {}
      : {
          p50Ms: rounded(median(each.map((list) => quantile(list, 0.5))), 3),
          p99Ms: rounded(median(each.map((list) => quantile(list, 0.99))), 3),
        }),
    ...(problem === undefined ? {} : { problem }),
  };
}

const perSecond = (cell: Cell): number => median(cell.perSecond);

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

function figure(cell: Cell): string {
  if (cell.problem !== undefined) return cell.problem.split('\n')[0]!.slice(0, 60);
  if (cell.row.startsWith('submit')) return `p50 ${String(cell.p50Ms)} ms, p99 ${String(cell.p99Ms)} ms`;
  const range = `${whole(Math.min(...cell.perSecond))}-${whole(Math.max(...cell.perSecond))}`;
  const step = cell.p50Ms === undefined ? '' : `, step p50 ${String(cell.p50Ms)} p99 ${String(cell.p99Ms)} ms`;
  const commits = cell.commits === undefined ? '' : `, ${whole(median(cell.commits))} commits`;
  const submit = cell.submitMs === undefined ? '' : `, submit ${whole(median(cell.submitMs))} ms`;
  return `${whole(perSecond(cell))}/s (${range})${commits}${submit}${step}`;
}

/** How many times better `ours` is than `theirs`: more a second, or for submits less time. */
const ratio = (ours: Cell, theirs: Cell): number =>
  ours.row.startsWith('submit')
    ? (theirs.p50Ms ?? 0) / (ours.p50Ms ?? Number.NaN)
    : perSecond(ours) / perSecond(theirs);

export interface Verdict {
  readonly row: RowName;
  readonly bestPeer: string | null;
  /** This engine over the best durable peer; null when one of them has no figure. */
  readonly ratio: number | null;
  /** This engine over the bare group commit, in percent. */
  readonly ofLimit: number | null;
}

export function verdict(row: RowName, cells: readonly Cell[], ours: string, limit: string): Verdict {
  const valid = cells.filter((cell) => cell.row === row && cell.problem === undefined);
  const our = valid.find((cell) => cell.contender === ours);
  const ruler = valid.find((cell) => cell.contender === limit);
  const peers = valid.filter((cell) => cell !== our && cell !== ruler);
  const best = peers.sort((a, b) => ratio(b, a) - 1)[0];
  return {
    row,
    bestPeer: best?.contender ?? null,
    ratio: our === undefined || best === undefined ? null : rounded(ratio(our, best), 2),
    ofLimit: our === undefined || ruler === undefined ? null : rounded(100 * ratio(our, ruler), 0),
  };
}

/** The table a person reads: a row of the bench, under it the contenders. */
export function print(row: RowName, cells: readonly Cell[], judged: Verdict, disk: string): void {
  console.log(`\n${row}   [${disk}]`);
  for (const cell of cells.filter((one) => one.row === row)) {
    const memory = cell.peakMiB.length === 0 ? '' : `   ${String(Math.max(...cell.peakMiB))} MiB`;
    console.log(`  ${cell.contender.padEnd(24)} ${figure(cell)}${memory}`);
  }
  const ratioText = judged.ratio === null ? '' : `${judged.ratio}x the best durable peer (${String(judged.bestPeer)})`;
  const limitText = judged.ofLimit === null ? '' : `${judged.ofLimit} % of the bare group commit`;
  const said = [ratioText, limitText].filter((text) => text !== '').join(', ');
  if (said !== '') console.log(`  => ${said}`);
}
