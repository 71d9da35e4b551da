import type { Schedule, ScheduleHead, ScheduleRun, ScheduleTarget } from '../../generated/contract/orchestrator.ts';
import type { EventDraft } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import type { ScheduleRow } from '../repositories/schedules.ts';
import { cronTimes } from './cron.ts';

type Row = ScheduleRow['schedule'];

/** Times that an answer tells. */
const TIMES_AHEAD = 5;

export const targetOf = (row: Row): ScheduleTarget => row.target as unknown as ScheduleTarget;

function lastRun({ schedule: row, run }: ScheduleRow): ScheduleRun | null {
  if (row.lastFor === null || row.lastAt === null || row.lastOutcome === null) return null;
  const ran = row.lastOutcome === 'started' || row.lastOutcome === 'skipped';
  return {
    scheduled_for: row.lastFor.toISOString(),
    at: row.lastAt.toISOString(),
    outcome: row.lastOutcome,
    batch_id: ran && run?.kind === 'batch' ? row.runId : null,
    task_id: ran ? row.taskId : null,
    status: row.lastStatus ?? (ran ? (run?.status ?? null) : null),
    error: row.lastError ?? (ran ? (run?.error ?? null) : null),
  };
}

export function toScheduleHead(found: ScheduleRow, now: Date): ScheduleHead {
  const { schedule: row } = found;
  const { nextAt } = row;
  const more = nextAt === null ? [] : cronTimes(row.cron, row.timeZone, now).next(TIMES_AHEAD - 1, nextAt);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    type: row.type,
    cron: row.cron,
    time_zone: row.timeZone,
    overlap: row.overlap,
    catch_up: row.catchUp,
    enabled: row.enabled,
    next_runs: nextAt === null ? [] : [nextAt, ...more].map((time) => time.toISOString()),
    waiting_since: row.waitingFor?.toISOString() ?? null,
    last_run: lastRun(found),
    owner: row.owner,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export const toSchedule = (found: ScheduleRow, now: Date): Schedule => ({
  ...toScheduleHead(found, now),
  target: found.schedule.target,
});

/** What followers hear of a schedule. */
export const scheduleEvent = (
  { id, name }: Pick<Row, 'id' | 'name'>,
  status: 'created' | 'updated' | 'deleted' | 'started' | 'skipped' | 'missed' | 'refused',
  more: JsonObject = {},
): EventDraft => ({
  type: 'ScheduleStatusChanged',
  runId: null,
  taskId: null,
  data: { schedule_id: id, name, status, ...more },
});
