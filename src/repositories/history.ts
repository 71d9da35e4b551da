import { desc } from 'drizzle-orm';
import type { Tx } from '../domain/tx.ts';
import { textArray } from './arrays.ts';
import type { Database } from './database.ts';
import { tasks, webhookCursors, type RunKind } from './schema.ts';

/** Where history ends: runs that ended before `endedBefore` or were asked for before `askedBefore` may go. */
export interface Cutoff {
  readonly endedBefore: Date;
  readonly askedBefore: Date;
}

/** A run that was looked at: the next look begins behind it. */
export interface RunPlace {
  readonly createdAt: string;
  readonly id: string;
}

export interface RemovedRuns {
  readonly runs: number;
  readonly tasks: number;
  /** The last run that was removed; undefined when there was none. */
  readonly last: RunPlace | undefined;
}

/** Steps through a log from its old end: how many entries went, and where to go on; undefined when the rest is young. */
export interface RemovedEntries {
  readonly removed: number;
  readonly next: number | undefined;
}

/** Operations that were completed by runs that are history no more: they still count for checkpoints. */
export const REMOVED_OPERATIONS = 'removed_operations';

const HISTORY_LOCK = 7_203_415;

/**
 * What may not go: a run that made something that still lives, one with an undo to come or left over, and one that a
 * rollback to a kept checkpoint would undo.
 */
const isNeeded = `
  exists (select from servers s where s.run_id = r.id and s.deleted_at is null)
  or exists (select from installations i where i.run_id = r.id and i.removed_at is null)
  or exists (select from nodes n where n.run_id = r.id and (
       n.undo_status in ('Pending', 'Running')
       or n.undo_status = 'Failed' and n.undo_resolution is null
       or n.changed and n.undo_status is null and n.done_sequence > (select min(c.position) from checkpoints c)))
  or exists (select from tasks t join task_states s on s.task_id = t.id
       where t.run_id = r.id and s.call_sequence > (select min(c.position) from checkpoints c)
         and not exists (select from nodes n where n.run_id = r.id and n.id = t.name))
  or exists (select from nodes n where n.undo_run_id = r.id and n.undo_status = 'Failed' and n.undo_resolution is null)`;

