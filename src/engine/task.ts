import type { JsonObject } from '../domain/json.ts';
import { taskChanged, taskPrinted, taskProgressed } from './announce.ts';
import { Stopped, type RunControl } from './control.ts';
import { ended } from './ended.ts';
import { nextStatus } from './machine.ts';
import { createNodeRunner, messageOf, nodeOf, type Completed } from './node.ts';
import { EffectError, type Expansion, type NodeRecord } from './ports.ts';
import type { RunJournal } from './runJournal.ts';
import {
  forgetCall,
  setNode,
  setProgress,
  setUnwritten,
  taskProgress,
  upstreamNodes,
  type RunState,
  type TaskState,
} from './state.ts';
import { traverse } from './traverse.ts';
import type { EngineDeps } from './deps.ts';

/** Nodes of one task under way at once; a provider may allow fewer. */
const NODES_AT_ONCE = 10;
/** What a task keeps of its scripts' output: the end is what tells what went wrong. */
const OUTPUT_KEPT = 64 * 1024;

export type TaskOutcome = 'completed' | 'failed' | 'cancelled' | 'not started';

/** Nodes that were under way when a server died come first: they are brought to an end whatever happens to the others. */
const openFirst = (a: NodeRecord, b: NodeRecord): number =>
  Number(b.status === 'Running') - Number(a.status === 'Running') || a.ordinal - b.ordinal;

