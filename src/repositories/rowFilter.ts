import { and, inArray, isNotNull, not, or, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { RowAttribute, RowFilter, TextPattern } from '../domain/rowFilter.ts';

/** Where the rows of a list keep what policies look at; what is left out they don't have. */
export type RowColumns = Readonly<Partial<Record<RowAttribute, PgColumn | SQL>>>;

const NEVER = sql`false`;
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
const likeText = (pattern: TextPattern): string =>
  pattern.map((part) => (part === null ? '%' : escaped(part))).join('');

/** Ids are UUIDs and are compared as text: a policy may name something else. */
const asText = (column: PgColumn | SQL): SQL => sql`${column}::text`;

/** Never null, so that `not` is the opposite of it. */
const certain = (test: SQL): SQL => sql`coalesce(${test}, false)`;

/** The rows that somebody may see as a condition; undefined when there is none. */
export function visibleRows(filter: RowFilter, columns: RowColumns): SQL | undefined {
  return filter.kind === 'all' ? undefined : conditionOf(filter, columns);
}

function conditionOf(filter: RowFilter, columns: RowColumns): SQL {
  const part = (inner: RowFilter): SQL => conditionOf(inner, columns);
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
      return not(part(filter.part));
    case 'present': {
      const column = columns[filter.attribute];
      return column === undefined ? NEVER : isNotNull(column);
    }
    case 'among': {
      const column = columns[filter.attribute];
      return column === undefined ? NEVER : certain(inArray(asText(column), [...filter.values]));
    }
    case 'like': {
      const column = columns[filter.attribute];
      return column === undefined ? NEVER : certain(sql`${asText(column)} like ${likeText(filter.pattern)}`);
    }
    case 'same': {
      const [left, right] = [columns[filter.left], columns[filter.right]];
      return left === undefined || right === undefined ? NEVER : certain(sql`${asText(left)} = ${asText(right)}`);
    }
  }
}
