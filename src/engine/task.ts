import { effectToken } from '../domain/ids.ts';
import type { EventDraft } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import { serverChanged, taskChanged, taskPrinted, taskProgressed } from './announce.ts';
import { DEFAULT_RETRY, withRetry, type RetryPolicy } from './backoff.ts';
import { Stopped, type RunControl } from './control.ts';
import { nextStatus } from './machine.ts';
import {
  EffectError,
  type Effect,
  type Expansion,
  type NodeChange,
  type NodeRecord,
  type ResourceChange,
  type TaskChange,
} from './ports.ts';
import type { RunJournal } from './runJournal.ts';
import { runProgress, taskProgress, upstreamNodes, type RunState, type TaskState } from './state.ts';
import { traverse } from './traverse.ts';
import type { EngineDeps } from './deps.ts';

/** Nodes of one task under way at once; a provider may allow fewer. */
const NODES_AT_ONCE = 10;
/** What a task keeps of its scripts' output: the end is what tells what went wrong. */
const OUTPUT_KEPT = 64 * 1024;

export type TaskOutcome = 'completed' | 'failed' | 'cancelled' | 'not started';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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

/** Takes one task from where the journal left it to its end, and tells how it ended. */
export function createTaskRunner(deps: EngineDeps, state: RunState, journal: RunJournal, control: RunControl) {
  const { actions, clock, random } = deps;
  const { run } = state;

  const resourceEvents = (task: TaskState, changes: readonly ResourceChange[]): EventDraft[] =>
    changes.flatMap((change) => serverChanged(run, task.record.id, change));

  const recorded = (task: TaskState, nodeId: string, changes: readonly ResourceChange[]) =>
    changes.map((change) => ({ runId: run.id, nodeId, taskId: task.record.id, change }));

  async function begin(task: TaskState, expansion: Expansion): Promise<boolean> {
    const now = clock.now();
    const nodes = expansion.nodes.map((spec, ordinal): NodeRecord => ({
      ...spec,
      runId: run.id,
      taskId: task.record.id,
      ordinal,
      token: effectToken(run.id, spec.id, 'do'),
      status: 'Pending',
      attempts: 0,
      output: null,
      error: null,
      changed: false,
      doneSequence: null,
      undoStatus: null,
      undoAttempts: 0,
    }));
    const outcome = await journal.append({
      starts: true,
      tasks: [
        {
          id: task.record.id,
          status: nextStatus(task.status, 'start'),
          startedAt: now,
          ...(expansion.driver === null ? {} : { driver: expansion.driver }),
        },
      ],
      newNodes: nodes,
      events: taskChanged(run, task.record, 'Running'),
    });
    if (outcome === 'cancelled') return false;
    task.status = 'Running';
    for (const node of nodes) task.nodes.set(node.id, node);
    return true;
  }

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
      task.nodes.set(node.id, { ...node, status: 'Running' });
    }
    const first = Math.max(1, node.attempts);
    return withRetry(retryPolicy(task.record.spec), signal, random, first, async (attempt) => {
      if (attempt > first)
        await journal.append({ starts: false, nodes: [{ runId: run.id, id: node.id, attempts: attempt }], events: [] });
      return actions.perform(node, { run, token: node.token, fence: run.epoch, attempt, signal, output: printed });
    });
  }

  async function nodeDone(task: TaskState, node: NodeRecord, effect: Effect): Promise<void> {
    task.nodes.set(node.id, { ...node, status: 'Completed', output: effect.output, changed: effect.changed });
    task.progress = Math.max(task.progress, taskProgress(task));
    const change: NodeChange = {
      runId: run.id,
      id: node.id,
      status: 'Completed',
      output: effect.output,
      changed: effect.changed,
      doneAt: clock.now(),
    };
    await journal.append({
      starts: false,
      nodes: [change],
      resources: recorded(task, node.id, effect.resources),
      tasks: [{ id: task.record.id, progress: task.progress }],
      run: { progress: runProgress(state) },
      events: [
        ...resourceEvents(task, effect.resources),
        taskProgressed(run, task.record, task.progress, actions.describe(node).title),
      ],
    });
  }

  async function nodeFailed(task: TaskState, node: NodeRecord, error: unknown, stopped: boolean): Promise<void> {
    const leftover = error instanceof EffectError && error.leftover;
    const status = stopped ? 'Cancelled' : 'Failed';
    const current = task.nodes.get(node.id)!;
    if (current.status === 'Pending') return;
    const resources = actions.failed(node, run, leftover);
    task.nodes.set(node.id, { ...node, status, error: messageOf(error), changed: leftover });
    await journal.append({
      starts: false,
      nodes: [{ runId: run.id, id: node.id, status, error: messageOf(error), changed: leftover, doneAt: clock.now() }],
      resources: recorded(task, node.id, resources),
      events: [
        ...resourceEvents(task, resources),
        taskProgressed(run, task.record, task.progress, `${actions.describe(node).title}: ${messageOf(error)}`),
      ],
    });
  }

  async function end(task: TaskState, change: Omit<TaskChange, 'id' | 'completedAt'>, more: JsonObject): Promise<void> {
    if (change.status !== undefined) task.status = change.status;
    if (change.progress !== undefined) task.progress = change.progress;
    if (change.error !== undefined) task.error = change.error;
    await journal.append({
      starts: false,
      tasks: [{ id: task.record.id, ...change, completedAt: clock.now() }],
      run: { progress: runProgress(state) },
      events: taskChanged(run, task.record, task.status, more),
    });
  }

  async function perform(task: TaskState, notes: readonly string[]): Promise<TaskOutcome> {
    const timeout = task.record.spec['timeout_seconds'];
    const limit = new AbortController();
    const timer =
      typeof timeout === 'number'
        ? setTimeout(() => {
            limit.abort(new Stopped('timed out'));
          }, timeout * 1_000)
        : undefined;
    const signal = AbortSignal.any([control.cancelled, control.taskSignal(task.record.id), limit.signal]);
    const nodes = [...task.nodes.values()].sort((a, b) => a.ordinal - b.ordinal);
    const indexOf = new Map(nodes.map((node, index) => [node.id, index]));
    const failures: { readonly node: NodeRecord; readonly error: unknown }[] = [];
    let printed = '';
    const print = (text: string): void => {
      printed = (printed + text).slice(-OUTPUT_KEPT);
      journal.tell(taskPrinted(run, task.record, text));
    };
    try {
      await traverse({
        waitsFor: nodes.map((node) => node.dependencies.map((id) => indexOf.get(id)!)),
        limit: NODES_AT_ONCE,
        mayStart: () => failures.length === 0 && !signal.aborted && !control.draining(),
        work: async (index) => {
          const node = nodes[index]!;
          if (node.status === 'Completed') return true;
          if (node.status === 'Failed' || node.status === 'Cancelled') {
            failures.push({ node, error: new Error(node.error ?? node.status) });
            return false;
          }
          try {
            const effect = await whileOwned(performNode(task, node, signal, print));
            await nodeDone(task, { ...node, status: 'Running' }, effect);
            return true;
          } catch (error) {
            if (control.abandoned.aborted || journal.lost(error)) throw error;
            failures.push({ node, error: signal.aborted ? signal.reason : error });
            await nodeFailed(
              task,
              node,
              signal.aborted && !(error instanceof EffectError) ? signal.reason : error,
              signal.aborted,
            );
            return false;
          }
        },
      });
    } finally {
      clearTimeout(timer);
    }
    if (control.draining() && failures.length === 0 && !signal.aborted && nodesOpen(task))
      throw new Stopped('abandoned');
    return finish(task, failures, signal, printed, notes);
  }

  const nodesOpen = (task: TaskState): boolean =>
    [...task.nodes.values()].some((node) => node.status === 'Pending' || node.status === 'Running');

  async function finish(
    task: TaskState,
    failures: readonly { readonly node: NodeRecord; readonly error: unknown }[],
    signal: AbortSignal,
    printed: string,
    notes: readonly string[],
  ): Promise<TaskOutcome> {
    const { output, results } = actions.summarize(task.record, [...task.nodes.values()]);
    const text = [...notes, output, printed].filter((part) => part !== '').join('\n');
    const stop: unknown = signal.aborted ? signal.reason : null;
    if (stop instanceof Stopped && stop.reason === 'cancelled' && (failures.length > 0 || nodesOpen(task))) {
      await end(
        task,
        { status: 'Cancelled', error: 'cancelled by request', output: text, results },
        { reason: 'cancelled by request' },
      );
      return 'cancelled';
    }
    if (failures.length > 0 || nodesOpen(task)) {
      const first = failures[0];
      const reason =
        stop instanceof Stopped
          ? `timed out after ${String(task.record.spec['timeout_seconds'])} seconds`
          : `${first === undefined ? task.record.name : actions.describe(first.node).title}: ${messageOf(first?.error)}`;
      const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
      await end(task, { status: 'Failed', error: reason + more, output: text, results }, { error: reason + more });
      return 'failed';
    }
    await end(task, { status: 'Completed', progress: 100, output: text, results }, { output: output.slice(0, 1_000) });
    return 'completed';
  }

  /** Gives up waiting (not the effect) once this server no longer drives the run. */
  function whileOwned<T>(work: Promise<T>): Promise<T> {
    if (control.abandoned.aborted) return Promise.reject(new Stopped('abandoned'));
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        reject(new Stopped('abandoned'));
      };
      control.abandoned.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => {
        control.abandoned.removeEventListener('abort', stop);
      });
    });
  }

  async function runTask(task: TaskState): Promise<TaskOutcome> {
    if (task.status === 'Running') return perform(task, []);
    if (control.cancelledTasks().has(task.record.id)) {
      await end(
        task,
        { status: nextStatus(task.status, 'cancel'), error: 'cancelled by request' },
        { reason: 'cancelled by request' },
      );
      return 'cancelled';
    }
    let expansion: Expansion;
    try {
      expansion = await actions.expand(task.record, {
        run,
        upstream: upstreamNodes(state, task),
        signal: control.cancelled,
      });
    } catch (error) {
      if (control.abandoned.aborted) throw error;
      const status = control.cancelled.aborted ? 'Cancelled' : 'Failed';
      if (!(await begin(task, { nodes: [], driver: null, notes: [] }))) return 'not started';
      await end(task, { status, error: messageOf(error) }, { error: messageOf(error) });
      return status === 'Failed' ? 'failed' : 'cancelled';
    }
    if (!(await begin(task, expansion))) return 'not started';
    if (expansion.planned !== undefined) {
      const output = [...expansion.notes, expansion.planned.output].join('\n');
      await end(task, { status: 'Completed', progress: 100, output, results: expansion.planned.results }, {});
      return 'completed';
    }
    return perform(task, expansion.notes);
  }

  return { runTask, end };
}
