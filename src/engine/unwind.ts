import type { RollbackStatus } from '../../generated/enums.ts';
import { effectToken } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { rollbackChanged } from './announce.ts';
import { withRetry, type RetryPolicy } from './backoff.ts';
import { Stopped, type RunControl } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { underKey } from './keyed.ts';
import { nextUndo } from './machine.ts';
import type { NodeChange, NodeRecord, ResourceChange, RunRecord, TaskChange, TaskRecord } from './ports.ts';
import type { RunJournal } from './runJournal.ts';
import { traverse } from './traverse.ts';
import { goesWithServer, undoGraph } from './undoGraph.ts';

/** At least so many at once; a batch that was let do more at once may undo more at once. */
const UNDOS_AT_ONCE = 10;
/** All tries of one undo together, unless it is told otherwise; after it the undo counts as failed. */
const UNDO_DEADLINE_MS = 15 * 60_000;
/** What may work later is tried until the deadline. */
const UNDO_RETRY: RetryPolicy = {
  maxAttempts: Infinity,
  backoff: 'exponential',
  initialDelayMs: 500,
  maxDelayMs: 10_000,
};

/** Something that could not be undone (or, by a restore, done) and what a person can do about it. */
export interface Leftover {
  readonly run_id: string;
  readonly node: string;
  readonly kind: string;
  readonly name: string;
  readonly provider: string;
  readonly external_id: string | null;
  readonly reason: string;
  readonly remove_by_hand: string;
}

export interface UnwindReport {
  readonly executed: number;
  readonly failed: number;
  readonly result: JsonObject;
}

export interface Unwinding {
  /** The run that does the undoing: the failed batch itself, or a rollback. */
  readonly run: RunRecord;
  readonly journal: RunJournal;
  readonly control: RunControl;
  readonly deps: EngineDeps;
  readonly targets: readonly NodeRecord[];
  /** The tasks the targets belong to, and for each the indexes of those it depends on. */
  readonly tasks: readonly TaskRecord[];
  readonly waitsFor: readonly (readonly number[])[];
}

/** The attempt to make now: the one that was under way when the server died, else a new one. */
const nextAttempt = (node: NodeRecord): number =>
  node.undoStatus === 'Running' ? Math.max(1, node.undoAttempts) : node.undoAttempts + 1;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Aborts when the other signal does, or in so many ms unless it is closed: what is undone leaves no timer behind. */
function untilDeadline(other: AbortSignal, ms: number): { readonly signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort(other.reason);
  };
  if (other.aborted) stop();
  other.addEventListener('abort', stop);
  const timer = setTimeout(() => {
    controller.abort(new Stopped('timed out'));
  }, ms);
  return {
    signal: controller.signal,
    close: () => {
      clearTimeout(timer);
      other.removeEventListener('abort', stop);
    },
  };
}

/** Gives up waiting (not the effect) when the signal aborts. */
function givenUpBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Stopped('timed out'));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

