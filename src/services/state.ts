import type { Progress, Snapshot } from '../../generated/contract/orchestrator.ts';
import type { EventType, SnapshotState, TaskStatus } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import type { Clock } from '../domain/clock.ts';
import { notFound } from '../domain/errors.ts';
import type { LoggedEvent } from '../domain/events.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { isTerminal } from '../domain/status.ts';
import type { Actions, NodeRecord } from '../engine/ports.ts';
import type { Decider } from '../policy/decide.ts';
import type { EventRepository } from '../repositories/events.ts';
import type { RunRepository } from '../repositories/runs.ts';
import type { TaskRepository } from '../repositories/tasks.ts';
import { runFacts, taskFacts } from './policyFacts.ts';

export interface StateService {
  /** `id` is a task's or a batch's. */
  progress(actor: Actor, id: string): Promise<Progress>;
  snapshots(actor: Actor, id: string, page: PageRequest): Promise<Page<Snapshot>>;
}

interface StateDeps {
  readonly runs: RunRepository;
  readonly tasks: TaskRepository;
  readonly events: Pick<EventRepository, 'about'>;
  readonly describe: Actions['describe'];
  readonly decider: Pick<Decider, 'decide'>;
  readonly clock: Clock;
}

/** What is asked about: a whole run, or one task of it. */
interface Subject {
  readonly id: string;
  readonly runId: string;
  readonly taskId: string | null;
  readonly status: TaskStatus;
  readonly progress: number;
  readonly startedAt: Date | null;
  /** Steps of tasks that have not come apart into nodes yet. */
  readonly expected: ReadonlyMap<string, number>;
}

const STATUS_EVENTS = [
  'TaskStatusChanged',
  'BatchStatusChanged',
  'RollbackStatusChanged',
] as const satisfies readonly EventType[];
const SNAPSHOT_EVENTS: readonly EventType[] = [...STATUS_EVENTS, 'TaskProgress'];
/** A run changes its own status a handful of times. */
const ALL = { limit: 1_000, offset: 0 };

export function createState(deps: StateDeps): StateService {
  async function subject(actor: Actor, id: string): Promise<Subject> {
    const task = await deps.tasks.find(id);
    const run = task === undefined ? await deps.runs.find(id) : undefined;
    if (task === undefined && run === undefined) throw notFound('workflow', id);
    const attributes = task === undefined ? runFacts(run!) : taskFacts(task);
    const { allowed } = await deps.decider.decide({
      actor,
      action: 'read',
      resource: { kind: 'tasks', id, attributes },
    });
    if (!allowed) throw notFound('workflow', id);
    const steps = (spec: object): number => ('steps' in spec && typeof spec.steps === 'number' ? spec.steps : 1);
    if (task !== undefined) {
      const { task: row } = task;
      return {
        id,
        runId: row.runId,
        taskId: id,
        status: row.status,
        progress: row.progress,
        startedAt: row.startedAt,
        expected: new Map([[id, steps(row.spec)]]),
      };
    }
    const row = run!;
    const expected = await deps.tasks.expectedSteps(id);
    return {
      id,
      runId: id,
      taskId: null,
      status: row.status,
      progress: row.progress,
      startedAt: row.startedAt,
      expected,
    };
  }

  const mine = (about: Subject, taskId: string): boolean => about.taskId === null || about.taskId === taskId;

  return {
    progress: async (actor, id) => {
      const about = await subject(actor, id);
      const counts = (await deps.runs.steps(about.runId)).filter((row) => mine(about, row.taskId));
      const expanded = new Set(counts.map((row) => row.taskId));
      let total = counts.reduce((sum, row) => sum + row.n, 0);
      for (const [taskId, steps] of about.expected) if (!expanded.has(taskId)) total += steps;
      const completed = counts.reduce((sum, row) => sum + (row.status === 'Completed' ? row.n : 0), 0);
      const running: NodeRecord | undefined = isTerminal(about.status)
        ? undefined
        : await deps.runs.running(about.runId, about.taskId);
      return {
        workflow_id: about.id,
        status: about.status,
        terminal: isTerminal(about.status),
        progress: about.progress,
        current_step: running === undefined ? null : deps.describe(running).title.slice(0, 512),
        total_steps: total,
        completed_steps: completed,
        estimated_time_remaining: remaining(about, deps.clock.now()),
      };
    },

    snapshots: async (actor, id, page) => {
      const about = await subject(actor, id);
      const key = about.taskId === null ? { runId: about.runId } : { runId: about.runId, taskId: about.taskId };
      const { items, total } = await deps.events.about(key, page, SNAPSHOT_EVENTS);
      const own = about.taskId === null ? 'BatchStatusChanged' : 'TaskStatusChanged';
      const changes = (await deps.events.about(key, ALL, [own])).items;
      return { items: items.map((event) => toSnapshot(event, changes)), total };
    },
  };
}

/** Seconds left at the pace so far; null while there is no pace to go by. */
function remaining(about: Subject, now: Date): number | null {
  if (isTerminal(about.status)) return 0;
  if (about.startedAt === null || about.progress <= 0) return null;
  const elapsed = (now.getTime() - about.startedAt.getTime()) / 1_000;
  return Math.max(0, Math.round((elapsed * (100 - about.progress)) / about.progress));
}

/** A snapshot is what changed, with the state of the whole folded from its changes up to then. */
function toSnapshot(event: LoggedEvent, changes: readonly LoggedEvent[]): Snapshot {
  const last = changes.findLast((change) => change.sequence <= event.sequence);
  return {
    snapshot_id: event.id,
    sequence: event.sequence,
    timestamp: event.at.toISOString(),
    state: (last?.data['status'] ?? 'pending') as SnapshotState,
    details: { event_type: event.type, ...event.data },
  };
}
