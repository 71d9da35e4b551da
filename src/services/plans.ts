import type { Approval, Plan, PlanRequest } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, forbidden, notFound } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { DriftRepository } from '../repositories/drift.ts';
import type { PlanRepository, PlanRow } from '../repositories/plans.ts';
import type { Alongside, Became } from './alongside.ts';
import type { ApprovalRules } from './approvals.ts';
import type { BatchService } from './batches.ts';
import type { Blueprint, Planner } from './planner.ts';
import { changesOf, factsIn, factsOf, IN_ANSWER, IN_LIST, statusOf, toPlan, type Validity } from './planView.ts';
import type { RollbackService } from './rollback.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { requireOf } from './visible.ts';
import type { WorkflowService } from './workflows.ts';

export interface PlanService {
  create(actor: Actor, request: PlanRequest): Promise<Plan>;
  list(actor: Actor, page: PageRequest): Promise<Page<Plan>>;
  get(actor: Actor, id: string): Promise<Plan>;
  approve(actor: Actor, id: string, body: Approval): Promise<Plan>;
  /** Does exactly that, or refuses (409) when the world has changed since. */
  apply(actor: Actor, id: string): Promise<Plan>;
}

type PlanDeps = Pick<RunServiceDeps, 'transact' | 'audit' | 'decider' | 'clock' | 'newId'> & {
  readonly plans: PlanRepository;
  readonly planner: Planner;
  readonly drift: Pick<DriftRepository, 'planned'>;
  readonly workflows: Pick<WorkflowService, 'servers' | 'taskserv' | 'cluster'>;
  readonly batches: Pick<BatchService, 'execute'>;
  readonly rollback: Pick<RollbackService, 'execute' | 'restore' | 'repair'>;
  readonly approval: ApprovalRules;
  /** Hours after which a plan that was not applied is over; 0 = never. */
  readonly validHours: number;
};

/** Steps that are kept; the hash covers all of them. */
const KEPT = 10_000;

