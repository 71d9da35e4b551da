import type { Priority, TaskStatus } from '../../generated/enums.ts';
import type { EventDraft } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';
import { rankOf } from '../domain/priority.ts';
import { isTerminal } from '../domain/status.ts';
import { rollbackChanged, runChanged, taskChanged } from './announce.ts';
import { Stopped, type RunControl } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { ended } from './ended.ts';
import { runUnderKey } from './keyed.ts';
import { nextStatus } from './machine.ts';
import { nodesOf } from './node.ts';
import type { LoadedRun, NodeRecord, RunChange, RunRecord, TaskChange } from './ports.ts';
import { createRunJournal, type RunJournal } from './runJournal.ts';
import { createRunState, downstream, type RunState, type TaskState } from './state.ts';
import { createTaskRunner } from './task.ts';
import { traverse } from './traverse.ts';
import { leftoverOf, unwind, type UnwindReport } from './unwind.ts';

/** Cancelled tasks told in one entry. */
const CHUNK = 1_000;

/**
 * Drives one run from where the journal left it to its end: forward through its graph, then backward if it failed (or
 * was cancelled) and is to be undone. Rejects with `Stopped` or `Fenced` when this server gives it up.
 */
export async function drive(loaded: LoadedRun, deps: EngineDeps, control: RunControl): Promise<void> {
  const state = createRunState(loaded);
  const journal = createRunJournal(deps, state.run);
  if (state.run.rollbackStatus === null) {
    const stopClock = startClock(state, deps, control);
    await forward(state, deps, journal, control).finally(stopClock);
    await cancelRest(state, deps, journal, control);
  }
  const undone = await rollBack(state, deps, journal, control);
  await finish(state, deps, journal, control, undone);
}

const timeoutOf = ({ spec }: RunRecord): number | undefined => spec['timeout_seconds'] as number | undefined;

const timedOut = (run: RunRecord): string => `the batch timed out after ${String(timeoutOf(run))} seconds`;

/** The whole run's time limit, counted from its first start on whatever server. Answers what stops the clock. */
function startClock({ run }: RunState, deps: EngineDeps, control: RunControl): () => void {
  const seconds = timeoutOf(run);
  if (seconds === undefined) return () => undefined;
  const since = run.startedAt ?? deps.clock.now();
  const left = since.getTime() + seconds * 1_000 - deps.clock.now().getTime();
  const timer = setTimeout(() => {
    control.expire(timedOut(run));
  }, left);
  return () => {
    clearTimeout(timer);
  };
}

const failedTasks = (state: RunState): TaskState[] => state.tasks.filter((task) => task.status === 'Failed');

/** A failed operation stops what has not started, when the run is to be rolled back and it was not told to go on. */
function stopsTheRun(state: RunState, task: TaskState): boolean {
  return task.status === 'Failed' && state.run.rollbackEnabled && task.record.spec['continue_on_error'] !== true;
}

async function forward(state: RunState, deps: EngineDeps, journal: RunJournal, control: RunControl): Promise<void> {
  const runner = createTaskRunner(deps, state, journal, control);
  const halted = new AbortController();
  const stop = (): void => {
    halted.abort(new Stopped('cancelled'));
  };
  if (state.tasks.some((task) => stopsTheRun(state, task))) stop();
  const begun = (index: number): boolean => state.tasks[index]!.status !== 'Pending';
  await traverse({
    // In a run that was taken over, what is under way already holds its place in the limit before anything new starts.
    waitsFor: state.waitsFor.map((list) => list.filter((index) => state.tasks[index]!.status !== 'Completed')),
    priority: (index) =>
      begun(index)
        ? Infinity
        : rankOf((state.tasks[index]!.record.spec['priority'] as Priority | undefined) ?? 'normal'),
    limit: state.run.parallelLimit,
    // What was under way when its server died is brought to its end, also in a run that is to stop: it may have had an
    // effect, and only its end says what is to be undone.
    mayStart: (index) =>
      !control.draining() &&
      journal.failure() === null &&
      (begun(index) || (!halted.signal.aborted && !control.expired() && !control.cancelled.aborted)),
    work: async (index) => {
      const task = state.tasks[index]!;
      if (isTerminal(task.status)) return task.status === 'Completed';
      const outcome = await runUnderKey(deps.slots, state.run, task, control, halted.signal, () =>
        runner.runTask(task),
      );
      if (outcome === 'not started') stop();
      if (outcome === 'failed' || outcome === 'cancelled') {
        if (stopsTheRun(state, task)) stop();
        await cancelDependants(state, deps, journal, task);
      }
      return outcome === 'completed';
    },
  });
  // What was posted last needs no waiting for: entries are committed in order, so the run's end can't come before it.
  const failure = journal.failure();
  if (failure !== null) throw failure;
  const open = state.tasks.some((task) => !isTerminal(task.status));
  if (open && control.draining()) throw new Stopped('abandoned');
}

async function cancelTasks(
  deps: EngineDeps,
  state: RunState,
  journal: RunJournal,
  tasks: readonly TaskState[],
  reason: (task: TaskState) => string,
): Promise<void> {
  for (let from = 0; from < tasks.length; from += CHUNK) {
    const now = deps.clock.now();
    const changes: TaskChange[] = [];
    const events: EventDraft[] = [];
    for (const task of tasks.slice(from, from + CHUNK)) {
      task.status = nextStatus(task.status, 'cancel');
      task.error = reason(task);
      changes.push(ended(task.record, { status: task.status, error: task.error, completedAt: now }));
      events.push(...taskChanged(state.run, task.record, task.status, { reason: task.error }));
    }
    await journal.append({ starts: false, tasks: changes, events });
  }
}

