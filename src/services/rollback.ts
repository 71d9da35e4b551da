import type {
  Leftover,
  RollbackAccepted,
  RollbackRequest,
  RollbackResult,
  RollbackStatistics,
} from '../../generated/contract/orchestrator.ts';
import type { RollbackStatus } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { isTerminal } from '../domain/status.ts';
import type { Actions, NodeRecord, RunKind } from '../engine/ports.ts';
import { toSpec, type RestoreSpec } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { ResourceRepository } from '../repositories/resources.ts';
import type { NewRun, NewTask, RunRow } from '../repositories/runs.ts';
import { rollbackScope } from './rollbackScope.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { contentOf, differenceTo, unpack } from './snapshotOfWorld.ts';
import { waitUntil } from './waiting.ts';

interface Patience {
  /** How long the answer may wait for the end, in milliseconds. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Either it ended within the caller's patience, or it goes on without him. */
type Outcome<T> = { readonly done: true; readonly result: T } | ({ readonly done: false } & RollbackAccepted);

export interface RollbackService {
  execute(actor: Actor, body: RollbackRequest, patience: Patience): Promise<Outcome<RollbackResult>>;
  restore(actor: Actor, checkpointId: string, patience: Patience): Promise<Outcome<string>>;
  get(actor: Actor, id: string): Promise<RollbackResult>;
  statistics(actor: Actor): Promise<RollbackStatistics>;
}

type RollbackDeps = RunServiceDeps & {
  readonly checkpoints: CheckpointRepository;
  readonly resources: ResourceRepository;
  readonly describe: Actions['describe'];
};

const FORWARD: readonly RunKind[] = ['batch', 'workflow'];
const BACKWARD: readonly RunKind[] = ['rollback', 'restore'];

const statusOf = (run: RunRow): RollbackStatus => (run.status === 'Cancelled' ? 'Skipped' : run.status);

const leftoversOf = (run: RunRow): Leftover[] =>
  ((run.result?.['leftovers'] as unknown as Leftover[] | undefined) ?? []).map(
    ({ provider, kind, name, external_id, reason, remove_by_hand }) => ({
      provider,
      kind,
      name: name.slice(0, 512),
      external_id,
      reason: reason.slice(0, 4_096),
      remove_by_hand: remove_by_hand.slice(0, 4_096),
    }),
  );

const countOf = (run: RunRow, key: string): number => (typeof run.result?.[key] === 'number' ? run.result[key] : 0);

const toResult = (run: RunRow): RollbackResult => ({
  rollback_id: run.id,
  status: statusOf(run),
  success: run.status === 'Completed',
  operations_executed: countOf(run, 'operations_executed'),
  operations_failed: countOf(run, 'operations_failed'),
  duration:
    run.startedAt === null ? 0 : ((run.completedAt ?? run.startedAt).getTime() - run.startedAt.getTime()) / 1_000,
  leftovers: leftoversOf(run),
  plan: null,
});

export function createRollback(deps: RollbackDeps): RollbackService {
  /** A rollback never touches what another run is working on. */
  async function refuseWhileActive(): Promise<void> {
    const [backward] = await deps.runs.open(BACKWARD);
    if (backward !== undefined)
      throw conflict(
        `${backward.kind === 'restore' ? 'Restore' : 'Rollback'} ${backward.id} is running: wait for its end (GET /rollback/${backward.id})`,
      );
    const [forward] = await deps.runs.open(FORWARD);
    if (forward !== undefined)
      throw conflict(
        `${forward.kind === 'batch' ? 'Batch' : 'Workflow'} ${forward.id} (${forward.name}) is still active: wait for its end or cancel it`,
      );
  }

  const planOf = (nodes: readonly NodeRecord[]): NonNullable<RollbackResult['plan']> =>
    nodes.map((node) => {
      const seen = deps.describe(node);
      return {
        node: node.id,
        kind: seen.kind,
        name: seen.name,
        provider: seen.provider,
        reversible: seen.reversible,
        reason: seen.reversible ? null : `can't be undone: ${seen.removeByHand}`,
      };
    });

  function rows(
    kind: 'rollback' | 'restore',
    name: string,
    actor: Actor,
    args: readonly string[],
    spec: object,
    steps: number,
  ) {
    const createdAt = deps.clock.now();
    const run: NewRun = {
      id: deps.newId(),
      kind,
      name,
      status: 'Pending',
      spec: {},
      parallelLimit: 1,
      rollbackEnabled: false,
      tasksTotal: 1,
      createdBy: actor.userId,
      createdAt,
      host: deps.host,
    };
    const task: NewTask = {
      id: deps.newId(),
      runId: run.id,
      ordinal: 0,
      kind: 'rollback',
      name: kind,
      type: kind,
      command: 'provisioning',
      args: ['rollback', ...args],
      dependencies: [],
      spec: toSpec({ steps: Math.max(1, steps), ...spec }),
      status: 'Pending',
      createdAt,
    };
    return { run, task };
  }

  function started(): void {
    deps.engine.wake();
    deps.announce('submitted');
  }

  async function ended(id: string, { waitMs, signal }: Patience): Promise<RunRow> {
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
      signal,
    });
  }

  return {
    execute: async (actor, body, patience) => {
      const planned = await rollbackScope(deps.checkpoints, body);
      for (const kind of new Set(planned.nodes.map((node) => deps.describe(node).provider))) {
        await deps.decider.require({
          actor,
          action: 'rollback',
          resource: { kind: 'checkpoints', id: planned.checkpointId ?? '*', attributes: { provider: kind } },
        });
      }
      await deps.decider.require({
        actor,
        action: 'rollback',
        resource: { kind: 'checkpoints', id: planned.checkpointId ?? '*' },
      });
      if (body.dry_run) {
        const plan = planOf(planned.nodes);
        return {
          done: true,
          result: {
            rollback_id: null,
            status: 'Skipped',
            success: true,
            operations_executed: 0,
            operations_failed: 0,
            duration: 0,
            leftovers: [],
            plan,
          },
        };
      }
      const args = [
        'execute',
        ...(planned.checkpointId === null
          ? (body.operation_ids ?? []).flatMap((id) => ['--operation', id])
          : ['--checkpoint', planned.checkpointId]),
      ];
      const { run, task } = rows('rollback', planned.name, actor, args, {}, planned.nodes.length);
      await refuseWhileActive();
      await deps.transact(async (tx) => {
        await deps.checkpoints.lockRollbacks(tx);
        const [other] = await deps.runs.open(BACKWARD, tx);
        if (other !== undefined)
          throw conflict(`Rollback ${other.id} has just begun: wait for its end (GET /rollback/${other.id})`);
        await deps.runs.insert(tx, run, [task]);
        await deps.checkpoints.claim(tx, run.id, planned.nodes);
        await deps.audit(tx, {
          actor,
          action: 'rollback.execute',
          resource: planned.checkpointId === null ? `rollbacks/${run.id}` : `checkpoints/${planned.checkpointId}`,
          result: 'success',
          details: { rollback_id: run.id, nodes: planned.nodes.length },
        });
        await deps.events.append(tx, [
          {
            type: 'RollbackStatusChanged',
            runId: run.id,
            taskId: null,
            data: { rollback_id: run.id, kind: 'rollback', status: 'pending' },
          },
        ]);
      });
      started();
      const row = await ended(run.id, patience);
      return isTerminal(row.status)
        ? { done: true, result: toResult(row) }
        : { done: false, rollback_id: run.id, status: statusOf(row) };
    },

    restore: async (actor, checkpointId, patience) => {
      const checkpoint = await deps.checkpoints.find(checkpointId);
      if (checkpoint === undefined) throw notFound('checkpoint', checkpointId);
      await deps.decider.require({ actor, action: 'rollback', resource: { kind: 'checkpoints', id: checkpointId } });
      const then = unpack(checkpointId, checkpoint.content, checkpoint.checksum, checkpoint.formatVersion);
      await refuseWhileActive();
      const runId = await deps.transact(async (tx) => {
        await deps.checkpoints.lockRollbacks(tx);
        const [other] = await deps.runs.open(BACKWARD, tx);
        if (other !== undefined)
          throw conflict(`Rollback ${other.id} has just begun: wait for its end (GET /rollback/${other.id})`);
        const world = await deps.resources.world(tx);
        const difference = differenceTo(then, contentOf(world.servers, world.installations), deps.newId);
        const steps = Object.values(difference).reduce((sum, list) => sum + list.length, 0);
        const spec: RestoreSpec = { steps: Math.max(1, steps), checkpoint_id: checkpointId, ...difference };
        const { run, task } = rows('restore', checkpoint.name, actor, ['restore', checkpointId], spec, steps);
        await deps.runs.insert(tx, run, [task]);
        await deps.audit(tx, {
          actor,
          action: 'rollback.restore',
          resource: `checkpoints/${checkpointId}`,
          result: 'success',
          details: { rollback_id: run.id, steps },
        });
        await deps.events.append(tx, [
          {
            type: 'RollbackStatusChanged',
            runId: run.id,
            taskId: null,
            data: { rollback_id: run.id, kind: 'restore', status: 'pending' },
          },
        ]);
        return run.id;
      });
      started();
      const row = await ended(runId, patience);
      if (!isTerminal(row.status)) return { done: false, rollback_id: runId, status: statusOf(row) };
      if (row.status === 'Completed') return { done: true, result: `State restored from checkpoint ${checkpointId}` };
      throw conflict(
        `The restore from checkpoint ${checkpointId} stayed incomplete: ${row.error ?? 'no reason given'} (GET /rollback/${runId})`,
      );
    },

    get: async (actor, id) => {
      const run = await deps.runs.find(id);
      if (run === undefined || !BACKWARD.includes(run.kind)) throw notFound('rollback', id);
      await deps.decider.require({ actor, action: 'read', resource: { kind: 'checkpoints', id: '*' } });
      return toResult(run);
    },

    statistics: async (actor) => {
      await deps.decider.require({ actor, action: 'read', resource: { kind: 'checkpoints', id: '*' } });
      const { checkpoints, rollbacks, succeeded, averageSeconds } = await deps.checkpoints.statistics();
      return {
        total_checkpoints: checkpoints,
        total_rollbacks: rollbacks,
        success_rate: rollbacks === 0 ? 100 : Math.round((1_000 * succeeded) / rollbacks) / 10,
        average_rollback_time: Math.round(averageSeconds * 1_000) / 1_000,
      };
    },
  };
}
