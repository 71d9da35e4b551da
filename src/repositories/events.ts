import { and, asc, count, eq, inArray, type SQL } from 'drizzle-orm';
import type { EventType } from '../../generated/enums.ts';
import type { Clock } from '../domain/clock.ts';
import type { EventDraft, LoggedEvent } from '../domain/events.ts';
import { newId } from '../domain/ids.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import { plainArray, textArray } from './arrays.ts';
import type { Database } from './database.ts';
import { eventsSince, newPack, pack, packed, type Pack } from './eventPacks.ts';
import { counters, eventPacks, events } from './schema.ts';

/** Channel on which every commit that appended events is announced to all servers of the database. */
export const EVENTS_CHANNEL = 'provisioning_events';

/**
 * Common table expressions that append events, with the parameters of `appendParams` from $1 on. The counter row is taken
 * once `after` holds, and the notification is sent by the database at the commit, never when it is rolled back.
 */
export const appending = (after = 'true'): string => `c as (
    insert into counters (name, value) select 'event_sequence', $1::int where ${after}
    on conflict (name) do update set value = counters.value + excluded.value returning value),
  p as (select x.*, sum(x.count) over (order by x.n) - $1::int as place
    from unnest($4::text::uuid[], $5::text::uuid[], $6::text::int[], $7::text::int[], $8::text::text[])
      with ordinality as x(run_id, id, count, snapshots, body, n)),
  i as (insert into event_packs (last_sequence, count, snapshots, run_id, id, at, body)
    select c.value + p.place, p.count, p.snapshots, p.run_id, p.id, $2::timestamptz, p.body from p, c)`;
export const TELL = 'select c.value as last, pg_notify($3, c.value::text) from c';

const APPEND = `with ${appending()} ${TELL}`;

/** Neighbours of one run share a row of the log. */
export function appendParams(drafts: readonly EventDraft[], at: Date): unknown[] {
  const packs: { readonly runId: string | null; readonly pack: Pack }[] = [];
  drafts.forEach((draft, index) => {
    if (index === 0 || draft.runId !== drafts[index - 1]!.runId) packs.push({ runId: draft.runId, pack: newPack(at) });
    pack(packs.at(-1)!.pack, [draft], at);
  });
  return [
    drafts.length,
    at.toISOString(),
    EVENTS_CHANNEL,
    plainArray(packs.map(({ runId }) => runId)),
    plainArray(packs.map(() => newId(at.getTime()))),
    plainArray(packs.map((one) => one.pack.count)),
    plainArray(packs.map((one) => one.pack.snapshots)),
    textArray(packs.map((one) => packed(one.pack))),
  ];
}

export interface EventRepository {
  /**
   * Gives the drafts their places in the log and stores them; returns the last sequence, or the head when there is
   * nothing to append. It holds the counter row until the commit, so it must be the transaction's last statement.
   */
  append(tx: Tx, drafts: readonly EventDraft[]): Promise<number>;
  /** The same, and sends the commit with it: others wait for the counter row a round trip less. */
  appendAndCommit(tx: Tx, drafts: readonly EventDraft[]): Promise<number>;
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
  async function append(tx: Tx, drafts: readonly EventDraft[], send: Database['lastStatement']): Promise<number> {
    if (drafts.length === 0) return head();
    const [row] = await send<{ last: string | number }>(APPEND, appendParams(drafts, clock.now()), tx);
    if (row === undefined) throw new Error('the event counter gave no value');
    return Number(row.last);
  }

  return {
    append: (tx, drafts) => append(tx, drafts, database.statement),
    appendAndCommit: (tx, drafts) => append(tx, drafts, database.lastStatement),

    since: (sequence, limit) => eventsSince(database.in(undefined), sequence, limit),

    head,

    async oldest() {
      const [row] = await database
        .in(undefined)
        .select({ last: eventPacks.lastSequence, count: eventPacks.count })
        .from(eventPacks)
        .orderBy(asc(eventPacks.lastSequence))
        .limit(1);
      return row === undefined ? null : row.last - row.count + 1;
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