/** Takes one task from where the journal left it to its end, and tells how it ended. */
export function createTaskRunner(deps: EngineDeps, state: RunState, journal: RunJournal, control: RunControl) {
  const { actions, clock } = deps;
  const { run } = state;
  const { performNode, nodeDone, nodeFailed, withdrawOpen, resourceEvents, recorded } = createNodeRunner(
    deps,
    state,
    journal,
    control,
  );

  /** Commits that the task runs, together with the intents of the nodes that start with it. False: it was cancelled. */
  async function begin(task: TaskState, expansion: Expansion, derivable: boolean): Promise<boolean> {
    const now = clock.now();
    let first = NODES_AT_ONCE;
    const nodes = expansion.nodes.map((spec, ordinal): NodeRecord => {
      const node = nodeOf(run, task, spec, ordinal);
      return spec.dependencies.length === 0 && first-- > 0 ? { ...node, status: 'Running', attempts: 1 } : node;
    });
    const intents = nodes
      .filter((node) => node.status === 'Running')
      .map((node) => [node, actions.intent(node, run)] as const);
    const outcome = await journal.append({
      starts: true,
      tasks: [
        {
          id: task.record.id,
          ordinal: task.record.ordinal,
          status: nextStatus(task.status, 'start'),
          startedAt: now,
          ...(expansion.driver === null ? {} : { driver: expansion.driver }),
        },
      ],
      // Nodes that follow from the task alone are written when they are done: that the task runs says it all.
      newNodes: derivable ? [] : nodes,
      resources: intents.flatMap(([node, changes]) => recorded(task, node.id, changes)),
      events: [
        ...taskChanged(run, task.record, 'Running'),
        ...intents.flatMap(([, changes]) => resourceEvents(task, changes)),
      ],
    });
    if (outcome === 'cancelled') return false;
    task.status = 'Running';
    task.startedAt = now;
    task.driver = expansion.driver;
    for (const node of nodes) {
      setNode(task, node);
      if (derivable) setUnwritten(task, node.id);
    }
    return true;
  }

  function tellProgress(task: TaskState, node: NodeRecord, completed: Completed): void {
    setProgress(state, task, taskProgress(task));
    journal.post({
      starts: false,
      ...completed,
      tasks: [{ id: task.record.id, progress: task.progress }],
      run: { progress: state.progress },
      events: [...completed.events, taskProgressed(run, task.record, task.progress, actions.describe(node).title)],
    });
  }

  /**
   * Ends the task. Nobody waits for the commit: what depends on it may start, since its own start is committed behind
   * this (or with it), never before.
   */
  function end(
    task: TaskState,
    change: Omit<Parameters<typeof ended>[1], 'completedAt'>,
    more: JsonObject,
    completed: Completed | null = null,
  ): void {
    const isKnown = task.progress > 0 || control.cancelledTasks().has(task.record.id);
    task.status = change.status;
    if (change.progress !== undefined) setProgress(state, task, change.progress);
    if (change.error !== undefined) task.error = change.error;
    const { call, ...done } = completed ?? { events: [] };
    journal.post({
      starts: false,
      ...done,
      tasks: [
        ended(task.record, {
          ...change,
          completedAt: clock.now(),
          ...(task.startedAt === null ? {} : { startedAt: task.startedAt }),
          ...(task.driver === null ? {} : { driver: task.driver }),
          ...(call === true ? { call } : {}),
          ...(isKnown ? { known: true as const } : {}),
        }),
      ],
      run: { progress: state.progress },
      events: [...done.events, ...taskChanged(run, task.record, task.status, more)],
    });
    if (call === true) forgetCall(task);
  }

  async function perform(task: TaskState, notes: readonly string[]): Promise<TaskOutcome> {
    const { id, spec } = task.record;
    const timeout = spec['timeout_seconds'];
    const timer =
      typeof timeout === 'number'
        ? setTimeout(() => {
            control.timeOut(id, `timed out after ${timeout} seconds`);
          }, timeout * 1_000)
        : undefined;
    const signal = control.openTask(id);
    const nodes = [...task.nodes.values()].sort(openFirst);
    const indexOf = new Map(nodes.map((node, index) => [node.id, index]));
    const failures: { readonly node: NodeRecord; readonly error: unknown }[] = [];
    let last: Completed | null = null;
    // A restore brings back what it can: a step that fails stops only what waits for it.
    const goesOn = run.kind === 'restore';
    let printed = '';
    const print = (text: string): void => {
      printed = (printed + text).slice(-OUTPUT_KEPT);
      journal.tell(taskPrinted(run, task.record, text));
    };
    try {
      await traverse({
        waitsFor: nodes.map((node) => node.dependencies.map((id) => indexOf.get(id)!)),
        limit: NODES_AT_ONCE,
        mayStart: () => (failures.length === 0 || goesOn) && !signal.aborted && !control.draining(),
        work: async (index) => {
          const node = nodes[index]!;
          if (node.status === 'Completed') return true;
          if (node.status === 'Failed' || node.status === 'Cancelled') {
            failures.push({ node, error: new Error(node.error ?? node.status) });
            return false;
          }
          try {
            const effect = await control.whileOwned(performNode(task, node, signal, print));
            const completed = nodeDone(task, { ...node, status: 'Running' }, effect);
            if (nodesOpen(task) || failures.length > 0) tellProgress(task, node, completed);
            else last = completed;
            return true;
          } catch (error) {
            if (control.abandoned.aborted || journal.lost(error)) throw error;
            failures.push({ node, error: signal.aborted ? signal.reason : error });
            nodeFailed(
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
      control.closeTask(id);
    }
    if (failures.length > 0 || signal.aborted) await withdrawOpen(task);
    if (control.draining() && failures.length === 0 && !signal.aborted && nodesOpen(task))
      throw new Stopped('abandoned');
    return finish(task, failures, signal, printed, notes, last);
  }

  const nodesOpen = (task: TaskState): boolean =>
    [...task.nodes.values()].some((node) => node.status === 'Pending' || node.status === 'Running');

  function finish(
    task: TaskState,
    failures: readonly { readonly node: NodeRecord; readonly error: unknown }[],
    signal: AbortSignal,
    printed: string,
    notes: readonly string[],
    last: Completed | null,
  ): TaskOutcome {
    const { output, results } = actions.summarize(task.record, [...task.nodes.values()]);
    const text = [...notes, output, printed].filter((part) => part !== '').join('\n');
    const stop: unknown = signal.aborted ? signal.reason : null;
    // Also nodes that were withdrawn: they have ended, but not as the task was to.
    const unfinished = [...task.nodes.values()].some((node) => node.status !== 'Completed');
    if (stop instanceof Stopped && stop.reason === 'cancelled' && unfinished) {
      end(
        task,
        { status: 'Cancelled', error: 'cancelled by request', output: text, results },
        { reason: 'cancelled by request' },
        last,
      );
      return 'cancelled';
    }
    if (unfinished) {
      const first = failures[0];
      const reason =
        stop instanceof Stopped
          ? stop.message
          : `${first === undefined ? task.record.name : actions.describe(first.node).title}: ${messageOf(first?.error)}`;
      const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
      end(task, { status: 'Failed', error: reason + more, output: text, results }, { error: reason + more }, last);
      return 'failed';
    }
    const told = { output: output.slice(0, 1_000) };
    end(task, { status: 'Completed', progress: 100, output: text, results }, told, last);
    return 'completed';
  }

  /** An expansion that reads the recorded world must see what the tasks before it have done. */
  async function expandLater(task: TaskState): Promise<Expansion> {
    await journal.settled();
    return actions.expand(task.record, {
      run,
      upstream: () => upstreamNodes(state, task),
      signal: control.cancelled,
    });
  }

  /** Takes up a task that another server, or this one before a crash, had begun. */
  function resume(task: TaskState): Promise<TaskOutcome> {
    const derived = actions.expandNow(task.record)?.nodes ?? [];
    derived.forEach((spec, ordinal) => {
      if (task.nodes.has(spec.id)) return;
      setNode(task, { ...nodeOf(run, task, spec, ordinal), status: 'Running', attempts: 1 });
      setUnwritten(task, spec.id);
    });
    return perform(task, []);
  }

  async function runTask(task: TaskState): Promise<TaskOutcome> {
    if (deps.journal.full()) await journal.room();
    if (task.status === 'Running') return resume(task);
    if (control.cancelledTasks().has(task.record.id)) {
      end(
        task,
        { status: nextStatus(task.status, 'cancel'), error: 'cancelled by request' },
        { reason: 'cancelled by request' },
      );
      return 'cancelled';
    }
    const derived = actions.expandNow(task.record);
    let expansion: Expansion;
    try {
      expansion = derived ?? (await expandLater(task));
    } catch (error) {
      if (control.abandoned.aborted) throw error;
      const status = control.cancelled.aborted ? 'Cancelled' : 'Failed';
      if (!(await begin(task, { nodes: [], driver: null, notes: [] }, false))) return 'not started';
      end(task, { status, error: messageOf(error) }, { error: messageOf(error) });
      return status === 'Failed' ? 'failed' : 'cancelled';
    }
    if (!(await begin(task, expansion, derived !== null))) return 'not started';
    if (expansion.planned !== undefined) {
      const output = [...expansion.notes, expansion.planned.output].join('\n');
      end(task, { status: 'Completed', progress: 100, output, results: expansion.planned.results }, {});
      return 'completed';
    }
    return perform(task, expansion.notes);
  }

  return { runTask };
}
