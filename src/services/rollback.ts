import type {
  RollbackAccepted,
  RollbackHead,
  RollbackRequest,
  RollbackResult,
  RollbackStatistics,
} from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { isTerminal } from '../domain/status.ts';
import type { Actions, NodeRecord, RunKind } from '../engine/ports.ts';
import { goesWithServer } from '../engine/undoGraph.ts';
import type { Difference } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { ResourceRepository } from '../repositories/resources.ts';
import type { RollbackRepository } from '../repositories/rollbacks.ts';
import type { RunRow } from '../repositories/runs.ts';
import type { Alongside } from './alongside.ts';
import { approvalReasons, demandApproval, differenceReasons, type ApprovalRules } from './approvals.ts';
import { stepsOf } from './difference.ts';
import { environmentsOfDifference } from './environments.ts';
import type { Observe } from './observation.ts';
import { irreversibleReason } from './planStep.ts';
import { planRestore, sayDifference } from './restorePlan.ts';
import {
  BACKWARD,
  endedOf,
  keysOf,
  refuseSecond,
  startRestore,
  startRollback,
  statusOf,
  stillActive,
  toHead,
  toResult,
  type Patience,
} from './rollbackRuns.ts';
import { rollbackScope, type RollbackScope } from './rollbackScope.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { touchedBy, type TouchedResource } from './touched.ts';

/** Either it ended within the caller's patience, or it goes on without him. */
type Outcome<T> = { readonly done: true; readonly result: T } | ({ readonly done: false } & RollbackAccepted);

export interface RollbackService {
  /** `upTo`: of a planned rollback to a checkpoint, the journal position up to which it undoes. */
  execute(
    actor: Actor,
    body: RollbackRequest,
    options: Patience & { readonly upTo?: number | undefined; readonly alongside?: Alongside },
  ): Promise<Outcome<RollbackResult>>;
  /** `planned`: what an applied plan says is to be done, instead of what it takes now. */
  restore(
    actor: Actor,
    checkpointId: string,
    options: Patience & {
      readonly dryRun: boolean;
      readonly planned?: Difference | undefined;
      readonly alongside?: Alongside;
    },
  ): Promise<Outcome<string>>;
  /** Makes the world match the record again, as a plan says; answers with the id of the run. */
  repair(actor: Actor, planId: string, difference: Difference, alongside: Alongside): Promise<string>;
  list(actor: Actor, page: PageRequest): Promise<Page<RollbackHead>>;
  get(actor: Actor, id: string): Promise<RollbackResult>;
  /** Waits for a rollback that was just started. */
  outcome(id: string, patience: Patience): Promise<Outcome<RollbackResult>>;
  statistics(actor: Actor): Promise<RollbackStatistics>;
}

export type RollbackDeps = RunServiceDeps & {
  readonly checkpoints: CheckpointRepository;
  readonly rollbacks: RollbackRepository;
  readonly resources: ResourceRepository;
  readonly describe: Actions['describe'];
  readonly observe: Observe;
  /** Why no driver serves a provider name, or null. */
  readonly refuseProvider: (name: string) => string | null;
  readonly approval: ApprovalRules;
};

const FORWARD: readonly RunKind[] = ['batch', 'workflow'];

