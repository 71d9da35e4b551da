import { and, avg, count, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { TaskStatus } from '../../generated/enums.ts';
import type { Database } from './database.ts';
import { currentTasks, eventPacks, runs, taskStates } from './schema.ts';

/** Upper bounds of the task duration histogram, in seconds. */
export const DURATION_BUCKETS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600] as const;

export interface TaskFigures {
  /** Runs that were given up since they had cost too many servers. */
  readonly deadLettered: number;
  /** Tasks in each status there is. */
  readonly byStatus: ReadonlyMap<TaskStatus, number>;
  /** Of the tasks that ran and ended: how many took at most each bound of `DURATION_BUCKETS`, how many there are, and all their seconds. */
  readonly durations: { readonly cumulative: readonly number[]; readonly count: number; readonly sum: number };
}

export interface HealthRepository {
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Workflows and batches (not the tasks of their operations) by status. */
  workflowsByStatus(): Promise<ReadonlyMap<TaskStatus, number>>;
  /** Mean seconds of the completed workflows and batches, null when there are none. */
  averageWorkflowSeconds(): Promise<number | null>;
  snapshots(): Promise<number>;
  storageBytes(): Promise<number>;
  taskFigures(): Promise<TaskFigures>;
}

/** Figures over everything stored, for health, statistics and metrics: the same on every server of one database. */
export function createHealthRepository({ database }: { readonly database: Database }): HealthRepository {
  const db = database.in(undefined);
  const isWorkflow = inArray(runs.kind, ['batch', 'workflow']);
  const seconds = sql<number>`extract(epoch from ${taskStates.completedAt} - ${taskStates.startedAt})`;
  return {
    async ping() {
      await db.execute(sql`select 1`);
    },

    async workflowsByStatus() {
      const rows = await db
        .select({ status: runs.status, count: count() })
        .from(runs)
        .where(isWorkflow)
        .groupBy(runs.status);
      return new Map(rows.map((row) => [row.status, row.count]));
    },

    async averageWorkflowSeconds() {
      const [row] = await db
        .select({ seconds: avg(sql`extract(epoch from ${runs.completedAt} - ${runs.startedAt})`).mapWith(Number) })
        .from(runs)
        .where(and(isWorkflow, eq(runs.status, 'Completed'), isNotNull(runs.startedAt)));
      return row?.seconds ?? null;
    },

    async snapshots() {
      const [row] = await db
        .select({ count: sql`coalesce(sum(${eventPacks.snapshots}), 0)`.mapWith(Number) })
        .from(eventPacks)
        .where(isNotNull(eventPacks.runId));
      return row?.count ?? 0;
    },

    async storageBytes() {
      const [row] = await db
        .select({ bytes: sql`pg_database_size(current_database())`.mapWith(Number) })
        .from(sql`(select 1) as one`);
      return row?.bytes ?? 0;
    },

    async taskFigures() {
      const atMost = DURATION_BUCKETS.map((bound) => sql`count(*) filter (where ${seconds} <= ${bound}::float8)`);
      const rows = await db
        .select({
          status: taskStates.ended,
          count: count(),
          timed: count(seconds),
          sum: sql`coalesce(sum(${seconds}), 0)`.mapWith(Number),
          cumulative: sql`array[${sql.join(atMost, sql`, `)}]::float8[]`.mapWith((counts: readonly unknown[]) =>
            counts.map(Number),
          ),
        })
        .from(taskStates)
        .where(isNotNull(taskStates.ended))
        .groupBy(taskStates.ended);
      const open = await db
        .select({ status: currentTasks.status, count: count() })
        .from(currentTasks)
        .where(
          and(
            isNull(currentTasks.ended),
            inArray(currentTasks.runId, db.select({ id: runs.id }).from(runs).where(isNull(runs.completedAt))),
          ),
        )
        .groupBy(currentTasks.status);
      const [dead] = await db.select({ n: count() }).from(runs).where(isNotNull(runs.deadLetteredAt));
      const total = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
      return {
        deadLettered: dead?.n ?? 0,
        byStatus: new Map([...open, ...rows].map((row) => [row.status!, row.count])),
        durations: {
          cumulative: DURATION_BUCKETS.map((_, index) => total((row) => row.cumulative[index] ?? 0)),
          count: total((row) => row.timed),
          sum: total((row) => row.sum),
        },
      };
    },
  };
}
