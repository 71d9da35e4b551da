import { and, count, desc, eq, getTableColumns, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeRecord } from '../engine/ports.ts';
import { plainArray, textArray } from './arrays.ts';
import { callRows } from './callRows.ts';
import type { Database } from './database.ts';
import { REMOVED_OPERATIONS } from './history.ts';
import type { InstallationRow, ServerRow } from './resources.ts';
import { toNode } from './records.ts';
import { checkpointPolicyColumns } from './policyColumns.ts';
import { visibleRows } from './rowFilter.ts';
import { checkpoints, currentNodes, nodes, runs, tasks } from './schema.ts';
import { standingAfter } from './undoNodes.ts';

export type CheckpointRow = typeof checkpoints.$inferSelect;
export type NewCheckpoint = typeof checkpoints.$inferInsert;
/** Everything but the content, which only a restore needs. */
export type CheckpointHead = Omit<CheckpointRow, 'content'>;

const { content: _content, ...head } = getTableColumns(checkpoints);

export interface Snapshot {
  readonly position: number;
  /** Completed operations up to there. */
  readonly operations: number;
  readonly servers: readonly Pick<
    ServerRow,
    'id' | 'name' | 'provider' | 'driver' | 'plan' | 'zone' | 'labels' | 'infra' | 'protect' | 'externalId' | 'token'
  >[];
  readonly installations: readonly Pick<InstallationRow, 'serverId' | 'taskserv' | 'version' | 'params' | 'cluster'>[];
}

/** Two rollbacks are planned one after the other, so that they never claim the same node. */
const ROLLBACK_LOCK = 7_203_412;
const CHECKPOINT_LOCK = 7_203_413;

