import { effectToken } from '../domain/ids.ts';
import type { EventDraft } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import { serverChanged, taskProgressed } from './announce.ts';
import { DEFAULT_RETRY, withRetry, type RetryPolicy } from './backoff.ts';
import { Stopped, type RunControl } from './control.ts';
import type { EngineDeps } from './deps.ts';
import {
  EffectError,
  type Effect,
  type Entry,
  type NodeChange,
  type NodeRecord,
  type NodeSpec,
  type Actions,
  type ResourceChange,
  type RunRecord,
  type TaskChange,
} from './ports.ts';
import type { RunJournal } from './runJournal.ts';
import { setNode, setWritten, type RunState, type TaskState } from './state.ts';

/** What a completed node adds to the entry that tells of it. */
export type Completed = Pick<Entry, 'newNodes' | 'nodes' | 'resources'> &
  Pick<TaskChange, 'call'> & { readonly events: readonly EventDraft[] };

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function retryPolicy(spec: JsonObject): RetryPolicy {
  const retry = spec['retry'] as
    | { max_attempts?: number; backoff?: 'exponential' | 'fixed'; initial_delay?: number; max_delay?: number }
    | undefined;
  if (retry === undefined) return DEFAULT_RETRY;
  return {
    maxAttempts: retry.max_attempts ?? DEFAULT_RETRY.maxAttempts,
    backoff: retry.backoff ?? DEFAULT_RETRY.backoff,
    initialDelayMs: retry.initial_delay === undefined ? DEFAULT_RETRY.initialDelayMs : retry.initial_delay * 1_000,
    maxDelayMs: retry.max_delay === undefined ? DEFAULT_RETRY.maxDelayMs : retry.max_delay * 1_000,
  };
}

/** Of a resumed batch: what the effect may be known by already, since its first try ended with an unknown outcome. */
const inheritedToken = ({ record }: TaskState, nodeId: string): string | undefined =>
  (record.spec['tokens'] as Readonly<Record<string, string>> | undefined)?.[nodeId];

/** A node as it is before anything is done. */
export const nodeOf = (run: RunRecord, task: TaskState, spec: NodeSpec, ordinal: number): NodeRecord => ({
  ...spec,
  runId: run.id,
  taskId: task.record.id,
  ordinal,
  token: inheritedToken(task, spec.id) ?? effectToken(run.id, spec.id, 'do'),
  status: 'Pending',
  attempts: 0,
  output: null,
  error: null,
  changed: false,
  doneSequence: null,
  undoStatus: null,
  undoAttempts: 0,
});

/** The nodes of a task: as they are known, or, of a call that was done and forgotten, as it follows from the task. */
export function nodesOf(actions: Actions, run: RunRecord, task: TaskState): NodeRecord[] {
  if (!task.isCalled) return [...task.nodes.values()];
  return (actions.expandNow(task.record)?.nodes ?? []).map((spec, ordinal) => ({
    ...nodeOf(run, task, spec, ordinal),
    status: 'Completed',
    attempts: 1,
    changed: true,
  }));
}