/** Undoes the targets; each undo is retried, a failing one is recorded and the rest goes on. Safe to run again. */
export async function unwind(unwinding: Unwinding): Promise<UnwindReport> {
  const { run, journal, control, deps, targets } = unwinding;
  const tasks = new Map(unwinding.tasks.map((task) => [task.id, task]));
  const graph = undoGraph(
    targets,
    unwinding.tasks.map((task) => task.id),
    unwinding.waitsFor,
  );
  const covered = goesWithServer(targets, (node) => deps.actions.describe(node).reversible);
  const fate: (RollbackStatus | null)[] = targets.map((node) => node.undoStatus);
  const reasons = new Map<number, string>();
  const openOf = new Map<string, number>();
  for (const node of targets) openOf.set(node.taskId, (openOf.get(node.taskId) ?? 0) + 1);
  const failedOf = new Set<string>();
  let done = 0;

  /** The change to a task when one of its nodes reached its end. */
  function settled(node: NodeRecord, status: RollbackStatus): TaskChange[] {
    done++;
    const open = openOf.get(node.taskId)! - 1;
    openOf.set(node.taskId, open);
    if (status === 'Failed') failedOf.add(node.taskId);
    if (open > 0 || !tasks.has(node.taskId)) return [];
    return [{ id: node.taskId, rollbackStatus: failedOf.has(node.taskId) ? 'Failed' : 'Completed' }];
  }

  async function record(
    index: number,
    change: Omit<NodeChange, 'runId' | 'id'>,
    tasksChanged: TaskChange[],
    resources: readonly ResourceChange[],
  ) {
    const node = targets[index]!;
    await journal.append({
      starts: false,
      nodes: [{ runId: node.runId, id: node.id, undoRunId: run.id, ...change }],
      tasks: tasksChanged,
      resources: resources.map((resource) => ({
        runId: node.runId,
        nodeId: node.id,
        taskId: node.taskId,
        change: resource,
      })),
      run: run.kind === 'rollback' ? { progress: Math.round((1000 * done) / Math.max(1, targets.length)) / 10 } : {},
      events: [
        rollbackChanged(run, 'Running', {
          node: node.id,
          step: deps.actions.describe(node).title,
          undo: change.undoStatus === undefined ? 'running' : change.undoStatus.toLowerCase(),
        }),
      ],
    });
  }

  async function attemptUndo(index: number, first: number): Promise<readonly ResourceChange[]> {
    const node = targets[index]!;
    const { title, reversible } = deps.actions.describe(node);
    const server = covered.get(index);
    const isGone = server !== undefined && fate[server] === 'Completed';
    if (!reversible && !isGone) throw new Error(`${title} can't be undone`);
    const deadlineMs = deps.undoDeadlineMs ?? UNDO_DEADLINE_MS;
    const { signal, close } = untilDeadline(control.abandoned, deadlineMs);
    let reason = 'no answer';
    const attemptOnce = async (attempt: number): ReturnType<typeof deps.actions.undo> => {
      if (attempt > first) {
        const counted = [{ runId: node.runId, id: node.id, undoAttempts: attempt }];
        await journal.append({ starts: false, nodes: counted, events: [] });
      }
      const token = effectToken(node.runId, node.id, 'undo');
      const undo = (): ReturnType<typeof deps.actions.undo> => {
        control.ensureLeased();
        const context = { run, token, fence: run.epoch, attempt, signal, output: () => undefined };
        return givenUpBy(signal, deps.actions.undo(node, context));
      };
      return underKey(deps.slots, run, tasks.get(node.taskId), token, signal, undo).catch((error: unknown) => {
        if (!signal.aborted) reason = messageOf(error);
        throw error;
      });
    };
    try {
      return (await withRetry(UNDO_RETRY, signal, deps.random, first, attemptOnce)).resources;
    } catch (error) {
      if (!signal.aborted || control.abandoned.aborted || journal.lost(error)) throw error;
      throw new Error(`given up after ${deadlineMs / 1_000} s: ${reason}`, { cause: error });
    } finally {
      close();
    }
  }

  async function undoOne(index: number): Promise<void> {
    const node = targets[index]!;
    const before = node.undoStatus;
    if (before === 'Completed' || before === 'Skipped') {
      settled(node, before);
      return;
    }
    const first = nextAttempt(node);
    const running = nextUndo(before, 'start');
    const task: TaskChange = { id: node.taskId, rollbackStatus: running };
    await record(index, { undoStatus: running, undoAttempts: first }, [task], []);
    const end = async (event: 'complete' | 'fail', resources: readonly ResourceChange[], error?: string) => {
      const undoStatus = nextUndo(running, event);
      fate[index] = undoStatus;
      const change = { undoStatus, undoneAt: deps.clock.now(), ...(error === undefined ? {} : { undoError: error }) };
      await record(index, change, settled(node, undoStatus), resources);
    };
    let resources: readonly ResourceChange[];
    try {
      resources = await attemptUndo(index, first);
    } catch (error) {
      if (control.abandoned.aborted || journal.lost(error)) throw error;
      reasons.set(index, messageOf(error));
      await end('fail', [], messageOf(error));
      return;
    }
    await end('complete', resources);
  }

  await traverse({
    waitsFor: graph,
    limit: Math.max(UNDOS_AT_ONCE, run.parallelLimit),
    mayStart: () => !control.draining(),
    work: async (vertex) => {
      if (vertex < targets.length && !covered.has(vertex)) await undoOne(vertex);
      return true;
    },
  });
  for (const index of covered.keys()) if (!control.draining()) await undoOne(index);
  if (control.draining() && done < targets.length) throw new Stopped('abandoned');

  const leftovers = targets.flatMap((node, index): Leftover[] =>
    fate[index] === 'Failed' ? [leftoverOf(deps, node, reasons.get(index) ?? 'unknown')] : [],
  );
  const executed = fate.filter((status) => status === 'Completed').length;
  return {
    executed,
    failed: leftovers.length,
    result: {
      operations_executed: executed,
      operations_failed: leftovers.length,
      leftovers: leftovers as unknown as JsonObject[],
    },
  };
}

/** What stays behind, in the words of the contract. */
export function leftoverOf(
  deps: EngineDeps,
  node: NodeRecord,
  reason: string,
  direction: 'do' | 'undo' = 'undo',
): Leftover {
  const seen = deps.actions.describe(node);
  return {
    run_id: node.runId,
    node: node.id,
    kind: seen.kind,
    name: seen.name,
    provider: seen.provider,
    external_id: seen.externalId,
    reason,
    remove_by_hand: direction === 'undo' ? seen.removeByHand : seen.doByHand,
  };
}
