import { and, count, desc, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { TaskStatus } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeRecord } from '../engine/ports.ts';
import type { Database } from './database.ts';
import { toNode } from './records.ts';
import type { RunRow } from './runs.ts';
import { checkpoints, installations, nodes, runs, servers, tasks } from './schema.ts';

/** A node that was left over, what a person decided about it, and the run that tried it again. */
export interface UndoneNode {
  readonly node: NodeRecord;
  readonly resolution: 'skipped' | 'resolved' | null;
  readonly retry: TaskStatus | null;
}

export interface NodeKey {
  readonly runId: string;
  readonly id: string;
}

/** Rollbacks as a history: what ran, what is left over, what people decided. */
export function createRollbackRepository(database: Database) {
  const undone = or(
    inArray(runs.kind, ['rollback', 'restore']),
    and(inArray(runs.kind, ['batch', 'workflow']), isNotNull(runs.rollbackStatus)),
  );

  /** A step of a restore that was not done, is not being tried again, and about which nobody has decided. */
  const stepOpen = and(
    ne(nodes.status, 'Completed'),
    isNull(nodes.undoResolution),
    or(
      isNull(nodes.undoRunId),
      sql`exists (select from ${runs} r where r.id = ${nodes.undoRunId} and r.status in ('Failed', 'Cancelled'))`,
    ),
  );

  return {
    /** Rollbacks, restores and runs that undid themselves; newest first. */
    list: async (page: PageRequest): Promise<Page<RunRow>> => {
      const db = database.in(undefined);
      const items = await db
        .select()
        .from(runs)
        .where(undone)
        .orderBy(desc(runs.createdAt), desc(runs.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(runs).where(undone);
      return { items, total: total?.n ?? 0 };
    },

    /** These nodes as they are now, by `<run>/<node>`. */
    nodes: async (keys: readonly NodeKey[], tx?: Tx): Promise<ReadonlyMap<string, UndoneNode>> => {
      if (keys.length === 0) return new Map();
      const wanted = JSON.stringify(keys.map((key) => ({ run_id: key.runId, id: key.id })));
      const rows = await database
        .in(tx)
        .select({ node: nodes, retry: runs.status })
        .from(nodes)
        .leftJoin(runs, eq(runs.id, nodes.undoRunId))
        .where(
          sql`(${nodes.runId}, ${nodes.id}) in
            (select x.run_id, x.id from jsonb_to_recordset(${wanted}::text::jsonb) as x(run_id uuid, id text))`,
        );
      return new Map(
        rows.map(({ node, retry }) => [
          `${node.runId}/${node.id}`,
          { node: toNode(node), resolution: node.undoResolution, retry },
        ]),
      );
    },

    /**
     * Writes a person's decision about an undo that failed; false when it is not open any more. A resolved node counts
     * as undone, a skipped one stays as it is.
     */
    decide: async (
      tx: Tx,
      { runId, id }: NodeKey,
      decision: { readonly resolution: 'skipped' | 'resolved'; readonly reason: string; readonly at: Date },
    ): Promise<boolean> => {
      const rows = await database
        .in(tx)
        .update(nodes)
        .set({
          undoStatus: decision.resolution === 'skipped' ? 'Skipped' : 'Completed',
          undoResolution: decision.resolution,
          undoError: decision.reason,
          undoneAt: decision.at,
        })
        .where(and(eq(nodes.runId, runId), eq(nodes.id, id), eq(nodes.undoStatus, 'Failed')))
        .returning({ id: nodes.id });
      return rows.length > 0;
    },

    /** The same about a step of a restore that was not done. */
    decideStep: async (
      tx: Tx,
      { runId, id }: NodeKey,
      decision: { readonly resolution: 'skipped' | 'resolved'; readonly reason: string; readonly at: Date },
    ): Promise<boolean> => {
      const rows = await database
        .in(tx)
        .update(nodes)
        .set({ undoResolution: decision.resolution, undoError: decision.reason, undoneAt: decision.at })
        .where(and(eq(nodes.runId, runId), eq(nodes.id, id), stepOpen))
        .returning({ id: nodes.id });
      return rows.length > 0;
    },

    /** Says that this run tries a step of a restore again; false when it is not open any more. */
    retryStep: async (tx: Tx, { runId, id }: NodeKey, retryId: string): Promise<boolean> => {
      const rows = await database
        .in(tx)
        .update(nodes)
        .set({ undoRunId: retryId })
        .where(and(eq(nodes.runId, runId), eq(nodes.id, id), stepOpen))
        .returning({ id: nodes.id });
      return rows.length > 0;
    },

    /** The recorded resource is gone: a person removed it. */
    closeServer: async (tx: Tx, serverId: string, at: Date): Promise<void> => {
      const db = database.in(tx);
      await db
        .update(servers)
        .set({ status: 'deleted', deletedAt: at })
        .where(and(eq(servers.id, serverId), isNull(servers.deletedAt)));
      await db
        .update(installations)
        .set({ removedAt: at })
        .where(and(eq(installations.serverId, serverId), isNull(installations.removedAt)));
    },

    closeInstallation: async (tx: Tx, serverId: string, taskserv: string, at: Date): Promise<void> => {
      await database
        .in(tx)
        .update(installations)
        .set({ removedAt: at })
        .where(
          and(
            eq(installations.serverId, serverId),
            eq(installations.taskserv, taskserv),
            isNull(installations.removedAt),
          ),
        );
    },

    /** An open run that owns one of these runs' nodes, or has work at one of these providers or on whole infras. */
    activeOn: async (runIds: readonly string[], providers: readonly string[]): Promise<RunRow | undefined> => {
      const [row] = await database
        .in(undefined)
        .select()
        .from(runs)
        .where(
          and(
            isNull(runs.completedAt),
            inArray(runs.kind, ['batch', 'workflow']),
            or(
              runIds.length === 0 ? sql`false` : inArray(runs.id, [...runIds]),
              providers.length === 0
                ? sql`false`
                : sql`(${runs.kind} = 'workflow' or exists (select from ${tasks} t where t.run_id = ${runs.id}
                    and t.provider in (select jsonb_array_elements_text(${JSON.stringify(providers)}::text::jsonb))))`,
            ),
          ),
        )
        .limit(1);
      return row;
    },

    /** Mean seconds of the last nodes that were done, by kind, and under `undo` of rollbacks for each node they undid: what estimates are made of. */
    durations: async (): Promise<ReadonlyMap<string, number>> => {
      const rows = await database.statement<{ readonly kind: string; readonly seconds: number }>(
        `select kind, avg(extract(epoch from done_at - intent_at))::float8 as seconds from (
           (select kind, done_at, intent_at from nodes
            where done_sequence is not null and changed and intent_at is not null and status = 'Completed'
            order by done_sequence desc limit 2000)
           union all
           (select 'http', completed_at, started_at from task_states
            where ended = 'Completed' and call_sequence is not null and started_at is not null order by task_id desc limit 2000)
         ) recent group by kind`,
        [],
      );
      const [back] = await database.statement<{ readonly seconds: number | null }>(
        `select (sum(extract(epoch from completed_at - started_at)) / nullif(sum(undone), 0))::float8 as seconds from (
           select started_at, completed_at, (result->>'operations_executed')::int as undone from runs
           where kind = 'rollback' and status = 'Completed' and started_at is not null
           order by created_at desc limit 200) recent`,
        [],
      );
      const undo: [string, number][] = back?.seconds == null ? [] : [['undo', back.seconds]];
      return new Map([...rows.map((row): [string, number] => [row.kind, row.seconds]), ...undo]);
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

export type RollbackRepository = ReturnType<typeof createRollbackRepository>;
