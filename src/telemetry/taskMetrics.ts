import type { TaskStatus } from '../../generated/enums.ts';
import { lowered } from '../domain/status.ts';
import { DURATION_BUCKETS, type TaskFigures } from '../repositories/health.ts';

/**
 * The task metrics of the reference in the Prometheus text format (version 0.0.4). They come from the database and not
 * from counters in memory: so they are true over all servers and survive a restart. Every server tells the same
 * totals: take the maximum over servers, not the sum.
 */
export function taskMetricsText({ byStatus, durations, deadLettered }: TaskFigures): string {
  const ended: readonly TaskStatus[] = ['Completed', 'Failed', 'Cancelled'];
  const active: readonly TaskStatus[] = ['Pending', 'Running'];
  const sample = (name: string, statuses: readonly TaskStatus[]): string[] =>
    statuses.map((status) => `${name}{status="${lowered(status)}"} ${String(byStatus.get(status) ?? 0)}`);
  const buckets = DURATION_BUCKETS.map(
    (bound, index) =>
      `orchestrator_task_duration_seconds_bucket{le="${String(bound)}"} ${String(durations.cumulative[index] ?? 0)}`,
  );
  return [
    '# HELP orchestrator_tasks_total Total number of tasks',
    '# TYPE orchestrator_tasks_total counter',
    ...sample('orchestrator_tasks_total', ended),
    '# HELP orchestrator_task_duration_seconds Task execution duration',
    '# TYPE orchestrator_task_duration_seconds histogram',
    ...buckets,
    `orchestrator_task_duration_seconds_bucket{le="+Inf"} ${String(durations.count)}`,
    `orchestrator_task_duration_seconds_sum ${String(durations.sum)}`,
    `orchestrator_task_duration_seconds_count ${String(durations.count)}`,
    '# HELP orchestrator_tasks_open Tasks that have not ended yet',
    '# TYPE orchestrator_tasks_open gauge',
    ...sample('orchestrator_tasks_open', active),
    '# HELP orchestrator_dead_letters_total Runs given up after too many crashes',
    '# TYPE orchestrator_dead_letters_total counter',
    `orchestrator_dead_letters_total ${String(deadLettered)}`,
    '',
  ].join('\n');
}
