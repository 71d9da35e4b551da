import { and, is, isNotNull, not, or, sql, type SQL } from 'drizzle-orm';
import { PgColumn } from 'drizzle-orm/pg-core';
import type { RowAttribute, RowFilter, TextPattern } from '../domain/rowFilter.ts';

/** Where the rows of a list keep what policies look at; what is left out they don't have. */
export type RowColumns = Readonly<Partial<Record<RowAttribute, PgColumn | SQL>>>;

const NEVER = sql`false`;
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
const likeText = (pattern: TextPattern): string =>
  pattern.map((part) => (part === null ? '%' : escaped(part))).join('');

/** As PostgreSQL prints one: what is written otherwise is another text, and a policy compares texts. */
const PRINTED_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ids are UUIDs and are compared as text: a policy may name something else. */
const asText = (column: PgColumn | SQL): SQL => sql`${column}::text`;

/** The column as it is, so that an index on it serves. */
function among(column: PgColumn | SQL, values: readonly string[]): SQL {
  const isUuid = is(column, PgColumn) && column.getSQLType() === 'uuid';
  const possible = isUuid ? values.filter((value) => PRINTED_UUID.test(value)) : [...values];
  return possible.length === 0 ? NEVER : sql`${column} in ${possible}`;
}

/** The rows that somebody may see as a condition; undefined when there is none. */
export function visibleRows(filter: RowFilter, columns: RowColumns): SQL | undefined {
  return filter.kind === 'all' ? undefined : conditionOf(filter, columns, false);
}

/** Null where an attribute is missing is as good as false, but inside of `not` it must be false: `certain`. */
function conditionOf(filter: RowFilter, columns: RowColumns, certain: boolean): SQL {
  const part = (inner: RowFilter): SQL => conditionOf(inner, columns, certain);
  const test = (condition: SQL): SQL => (certain ? sql`coalesce(${condition}, false)` : condition);
  switch (filter.kind) {
    case 'all':
      return sql`true`;
    case 'none':
      return NEVER;
    case 'and':
      return and(...filter.parts.map(part)) ?? sql`true`;
    case 'or':
      return or(...filter.parts.map(part)) ?? NEVER;
    case 'not':
      return not(conditionOf(filter.part, columns, true));
    case 'present': {
      const column = columns[filter.attribute];
      return column === undefined ? NEVER : isNotNull(column);
    }
    case 'among': {
      const column = columns[filter.attribute];
      return column === undefined ? NEVER : test(among(column, filter.values));
    }
    case 'like': {
      const column = columns[filter.attribute];
      return column === undefined ? NEVER : test(sql`${asText(column)} like ${likeText(filter.pattern)}`);
    }
    case 'same': {
      const [left, right] = [columns[filter.left], columns[filter.right]];
      return left === undefined || right === undefined ? NEVER : test(sql`${asText(left)} = ${asText(right)}`);
    }
  }
}