export function createPlans(deps: PlanDeps): PlanService {
  const permit = (actor: Actor, action: 'create' | 'read') =>
    deps.decider.require({ actor, action, resource: { kind: 'plans', id: '*' } });

  const permitOne = (actor: Actor, action: 'read' | 'approve' | 'execute', { id, createdBy: owner }: PlanRow) =>
    requireOf(deps.decider, 'plan', { actor, action, resource: { kind: 'plans', id, attributes: { owner } } });

  const validity = (): Validity => ({ validHours: deps.validHours, now: deps.clock.now() });

  /** Refuses what was planned too long ago: the world it was judged by is another. */
  function refuseExpired(row: PlanRow): void {
    if (statusOf(row, validity()) !== 'Expired') return;
    throw conflict(`Plan ${row.id} has expired: make a new one (POST /plans)`);
  }

  async function found(id: string, tx?: Tx): Promise<PlanRow> {
    const row = await deps.plans.find(id, tx);
    if (row === undefined) throw notFound('plan', id);
    return row;
  }

  /** The plan as this transaction leaves it, which is the answer of `operation`. */
  async function keep(tx: Tx, actor: Actor, operation: string, id: string): Promise<Plan> {
    const data = toPlan(await found(id, tx), IN_ANSWER, validity());
    const location = operation === 'createPlan' || operation === 'repairDrift' ? { location: `/plans/${id}` } : {};
    await keepAnswer(tx, actor, operation, { data, ...location });
    return data;
  }

  /**
   * Hands the request to the service that would take it without a plan; `alongside` becomes part of the transaction that
   * makes the run. It isn't called when nothing is left to do, and so there is no run.
   */
  async function submit(
    actor: Actor,
    id: string,
    request: PlanRequest,
    made: Blueprint,
    alongside: Alongside,
  ): Promise<void> {
    const atOnce = { waitMs: 0, alongside };
    const { up_to: upTo, difference: planned } = made.frozen;
    switch (request.type) {
      case 'servers':
        await deps.workflows.servers(actor, request.request, alongside);
        return;
      case 'taskserv':
        await deps.workflows.taskserv(actor, request.request, alongside);
        return;
      case 'cluster':
        await deps.workflows.cluster(actor, request.request, alongside);
        return;
      case 'batch':
        await deps.batches.execute(actor, request.request, alongside);
        return;
      case 'rollback':
        await deps.rollback.execute(actor, request.request, { ...atOnce, upTo });
        return;
      case 'restore':
        await deps.rollback.restore(actor, request.checkpoint_id, { ...atOnce, dryRun: false, planned });
        return;
      case 'repair':
        await deps.rollback.repair(actor, id, planned!, alongside);
        return;
    }
  }

  return {
    create: async (actor, request) => {
      await permit(actor, 'create');
      const made = await deps.planner(actor, request);
      const id = deps.newId();
      return deps.transact(async (tx) => {
        await deps.plans.insert(tx, {
          id,
          type: request.type,
          request: request as unknown as JsonObject,
          steps: made.steps.slice(0, KEPT),
          hash: made.hash,
          approvalRequired: made.approvalReasons.length > 0,
          facts: factsOf(made) as unknown as JsonObject,
          createdBy: actor.userId,
          createdAt: deps.clock.now(),
        });
        if (request.type === 'repair') await deps.drift.planned(tx, request.drift_ids, id);
        const plan = await keep(tx, actor, actor.keyed?.operation === 'repairDrift' ? 'repairDrift' : 'createPlan', id);
        await deps.audit(tx, {
          actor,
          action: 'plan.create',
          resource: `plans/${id}`,
          result: 'success',
          details: { type: request.type, steps: made.steps.length, hash: made.hash },
        });
        return plan;
      });
    },

    list: async (actor, page) => {
      await permit(actor, 'read');
      const { items, total } = await deps.plans.list(page);
      const at = validity();
      return { items: items.map((row) => toPlan(row, IN_LIST, at)), total };
    },

    get: async (actor, id) => {
      const row = await found(id);
      await permitOne(actor, 'read', row);
      return toPlan(row, IN_ANSWER, validity());
    },

    approve: async (actor, id, { reason }) => {
      const row = await found(id);
      await permitOne(actor, 'approve', row);
      if (deps.approval.otherPerson && row.createdBy === actor.userId)
        throw forbidden('You may not approve your own plan: somebody else must');
      refuseExpired(row);
      const approved = await deps.transact(async (tx) => {
        const done = await deps.plans.approve(tx, id, {
          approvedBy: actor.userId,
          approvedAt: deps.clock.now(),
          approvalReason: reason ?? null,
        });
        if (!done) return undefined;
        const plan = await keep(tx, actor, 'approvePlan', id);
        await deps.audit(tx, {
          actor,
          action: 'plan.approve',
          resource: `plans/${id}`,
          result: 'success',
          details: { hash: row.hash, ...(reason === undefined ? {} : { reason }) },
        });
        return plan;
      });
      if (approved === undefined)
        throw conflict(`Plan ${id} is ${statusOf(await found(id), validity()).toLowerCase()} already`);
      return approved;
    },

    apply: async (actor, id) => {
      const row = await found(id);
      await permitOne(actor, 'execute', row);
      if (row.appliedAt !== null) throw conflict(`Plan ${id} is applied already`);
      refuseExpired(row);
      const request = row.request as unknown as PlanRequest;
      const approved = row.approvedAt !== null;
      const made = await deps.planner(actor, request, factsIn(row).frozen);
      if (made.hash !== row.hash)
        throw conflict(`The world has changed where plan ${id} touches it: make a new one`, changesOf(row, made));
      if (made.approvalReasons.length > 0 && !approved)
        throw conflict(`Plan ${id} needs an approval first: ${made.approvalReasons.slice(0, 5).join('; ')}`);
      /** Marking it as applied, its run, the answer and the records of both are one change: no crash comes between. */
      const apply = async (tx: Tx, became: Became | undefined): Promise<Plan> => {
        const taskId = became?.taskId ?? null;
        const runId = taskId === null ? (became?.runId ?? null) : null;
        const by = { appliedBy: actor.userId, appliedAt: deps.clock.now(), runId, taskId };
        if (!(await deps.plans.applied(tx, id, by))) throw conflict(`Plan ${id} is applied already`);
        const plan = await keep(tx, actor, 'applyPlan', id);
        const details = { hash: row.hash, run_id: runId, task_id: taskId };
        await deps.audit(tx, { actor, action: 'plan.apply', resource: `plans/${id}`, result: 'success', details });
        return plan;
      };
      let applied: Plan | undefined;
      const as = approved ? { ...actor, approvedPlan: id } : actor;
      await submit(as, id, request, made, async (tx, became) => {
        applied = await apply(tx, became);
        return [];
      });
      return applied ?? deps.transact((tx) => apply(tx, undefined));
    },
  };
}
