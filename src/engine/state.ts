import type { RollbackStatus, TaskStatus } from '../../generated/enums.ts';
import type { LoadedRun, NodeRecord, RunRecord, TaskRecord } from './ports.ts';

/** A task while its run is driven: the record, and what has become of it since. */
export interface TaskState {
  readonly record: TaskRecord;
  readonly index: number;
  /** How many steps it counts for in the run's progress. */
  readonly weight: number;
  status: TaskStatus;
  progress: number;
  error: string | null;
  driver: string | null;
  startedAt: Date | null;
  rollbackStatus: RollbackStatus | null;
  /** Written by `setNode`; of a call that is done there are none any more, since they follow from the task (`isCalled`). */
  nodes: ReadonlyMap<string, NodeRecord>;
  /** Nodes that have no row yet, since they follow from the task alone. */
  unwritten: ReadonlySet<string>;
  isCalled: boolean;
}

/** Of tasks that have not begun: a hundred thousand empty maps are more than all else that is known of them. */
const NO_NODES: ReadonlyMap<string, NodeRecord> = new Map();
const NONE_UNWRITTEN: ReadonlySet<string> = new Set();

/** Puts a node in the place of what was known of it. */
export function setNode(task: TaskState, node: NodeRecord): void {
  if (task.nodes === NO_NODES) task.nodes = new Map();
  (task.nodes as Map<string, NodeRecord>).set(node.id, node);
}

/** Notes that the node has no row. */
export function setUnwritten(task: TaskState, id: string): void {
  if (task.unwritten === NONE_UNWRITTEN) task.unwritten = new Set();
  (task.unwritten as Set<string>).add(id);
}

/** Notes that the node has a row from now on; answers whether it had none. */
export const setWritten = (task: TaskState, id: string): boolean =>
  task.unwritten !== NONE_UNWRITTEN && (task.unwritten as Set<string>).delete(id);

/** Lets go of the one node of a call that is done: it can be made from the task again. */
export function forgetCall(task: TaskState): void {
  task.isCalled = true;
  task.nodes = NO_NODES;
  task.unwritten = NONE_UNWRITTEN;
}

export interface RunState {
  readonly run: RunRecord;
  readonly tasks: readonly TaskState[];
  /** Indexes of the tasks each one depends on. */
  readonly waitsFor: readonly (readonly number[])[];
  /** Steps of all tasks, and how many of them are done. */
  readonly weight: number;
  done: number;
  progress: number;
}

const stepsOf = (task: TaskRecord): number => {
  const steps = task.spec['steps'];
  return typeof steps === 'number' && steps > 0 ? steps : 1;
};

export function createRunState({ run, tasks, nodes }: LoadedRun): RunState {
  const states = tasks.map((record, index): TaskState => ({
    record,
    index,
    weight: stepsOf(record),
    status: record.status,
    progress: record.progress,
    error: record.error,
    driver: record.driver,
    startedAt: record.startedAt,
    rollbackStatus: record.rollbackStatus,
    nodes: NO_NODES,
    unwritten: NONE_UNWRITTEN,
    isCalled: false,
  }));
  const indexOf = new Map(tasks.map((task, index) => [task.id, index]));
  for (const node of nodes) setNode(states[indexOf.get(node.taskId)!]!, node);
  return {
    run,
    tasks: states,
    waitsFor: tasks.map((task) => task.dependencies.map((id) => indexOf.get(id)!)),
    weight: states.reduce((sum, task) => sum + task.weight, 0),
    done: states.reduce((sum, task) => sum + (task.weight * task.progress) / 100, 0),
    progress: run.progress,
  };
}

const rounded = (percent: number): number => Math.round(percent * 10) / 10;

/** Percent of a task's nodes that are done. */
export function taskProgress(task: TaskState): number {
  if (task.nodes.size === 0) return 0;
  let done = 0;
  for (const node of task.nodes.values()) if (node.status === 'Completed') done++;
  return rounded((100 * done) / task.nodes.size);
}

/** Raises a task's percentage and with it the run's, which is weighted by the steps of its tasks; neither ever falls. */
export function setProgress(state: RunState, task: TaskState, percent: number): void {
  if (percent <= task.progress) return;
  state.done += (task.weight * (percent - task.progress)) / 100;
  task.progress = percent;
  state.progress = Math.max(state.progress, Math.min(100, rounded((100 * state.done) / state.weight)));
}

/** Completed nodes of everything the task depends on, nearest first. */
export function upstreamNodes(state: RunState, task: TaskState): NodeRecord[] {
  const seen = new Set<number>();
  const queue = [...state.waitsFor[task.index]!];
  const found: NodeRecord[] = [];
  for (let head = 0; head < queue.length; head++) {
    const index = queue[head]!;
    if (seen.has(index)) continue;
    seen.add(index);
    for (const node of state.tasks[index]!.nodes.values()) if (node.status === 'Completed') found.push(node);
    queue.push(...state.waitsFor[index]!);
  }
  return found;
}

/** All tasks that wait for one of these, directly or not. */
export function downstream(state: RunState, from: Iterable<number>): Set<number> {
  const dependants: number[][] = state.tasks.map(() => []);
  state.waitsFor.forEach((list, index) => {
    for (const earlier of list) dependants[earlier]!.push(index);
  });
  const reached = new Set<number>();
  const queue = [...from];
  for (let head = 0; head < queue.length; head++) {
    for (const next of dependants[queue[head]!]!) {
      if (reached.has(next)) continue;
      reached.add(next);
      queue.push(next);
    }
  }
  return reached;
}
