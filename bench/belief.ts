import { rows, type RowName } from './contender.ts';
import type { Cell } from './table.ts';

/** Noise of the disk between two measurements of the same run. */
const TOLERANCE = 1.25;

/**
 * Why a figure is not believed, or null. Steps that wait for each other can't be faster than the disk flushes; wide jobs
 * in PostgreSQL can't be faster than a committer that does nothing else. What is above either did not commit what it
 * says, or was measured wrongly.
 */
export function disbelief(
  cell: Cell,
  ruler: Cell | undefined,
  flushesPerSecond: number,
  onPostgres: boolean,
): string | null {
  const best = Math.max(...cell.perSecond);
  const row = rows[cell.row];
  const sequential = row.kind === 'submit' || isChain(cell.row);
  if (sequential && best > flushesPerSecond * TOLERANCE)
    return `refused: ${Math.round(best)}/s one after the other, but the disk flushes ${flushesPerSecond}/s`;
  if (isChain(cell.row) && cell.commits !== undefined && Math.min(...cell.commits) < cell.operations)
    return `refused: ${cell.operations} steps in ${Math.min(...cell.commits)} commits`;
  if (onPostgres && ruler !== undefined && ruler.perSecond.length > 0) {
    const limit = Math.max(...ruler.perSecond) * TOLERANCE;
    if (best > limit) return `refused: ${Math.round(best)}/s, above the commit rate (${Math.round(limit)}/s)`;
  }
  return null;
}

const isChain = (name: RowName): boolean => name.startsWith('chain');
