import { asc, gt, sql } from 'drizzle-orm';
import type { EventType } from '../../generated/enums.ts';
import type { EventDraft, LoggedEvent } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Db } from './database.ts';
import { eventPacks } from './schema.ts';

/** Events that are kept as the snapshots of their run. */
const SNAPSHOTS: ReadonlySet<EventType> = new Set([
  'TaskStatusChanged',
  'BatchStatusChanged',
  'RollbackStatusChanged',
  'TaskProgress',
]);

/** Types that share the rest, task, data, and milliseconds after the pack's time when there are any. */
type Element = readonly [types: readonly EventType[], taskId: string | null, data: JsonObject, later?: number];

/** Events on their way into one row of the log: what one commit tells of one run. */
export interface Pack {
  readonly at: Date;
  /** Of the events, so far. */
  count: number;
  snapshots: number;
  readonly elements: string[];
}

export const newPack = (at: Date): Pack => ({ at, count: 0, snapshots: 0, elements: [] });

/** PostgreSQL takes no JSON with NUL or half a surrogate pair in it, and scripts print such things. */
const clean = (text: string): string =>
  /\\u(?:0000|d[89a-f])/i.test(text) ? text.replace(/\\u(?:0000|d[89a-f]..)/gi, '\\ufffd') : text;

/** Adds events in order. Neighbours that say the same under two types (a task, an operation) are written once. */
export function pack(into: Pack, drafts: readonly EventDraft[], at: Date): void {
  const later = at.getTime() - into.at.getTime();
  for (let i = 0; i < drafts.length; i++) {
    const { type, taskId, data } = drafts[i]!;
    const types = [type];
    while (drafts[i + 1]?.data === data && drafts[i + 1]?.taskId === taskId) types.push(drafts[++i]!.type);
    for (const one of types) if (SNAPSHOTS.has(one)) into.snapshots++;
    into.count += types.length;
    const element: Element = later === 0 ? [types, taskId, data] : [types, taskId, data, later];
    into.elements.push(clean(JSON.stringify(element)));
  }
}

/** The row's text: a JSON array of elements. The view `events` takes it apart in SQL, `unpack` here. */
export const packed = (of: Pack): string => `[${of.elements.join()}]`;

const SPAN = 0x1_0000_0000;

/** The nth event's id, from 0: the pack's, counted on in its last 32 bits. */
const idOf = (packId: string, nth: number): string =>
  nth === 0
    ? packId
    : packId.slice(0, 28) + ((Number.parseInt(packId.slice(28), 16) + nth) % SPAN).toString(16).padStart(8, '0');

/** The events of a row, in order. */
export function unpack(row: typeof eventPacks.$inferSelect): LoggedEvent[] {
  const events: LoggedEvent[] = [];
  const first = row.lastSequence - row.count + 1;
  for (const [types, taskId, data, later] of JSON.parse(row.body) as readonly Element[]) {
    const at = later === undefined ? row.at : new Date(row.at.getTime() + later);
    for (const type of types) {
      const nth = events.length;
      events.push({ id: idOf(row.id, nth), sequence: first + nth, type, runId: row.runId, taskId, data, at });
    }
  }
  return events;
}

/** Events after `sequence`, oldest first, as many as there are but at most `limit`. */
export async function eventsSince(db: Db, sequence: number, limit: number): Promise<LoggedEvent[]> {
  // Sequences have no gaps: which rows are needed is known before their bodies are looked at.
  const next = db
    .$with('next')
    .as(
      db
        .select()
        .from(eventPacks)
        .where(gt(eventPacks.lastSequence, sequence))
        .orderBy(asc(eventPacks.lastSequence))
        .limit(limit),
    );
  const rows = await db
    .with(next)
    .select()
    .from(next)
    .where(sql`${next.lastSequence} - ${next.count} < ${sequence + limit}::bigint`)
    .orderBy(asc(next.lastSequence));
  return rows
    .flatMap(unpack)
    .filter((event) => event.sequence > sequence)
    .slice(0, limit);
}
