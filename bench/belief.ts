import { rows, type RowName } from './contender.ts';
import type { Cell } from './table.ts';

/** What was possible on this disk and this PostgreSQL in this run, a second. */
export interface CommitRates {
  readonly flushes: number;
  readonly sequential: number;
  readonly wide: number;
}

/** Noise of the disk between two measurements of the same run. */
const TOLERANCE = 1.25;

/**
 * Why a figure is not believed, or null. Steps that wait for each other can't be faster than the disk flushes, in
 * PostgreSQL no faster than bare commits; wide jobs can't be faster than a thousand transitions in flight at a committer
 * that does nothing else. What is above did not commit what it says, or was measured wrongly.
 */
export function disbelief(cell: Cell, rates: CommitRates, onPostgres: boolean): string | null {
  const best = Math.max(...cell.perSecond);
  const sequential = rows[cell.row].kind === 'submit' || isChain(cell.row);
  if (sequential && best > rates.flushes * TOLERANCE)
    return `refused: ${Math.round(best)}/s one after the other, but the disk flushes ${rates.flushes}/s`;
  if (isChain(cell.row) && cell.commits !== undefined && Math.min(...cell.commits) < cell.operations)
    return `refused: ${cell.operations} steps in ${Math.min(...cell.commits)} commits`;
  const limit = sequential ? rates.sequential : rates.wide;
  if (onPostgres && best > limit * TOLERANCE)
    return `refused: ${Math.round(best)}/s, above the commit rate (${Math.round(limit)}/s)`;
  return null;
}

const isChain = (name: RowName): boolean => name.startsWith('chain');
