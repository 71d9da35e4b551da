import { timestamp } from 'drizzle-orm/pg-core';

/**
 * Indexes are ascending: a list newest first reads them backward. (A descending one would put nulls last, where an
 * `order by … desc` wants them first, and so would not serve it.)
 */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