/** Takes single nodes from intent to outcome; the task decides which and in what order. */
export function createNodeRunner(deps: EngineDeps, { run }: RunState, journal: RunJournal, control: RunControl) {
  const { actions, clock, random } = deps;

  const resourceEvents = (task: TaskState, changes: readonly ResourceChange[]): EventDraft[] =>
    changes.flatMap((change) => serverChanged(run, task.record.id, change));

  const recorded = (task: TaskState, nodeId: string, changes: readonly ResourceChange[]) =>
    changes.map((change) => ({ runId: run.id, nodeId, taskId: task.record.id, change }));

  async function performNode(task: TaskState, node: NodeRecord, signal: AbortSignal, printed: (text: string) => void) {
    if (node.status === 'Pending') {
      const resources = actions.intent(node, run);
      const outcome = await journal.append({
        starts: true,
        nodes: [{ runId: run.id, id: node.id, status: 'Running', attempts: 1, intentAt: clock.now() }],
        resources: recorded(task, node.id, resources),
        events: resourceEvents(task, resources),
      });
      if (outcome === 'cancelled') throw new Stopped('cancelled');
      setNode(task, { ...node, status: 'Running' });
    }
    const first = Math.max(1, node.attempts);
    return withRetry(retryPolicy(task.record.spec), signal, random, first, async (attempt) => {
      if (attempt > first) {
        const again: NodeRecord = { ...node, status: 'Running', attempts: attempt };
        const change = { runId: run.id, id: node.id, attempts: attempt };
        await journal.append({ starts: false, ...written(task, again, change), events: [] });
      }
      control.ensureLeased();
      return actions.perform(node, { run, token: node.token, fence: run.epoch, attempt, signal, output: printed });
    });
  }

  /** A node's first row, or a change of it. */
  function written(task: TaskState, node: NodeRecord, change: NodeChange): Pick<Entry, 'newNodes' | 'nodes'> {
    return setWritten(task, node.id) ? { newNodes: [node] } : { nodes: [change] };
  }

  /** What is committed of a completed node: at once, or with the task's end when it was the last one. */
  function nodeDone(task: TaskState, node: NodeRecord, effect: Effect): Completed {
    const done: NodeRecord = { ...node, status: 'Completed', output: effect.output, changed: effect.changed };
    setNode(task, done);
    // A call is all that its task consists of: the task's end tells it.
    if (done.kind === 'http' && done.id === task.record.name && done.changed && task.unwritten.has(node.id))
      return { call: true, events: resourceEvents(task, effect.resources) };
    return {
      ...written(task, done, {
        runId: run.id,
        id: node.id,
        status: 'Completed',
        output: effect.output,
        changed: effect.changed,
        doneAt: clock.now(),
      }),
      resources: recorded(task, node.id, effect.resources),
      events: resourceEvents(task, effect.resources),
    };
  }

  function nodeFailed(task: TaskState, node: NodeRecord, error: unknown, stopped: boolean): void {
    const leftover = error instanceof EffectError && error.leftover;
    const status = stopped ? 'Cancelled' : 'Failed';
    const current = task.nodes.get(node.id)!;
    if (current.status === 'Pending') return;
    const resources = actions.failed(node, run, leftover);
    const failed: NodeRecord = { ...node, status, error: messageOf(error), changed: leftover };
    setNode(task, failed);
    journal.post({
      starts: false,
      ...written(task, failed, {
        runId: run.id,
        id: node.id,
        status,
        error: messageOf(error),
        changed: leftover,
        doneAt: clock.now(),
      }),
      resources: recorded(task, node.id, resources),
      events: [
        ...resourceEvents(task, resources),
        taskProgressed(run, task.record, task.progress, `${actions.describe(node).title}: ${messageOf(error)}`),
      ],
    });
  }

  /**
   * Nodes whose intent stands although nobody works on them (the server died, and now the task is to end): whether they
   * had an effect is not known, so it is taken back, which does nothing where there is none.
   */
  async function withdrawOpen(task: TaskState): Promise<void> {
    for (const node of [...task.nodes.values()].filter((one) => one.status === 'Running')) {
      const { title, reversible } = actions.describe(node);
      const token = effectToken(run.id, node.id, 'undo');
      const context = { run, token, fence: run.epoch, attempt: 1, signal: control.abandoned, output: () => undefined };
      try {
        if (!reversible) throw new Error(`${title} can't be undone`);
        control.ensureLeased();
        await control.whileOwned(actions.undo(node, context));
        nodeFailed(task, node, new Stopped('cancelled'), true);
      } catch (error) {
        if (control.abandoned.aborted || journal.lost(error)) throw error;
        const reason = `its outcome is not known, and taking it back failed: ${messageOf(error)}`;
        nodeFailed(task, node, new EffectError('UNKNOWN_OUTCOME', reason, { leftover: true }), true);
      }
    }
  }

  return { performNode, nodeDone, nodeFailed, withdrawOpen, resourceEvents, recorded };
}
