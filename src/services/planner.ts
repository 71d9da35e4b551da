import { createHash } from 'node:crypto';
import type { PlanRequest, PlanStep, RollbackRequest } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { systemActor } from '../domain/actor.ts';
import { conflict, DomainError, notFound, unprocessable } from '../domain/errors.ts';
import type { OperationDeps } from '../operations/deps.ts';
import type { Difference } from '../operations/spec.ts';
import type { Actions } from '../engine/ports.ts';
import { taskservKey, type LookedFor } from '../operations/look.ts';
import type { Decider } from '../policy/decide.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { DriftRepository } from '../repositories/drift.ts';
import type { ResourceRepository } from '../repositories/resources.ts';
import type { RollbackRepository } from '../repositories/rollbacks.ts';
import type { NewRun, NewTask } from '../repositories/runs.ts';
import { acceptBatch, type AcceptDeps } from './acceptBatch.ts';
import { approvalReasons, type ApprovalRules } from './approvals.ts';
import { repairOf } from './repairPlan.ts';
import { environmentsOfBatch, environmentsOfDifference } from './environments.ts';
import { estimatesOf, type Estimates } from './estimates.ts';
import { serverKey, type Observation, type Observe } from './observation.ts';
import type { Planned } from './planStep.ts';
import { stepsOfTasks } from './planSteps.ts';
import { stepsOfDifference, stepsOfUndo } from './planStepsBack.ts';
import { planRestore } from './restorePlan.ts';
import type { RollbackService } from './rollback.ts';
import { rollbackScope } from './rollbackScope.ts';
import { touchedBy } from './touched.ts';
import type { Submission, WorkflowService } from './workflows.ts';

export interface Blueprint {
  readonly steps: readonly PlanStep[];
  /** sha256 (hex) over the request, the steps and the state of what they touch. */
  readonly hash: string;
  readonly warnings: readonly string[];
  readonly approvalReasons: readonly string[];
  readonly verdict: { readonly allowed: boolean; readonly reason: string };
  readonly estimates: Estimates;
  readonly frozen: Frozen;
}

/**
 * What a plan does, as far as its request alone doesn't say: applied later, it does this and nothing that has come since.
 */
export interface Frozen {
  /** Of a restore or repair. */
  readonly difference?: Difference;
  /** Of a rollback to a checkpoint: the journal position up to which it undoes. */
  readonly up_to?: number;
}

/**
 * Says what a request would do, or, with what an earlier plan has frozen, what that plan would do now; changes nothing.
 */
export type Planner = (actor: Actor, request: PlanRequest, frozen?: Frozen) => Promise<Blueprint>;

export interface PlannerDeps {
  readonly accept: AcceptDeps;
  readonly operations: OperationDeps;
  readonly describe: Actions['describe'];
  readonly workflows: Pick<WorkflowService, 'prepare'>;
  readonly rollback: Pick<RollbackService, 'execute'>;
  readonly decider: Pick<Decider, 'require' | 'mayAtAll'>;
  readonly checkpoints: CheckpointRepository;
  readonly resources: ResourceRepository;
  readonly rollbacks: Pick<RollbackRepository, 'durations'>;
  readonly drift: Pick<DriftRepository, 'several'>;
  readonly observe: Observe;
  readonly refuseProvider: (name: string) => string | null;
  readonly approval: ApprovalRules;
  readonly newId: () => string;
}

const PATIENCE_MS = 60_000;
const NO_RULES: ApprovalRules = { environments: [], otherPerson: false };

interface Draft {
  readonly planned: readonly Planned[];
  readonly environments: readonly (string | undefined)[];
  /** What the hash covers beside the steps and the servers they touch. */
  readonly about: unknown;
  readonly observation: Observation;
  readonly frozen: Frozen;
  /** Operations that run beside each other. */
  readonly parallelLimit: number;
}

const providersOf = (planned: readonly Planned[]): string[] => planned.flatMap(({ server }) => server?.provider ?? []);

/** The task services of a plan, each once. */
const taskservsOf = (planned: readonly Planned[]): LookedFor[] => [
  ...new Map(
    planned.flatMap(({ taskserv }) => (taskserv === null ? [] : [[taskservKey(taskserv), taskserv]])),
  ).values(),
];

