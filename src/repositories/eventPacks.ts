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
type Full = readonly [types: readonly EventType[], taskId: string | null, data: JsonObject, later?: number];
/** A change of status of a batch's operation, as task and as operation; what its data says besides. By far the most. */
type Change = readonly [kind: 0, taskId: string, name: string, status: string, later: number, more?: JsonObject];
type Element = Full | Change;

const CHANGED: readonly EventType[] = ['TaskStatusChanged', 'OperationStatusChanged'];

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

/** The short form of two events that say the same of an operation; undefined when there is more to them. */
function changeOf(drafts: readonly EventDraft[], i: number, later: number): Change | undefined {
  const { type, taskId, runId, data } = drafts[i]!;
  const next = drafts[i + 1];
  if (next === undefined || next.data !== data || taskId === null) return undefined;
  if (type !== CHANGED[0] || next.type !== CHANGED[1]) return undefined;
  const { task_id, name, status, batch_id, operation_id, ...more } = data;
  if (task_id !== taskId || batch_id !== runId || operation_id !== name) return undefined;
  if (typeof name !== 'string' || typeof status !== 'string') return undefined;
  for (const _ in more) return [0, taskId, name, status, later, more];
  return [0, taskId, name, status, later];
}

/** Adds events in order. Neighbours that say the same under two types (a task, an operation) are written once. */
export function pack(into: Pack, drafts: readonly EventDraft[], at: Date): void {
  const later = at.getTime() - into.at.getTime();
  for (let i = 0; i < drafts.length; i++) {
    const change = changeOf(drafts, i, later);
    if (change !== undefined) {
      i++;
      into.count += 2;
      into.snapshots++;
      into.elements.push(clean(JSON.stringify(change)));
      continue;
    }
    const { type, taskId, data } = drafts[i]!;
    const types = [type];
    while (drafts[i + 1]?.data === data && drafts[i + 1]?.taskId === taskId) types.push(drafts[++i]!.type);
    for (const one of types) if (SNAPSHOTS.has(one)) into.snapshots++;
    into.count += types.length;
    const element: Full = later === 0 ? [types, taskId, data] : [types, taskId, data, later];
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

function full(element: Element, runId: string | null): Full {
  if (element[0] !== 0) return element;
  const [, task_id, name, status, later, more] = element;
  return [CHANGED, task_id, { task_id, name, status, batch_id: runId, operation_id: name, ...more }, later];
}

/** The events of a row, in order. */
export function unpack(row: typeof eventPacks.$inferSelect): LoggedEvent[] {
  const events: LoggedEvent[] = [];
  const first = row.lastSequence - row.count + 1;
  for (const element of JSON.parse(row.body) as readonly Element[]) {
    const [types, taskId, data, later = 0] = full(element, row.runId);
    const at = later === 0 ? row.at : new Date(row.at.getTime() + later);
    for (const type of types) {
      const nth = events.length;
      events.push({ id: idOf(row.id, nth), sequence: first + nth, type, runId: row.runId, taskId, data, at });
    }
  }
  return events;
}

/** Events after `sequence`, oldest first, as many as there are but at most `limit`. */
export async function eventsSince(db: Db, sequence: number, limit: number): Promise<LoggedEvent[]> {
  // Which rows are needed is known before their bodies are looked at: from the first one on sequences have no gaps (those
  // before it may be gone).
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
    .where(
      sql`${next.lastSequence} - ${next.count} < ${limit}::int
        + greatest(${sequence}::bigint, (select min(f.last_sequence - f.count) from next f))`,
    )
    .orderBy(asc(next.lastSequence));
  return rows
    .flatMap(unpack)
    .filter((event) => event.sequence > sequence)
    .slice(0, limit);
}
