import type { ScheduleTarget } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { acceptBatch, type AcceptDeps } from './acceptBatch.ts';
import type { Alongside } from './alongside.ts';
import { approvalReasons, demandApproval } from './approvals.ts';
import type { BatchService } from './batches.ts';
import type { DriftService } from './drift.ts';
import type { WorkflowService } from './workflows.ts';

/** What a schedule can run. */
export interface ScheduleTargets {
  /** Refuses what can't be run as things stand, or not by this actor. */
  check(actor: Actor, target: ScheduleTarget): Promise<void>;
  /** Submits it, as the endpoint for it would. */
  submit(actor: Actor, target: Exclude<ScheduleTarget, { type: 'drift' }>, alongside: Alongside): Promise<void>;
  lookForDrift(actor: Actor): Promise<void>;
}

interface TargetDeps {
  readonly accept: AcceptDeps;
  readonly batches: Pick<BatchService, 'execute'>;
  readonly workflows: WorkflowService;
  readonly drift: Pick<DriftService, 'check'>;
}

export function createScheduleTargets({ accept, batches, workflows, drift }: TargetDeps): ScheduleTargets {
  const prepared = (actor: Actor, target: Exclude<ScheduleTarget, { type: 'drift' | 'batch' }>) => {
    switch (target.type) {
      case 'servers':
        return workflows.prepare.servers(actor, target.request);
      case 'taskserv':
        return workflows.prepare.taskserv(actor, target.request);
      case 'cluster':
        return workflows.prepare.cluster(actor, target.request);
    }
  };

  return {
    check: async (actor, target) => {
      if (target.type === 'drift') {
        await accept.decider.require({ actor, action: 'update', resource: { kind: 'servers', id: '*' } });
      } else if (target.type === 'batch') {
        await acceptBatch(accept, actor, target.request);
      } else {
        const { environment } = await prepared(actor, target);
        if (!target.request.check_mode)
          demandApproval(actor, approvalReasons(accept.approval, { environments: [environment] }));
      }
    },

    submit: async (actor, target, alongside) => {
      switch (target.type) {
        case 'servers':
          await workflows.servers(actor, target.request, alongside);
          return;
        case 'taskserv':
          await workflows.taskserv(actor, target.request, alongside);
          return;
        case 'cluster':
          await workflows.cluster(actor, target.request, alongside);
          return;
        case 'batch':
          await batches.execute(actor, target.request, alongside);
      }
    },

    lookForDrift: async (actor) => {
      await drift.check(actor);
    },
  };
}
