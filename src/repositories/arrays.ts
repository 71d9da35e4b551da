/**
 * Columns as PostgreSQL array literals, one text parameter each: what `unnest($1::text::uuid[], …)` takes apart again.
 * Both drivers pass text through untouched, and for batches this is the fastest way in (docs/performance.md).
 */
const special = /[\\"]/g;

/** Text values; null stays null. */
export function textArray(values: readonly (string | null | undefined)[]): string {
  let literal = '{';
  for (const value of values) {
    if (literal.length > 1) literal += ',';
    literal += value === null || value === undefined ? 'NULL' : `"${value.replace(special, '\\$&')}"`;
  }
  return `${literal}}`;
}

/** Text values of which mostly all are null: then the array is empty, and beside longer ones `unnest` fills it up with nulls. */
export const rareArray = (values: readonly (string | null | undefined)[]): string =>
  values.every((value) => value === null || value === undefined) ? '{}' : textArray(values);

/** Values that need no quoting: numbers, booleans, uuids, times in ISO 8601. */
export function plainArray(values: readonly (string | number | boolean | null | undefined)[]): string {
  let literal = '{';
  for (const value of values) {
    if (literal.length > 1) literal += ',';
    literal += value === null || value === undefined ? 'NULL' : String(value);
  }
  return `${literal}}`;
}
