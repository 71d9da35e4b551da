import type { JsonObject } from '../domain/json.ts';
import { isTerminal } from '../domain/status.ts';
import { effectToken } from '../domain/ids.ts';
import { rollbackChanged, runChanged, taskChanged } from './announce.ts';
import type { EngineDeps } from './deps.ts';
import { ended } from './ended.ts';
import { Fenced } from './journal.ts';
import type {
  Claimed,
  Entry,
  LoadedRun,
  NodeChange,
  NodeRecord,
  RunRecord,
  RunStore,
  TaskChange,
  TaskRecord,
} from './ports.ts';
import { createRunJournal, type RunJournal } from './runJournal.ts';
import { leftoverOf } from './unwind.ts';

/** Tasks told in one entry. */
const CHUNK = 500;

const REASON = 'given up: its servers died or failed at it, several times in a row';
const UNKNOWN = `${REASON}; its outcome is not known`;

/**
 * Ends a run that nobody gets to its end: no provider is called, since that may be what its servers died of. Steps whose
 * intent stands count as left over, so that a rollback takes them back and a resumption asks for them by the same token.
 */
export async function deadLetter(claimed: Claimed, deps: EngineDeps, store: RunStore): Promise<void> {
  const loaded = await store.load(claimed.runId, claimed.fresh);
  const { run } = loaded;
  if (run.epoch !== claimed.epoch) throw new Fenced(run.id);
  const journal = createRunJournal(deps, run);
  const backward = run.kind === 'rollback' || run.rollbackStatus !== null;
  const targets = run.kind === 'rollback' ? (await store.undoScope(run.id)).nodes : loaded.nodes;
  if (backward) await leaveUndone(journal, deps, targets);
  await endTasks(loaded, journal, deps);
  const result = backward ? resultOf(deps, targets) : undefined;
  await journal.append({
    starts: false,
    run: {
      status: 'Failed',
      error: REASON,
      completedAt: deps.clock.now(),
      ...(backward ? { rollbackStatus: 'Failed' as const } : {}),
      ...(result === undefined ? {} : { result }),
    },
    events: [
      ...(backward && run.kind !== 'rollback' ? [rollbackChanged(run, 'Failed')] : []),
      ...runChanged(run, 'Failed', { error: REASON, dead_lettered: true }),
    ],
  });
}

/** Nodes that have no row yet, since they follow from their task alone. */
function withDerived(task: TaskRecord, nodes: readonly NodeRecord[], deps: EngineDeps, run: RunRecord): NodeRecord[] {
  const known = new Set(nodes.map(({ id }) => id));
  const tokens = task.spec['tokens'] as Readonly<Record<string, string>> | undefined;
  return (deps.actions.expandNow(task)?.nodes ?? [])
    .filter(({ id }) => !known.has(id))
    .map((spec, ordinal) => ({
      ...spec,
      runId: run.id,
      taskId: task.id,
      ordinal,
      token: tokens?.[spec.id] ?? effectToken(run.id, spec.id, 'do'),
      status: 'Failed',
      attempts: 1,
      output: null,
      error: UNKNOWN,
      changed: true,
      doneSequence: null,
      undoStatus: null,
      undoAttempts: 0,
    }));
}

async function endTasks({ run, tasks, nodes }: LoadedRun, journal: RunJournal, deps: EngineDeps): Promise<void> {
  const byTask = new Map<string, NodeRecord[]>();
  for (const node of nodes) byTask.set(node.taskId, [...(byTask.get(node.taskId) ?? []), node]);
  const open = tasks.filter((task) => !isTerminal(task.status));
  for (let from = 0; from < open.length; from += CHUNK) {
    const now = deps.clock.now();
    const entry = { tasks: [] as TaskChange[], newNodes: [] as NodeRecord[], nodes: [] as NodeChange[] };
    const resources: NonNullable<Entry['resources']>[number][] = [];
    const events = open.slice(from, from + CHUNK).flatMap((task) => {
      const status = task.status === 'Running' ? 'Failed' : 'Cancelled';
      const error = status === 'Failed' ? REASON : `not started: the run was ${REASON}`;
      const { startedAt, driver } = task;
      const begun = startedAt === null ? {} : { startedAt, ...(driver === null ? {} : { driver }) };
      entry.tasks.push(ended(task, { status, error, completedAt: now, known: true, ...begun }));
      const own = byTask.get(task.id) ?? [];
      const unwritten = task.status === 'Running' ? withDerived(task, own, deps, run) : [];
      entry.newNodes.push(...unwritten);
      const running = own.filter((node) => node.status === 'Running');
      for (const { id } of running)
        entry.nodes.push({ runId: run.id, id, status: 'Failed', error: UNKNOWN, changed: true, doneAt: now });
      for (const node of [...running, ...unwritten])
        for (const change of deps.actions.failed(node, run, true))
          resources.push({ runId: run.id, nodeId: node.id, taskId: task.id, change });
      return taskChanged(run, task, status, { error, dead_lettered: true });
    });
    await journal.append({ starts: false, ...entry, resources, events });
  }
}

const stillStands = (node: NodeRecord): boolean =>
  node.changed && node.undoStatus !== 'Completed' && node.undoStatus !== 'Skipped';

/** Undos that were not reached or whose outcome is not known: a person decides, as on every leftover. */
async function leaveUndone(journal: RunJournal, deps: EngineDeps, nodes: readonly NodeRecord[]): Promise<void> {
  const open = nodes.filter((node) => stillStands(node) && node.undoStatus !== 'Failed');
  for (let from = 0; from < open.length; from += CHUNK) {
    await journal.append({
      starts: false,
      nodes: open.slice(from, from + CHUNK).map(({ runId, id }): NodeChange => ({
        runId,
        id,
        undoStatus: 'Failed',
        undoError: UNKNOWN,
        undoneAt: deps.clock.now(),
      })),
      events: [],
    });
  }
}

function resultOf(deps: EngineDeps, nodes: readonly NodeRecord[]): JsonObject {
  const left = nodes.filter(stillStands);
  return {
    operations_executed: nodes.filter(({ undoStatus }) => undoStatus === 'Completed').length,
    operations_failed: left.length,
    leftovers: left.map((node) => ({ ...leftoverOf(deps, node, UNKNOWN) })),
  };
}
