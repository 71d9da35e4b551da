import { count, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import type { Place } from '../domain/cursor.ts';
import { MOST_COUNTED } from '../domain/paging.ts';
import type { Db } from './database.ts';

/** The rows behind a place in a list that is newest first, by the index that the list is read by. */
export const behind = (place: Place | undefined, at: AnyColumn, id: AnyColumn): SQL | undefined =>
  place &&
  sql`(${at}, ${id}) < (${place.at.toISOString()}::text::timestamptz, ${place.id}::text::${sql.raw(id.getSQLType())})`;

/** How many rows a query of any shape has, counted to one beyond what is told exactly. */
export async function countUpTo(db: Db, rows: (most: number) => SQL): Promise<number> {
  const [row] = await db.select({ n: count() }).from(sql`(${rows(MOST_COUNTED + 1)}) as found`);
  return row?.n ?? 0;
}