/** Checkpoints, and the nodes a rollback undoes. */
export function createCheckpointRepository(database: Database) {
  return {
    /**
     * The position of the log and the world at it, read by one statement: every journal commit moves both at once, so
     * they fit together, and nobody waits for anybody. Servers still being made are not part of it.
     */
    snapshot: async (): Promise<Snapshot> => {
      const [row] = await database.statement<{
        readonly position: string | number;
        readonly operations: number;
        readonly servers: Snapshot['servers'];
        readonly installations: Snapshot['installations'];
      }>(
        `select coalesce((select value from counters where name = 'event_sequence'), 0) as position,
           (select count(*)::int from task_states where ended = 'Completed')
             + coalesce((select value::int from counters where name = '${REMOVED_OPERATIONS}'), 0) as operations,
           (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'provider', s.provider,
              'driver', s.driver, 'plan', s.plan, 'zone', s.zone, 'labels', s.labels, 'infra', s.infra,
              'protect', s.protect, 'externalId', s.external_id, 'token', s.token) order by s.created_at, s.id), '[]')
            from servers s where s.deleted_at is null and s.status <> 'creating') as servers,
           (select coalesce(jsonb_agg(jsonb_build_object('serverId', n.server_id, 'taskserv', n.taskserv,
              'version', n.version, 'params', n.params, 'cluster', n.cluster) order by n.installed_at, n.id), '[]')
            from installations n where n.removed_at is null) as installations`,
        [],
      );
      return { ...row!, position: Number(row!.position) };
    },

    insert: async (tx: Tx, row: NewCheckpoint): Promise<void> => {
      await database.in(tx).insert(checkpoints).values(row);
    },

    /** `visible` are the ones that may be seen. */
    list: async (page: PageRequest, visible: RowFilter = EVERY_ROW): Promise<Page<CheckpointHead>> => {
      const db = database.in(undefined);
      const where = visibleRows(visible, checkpointPolicyColumns);
      const items = await db
        .select(head)
        .from(checkpoints)
        .where(where)
        .orderBy(desc(checkpoints.createdAt), desc(checkpoints.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(checkpoints).where(where);
      return { items, total: total?.n ?? 0 };
    },

    find: async (id: string): Promise<CheckpointRow | undefined> =>
      (await database.in(undefined).select().from(checkpoints).where(eq(checkpoints.id, id)))[0],

    remove: async (tx: Tx, id: string): Promise<boolean> =>
      (await database.in(tx).delete(checkpoints).where(eq(checkpoints.id, id)).returning({ id: checkpoints.id }))
        .length > 0,

    /** The open rollback or restore that needs the checkpoint, or the open batch it was made for. */
    neededBy: async (tx: Tx, id: string): Promise<string | undefined> => {
      const [run] = await database
        .in(tx)
        .select({ id: runs.id })
        .from(runs)
        .where(
          and(
            isNull(runs.completedAt),
            or(
              sql`${runs.spec}->>'checkpoint_id' = ${id}`,
              sql`${runs.id} = (select run_id from checkpoints where id = ${id})`,
            ),
          ),
        )
        .limit(1);
      return run?.id;
    },

    /**
     * Drops automatic checkpoints beyond the newest `keep` or older than `before`, but none that an open run needs or an
     * unapplied plan names that was made after `plansSince` (null = ever). Answers how many.
     */
    prune: async (tx: Tx, keep: number, before: Date | null, plansSince: Date | null): Promise<number> => {
      const gone = await database
        .in(tx)
        .delete(checkpoints)
        .where(
          sql`${checkpoints.origin} <> 'request'
            and (${checkpoints.id} not in (select c.id from checkpoints c where c.origin <> 'request'
                   order by c.created_at desc, c.id desc limit ${keep})
                 or ${before === null ? sql`false` : sql`${checkpoints.createdAt} < ${before.toISOString()}::timestamptz`})
            and not exists (select from runs r where r.completed_at is null
                  and (r.spec->>'checkpoint_id' = ${checkpoints.id}::text or r.id = ${checkpoints.runId}))
            and not exists (select from plans p where p.applied_at is null
                  and ${plansSince === null ? sql`true` : sql`p.created_at > ${plansSince.toISOString()}::timestamptz`}
                  and coalesce(p.request->>'checkpoint_id', p.request->'request'->>'checkpoint_id') = ${checkpoints.id}::text)`,
        )
        .returning({ id: checkpoints.id });
      return gone.length;
    },

    /** Serialises automatic checkpoints of several servers; completed operations that the newest one covers. */
    lastCovered: async (tx: Tx): Promise<number> => {
      const db = database.in(tx);
      await db.execute(sql`select pg_advisory_xact_lock(${CHECKPOINT_LOCK})`);
      const [row] = await db
        .select({ operations: checkpoints.operationsCount })
        .from(checkpoints)
        .orderBy(desc(checkpoints.position))
        .limit(1);
      return row?.operations ?? 0;
    },

    lockRollbacks: async (tx: Tx): Promise<void> => {
      await database.in(tx).execute(sql`select pg_advisory_xact_lock(${ROLLBACK_LOCK})`);
    },

    /** Nodes that changed something and still stand: those done after a position, or those of given tasks. */
    standing: async (
      tx: Tx | undefined,
      scope: { readonly after: number } | { readonly taskIds: readonly string[] },
    ): Promise<readonly NodeRecord[]> => {
      if ('after' in scope) return standingAfter(database, scope.after);
      const of = currentNodes;
      const where = inArray(of.taskId, [...scope.taskIds]);
      const rows = await database
        .in(tx)
        .select()
        .from(of)
        .where(and(where, eq(of.changed, true), or(isNull(of.undoStatus), eq(of.undoStatus, 'Failed'))))
        .orderBy(desc(of.doneSequence), desc(of.ordinal));
      return rows.map(toNode);
    },

    /**
     * Gives the nodes to a rollback run; those that were undone since the plan was made are left out. The run goes on
     * counting epochs where whoever did these nodes, or tried to undo them before, has ended: the fencing token that a
     * service sees for an operation never falls.
     */
    claim: async (tx: Tx, rollbackId: string, targets: readonly NodeRecord[]): Promise<void> => {
      const db = database.in(tx);
      const calls = targets.filter(({ kind }) => kind === 'http').map(({ taskId }) => taskId);
      // As a set that is joined: looked through for each call, thousands of them would take their square.
      if (calls.length > 0)
        await db.execute(callRows(sql`c.task_id in (select unnest(${plainArray(calls)}::text::uuid[]))`));
      const keys = [plainArray(targets.map((node) => node.runId)), textArray(targets.map((node) => node.id))];
      const source = 'unnest($2::text::uuid[], $3::text::text[]) as x(run_id, id)';
      await database.statement(
        `update runs set epoch = greatest(epoch, (
           select max(greatest(did.epoch, undid.epoch))
           from ${source} join nodes n on n.run_id = x.run_id and n.id = x.id
           join runs did on did.id = n.run_id left join runs undid on undid.id = n.undo_run_id))
         where id = $1`,
        [rollbackId, ...keys],
        tx,
      );
      await database.statement(
        `update nodes n set undo_run_id = $1, undo_status = 'Pending' from ${source}
         where n.run_id = x.run_id and n.id = x.id and n.changed and (n.undo_status is null or n.undo_status = 'Failed')`,
        [rollbackId, ...keys],
        tx,
      );
    },

    /** Tasks by id, by name in a run, or by name anywhere, with the run they belong to. */
    tasksNamed: async (by: { readonly id: string } | { readonly name: string; readonly runId?: string }) =>
      database
        .in(undefined)
        .select({
          id: tasks.id,
          name: tasks.name,
          runId: tasks.runId,
          runOpen: sql<boolean>`${runs.completedAt} is null`,
        })
        .from(tasks)
        .innerJoin(runs, eq(runs.id, tasks.runId))
        .where(
          'id' in by
            ? eq(tasks.id, by.id)
            : and(
                eq(tasks.name, by.name),
                eq(tasks.kind, 'operation'),
                by.runId === undefined ? undefined : eq(tasks.runId, by.runId),
              ),
        )
        .limit(50),

    /** All tasks of these runs, for the dependants of what is undone. */
    tasksOfRuns: async (runIds: readonly string[]) =>
      database
        .in(undefined)
        .select({ id: tasks.id, name: tasks.name, runId: tasks.runId, dependencies: tasks.dependencies })
        .from(tasks)
        .where(inArray(tasks.runId, [...runIds])),

    /** Standing task service nodes on these servers, by whichever run. */
    standingOnServers: async (serverIds: readonly string[]): Promise<readonly NodeRecord[]> => {
      if (serverIds.length === 0) return [];
      const rows = await database
        .in(undefined)
        .select()
        .from(nodes)
        .where(
          and(
            inArray(sql`${nodes.spec}->>'server_id'`, [...serverIds]),
            inArray(nodes.kind, ['taskserv.install', 'taskserv.update']),
            eq(nodes.changed, true),
            or(isNull(nodes.undoStatus), eq(nodes.undoStatus, 'Failed')),
          ),
        );
      return rows.map(toNode);
    },
  };
}

export type CheckpointRepository = ReturnType<typeof createCheckpointRepository>;
