import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Tx } from '../domain/tx.ts';
import type { NodeRecord } from '../engine/ports.ts';
import { serverNode, taskservNode } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { RollbackRepository } from '../repositories/rollbacks.ts';
import { refuseSecond, leftoverId, leftoverStatus, startRollback, storedLeftovers } from './rollbackRuns.ts';
import type { RunServiceDeps } from './runDeps.ts';

export interface LeftoverService {
  /** Starts a rollback of just this leftover; answers with the id of the run. */
  retry(actor: Actor, rollbackId: string, op: string): Promise<string>;
  /** It stays where it is and is not tried again. */
  skip(actor: Actor, rollbackId: string, op: string, reason: string): Promise<string>;
  /** A person removed it by hand: it counts as undone and its record is closed. */
  resolve(actor: Actor, rollbackId: string, op: string, reason: string): Promise<string>;
}

type LeftoverDeps = RunServiceDeps & {
  readonly checkpoints: CheckpointRepository;
  readonly rollbacks: RollbackRepository;
};

const SAID = { skipped: 'Leftover skipped', resolved: 'Leftover resolved' } as const;

export function createLeftovers(deps: LeftoverDeps): LeftoverService {
  async function open(actor: Actor, rollbackId: string, op: string): Promise<NodeRecord> {
    const run = await deps.runs.find(rollbackId);
    const leftover = run && storedLeftovers(run).find((one) => leftoverId(one) === op);
    if (run === undefined || leftover === undefined) throw notFound('leftover', `${rollbackId}/${op}`);
    const attributes = { provider: leftover.provider };
    await deps.decider.require({ actor, action: 'rollback', resource: { kind: 'checkpoints', id: '*', attributes } });
    if (run.kind === 'restore')
      throw conflict(`It is left over from a restore: restore the checkpoint again (POST /rollback/restore/{id})`);
    const key = `${leftover.run_id}/${leftover.node}`;
    const found = (await deps.rollbacks.nodes([{ runId: leftover.run_id, id: leftover.node }])).get(key);
    const status = leftoverStatus(found);
    if (found === undefined || status !== 'open') throw notOpen(status);
    return found.node;
  }

  const notOpen = (status: string): Error => conflict(`This leftover is ${status}: there is nothing left to do`);

  async function decide(
    actor: Actor,
    rollbackId: string,
    op: string,
    resolution: 'skipped' | 'resolved',
    reason: string,
    also: (tx: Tx, node: NodeRecord, at: Date) => Promise<void>,
  ): Promise<void> {
    const node = await open(actor, rollbackId, op);
    const at = deps.clock.now();
    await deps.transact(async (tx) => {
      if (!(await deps.rollbacks.decide(tx, node, { resolution, reason, at }))) throw notOpen('no longer open');
      await also(tx, node, at);
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

  async function closeRecord(tx: Tx, node: NodeRecord, at: Date): Promise<void> {
    if (node.kind === 'server.create') await deps.rollbacks.closeServer(tx, serverNode(node).server_id, at);
    if (node.kind === 'taskserv.install' || node.kind === 'taskserv.update') {
      const { server_id: serverId, taskserv } = taskservNode(node);
      await deps.rollbacks.closeInstallation(tx, serverId, taskserv, at);
    }
  }

  return {
    retry: async (actor, rollbackId, op) => {
      const node = await open(actor, rollbackId, op);
      await refuseSecond(deps);
      return startRollback(deps, actor, {
        operation: 'retryLeftover',
        name: `retry of ${node.id}`.slice(0, 200),
        checkpointId: null,
        args: ['rollback', 'retry', rollbackId, op],
        nodes: [node],
        audit: { action: 'rollback.retry', details: { of: rollbackId, leftover: op, node: node.id } },
      });
    },
    skip: async (actor, rollbackId, op, reason) => {
      await decide(actor, rollbackId, op, 'skipped', reason, () => Promise.resolve());
      return SAID.skipped;
    },
    resolve: async (actor, rollbackId, op, reason) => {
      await decide(actor, rollbackId, op, 'resolved', reason, closeRecord);
      return SAID.resolved;
    },
  };
}