export function createRollback(deps: RollbackDeps): RollbackService {
  /** A rollback never touches what another run is working on; one to a checkpoint, or a restore, touches everything. */
  async function refuseWhileActive(scope: RollbackScope | null): Promise<void> {
    await refuseSecond(deps);
    if (scope === null || scope.checkpointId !== null) {
      const [forward] = await deps.runs.open(FORWARD);
      if (forward !== undefined) throw stillActive(forward);
      return;
    }
    const providers = new Set(
      scope.nodes.filter((node) => node.kind !== 'http').map((node) => deps.describe(node).provider),
    );
    const runIds = new Set(scope.nodes.map((node) => node.runId));
    const forward = await deps.rollbacks.activeOn([...runIds], [...providers]);
    if (forward !== undefined) throw stillActive(forward);
  }

  /** Policies must allow it for each resource touched. */
  async function permit(actor: Actor, checkpointId: string | null, touched: readonly TouchedResource[]): Promise<void> {
    const id = checkpointId ?? '*';
    await deps.decider.require({ actor, action: 'rollback', resource: { kind: 'checkpoints', id } });
    for (const { provider, infra, environment } of touched) {
      const attributes = {
        ...(provider === null ? {} : { provider }),
        ...(infra === null ? {} : { infra }),
        ...(environment === undefined ? {} : { environment }),
      };
      await deps.decider.require({ actor, action: 'rollback', resource: { kind: 'checkpoints', id, attributes } });
    }
  }

  function planOf(nodes: readonly NodeRecord[]): NonNullable<RollbackResult['plan']> {
    const covered = goesWithServer(nodes, (node) => deps.describe(node).reversible);
    return nodes.map((node, index) => {
      const seen = deps.describe(node);
      const reversible = seen.reversible || covered.has(index);
      return {
        node: node.id,
        kind: seen.kind,
        name: seen.name,
        provider: seen.provider,
        reversible,
        protected: seen.isProtected,
        reason: irreversibleReason({ ...seen, reversible }),
      };
    });
  }

  const nothingRan = (plan: RollbackResult['plan']): RollbackResult => ({
    rollback_id: null,
    status: 'Skipped',
    success: true,
    progress: plan === null ? 100 : 0,
    operations_executed: 0,
    operations_failed: 0,
    duration: 0,
    leftovers: [],
    plan,
  });

  const resultOf = async (run: RunRow): Promise<RollbackResult> =>
    toResult(run, await deps.rollbacks.nodes(keysOf(run)));

  async function outcome(id: string, patience: Patience): Promise<Outcome<RollbackResult>> {
    const run = await endedOf(deps, id, patience);
    return isTerminal(run.status)
      ? { done: true, result: await resultOf(run) }
      : { done: false, rollback_id: run.id, status: statusOf(run) };
  }

  const demandFor = async (actor: Actor, difference: Difference): Promise<void> => {
    const environments = await environmentsOfDifference(deps.resources, difference);
    demandApproval(actor, differenceReasons(deps.approval, difference, environments));
  };

  return {
    execute: async (actor, body, { upTo, alongside, ...patience }) => {
      const scope = await rollbackScope(deps.checkpoints, body, upTo);
      const touched = await touchedBy(deps, scope.nodes);
      await permit(actor, scope.checkpointId, touched);
      if (body.dry_run) return { done: true, result: nothingRan(planOf(scope.nodes)) };
      await refuseWhileActive(scope);
      if (scope.nodes.length === 0) return { done: true, result: nothingRan(null) };
      demandApproval(
        actor,
        approvalReasons(deps.approval, {
          protectedServers: scope.nodes
            .map((node) => deps.describe(node))
            .flatMap((o) => (o.isProtected ? o.name : [])),
          environments: touched.map(({ environment }) => environment),
        }),
      );
      const { checkpointId } = scope;
      const id = await startRollback(deps, actor, {
        operation: 'executeRollback',
        name: scope.name,
        checkpointId,
        args: [
          'rollback',
          'execute',
          ...(checkpointId === null
            ? (body.operation_ids ?? []).flatMap((one) => ['--operation', one])
            : ['--checkpoint', checkpointId]),
        ],
        nodes: scope.nodes,
        audit: {
          action: 'rollback.execute',
          ...(checkpointId === null ? {} : { resource: `checkpoints/${checkpointId}` }),
        },
        alongside,
      });
      return outcome(id, patience);
    },

    restore: async (actor, checkpointId, { dryRun, planned, alongside, ...patience }) => {
      await deps.decider.require({ actor, action: 'rollback', resource: { kind: 'checkpoints', id: checkpointId } });
      const { checkpoint, ...made } = await planRestore(deps, checkpointId);
      const difference = planned ?? made.difference;
      const steps = stepsOf(difference);
      if (dryRun) {
        const told = [`Plan: ${steps} steps to checkpoint ${checkpointId}`, ...sayDifference(difference)].join('\n');
        return { done: true, result: told.length > 4_000 ? `${told.slice(0, 4_000)}\n…` : told };
      }
      await refuseWhileActive(null);
      if (steps === 0) return { done: true, result: `State restored from checkpoint ${checkpointId}` };
      await demandFor(actor, difference);
      const id = await startRestore(deps, actor, {
        operation: 'restoreCheckpoint',
        name: checkpoint.name,
        args: ['rollback', 'restore', checkpointId],
        checkpointId,
        difference,
        alongside,
      });
      // A part of another change: how the run ends is not its answer.
      if (alongside !== undefined) return { done: false, rollback_id: id, status: 'Pending' };
      const row = await endedOf(deps, id, patience);
      if (!isTerminal(row.status)) return { done: false, rollback_id: id, status: statusOf(row) };
      if (row.status === 'Completed') return { done: true, result: `State restored from checkpoint ${checkpointId}` };
      const { leftovers } = await resultOf(row);
      throw conflict(
        `The restore from checkpoint ${checkpointId} stayed incomplete: ${row.error ?? 'no reason given'} (GET /rollback/${id})`,
        leftovers.slice(0, 1_000).map((one) => ({
          path: `${one.provider}/${one.name}`,
          message: `${one.external_id ?? 'no external id'}: ${one.reason}; ${one.remove_by_hand}`,
        })),
      );
    },

    repair: async (actor, planId, difference, alongside) => {
      await refuseWhileActive(null);
      await demandFor(actor, difference);
      const args = ['plan', 'apply', planId];
      const what = { operation: null, name: 'repair', args, checkpointId: null, difference, alongside };
      return startRestore(deps, actor, what);
    },

    list: async (actor, page) => {
      await deps.decider.require({ actor, action: 'read', resource: { kind: 'checkpoints', id: '*' } });
      const { items, total } = await deps.rollbacks.list(page);
      const nodes = await deps.rollbacks.nodes(items.flatMap(keysOf));
      return { items: items.map((run) => toHead(run, nodes)), total };
    },

    get: async (actor, id) => {
      const run = await deps.runs.find(id);
      if (run === undefined || (!BACKWARD.includes(run.kind) && run.rollbackStatus === null))
        throw notFound('rollback', id);
      await deps.decider.require({ actor, action: 'read', resource: { kind: 'checkpoints', id: '*' } });
      return resultOf(run);
    },

    outcome,

    statistics: async (actor) => {
      await deps.decider.require({ actor, action: 'read', resource: { kind: 'checkpoints', id: '*' } });
      const { checkpoints, rollbacks, succeeded, averageSeconds } = await deps.rollbacks.statistics();
      return {
        total_checkpoints: checkpoints,
        total_rollbacks: rollbacks,
        success_rate: rollbacks === 0 ? 100 : Math.round((1_000 * succeeded) / rollbacks) / 10,
        average_rollback_time: Math.round(averageSeconds * 1_000) / 1_000,
      };
    },
  };
}
