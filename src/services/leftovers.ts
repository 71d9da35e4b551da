import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeRecord } from '../engine/ports.ts';
import { serverNode, taskservNode } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { ResourceRepository } from '../repositories/resources.ts';
import type { RollbackRepository } from '../repositories/rollbacks.ts';
import type { RunRow } from '../repositories/runs.ts';
import type { Alongside } from './alongside.ts';
import { demandApproval, differenceReasons, type ApprovalRules } from './approvals.ts';
import { environmentsOfDifference } from './environments.ts';
import { remedyOf, type RemedyDeps } from './remedy.ts';
import {
  leftoverId,
  leftoverStatus,
  refuseSecond,
  startRestore,
  startRollback,
  storedLeftovers,
} from './rollbackRuns.ts';
import type { RunServiceDeps } from './runDeps.ts';

export interface LeftoverService {
  /** Starts a run for just this leftover; answers with its id. */
  retry(actor: Actor, rollbackId: string, op: string): Promise<string>;
  /** It stays as it is and is not tried again. */
  skip(actor: Actor, rollbackId: string, op: string, reason: string): Promise<string>;
  /** A person saw to it by hand: what was to be undone counts as undone and its record is closed. */
  resolve(actor: Actor, rollbackId: string, op: string, reason: string): Promise<string>;
}

type LeftoverDeps = RunServiceDeps &
  RemedyDeps & {
    readonly checkpoints: CheckpointRepository;
    readonly rollbacks: RollbackRepository;
    readonly resources: Pick<ResourceRepository, 'living' | 'servers'>;
    readonly approval: ApprovalRules;
  };

/** What is left over, and the run that left it: a rollback or a batch (an undo that failed), or a restore (a step that was not done). */
interface Open {
  readonly run: RunRow;
  readonly node: NodeRecord;
}

/** Who retries does it under the approval that the run had. */
const withApproval = (actor: Actor, { kind, spec }: RunRow): Actor => {
  const plan = spec['approved_plan'];
  return typeof plan === 'string' && kind !== 'batch' ? { ...actor, approvedPlan: plan } : actor;
};

const SAID = { skipped: 'Leftover skipped', resolved: 'Leftover resolved' } as const;

export function createLeftovers(deps: LeftoverDeps): LeftoverService {
  async function open(actor: Actor, rollbackId: string, op: string): Promise<Open> {
    const run = await deps.runs.find(rollbackId);
    const leftover = run && storedLeftovers(run).find((one) => leftoverId(one) === op);
    if (run === undefined || leftover === undefined) throw notFound('leftover', `${rollbackId}/${op}`);
    const attributes = { provider: leftover.provider };
    await deps.decider.require({ actor, action: 'rollback', resource: { kind: 'checkpoints', id: '*', attributes } });
    const key = `${leftover.run_id}/${leftover.node}`;
    const found = (await deps.rollbacks.nodes([{ runId: leftover.run_id, id: leftover.node }])).get(key);
    const status = leftoverStatus(run, found);
    if (found === undefined || status !== 'open') throw notOpen(status);
    return { run, node: found.node };
  }

  const notOpen = (status: string): Error => conflict(`This leftover is ${status}: there is nothing left to do`);

  async function decide(
    actor: Actor,
    rollbackId: string,
    op: string,
    resolution: 'skipped' | 'resolved',
    reason: string,
  ): Promise<void> {
    const { run, node } = await open(actor, rollbackId, op);
    const at = deps.clock.now();
    const write = run.kind === 'restore' ? deps.rollbacks.decideStep : deps.rollbacks.decide;
    await deps.transact(async (tx) => {
      if (!(await write(tx, node, { resolution, reason, at }))) throw notOpen('no longer open');
      if (resolution === 'resolved') await closeRecord(tx, run, node, at);
      await keepAnswer(tx, actor, resolution === 'skipped' ? 'skipLeftover' : 'resolveLeftover', {
        data: SAID[resolution],
      });
      await deps.audit(tx, {
        actor,
        action: resolution === 'skipped' ? 'rollback.skip' : 'rollback.resolve',
        resource: `rollbacks/${rollbackId}`,
        result: 'success',
        details: { leftover: op, node: node.id, run_id: node.runId, reason },
      });
    });
  }

  /** What was removed by hand is no longer recorded. */
  async function closeRecord(tx: Tx, run: RunRow, node: NodeRecord, at: Date): Promise<void> {
    const [server, taskservs] =
      run.kind === 'restore'
        ? ['server.delete', ['taskserv.remove']]
        : ['server.create', ['taskserv.install', 'taskserv.update']];
    if (node.kind === server) await deps.rollbacks.closeServer(tx, serverNode(node).server_id, at);
    if (taskservs.includes(node.kind)) {
      const { server_id: serverId, taskserv } = taskservNode(node);
      await deps.rollbacks.closeInstallation(tx, serverId, taskserv, at);
    }
  }

  return {
    retry: async (actor, rollbackId, op) => {
      const { run, node } = await open(actor, rollbackId, op);
      await refuseSecond(deps);
      const as = withApproval(actor, run);
      const name = `retry of ${node.id}`.slice(0, 200);
      const args = ['rollback', 'retry', rollbackId, op];
      const operation = 'retryLeftover';
      const audit = { action: 'rollback.retry', details: { of: rollbackId, leftover: op, node: node.id } };
      if (run.kind !== 'restore')
        return startRollback(deps, as, { operation, name, checkpointId: null, args, nodes: [node], audit });
      const { checkpointId, difference } = await remedyOf(deps, run, node);
      const environments = await environmentsOfDifference(deps.resources, difference);
      demandApproval(as, differenceReasons(deps.approval, difference, environments));
      const alongside: Alongside = async (tx, { runId: retryId }) => {
        if (!(await deps.rollbacks.retryStep(tx, node, retryId))) throw notOpen('no longer open');
        return [];
      };
      return startRestore(deps, as, { operation, name, checkpointId, args, difference, audit, alongside });
    },
    skip: async (actor, rollbackId, op, reason) => {
      await decide(actor, rollbackId, op, 'skipped', reason);
      return SAID.skipped;
    },
    resolve: async (actor, rollbackId, op, reason) => {
      await decide(actor, rollbackId, op, 'resolved', reason);
      return SAID.resolved;
    },
  };
}
