import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type {
  ScheduleCatchUp,
  ScheduleOutcome,
  ScheduleOverlap,
  ScheduleType,
  TaskStatus,
} from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import { at } from './schemaColumns.ts';

/** What runs by itself at its times. */
export const schedules = pgTable(
  'schedules',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    description: text(),
    type: text().$type<ScheduleType>().notNull(),
    /** The body that is submitted at each time. */
    target: jsonb().$type<JsonObject>().notNull(),
    cron: text().notNull(),
    timeZone: text('time_zone').notNull(),
    overlap: text().$type<ScheduleOverlap>().notNull(),
    catchUp: text('catch_up').$type<ScheduleCatchUp>().notNull(),
    enabled: boolean().notNull(),
    /** Its runs are made as this user. */
    owner: uuid(),
    /** Rises with each change: who acts on a row says which version he saw, so of several one acts. */
    version: integer().notNull().default(0),
    /** The next time, null while it is paused. */
    nextAt: at('next_at'),
    /** The time of the run that waits for the end of the one before. */
    waitingFor: at('waiting_for'),
    /** The run that was started last. */
    runId: uuid('run_id'),
    taskId: uuid('task_id'),
    /** What became of its last time. */
    lastFor: at('last_for'),
    lastAt: at('last_at'),
    lastOutcome: text('last_outcome').$type<ScheduleOutcome>(),
    /** Of a look for drift, which is no run. */
    lastStatus: text('last_status').$type<TaskStatus>(),
    lastError: text('last_error'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('schedules_name').on(t.name),
    index('schedules_due')
      .on(t.nextAt)
      .where(sql`${t.nextAt} is not null`),
    index('schedules_waiting')
      .on(t.waitingFor)
      .where(sql`${t.waitingFor} is not null`),
  ],
);
