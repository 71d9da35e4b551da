import { and, asc, count, eq, gt, inArray, min, sql, type SQL } from 'drizzle-orm';
import type { EventType } from '../../generated/enums.ts';
import type { Clock } from '../domain/clock.ts';
import type { EventDraft, LoggedEvent } from '../domain/events.ts';
import { newId } from '../domain/ids.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { counters, events } from './schema.ts';

/** Channel on which every commit that appended events is announced to all servers of the database. */
export const EVENTS_CHANNEL = 'provisioning_events';

/** Rows of one insert: 7 columns each, far below the 65,535 parameters of a PostgreSQL statement. */
const ROWS_PER_INSERT = 1000;

export interface EventRepository {
  /**
   * Gives the drafts their places in the log and stores them; returns the last sequence, or the head when there is
   * nothing to append. It holds the counter row until the commit, so it must be the transaction's last statement.
   */
  append(tx: Tx, drafts: readonly EventDraft[]): Promise<number>;
  /** Events after `sequence`, oldest first, at most `limit`. */
  since(sequence: number, limit: number): Promise<readonly LoggedEvent[]>;
  /** Sequence of the newest event, 0 when there has been none. */
  head(): Promise<number>;
  /** Sequence of the oldest event still kept, null when there is none. */
  oldest(): Promise<number | null>;
  /** Events of a run or of one task, oldest first, of the given types only when some are given. */
  about(
    subject: { readonly runId: string; readonly taskId?: string },
    page: PageRequest,
    types?: readonly EventType[],
  ): Promise<Page<LoggedEvent>>;
}

export function createEventRepository({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): EventRepository {
  const head = async (): Promise<number> => {
    const [row] = await database
      .in(undefined)
      .select({ value: counters.value })
      .from(counters)
      .where(eq(counters.name, 'event_sequence'));
    return row?.value ?? 0;
  };
  return {
    async append(tx, drafts) {
      if (drafts.length === 0) return head();
      const db = database.in(tx);
      const [row] = await db
        .insert(counters)
        .values({ name: 'event_sequence', value: drafts.length })
        .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + ${drafts.length}` } })
        .returning({ value: counters.value });
      if (row === undefined) throw new Error('the event counter gave no value');
      const at = clock.now();
      const first = row.value - drafts.length + 1;
      const rows = drafts.map((draft, index) => ({
        ...draft,
        sequence: first + index,
        id: newId(at.getTime()),
        at,
      }));
      for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
        await db.insert(events).values(rows.slice(from, from + ROWS_PER_INSERT));
      }
      // Sent by the database at the commit, never for a transaction that is rolled back.
      await db.execute(sql`select pg_notify(${EVENTS_CHANNEL}, '')`);
      return row.value;
    },

    since: (sequence, limit) =>
      database
        .in(undefined)
        .select()
        .from(events)
        .where(gt(events.sequence, sequence))
        .orderBy(asc(events.sequence))
        .limit(limit),

    head,

    async oldest() {
      const [row] = await database
        .in(undefined)
        .select({ sequence: min(events.sequence) })
        .from(events);
      return row?.sequence ?? null;
    },

    async about(subject, page, types) {
      const db = database.in(undefined);
      const where: SQL | undefined = and(
        eq(events.runId, subject.runId),
        subject.taskId === undefined ? undefined : eq(events.taskId, subject.taskId),
        types === undefined ? undefined : inArray(events.type, [...types]),
      );
      const items = await db
        .select()
        .from(events)
        .where(where)
        .orderBy(asc(events.sequence))
        .limit(page.limit)
        .offset(page.offset);
      const [row] = await db.select({ total: count() }).from(events).where(where);
      return { items, total: row?.total ?? 0 };
    },
  };
}
