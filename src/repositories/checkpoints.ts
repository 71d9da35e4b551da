import { and, count, desc, eq, getTableColumns, gt, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeRecord } from '../engine/ports.ts';
import type { Database } from './database.ts';
import { toNode } from './runs.ts';
import { checkpoints, counters, nodes, runs, tasks, taskStates } from './schema.ts';

export type CheckpointRow = typeof checkpoints.$inferSelect;
export type NewCheckpoint = typeof checkpoints.$inferInsert;
/** Everything but the content, which only a restore needs. */
export type CheckpointHead = Omit<CheckpointRow, 'content'>;

const { content: _content, ...head } = getTableColumns(checkpoints);

/** Two rollbacks are planned one after the other, so that they never claim the same node. */
const ROLLBACK_LOCK = 7_203_412;

/** Checkpoints, and the nodes a rollback undoes. */
export function createCheckpointRepository(database: Database) {
  return {
    /**
     * The position of the log, held still until the transaction ends: every journal commit takes the same counter row,
     * so what is read after this is a consistent cut.
     */
    cut: async (tx: Tx): Promise<{ readonly position: number; readonly operations: number }> => {
      const db = database.in(tx);
      const [counter] = await db.select().from(counters).where(eq(counters.name, 'event_sequence')).for('update');
      const [done] = await db.select({ n: count() }).from(taskStates).where(eq(taskStates.ended, 'Completed'));
      return { position: counter?.value ?? 0, operations: done?.n ?? 0 };
    },

    insert: async (tx: Tx, row: NewCheckpoint): Promise<void> => {
      await database.in(tx).insert(checkpoints).values(row);
    },

    list: async (page: PageRequest): Promise<Page<CheckpointHead>> => {
      const db = database.in(undefined);
      const items = await db
        .select(head)
        .from(checkpoints)
        .orderBy(desc(checkpoints.createdAt), desc(checkpoints.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(checkpoints);
      return { items, total: total?.n ?? 0 };
    },

    find: async (id: string): Promise<CheckpointRow | undefined> =>
      (await database.in(undefined).select().from(checkpoints).where(eq(checkpoints.id, id)))[0],

    remove: async (tx: Tx, id: string): Promise<boolean> =>
      (await database.in(tx).delete(checkpoints).where(eq(checkpoints.id, id)).returning({ id: checkpoints.id }))
        .length > 0,

    lockRollbacks: async (tx: Tx): Promise<void> => {
      await database.in(tx).execute(sql`select pg_advisory_xact_lock(${ROLLBACK_LOCK})`);
    },

    /** Nodes that changed something and still stand: those done after a position, or those of given tasks. */
    standing: async (
      tx: Tx | undefined,
      scope: { readonly after: number } | { readonly taskIds: readonly string[] },
    ): Promise<readonly NodeRecord[]> => {
      const where = 'after' in scope ? gt(nodes.doneSequence, scope.after) : inArray(nodes.taskId, [...scope.taskIds]);
      const rows = await database
        .in(tx)
        .select()
        .from(nodes)
        .where(and(where, eq(nodes.changed, true), or(isNull(nodes.undoStatus), eq(nodes.undoStatus, 'Failed'))))
        .orderBy(desc(nodes.doneSequence), desc(nodes.ordinal));
      return rows.map(toNode);
    },

    /** Gives the nodes to a rollback run; those that were undone since the plan was made are left out. */
    claim: async (tx: Tx, rollbackId: string, targets: readonly NodeRecord[]): Promise<void> => {
      const keys = JSON.stringify(targets.map((node) => ({ run_id: node.runId, id: node.id })));
      await database.in(tx).execute(sql`
        update nodes n set undo_run_id = ${rollbackId}, undo_status = 'Pending'
        from jsonb_to_recordset(${keys}::text::jsonb) as x(run_id uuid, id text)
        where n.run_id = x.run_id and n.id = x.id and (n.undo_status is null or n.undo_status = 'Failed')`);
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

    /** History of the rollbacks that ended. */
    statistics: async (): Promise<{
      readonly checkpoints: number;
      readonly rollbacks: number;
      readonly succeeded: number;
      readonly averageSeconds: number;
    }> => {
      const db = database.in(undefined);
      const [kept] = await db.select({ n: count() }).from(checkpoints);
      const [ended] = await db
        .select({
          n: count(),
          ok: sql<number>`count(*) filter (where ${runs.status} = 'Completed')::int`,
          seconds: sql<number>`coalesce(avg(extract(epoch from ${runs.completedAt} - ${runs.startedAt})), 0)::float8`,
        })
        .from(runs)
        .where(and(inArray(runs.kind, ['rollback', 'restore']), isNotNull(runs.completedAt)));
      return {
        checkpoints: kept?.n ?? 0,
        rollbacks: ended?.n ?? 0,
        succeeded: ended?.ok ?? 0,
        averageSeconds: ended?.seconds ?? 0,
      };
    },
  };
}

export type CheckpointRepository = ReturnType<typeof createCheckpointRepository>;
