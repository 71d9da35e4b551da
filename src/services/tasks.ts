import type { Task, TaskWaiting } from '../../generated/contract/orchestrator.ts';
import type { Priority, TaskStatus } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { SeekPage, SeekRequest } from '../domain/paging.ts';
import { isTerminal } from '../domain/status.ts';
import type { TaskOfRun } from '../repositories/tasks.ts';
import { taskFacts } from './policyFacts.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { waitUntil } from './waiting.ts';
import { reasonsToWait, type WaitingDeps } from './waitingReasons.ts';

export interface TaskService {
  list(actor: Actor, filter: SeekRequest & { readonly status?: TaskStatus | undefined }): Promise<SeekPage<Task>>;
  /** `waitSeconds` holds the answer until the task is terminal, at most that long. */
  get(
    actor: Actor,
    id: string,
    options?: { readonly waitSeconds?: number | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<Task>;
  /** What keeps it from going on at this moment. */
  waiting(actor: Actor, id: string): Promise<TaskWaiting>;
  cancel(actor: Actor, id: string): Promise<string>;
}

const CANCELLED = 'Task cancelled';
const MAX_OUTPUT = 1_048_576;
const MAX_ERROR = 65_536;

/** A task as the contract shows it. */
export function toTaskAnswer({ task, runKind }: TaskOfRun): Task {
  return {
    id: task.id,
    name: task.name,
    command: task.command,
    args: task.args,
    dependencies: task.dependencies,
    status: task.status,
    created_at: task.createdAt.toISOString(),
    started_at: task.startedAt?.toISOString() ?? null,
    completed_at: task.completedAt?.toISOString() ?? null,
    output: task.output?.slice(0, MAX_OUTPUT) ?? null,
    error: task.error?.slice(0, MAX_ERROR) ?? null,
    kind: task.kind,
    terminal: isTerminal(task.status),
    batch_id: runKind === 'batch' ? task.runId : null,
    rollback_status: task.rollbackStatus,
    progress: task.progress,
    priority: (task.spec['priority'] as Priority | undefined) ?? 'normal',
  };
}

export function createTasks(deps: RunServiceDeps & WaitingDeps): TaskService {
  async function visible(actor: Actor, id: string): Promise<TaskOfRun> {
    const found = await deps.tasks.find(id);
    if (found === undefined) throw notFound('task', id);
    const resource = { kind: 'tasks', id, attributes: taskFacts(found) } as const;
    const { allowed } = await deps.decider.decide({ actor, action: 'read', resource });
    if (!allowed) throw notFound('task', id);
    return found;
  }

  return {
    list: async (actor, { status, ...page }) => {
      const visible = await deps.decider.rows(actor, 'read', 'tasks');
      const found = await deps.tasks.list({ status, visible }, page);
      return { ...found, items: found.items.map(toTaskAnswer) };
    },

    get: async (actor, id, { waitSeconds = 0, signal } = {}) => {
      const found = await waitUntil({
        subscribe: deps.events.subscribe,
        concerns: (event) => event.taskId === id && event.type === 'TaskStatusChanged',
        read: () => visible(actor, id),
        done: ({ task }) => isTerminal(task.status),
        waitMs: waitSeconds * 1_000,
        signal: signal === undefined ? deps.stopping : AbortSignal.any([signal, deps.stopping]),
      });
      return toTaskAnswer(found);
    },

    waiting: async (actor, id) => {
      const { task } = await visible(actor, id);
      return { task_id: id, status: task.status, reasons: await reasonsToWait(deps, task) };
    },

    cancel: async (actor, id) => {
      const found = await visible(actor, id);
      const { task, runKind } = found;
      const attributes = taskFacts(found);
      await deps.decider.require({ actor, action: 'cancel', resource: { kind: 'tasks', id, attributes } });
      if (runKind === 'rollback' || runKind === 'restore') {
        throw conflict('A rollback is not cancelled half-way; it ends by itself and tells what it could not undo');
      }
      const accepted = await deps.transact(async (tx) => {
        const now = deps.clock.now();
        const open =
          runKind === 'workflow'
            ? (await deps.runs.requestCancel(tx, task.runId, false, now)) !== undefined
            : await deps.tasks.requestCancel(tx, id, now);
        if (open) {
          await keepAnswer(tx, actor, 'cancelTask', { data: CANCELLED });
          await deps.audit(tx, {
            actor,
            action: 'task.cancel',
            resource: `tasks/${id}`,
            result: 'success',
            details: { name: task.name },
          });
        }
        return open;
      });
      if (!accepted) {
        const { task: ended } = await visible(actor, id);
        if (ended.status !== 'Cancelled') throw conflict(`Task ${id} has ended already: ${ended.status}`);
        return CANCELLED;
      }
      deps.engine.heed();
      deps.announce('cancelled');
      return CANCELLED;
    },
  };
}
