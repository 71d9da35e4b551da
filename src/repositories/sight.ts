import { and, eq, inArray } from 'drizzle-orm';
import type { RowFilter } from '../domain/rowFilter.ts';
import type { Database } from './database.ts';
import {
  checkpointPolicyColumns,
  runPolicyColumns,
  schedulePolicyColumns,
  serverPolicyColumns,
  taskPolicyColumns,
} from './policyColumns.ts';
import { visibleRows } from './rowFilter.ts';
import { checkpoints, runs, schedules, servers, tasks } from './schema.ts';

/** Kinds of resources that events are about. */
export type SeenKind = 'tasks' | 'batches' | 'servers' | 'checkpoints' | 'schedules';

/** Answers which of some rows a list would show, by the same condition. */
export function createSightRepository(database: Database) {
  async function select(kind: SeenKind, ids: readonly string[], visible: RowFilter): Promise<{ id: string }[]> {
    const db = database.in(undefined);
    const wanted = [...ids];
    switch (kind) {
      case 'tasks':
        return db
          .select({ id: tasks.id })
          .from(tasks)
          .innerJoin(runs, eq(runs.id, tasks.runId))
          .where(and(inArray(tasks.id, wanted), visibleRows(visible, taskPolicyColumns)));
      case 'batches':
        return db
          .select({ id: runs.id })
          .from(runs)
          .where(and(inArray(runs.id, wanted), visibleRows(visible, runPolicyColumns)));
      case 'servers':
        return db
          .select({ id: servers.id })
          .from(servers)
          .where(and(inArray(servers.id, wanted), visibleRows(visible, serverPolicyColumns)));
      case 'checkpoints':
        return db
          .select({ id: checkpoints.id })
          .from(checkpoints)
          .where(and(inArray(checkpoints.id, wanted), visibleRows(visible, checkpointPolicyColumns)));
      case 'schedules':
        return db
          .select({ id: schedules.id })
          .from(schedules)
          .where(and(inArray(schedules.id, wanted), visibleRows(visible, schedulePolicyColumns)));
    }
  }

  return {
    /** Those of the ids that `visible` lets through; what isn't stored (any more) is not among them. */
    among: async (kind: SeenKind, ids: readonly string[], visible: RowFilter): Promise<ReadonlySet<string>> =>
      ids.length === 0 ? new Set() : new Set((await select(kind, ids, visible)).map(({ id }) => id)),
  };
}

export type SightRepository = ReturnType<typeof createSightRepository>;
