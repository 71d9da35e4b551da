import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { RollbackStatus, TaskStatus } from '../../generated/enums.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeKind } from '../engine/ports.ts';
import type { Database } from './database.ts';
import { taskColumns, type TaskRow } from './runs.ts';
import { installations, nodes, runs, servers, tasks, taskStates } from './schema.ts';

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
        .select(taskColumns)
        .from(tasks)
        .innerJoin(taskStates, eq(taskStates.taskId, tasks.id))
        .where(eq(tasks.runId, runId))
        .orderBy(asc(tasks.ordinal)),

    nodes: async (runId: string, tx?: Tx): Promise<readonly EndedNode[]> =>
      database
        .in(tx)
        .select({
          taskId: nodes.taskId,
          id: nodes.id,
          kind: nodes.kind,
          token: nodes.token,
          status: nodes.status,
          changed: nodes.changed,
          undoStatus: nodes.undoStatus,
          recorded: sql<boolean>`case ${nodes.kind}
            when 'server.create' then ${servers.id} is not null and ${servers.deletedAt} is null
            when 'taskserv.install' then ${installations.id} is not null
            when 'taskserv.update' then ${installations.id} is not null
            when 'taskserv.remove' then ${installations.id} is null
            else true end`,
          provider: servers.provider,
          server: servers.name,
        })
        .from(nodes)
        .leftJoin(servers, sql`${servers.id} = (${nodes.spec}->>'server_id')::uuid`)
        .leftJoin(
          installations,
          and(
            eq(installations.serverId, servers.id),
            sql`${installations.taskserv} = ${nodes.spec}->>'taskserv'`,
            isNull(installations.removedAt),
          ),
        )
        .where(eq(nodes.runId, runId)),

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
        update task_states n set status = o.status, ended = o.ended, progress = o.progress, driver = o.driver,
          output = o.output, results = o.results, started_at = o.started_at, completed_at = o.completed_at
        from ${pairs} join task_states o on o.task_id = x."from" where n.task_id = x."to"`);
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
