import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { RollbackStatus, TaskStatus } from '../../generated/enums.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeKind } from '../engine/ports.ts';
import type { Database } from './database.ts';
import { callRows } from './callRows.ts';
import type { TaskRow } from './runs.ts';
import { currentNodes, currentTasks, installations, runs, servers } from './schema.ts';

/** A node of a batch that has ended, and whether the record still has what it made. */
export interface EndedNode {
  readonly taskId: string;
  readonly id: string;
  readonly kind: NodeKind;
  readonly token: string;
  readonly status: TaskStatus;
  readonly changed: boolean;
  readonly undoStatus: RollbackStatus | null;
  /** False when the server or the installation it made is no longer recorded as there. */
  readonly recorded: boolean;
  /** Provider and name of its server; null for calls. */
  readonly provider: string | null;
  readonly server: string | null;
}

/** A task of the old batch, and the one that takes its place in the new one. */
export interface Adoption {
  readonly from: string;
  readonly to: string;
}

/** What a new batch takes over from one that has ended. */
export function createResumptionRepository(database: Database) {
  return {
    tasks: async (runId: string, tx?: Tx): Promise<readonly TaskRow[]> =>
      database
        .in(tx)
        .select()
        .from(currentTasks)
        .where(eq(currentTasks.runId, runId))
        .orderBy(asc(currentTasks.ordinal)),

    nodes: async (runId: string, tx?: Tx): Promise<readonly EndedNode[]> =>
      database
        .in(tx)
        .select({
          taskId: currentNodes.taskId,
          id: currentNodes.id,
          kind: currentNodes.kind,
          token: currentNodes.token,
          status: currentNodes.status,
          changed: currentNodes.changed,
          undoStatus: currentNodes.undoStatus,
          recorded: sql<boolean>`case ${currentNodes.kind}
            when 'server.create' then ${servers.id} is not null and ${servers.deletedAt} is null
            when 'taskserv.install' then ${installations.id} is not null
            when 'taskserv.update' then ${installations.id} is not null
            when 'taskserv.remove' then ${installations.id} is null
            else true end`,
          provider: servers.provider,
          server: servers.name,
        })
        .from(currentNodes)
        .leftJoin(servers, sql`${servers.id} = (${currentNodes.spec}->>'server_id')::uuid`)
        .leftJoin(
          installations,
          and(
            eq(installations.serverId, servers.id),
            sql`${installations.taskserv} = ${currentNodes.spec}->>'taskserv'`,
            isNull(installations.removedAt),
          ),
        )
        .where(eq(currentNodes.runId, runId)),

    /** The batch that took this one over. */
    takenOverBy: async (runId: string, tx?: Tx): Promise<string | undefined> =>
      (await database.in(tx).select({ id: runs.id }).from(runs).where(eq(runs.resumedFrom, runId)))[0]?.id,

    /**
     * Completes tasks of the new batch with what their predecessors came to. The nodes go with them: what they made
     * belongs to the new batch, so that one rollback undoes all of it in order, and nothing is undone twice.
     */
    adopt: async (tx: Tx, batches: Adoption, adoptions: readonly Adoption[]): Promise<void> => {
      if (adoptions.length === 0) return;
      const pairs = sql`jsonb_to_recordset(${JSON.stringify(adoptions)}::text::jsonb) as x("from" uuid, "to" uuid)`;
      const db = database.in(tx);
      await db.execute(sql`
        insert into task_states (task_id, ended, progress, driver, output, results, started_at, completed_at, infra, provider)
        select x."to", o.ended, o.progress, o.driver, o.output, o.results, o.started_at, o.completed_at, o.infra, o.provider
        from ${pairs} join task_states o on o.task_id = x."from"`);
      await db.execute(callRows(sql`c.run_id = ${batches.from}`));
      await db.execute(sql`
        insert into nodes (run_id, id, task_id, ordinal, kind, spec, dependencies, token, status, attempts, output, changed,
          intent_at, done_at, done_sequence)
        select ${batches.to}, n.id, x."to", n.ordinal, n.kind, n.spec, n.dependencies, n.token, n.status, n.attempts, n.output,
          n.changed, n.intent_at, n.done_at, n.done_sequence
        from ${pairs} join nodes n on n.task_id = x."from" and n.run_id = ${batches.from}`);
      await db.execute(sql`
        update nodes n set changed = false from ${pairs} where n.task_id = x."from" and n.run_id = ${batches.from}`);
    },
  };
}

export type ResumptionRepository = ReturnType<typeof createResumptionRepository>;