async function cancelDependants(
  state: RunState,
  deps: EngineDeps,
  journal: RunJournal,
  task: TaskState,
): Promise<void> {
  const waiting = [...downstream(state, [task.index])]
    .map((i) => state.tasks[i]!)
    .filter((t) => t.status === 'Pending');
  const word = task.status === 'Failed' ? 'failed' : 'was cancelled';
  await cancelTasks(
    deps,
    state,
    journal,
    waiting,
    () => `not started: it depends on "${task.record.name}", which ${word}`,
  );
}

/** What never started ends `Cancelled` with the reason: the cancellation, or the failure that the run is undone for. */
async function cancelRest(state: RunState, deps: EngineDeps, journal: RunJournal, control: RunControl): Promise<void> {
  const rest = state.tasks.filter((task) => task.status === 'Pending');
  const failed = failedTasks(state)[0];
  const reason = control.expired()
    ? `not started: ${timedOut(state.run)}`
    : control.cancelled.aborted || failed === undefined
      ? 'cancelled by request'
      : `not started: operation "${failed.record.name}" failed and the batch is rolled back`;
  await cancelTasks(deps, state, journal, rest, () => reason);
}

/** The run's own completed nodes, and failed ones that left something behind. */
const undoable = (deps: EngineDeps, run: RunRecord, task: TaskState): NodeRecord[] =>
  nodesOf(deps.actions, run, task).filter((node) => node.changed);

async function rollBack(
  state: RunState,
  deps: EngineDeps,
  journal: RunJournal,
  control: RunControl,
): Promise<UnwindReport | null> {
  const { run } = state;
  const failed = run.rollbackEnabled && (failedTasks(state).length > 0 || ranOut(state, control));
  const asked = control.rollbackOnCancel() && state.tasks.some((task) => task.status === 'Cancelled');
  if (!failed && !asked && run.rollbackStatus === null) return null;
  const targets = state.tasks.flatMap((task) => undoable(deps, run, task));
  if (run.rollbackStatus === null) {
    await journal.append({
      starts: false,
      run: { rollbackStatus: 'Running' },
      callRows: true,
      events: [rollbackChanged(run, 'Running', { nodes: targets.length })],
    });
  }
  return unwind({
    run,
    journal,
    control,
    deps,
    targets,
    tasks: state.tasks.map((task) => task.record),
    waitsFor: state.waitsFor,
  });
}

function finalStatus(state: RunState, control: RunControl): TaskStatus {
  if (state.tasks.every((task) => task.status === 'Completed')) return 'Completed';
  if (control.cancelled.aborted) return 'Cancelled';
  return failedTasks(state).length > 0 || ranOut(state, control) ? 'Failed' : 'Cancelled';
}

/** Its time was up before all was done; said by its tasks when another server has taken it over since. */
const ranOut = ({ run, tasks }: RunState, control: RunControl): boolean =>
  tasks.some((task) => task.status !== 'Completed') &&
  (control.expired() || (timeoutOf(run) !== undefined && tasks.some((task) => task.error?.includes(timedOut(run)))));

/** A restore tells like a rollback what it did and what it could not do. */
function restoreResult(state: RunState, deps: EngineDeps): JsonObject {
  const nodes = state.tasks.flatMap((task) => [...task.nodes.values()]);
  const failed = nodes.filter((node) => node.status !== 'Completed');
  const titles = new Map(failed.map((node) => [node.id, deps.actions.describe(node).title]));
  const held = (node: NodeRecord): string => {
    const [earlier] = node.dependencies.flatMap((id) => titles.get(id) ?? []);
    return earlier === undefined ? 'not started' : `not started, since it waits for: ${earlier}`;
  };
  return {
    operations_executed: nodes.length - failed.length,
    operations_failed: failed.length,
    leftovers: failed.map((node) => ({
      ...leftoverOf(deps, node, node.error ?? held(node), 'do'),
    })),
  };
}

async function finish(
  state: RunState,
  deps: EngineDeps,
  journal: RunJournal,
  control: RunControl,
  undone: UnwindReport | null,
): Promise<void> {
  const status = finalStatus(state, control);
  const failed = failedTasks(state);
  const error =
    status === 'Failed' && (control.expired() || failed.length === 0)
      ? timedOut(state.run)
      : status === 'Failed'
        ? `operation "${failed[0]!.record.name}" failed: ${failed[0]!.error ?? 'no reason given'}`
        : status === 'Cancelled'
          ? 'cancelled by request'
          : undefined;
  const change: RunChange = {
    status,
    progress: status === 'Completed' ? 100 : state.progress,
    completedAt: deps.clock.now(),
    ...(error === undefined ? {} : { error }),
    ...(undone === null ? {} : { rollbackStatus: undone.failed === 0 ? 'Completed' : 'Failed', result: undone.result }),
    ...(state.run.kind === 'restore' ? { result: restoreResult(state, deps) } : {}),
  };
  const events = runChanged(state.run, status, error === undefined ? {} : { error });
  if (undone !== null && change.rollbackStatus !== undefined) {
    events.unshift(
      rollbackChanged(state.run, change.rollbackStatus, { executed: undone.executed, failed: undone.failed }),
    );
  }
  await journal.append({ starts: false, run: change, events });
}