/** Takes old history out of the database: in small transactions, oldest first. */
export function createHistoryRepository(database: Database) {
  return {
    /** Only one server at a time removes history; false when another one does. */
    lock: async (tx: Tx): Promise<boolean> => {
      const [row] = await database.statement<{ readonly taken: boolean }>(
        'select pg_try_advisory_xact_lock($1::bigint) as taken',
        [HISTORY_LOCK],
        tx,
      );
      return row?.taken === true;
    },

    /** When the `keep`-th newest task was asked for; undefined when there are fewer. */
    askedAt: async (keep: number): Promise<Date | undefined> => {
      const [row] = await database
        .in(undefined)
        .select({ at: tasks.createdAt })
        .from(tasks)
        .orderBy(desc(tasks.id))
        .offset(keep - 1)
        .limit(1);
      return row?.at;
    },

    /** Removes at most `limit` ended runs of a kind with their tasks and nodes, those behind `after` first. */
    removeRuns: async (
      tx: Tx,
      kind: RunKind,
      { endedBefore, askedBefore }: Cutoff,
      after: RunPlace,
      limit: number,
    ): Promise<RemovedRuns> => {
      const [row] = await database.statement<{
        readonly runs: number;
        readonly tasks: number;
        readonly last: RunPlace | null;
      }>(
        `with gone as materialized (
           select r.id, r.created_at from runs r
           where r.kind = $1 and (r.created_at, r.id) > ($2::timestamptz, $3::uuid)
             and r.created_at < greatest($4::timestamptz, $5::timestamptz)
             and r.completed_at is not null
             and (r.completed_at < $4::timestamptz or r.created_at < $5::timestamptz)
             and not (${isNeeded})
           order by r.created_at, r.id limit $6::int for update of r),
         t as (delete from tasks using gone where tasks.run_id = gone.id returning tasks.id),
         s as (delete from task_states using t where task_states.task_id = t.id returning task_states.ended),
         n as (delete from nodes using gone where nodes.run_id = gone.id),
         r as (delete from runs using gone where runs.id = gone.id),
         c as (insert into counters (name, value)
           select '${REMOVED_OPERATIONS}', count(*) from s where ended = 'Completed' having count(*) > 0
           on conflict (name) do update set value = counters.value + excluded.value)
         select (select count(*)::int from gone) as runs, (select count(*)::int from t) as tasks,
           (select jsonb_build_object('createdAt', created_at, 'id', id) from gone
            order by created_at desc, id desc limit 1) as last`,
        [kind, after.createdAt, after.id, endedBefore.toISOString(), askedBefore.toISOString(), limit],
        tx,
      );
      return { runs: row?.runs ?? 0, tasks: row?.tasks ?? 0, last: row?.last ?? undefined };
    },

    /**
     * Removes events older than `before` from the beginning of the log, in the first `limit` packs behind `after`: none
     * of an open run or behind its first, and none that one of these webhook endpoints, or one
     * made by the API, has not been told.
     */
    removeEvents: async (
      tx: Tx,
      before: Date,
      endpoints: readonly string[],
      after: number,
      limit: number,
    ): Promise<RemovedEntries> => {
      const [row] = await database.statement<{
        readonly removed: number;
        readonly packs: number;
        readonly last: string | number | null;
      }>(
        `with head as materialized (select p.last_sequence, p.at from event_packs p where p.last_sequence > $3::bigint
           order by p.last_sequence limit $4::int),
         bound as materialized (select least(
           (select min(first.last_sequence) from runs r cross join lateral (
              select p.last_sequence from event_packs p where p.run_id = r.id order by p.last_sequence limit 1) first
            where r.completed_at is null),
           (select min(w.sequence) + 1 from webhook_cursors w where w.endpoint = any($2::text::text[])
              or exists (select from webhook_endpoints h where h.enabled and h.id::text = w.endpoint)),
           (select min(last_sequence) from head where at >= $1::timestamptz)) as at),
         gone as (delete from event_packs p using head, bound where p.last_sequence = head.last_sequence
           and (bound.at is null or p.last_sequence < bound.at) returning p.last_sequence, p.count)
         select coalesce(sum(count), 0)::int as removed, count(*)::int as packs, max(last_sequence) as last from gone`,
        [before.toISOString(), textArray(endpoints), after, limit],
        tx,
      );
      const isFull = row !== undefined && row.packs === limit;
      return { removed: row?.removed ?? 0, next: isFull ? Number(row.last) : undefined };
    },

    /** Endpoints that were ever fed. */
    endpoints: async (): Promise<readonly string[]> =>
      (await database.in(undefined).select({ name: webhookCursors.endpoint }).from(webhookCursors)).map(
        ({ name }) => name,
      ),

    /** Removes deliveries older than `before` that wait no more, among the first `limit` of an endpoint behind `after`. */
    removeDeliveries: async (
      tx: Tx,
      endpoint: string,
      before: Date,
      after: number,
      limit: number,
    ): Promise<RemovedEntries> => {
      const [row] = await database.statement<{ readonly removed: number; readonly next: string | number | null }>(
        `with head as materialized (select d.id, d.sequence, d.status, d.created_at < $2::timestamptz as is_old
           from webhook_deliveries d where d.endpoint = $1 and d.sequence > $3::bigint order by d.sequence limit $4::int),
         gone as (delete from webhook_deliveries d using head
           where d.id = head.id and head.is_old and head.status <> 'pending' returning d.id)
         select (select count(*)::int from gone) as removed,
           case when count(*) filter (where is_old) = $4::int then max(sequence) end as next from head`,
        [endpoint, before.toISOString(), after, limit],
        tx,
      );
      return { removed: row?.removed ?? 0, next: row?.next == null ? undefined : Number(row.next) };
    },
  };
}

export type HistoryRepository = ReturnType<typeof createHistoryRepository>;
