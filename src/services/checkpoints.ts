import type { Checkpoint, CheckpointCreate, CheckpointDetail } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { CheckpointHead, CheckpointRepository } from '../repositories/checkpoints.ts';
import { checkpointFacts } from './policyFacts.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { sizeText } from './snapshotOfWorld.ts';
import type { TakeCheckpoint } from './takeCheckpoint.ts';
import { requireOf } from './visible.ts';

export interface CheckpointService {
  /** Answers with the new checkpoint's id. */
  create(actor: Actor, body: CheckpointCreate): Promise<string>;
  list(actor: Actor, page: PageRequest): Promise<Page<Checkpoint>>;
  get(actor: Actor, id: string): Promise<CheckpointDetail>;
  remove(actor: Actor, id: string): Promise<string>;
}

const toCheckpoint = (row: CheckpointHead): Checkpoint => ({
  id: row.id,
  name: row.name,
  description: row.description,
  created_at: row.createdAt.toISOString(),
  size: sizeText(row.sizeBytes),
});

export type CheckpointDeps = Pick<RunServiceDeps, 'transact' | 'audit' | 'decider' | 'events' | 'clock' | 'newId'> & {
  readonly checkpoints: CheckpointRepository;
  readonly takeCheckpoint: TakeCheckpoint;
};

/** A checkpoint is the position of the log, the resources alive at it, and a checksum over them. */
export function createCheckpoints(deps: CheckpointDeps): CheckpointService {
  return {
    create: async (actor, body) => {
      await deps.decider.require({ actor, action: 'create', resource: { kind: 'checkpoints', id: '*' } });
      const { keep } = await deps.takeCheckpoint();
      return deps.transact(async (tx) => {
        const { name, description = null } = body;
        const id = await keep(tx, actor, { name, description, origin: 'request', runId: null });
        await keepAnswer(tx, actor, 'createCheckpoint', { data: id, location: `/rollback/checkpoints/${id}` });
        return id;
      });
    },

    list: async (actor, page) => {
      const visible = await deps.decider.rows(actor, 'read', 'checkpoints');
      const { items, total } = await deps.checkpoints.list(page, visible);
      return { items: items.map(toCheckpoint), total };
    },

    get: async (actor, id) => {
      const row = await deps.checkpoints.find(id);
      if (row === undefined) throw notFound('checkpoint', id);
      const resource = { kind: 'checkpoints', id, attributes: checkpointFacts(row) } as const;
      await requireOf(deps.decider, 'checkpoint', { actor, action: 'read', resource });
      return {
        ...toCheckpoint(row),
        operations_count: row.operationsCount,
        position: row.position,
        checksum: row.checksum,
        format_version: row.formatVersion,
        origin: row.origin,
        batch_id: row.runId,
        resources: { servers: row.serversCount, taskservs: row.taskservsCount, clusters: row.clustersCount },
      };
    },

    remove: async (actor, id) => {
      const row = await deps.checkpoints.find(id);
      if (row === undefined) throw notFound('checkpoint', id);
      const resource = { kind: 'checkpoints', id, attributes: checkpointFacts(row) } as const;
      await requireOf(deps.decider, 'checkpoint', { actor, action: 'delete', resource });
      await deps.transact(async (tx) => {
        const run = await deps.checkpoints.neededBy(tx, id);
        if (run !== undefined) throw conflict(`Run ${run} still needs checkpoint ${id}: wait for its end`);
        if (!(await deps.checkpoints.remove(tx, id))) throw notFound('checkpoint', id);
        await deps.audit(tx, { actor, action: 'checkpoint.delete', resource: `checkpoints/${id}`, result: 'success' });
      });
      return 'Checkpoint deleted successfully';
    },
  };
}
