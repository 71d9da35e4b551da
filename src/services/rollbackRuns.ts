import type {
  Leftover,
  RollbackAccepted,
  RollbackHead,
  RollbackResult,
} from '../../generated/contract/orchestrator.ts';
import type { LeftoverStatus, RollbackStatus } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { effectToken } from '../domain/ids.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import { rankOf } from '../domain/priority.ts';
import { isTerminal } from '../domain/status.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeRecord, RunKind } from '../engine/ports.ts';
import type { Leftover as StoredLeftover } from '../engine/unwind.ts';
import { toSpec, type Difference, type RestoreSpec } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { NodeKey, UndoneNode } from '../repositories/rollbacks.ts';
import type { NewRun, NewTask, RunRow } from '../repositories/runs.ts';
import type { Alongside } from './alongside.ts';
import { stepsOf } from './difference.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { waitUntil } from './waiting.ts';

/** Undos of one rollback under way at once. */
const AT_ONCE = 50;

export const BACKWARD: readonly RunKind[] = ['rollback', 'restore'];

export interface Patience {
  /** How long the answer may wait for the end, in milliseconds. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a rollback run undoes and why. */
interface Undoing {
  /** The operation that asked for it. */
  readonly operation: string;
  readonly name: string;
  readonly checkpointId: string | null;
  readonly args: readonly string[];
  readonly nodes: readonly NodeRecord[];
  readonly audit: { readonly action: string; readonly resource?: string; readonly details?: Record<string, string> };
  readonly alongside?: Alongside | undefined;
}

/** The run and its one task, for a rollback or a restore. */
export function backwardRun(
  deps: Pick<RunServiceDeps, 'newId' | 'clock' | 'host'>,
  actor: Actor,
  what: {
    readonly kind: 'rollback' | 'restore';
    readonly name: string;
    readonly args: readonly string[];
    readonly steps: number;
    readonly checkpointId: string | null;
    readonly spec: object;
  },
): { readonly run: NewRun; readonly task: NewTask } {
  const createdAt = deps.clock.now();
  const run: NewRun = {
    id: deps.newId(),
    kind: what.kind,
    name: what.name,
    status: 'Pending',
    spec: toSpec({
      ...(what.checkpointId === null ? {} : { checkpoint_id: what.checkpointId }),
      ...(actor.approvedPlan === undefined ? {} : { approved_plan: actor.approvedPlan }),
    }),
    parallelLimit: AT_ONCE,
    rollbackEnabled: false,
    tasksTotal: 1,
    // Whoever goes back waits for nobody who goes forward.
    priority: rankOf('high'),
    createdBy: actor.userId,
    createdAt,
    host: deps.host,
  };
  const task: NewTask = {
    id: deps.newId(),
    runId: run.id,
    ordinal: 0,
    kind: 'rollback',
    name: what.kind,
    type: what.kind,
    command: 'provisioning',
    args: [...what.args],
    dependencies: [],
    spec: toSpec({ steps: Math.max(1, what.steps), priority: 'high', ...what.spec }),
    createdAt,
  };
  return { run, task };
}

/** Refuses while another rollback or restore runs; in a transaction, holds others off until its end. */
export async function refuseSecond(
  deps: Pick<RunServiceDeps, 'runs'> & { readonly checkpoints: CheckpointRepository },
  tx?: Tx,
): Promise<void> {
  if (tx !== undefined) await deps.checkpoints.lockRollbacks(tx);
  const [other] = await deps.runs.open(BACKWARD, tx);
  if (other === undefined) return;
  const what = other.kind === 'restore' ? 'Restore' : 'Rollback';
  throw conflict(`${what} ${other.id} is running: wait for its end (GET /rollback/${other.id})`);
}

export const stillActive = (run: RunRow): Error =>
  conflict(
    `${run.kind === 'batch' ? 'Batch' : 'Workflow'} ${run.id} (${run.name}) is still active: wait for its end or cancel it`,
  );

/** Stores the run and wakes the engine. */
export async function submitBackward(
  deps: RunServiceDeps,
  insert: (tx: Tx) => Promise<{ readonly runId: string; readonly kind: 'rollback' | 'restore' }>,
  alongside?: Alongside,
): Promise<string> {
  const id = await deps.transact(async (tx) => {
    const { runId, kind } = await insert(tx);
    const told = (await alongside?.(tx, { runId, taskId: null })) ?? [];
    await deps.events.append(tx, [
      ...told,
      {
        type: 'RollbackStatusChanged',
        runId,
        taskId: null,
        data: { rollback_id: runId, kind, status: 'pending' },
      },
    ]);
    return runId;
  });
  deps.engine.wake();
  deps.announce('submitted');
  return id;
}

/** Until it has ended, the answer of a request for it is that it is under way. */
export const keepAccepted = (tx: Tx, actor: Actor, operation: string, id: string): Promise<void> => {
  const data: RollbackAccepted = { rollback_id: id, status: 'Pending' };
  return keepAnswer(tx, actor, operation, { status: 202, location: `/rollback/${id}`, data });
};

/** Starts a run that undoes these nodes; answers with its id. */
export async function startRollback(
  deps: RunServiceDeps & { readonly checkpoints: CheckpointRepository },
  actor: Actor,
  { operation, name, checkpointId, args, nodes, audit, alongside }: Undoing,
): Promise<string> {
  return submitBackward(
    deps,
    async (tx) => {
      await refuseSecond(deps, tx);
      const { run, task } = backwardRun(deps, actor, {
        kind: 'rollback',
        name,
        args,
        steps: nodes.length,
        checkpointId,
        spec: {},
      });
      await deps.runs.insert(tx, run, [task]);
      await deps.checkpoints.claim(tx, run.id, nodes);
      await keepAccepted(tx, actor, operation, run.id);
      await deps.audit(tx, {
        actor,
        action: audit.action,
        resource: audit.resource ?? `rollbacks/${run.id}`,
        result: 'success',
        details: { ...audit.details, rollback_id: run.id, nodes: nodes.length },
      });
      return { runId: run.id, kind: 'rollback' };
    },
    alongside,
  );
}

/** What a restore makes so, and on whose account. */
export interface Restoring {
  readonly name: string;
  readonly checkpointId: string | null;
  readonly args: readonly string[];
  readonly difference: Difference;
  /** The request that it answers; null for a part of another. */
  readonly operation: string | null;
  readonly audit?: { readonly action: string; readonly details?: Record<string, string> };
  readonly alongside?: Alongside | undefined;
}

/** Starts a run that makes the difference; answers with its id. */
export async function startRestore(
  deps: RunServiceDeps & { readonly checkpoints: CheckpointRepository },
  actor: Actor,
  { operation, name, checkpointId, args, difference, audit, alongside }: Restoring,
): Promise<string> {
  return submitBackward(
    deps,
    async (tx) => {
      await refuseSecond(deps, tx);
      const steps = stepsOf(difference);
      const spec: RestoreSpec = { steps: Math.max(1, steps), checkpoint_id: checkpointId, ...difference };
      const { run, task } = backwardRun(deps, actor, { kind: 'restore', name, args, steps, checkpointId, spec });
      await deps.runs.insert(tx, run, [task]);
      if (operation !== null) await keepAccepted(tx, actor, operation, run.id);
      await deps.audit(tx, {
        actor,
        action: audit?.action ?? (checkpointId === null ? 'drift.repair' : 'rollback.restore'),
        resource: checkpointId === null ? `rollbacks/${run.id}` : `checkpoints/${checkpointId}`,
        result: 'success',
        details: { ...audit?.details, rollback_id: run.id, steps },
      });
      return { runId: run.id, kind: 'restore' };
    },
    alongside,
  );
}

/** The run once it has ended, or as it is when the patience is used up. */
export async function endedOf(deps: RunServiceDeps, id: string, { waitMs, signal }: Patience): Promise<RunRow> {
  return waitUntil({
    subscribe: deps.events.subscribe,
    concerns: (event) => event.runId === id && event.type === 'RollbackStatusChanged',
    read: async () => {
      const run = await deps.runs.find(id);
      if (run === undefined) throw notFound('rollback', id);
      return run;
    },
    done: (run) => isTerminal(run.status),
    waitMs,
    signal: signal === undefined ? deps.stopping : AbortSignal.any([signal, deps.stopping]),
  });
}

const isBackward = (run: RunRow): boolean => BACKWARD.includes(run.kind);

/** Of a rollback its own status, of a run that undid itself that of the undoing. */
export const statusOf = (run: RunRow): RollbackStatus => {
  if (!isBackward(run)) return run.rollbackStatus ?? 'Skipped';
  return run.status === 'Cancelled' ? 'Skipped' : run.status;
};

export const storedLeftovers = (run: RunRow): readonly StoredLeftover[] =>
  (run.result?.['leftovers'] as unknown as StoredLeftover[] | undefined) ?? [];

export const keysOf = (run: RunRow): NodeKey[] =>
  storedLeftovers(run).map((leftover) => ({ runId: leftover.run_id, id: leftover.node }));

/** What a leftover is called in paths: the token of its undo. */
export const leftoverId = ({ run_id, node }: Pick<StoredLeftover, 'run_id' | 'node'>): string =>
  effectToken(run_id, node, 'undo');

/** Of an undo that failed, or of a step of a restore that was not done. */
export function leftoverStatus(run: RunRow, found: UndoneNode | undefined): LeftoverStatus {
  if (found?.resolution != null) return found.resolution;
  if (run.kind === 'restore') {
    if (found?.retry === 'Completed') return 'done';
    return found?.retry === 'Pending' || found?.retry === 'Running' ? 'retrying' : 'open';
  }
  switch (found?.node.undoStatus) {
    case 'Completed':
      return 'undone';
    case 'Pending':
    case 'Running':
      return 'retrying';
    default:
      return 'open';
  }
}

export function leftoversOf(run: RunRow, nodes: ReadonlyMap<string, UndoneNode>): Leftover[] {
  return storedLeftovers(run).map((leftover) => ({
    id: leftoverId(leftover),
    status: leftoverStatus(run, nodes.get(`${leftover.run_id}/${leftover.node}`)),
    provider: leftover.provider,
    kind: leftover.kind,
    name: leftover.name.slice(0, 512),
    external_id: leftover.external_id,
    reason: leftover.reason.slice(0, 4_096),
    remove_by_hand: leftover.remove_by_hand.slice(0, 4_096),
  }));
}

const countOf = (run: RunRow, key: string): number => (typeof run.result?.[key] === 'number' ? run.result[key] : 0);

/** A batch counts the steps of its doing, not those of its undoing. */
const progressOf = (run: RunRow): number | null =>
  isBackward(run) ? run.progress : isTerminal(run.status) ? 100 : null;

const figuresOf = (run: RunRow) => ({
  rollback_id: run.id,
  status: statusOf(run),
  success: statusOf(run) === 'Completed',
  progress: progressOf(run),
  operations_executed: countOf(run, 'operations_executed'),
  operations_failed: countOf(run, 'operations_failed'),
  duration:
    run.startedAt === null ? 0 : ((run.completedAt ?? run.startedAt).getTime() - run.startedAt.getTime()) / 1_000,
});

export const toResult = (run: RunRow, nodes: ReadonlyMap<string, UndoneNode>): RollbackResult => ({
  ...figuresOf(run),
  leftovers: leftoversOf(run, nodes),
  plan: null,
});

export const toHead = (run: RunRow, nodes: ReadonlyMap<string, UndoneNode>): RollbackHead => ({
  ...figuresOf(run),
  kind: run.kind === 'rollback' || run.kind === 'restore' ? run.kind : 'batch',
  name: run.name.slice(0, 256),
  leftovers_open: leftoversOf(run, nodes).filter(({ status }) => status === 'open').length,
  created_at: run.createdAt.toISOString(),
  created_by: run.createdBy,
});
