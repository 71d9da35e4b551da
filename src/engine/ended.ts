import type { TaskChange, TaskRecord } from './ports.ts';

type End = Omit<TaskChange, 'id' | 'ordinal' | 'infra' | 'provider'> & Required<Pick<TaskChange, 'status'>>;

/** How a task ended, with the infra and the provider it belongs to: lists of what has ended are narrowed by these. */
export function ended({ id, ordinal, provider, spec }: TaskRecord, end: End): TaskChange {
  const infra = spec['infra'];
  return { id, ordinal, infra: typeof infra === 'string' ? infra : null, provider, ...end };
}
