import type { Place } from './cursor.ts';

/** A window into a list: `limit` 1..1000, `offset` >= 0; validated by the contract before it gets here. */
export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** The same, or the items behind a place: rows that are added meanwhile shift nothing, and the way there costs nothing. */
export interface SeekRequest extends PageRequest {
  readonly after?: Place | undefined;
}

export interface SeekPage<T> {
  readonly items: readonly T[];
  /** Null behind a place: counting would cost more than the page. */
  readonly total: number | null;
  /** False when there are more than `total`: then counting was given up there. */
  readonly exact: boolean;
  /** Where the page ends; null when nothing follows. */
  readonly next: Place | null;
}

/** Counting a list for each of its pages ends here: what is beyond would take longer than the page. */
export const MOST_COUNTED = 10_000;

/** A page of what was read with one row more than asked for, which tells whether something follows. */
export function seekPage<T>(
  rows: readonly T[],
  { limit, after }: SeekRequest,
  placeOf: (row: T) => Place,
  counted: number | null,
): SeekPage<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const total = after === undefined && counted !== null ? Math.min(counted, MOST_COUNTED) : null;
  return {
    items,
    total,
    exact: counted === null || counted <= MOST_COUNTED,
    next: rows.length > limit && last !== undefined ? placeOf(last) : null,
  };
}