export function createPlanner(deps: PlannerDeps): Planner {
  const ofTasks = async (
    run: NewRun,
    tasks: readonly NewTask[],
    environments: Draft['environments'],
  ): Promise<Draft> => {
    const planned = await stepsOfTasks(deps.operations, run, tasks, AbortSignal.timeout(PATIENCE_MS)).catch(
      (error: unknown) => {
        throw error instanceof DomainError
          ? error
          : unprocessable(error instanceof Error ? error.message : String(error));
      },
    );
    // How the task services stand is in the steps already.
    const observation = await deps.observe(providersOf(planned));
    return { planned, environments, about: null, observation, frozen: {}, parallelLimit: run.parallelLimit };
  };

  async function ofWorkflow(submission: Submission): Promise<Draft> {
    const run: NewRun = {
      id: deps.newId(),
      kind: 'workflow',
      name: submission.name,
      status: 'Pending',
      spec: {},
      parallelLimit: 1,
      rollbackEnabled: false,
      tasksTotal: 1,
      createdAt: new Date(0),
    };
    const task: NewTask = {
      id: deps.newId(),
      runId: run.id,
      ordinal: 0,
      kind: 'workflow',
      name: submission.name,
      type: submission.type,
      command: 'provisioning',
      args: [],
      dependencies: [],
      spec: submission.spec as NewTask['spec'],
      createdAt: new Date(0),
    };
    return ofTasks(run, [task], [submission.environment]);
  }

  async function ofDrift(ids: readonly string[], frozen: Frozen): Promise<Draft> {
    const rows = await deps.drift.several(ids);
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) throw notFound('drift', missing);
    const closed = rows.find((row) => row.closedAt !== null);
    if (closed !== undefined) throw conflict(`Drift ${closed.id} (${closed.name}) is ${closed.status}: check again`);
    const { difference, observation } = await repairOf(deps, rows);
    const planned = stepsOfDifference(frozen.difference ?? difference);
    return {
      planned,
      environments: [...(await environmentsOfDifference(deps.resources, frozen.difference ?? difference))],
      about: null,
      observation,
      frozen: { difference: frozen.difference ?? difference },
      parallelLimit: 1,
    };
  }

  async function ofRollback(body: RollbackRequest, frozen: Frozen): Promise<Draft> {
    const { nodes, later } = await rollbackScope(deps.checkpoints, body, frozen.up_to);
    const planned = stepsOfUndo(deps.describe, nodes);
    const observation = await deps.observe(providersOf(planned), { taskservs: taskservsOf(planned) });
    const runs = new Set(nodes.map((node) => node.runId));
    // What a run of the plan has done since would be left hanging.
    const about = [...nodes, ...later.filter((node) => runs.has(node.runId))];
    return {
      planned,
      environments: (await touchedBy(deps, nodes)).map(({ environment }) => environment),
      about: about.map((node) => [node.runId, node.id, node.doneSequence]),
      observation,
      frozen: body.checkpoint_id === undefined ? {} : { up_to: frozen.up_to ?? nodes[0]?.doneSequence ?? 0 },
      parallelLimit: 1,
    };
  }

  /** As the system, which may look at everything; whether the author may do it is asked apart. */
  async function draft(request: PlanRequest, frozen: Frozen): Promise<Draft> {
    switch (request.type) {
      case 'servers':
      case 'taskserv':
      case 'cluster':
        return ofWorkflow(await prepare(systemActor, request));
      case 'batch': {
        const { run, tasks } = await acceptBatch({ ...deps.accept, approval: NO_RULES }, systemActor, request.request);
        return ofTasks(run, tasks.slice(), [...(await environmentsOfBatch(deps.resources, request.request))]);
      }
      case 'rollback':
        return ofRollback(request.request, frozen);
      case 'restore': {
        const { checkpoint, observation, ...made } = await planRestore(deps, request.checkpoint_id);
        const difference = frozen.difference ?? made.difference;
        const planned = stepsOfDifference(difference);
        const environments = [...(await environmentsOfDifference(deps.resources, difference))];
        const about = checkpoint.checksum;
        return { planned, environments, about, observation, frozen: { difference }, parallelLimit: 1 };
      }
      case 'repair':
        return ofDrift(request.drift_ids, frozen);
    }
  }

  function prepare(
    actor: Actor,
    request: PlanRequest & { type: 'servers' | 'taskserv' | 'cluster' },
  ): Promise<Submission> {
    switch (request.type) {
      case 'servers':
        return deps.workflows.prepare.servers(actor, request.request);
      case 'taskserv':
        return deps.workflows.prepare.taskserv(actor, request.request);
      case 'cluster':
        return deps.workflows.prepare.cluster(actor, request.request);
    }
  }

  /** Throws `forbidden` when the policies don't let this actor do it. */
  async function permit(actor: Actor, request: PlanRequest): Promise<void> {
    switch (request.type) {
      case 'servers':
      case 'taskserv':
      case 'cluster':
        await prepare(actor, request);
        return;
      case 'batch':
        if (!(await deps.decider.mayAtAll(actor, 'execute', 'batches')))
          await deps.decider.require({ actor, action: 'execute', resource: { kind: 'batches', id: '*' } });
        await acceptBatch({ ...deps.accept, approval: NO_RULES }, actor, request.request);
        return;
      case 'rollback':
        await deps.rollback.execute(actor, { ...request.request, dry_run: true }, { waitMs: 0 });
        return;
      case 'restore':
        await deps.decider.require({
          actor,
          action: 'rollback',
          resource: { kind: 'checkpoints', id: request.checkpoint_id },
        });
        return;
      case 'repair':
        await deps.decider.require({ actor, action: 'update', resource: { kind: 'servers', id: '*' } });
    }
  }

  const refusal = async (actor: Actor, request: PlanRequest): Promise<string | null> => {
    try {
      await permit(actor, request);
      return null;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'forbidden') return error.message;
      throw error;
    }
  };

  /** What the policies say now, and whether they would say otherwise to an approved plan. */
  async function judge(
    actor: Actor,
    request: PlanRequest,
  ): Promise<{ readonly verdict: Blueprint['verdict']; readonly needsApproval: string | null }> {
    const plain = { ...actor };
    delete (plain as { approvedPlan?: string }).approvedPlan;
    const reason = await refusal(plain, request);
    if (reason === null) return { verdict: { allowed: true, reason: 'the policies allow it' }, needsApproval: null };
    const approved = await refusal({ ...plain, approvedPlan: 'asked' }, request);
    if (approved !== null) return { verdict: { allowed: false, reason }, needsApproval: null };
    return { verdict: { allowed: true, reason: `once it is approved; until then: ${reason}` }, needsApproval: reason };
  }

  /** The recorded and observed state of every server the plan touches. */
  async function stateOf({ planned, observation }: Draft): Promise<unknown> {
    const keys = [...new Set(planned.flatMap(({ server }) => (server === null ? [] : serverKey(server))))].sort();
    const touched = new Set(keys);
    const names = [...new Set(planned.flatMap(({ server }) => server?.name ?? []))];
    const rows = (await deps.resources.living({ names })).filter((row) => touched.has(serverKey(row)));
    const installed = await deps.resources.installations(rows.map((row) => row.id));
    return keys.map((key) => {
      const row = rows.find((one) => serverKey(one) === key);
      const seen = observation.servers.get(key);
      return [
        key,
        row === undefined ? null : [row.id, row.status, row.plan, row.zone, sorted(row.labels), row.protect],
        (row === undefined ? [] : (installed.get(row.id) ?? [])).map((o) => [o.taskserv, o.version, sorted(o.params)]),
        seen === undefined
          ? null
          : [seen.externalId, seen.phase, seen.spec.plan, seen.spec.zone, sorted(seen.spec.labels)],
        [...observation.taskservs].flatMap(([name, { presence, standing }]) =>
          name.startsWith(`${key}/`) ? [[name, presence, standing?.token ?? null]] : [],
        ),
      ];
    });
  }

  return async (actor, request, frozen = {}) => {
    const made = await draft(request, frozen);
    const { verdict, needsApproval } = await judge(actor, request);
    const steps = made.planned.map(({ step }) => step);
    const hash = createHash('sha256')
      .update(JSON.stringify([deep(request), made.about, steps.map(sorted), await stateOf(made)]))
      .digest('hex');
    const doing = made.planned.filter(({ step }) => step.action !== 'none');
    return {
      steps,
      hash,
      warnings: [
        ...[...made.observation.failures].map(([name, reason]) => `${name} could not be asked: ${reason}`),
        ...doing.flatMap(({ step }) => (step.action === 'delete' && step.detail !== null ? step.detail : [])),
        ...made.planned.flatMap(({ problem }) => problem ?? []),
        ...made.planned.flatMap(({ step }) => (step.detail?.startsWith("can't be undone") === true ? step.detail : [])),
      ]
        .slice(0, 1_000)
        .map((text) => text.slice(0, 1_024)),
      approvalReasons: [
        ...approvalReasons(deps.approval, {
          protectedServers: steps.filter((step) => step.protected).map((step) => step.name),
          environments: doing.length > 0 ? made.environments : [],
        }),
        ...(needsApproval === null ? [] : [needsApproval.slice(0, 1_024)]),
      ],
      verdict: { ...verdict, reason: verdict.reason.slice(0, 4_096) },
      estimates: estimatesOf(made.planned, {
        catalog: deps.operations.catalog,
        measured: await deps.rollbacks.durations(),
        parallelLimit: made.parallelLimit,
      }),
      frozen: made.frozen,
    };
  };
}

const sorted = (value: object): unknown[] => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));

/** The same value with the members of every object in one order. */
function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, deep(inner)]),
  );
}
