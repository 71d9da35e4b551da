import { getTableColumns, is } from 'drizzle-orm';
import { PgArray, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { plainArray, textArray } from './arrays.ts';

/** Pieces of an insert of many rows by `unnest`: a statement puts them together and may add others of its own. */
export interface BulkInsert {
  /** Names of the columns: `"id", "name"`. */
  readonly columns: string;
  /** The same, taken from the source: `x."id", x."spec"::jsonb`. */
  readonly select: string;
  /** `unnest($1::text::uuid[], …) as x("id", …)`. */
  readonly source: string;
  /** One array literal a column. */
  readonly params: readonly string[];
}

type Value = string | number | boolean | Date | object | null | undefined;

interface Encoding {
  /** Type of the parameter, an array of it. */
  readonly sent: string;
  /** What it becomes on the way into the table, when that is another type. */
  readonly cast: string;
  encode(values: readonly Value[]): string;
}

const plain = (type: string): Encoding => ({
  sent: type,
  cast: '',
  encode: (values) => plainArray(values as readonly (string | number | boolean | null)[]),
});

function encodingOf(column: PgColumn): Encoding {
  const type = column.getSQLType();
  if (is(column, PgArray)) {
    const inner = column.baseColumn.getSQLType() === 'text' ? textArray : plainArray;
    return {
      sent: 'text',
      cast: `::${type}`,
      encode: (values) => textArray(values.map((value) => inner(value as readonly string[]))),
    };
  }
  switch (type) {
    case 'text':
      return { sent: type, cast: '', encode: (values) => textArray(values as readonly (string | null)[]) };
    case 'jsonb':
      return {
        sent: 'text',
        cast: '::jsonb',
        encode: (values) => textArray(values.map((value) => (value === null ? null : JSON.stringify(value)))),
      };
    case 'uuid':
    case 'integer':
    case 'smallint':
    case 'bigint':
    case 'real':
    case 'boolean':
      return plain(type);
    default:
      if (!type.startsWith('timestamp')) throw new Error(`no bulk insert for columns of type ${type}`);
      return {
        sent: 'timestamptz',
        cast: '',
        encode: (values) => plainArray(values.map((value) => (value as Date | null)?.toISOString())),
      };
  }
}

interface Member {
  readonly key: string;
  readonly column: PgColumn;
  readonly encoding: Encoding;
}

/**
 * Makes inserts into a table. A column that no row mentions keeps its default; one that only some mention gets its
 * default in the others. `from` is the number of the first parameter.
 */
export function bulkInserts<Table extends PgTable>(
  table: Table,
): (rows: readonly Table['$inferInsert'][], from: number) => BulkInsert {
  const members = Object.entries<PgColumn>(getTableColumns(table)).map(([key, column]): Member => ({
    key,
    column,
    encoding: encodingOf(column),
  }));
  return (rows, from) => {
    const used = members.filter(({ key }) => rows.some((row) => (row as Record<string, Value>)[key] !== undefined));
    const names = used.map(({ column }) => `"${column.name}"`);
    const values = ({ key, column }: Member): Value[] =>
      rows.map((row) => {
        const value = (row as Record<string, Value>)[key];
        return value === undefined ? ((column.default as Value) ?? null) : value;
      });
    return {
      columns: names.join(', '),
      select: used.map(({ encoding }, n) => `x.${names[n]!}${encoding.cast}`).join(', '),
      source: `unnest(${used.map(({ encoding }, n) => `$${from + n}::text::${encoding.sent}[]`).join(', ')}) as x(${names.join(', ')})`,
      params: used.map((member) => member.encoding.encode(values(member))),
    };
  };
}
