import type { Checkpoint, CheckpointCreate, CheckpointDetail } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { notFound } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { CheckpointHead, CheckpointRepository } from '../repositories/checkpoints.ts';
import type { ResourceRepository } from '../repositories/resources.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { contentOf, FORMAT_VERSION, pack, sizeText } from './snapshotOfWorld.ts';

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
  readonly resources: ResourceRepository;
};

/** A checkpoint is the position of the log, the resources alive at it, and a checksum over them. */
export function createCheckpoints(deps: CheckpointDeps): CheckpointService {
  return {
    create: async (actor, body) => {
      await deps.decider.require({ actor, action: 'create', resource: { kind: 'checkpoints', id: '*' } });
      const id = deps.newId();
      await deps.transact(async (tx) => {
        const { position, operations } = await deps.checkpoints.cut(tx);
        const world = await deps.resources.world(tx);
        const content = contentOf(world.servers, world.installations);
        const { bytes, checksum } = pack(content);
        await deps.checkpoints.insert(tx, {
          id,
          name: body.name,
          description: body.description ?? null,
          position,
          operationsCount: operations,
          formatVersion: FORMAT_VERSION,
          checksum,
          content: bytes,
          sizeBytes: bytes.byteLength,
          serversCount: content.servers.length,
          taskservsCount: content.taskservs.length,
          clustersCount: new Set(content.taskservs.flatMap((one) => one.cluster ?? [])).size,
          createdBy: actor.userId,
          createdAt: deps.clock.now(),
        });
        await deps.audit(tx, {
          actor,
          action: 'checkpoint.create',
          resource: `checkpoints/${id}`,
          result: 'success',
          details: { name: body.name },
        });
        await deps.events.append(tx, [
          {
            type: 'CheckpointCreated',
            runId: null,
            taskId: null,
            data: { checkpoint_id: id, name: body.name, status: 'created' },
          },
        ]);
      });
      return id;
    },

    list: async (actor, page) => {
      await deps.decider.require({ actor, action: 'read', resource: { kind: 'checkpoints', id: '*' } });
      const { items, total } = await deps.checkpoints.list(page);
      return { items: items.map(toCheckpoint), total };
    },

    get: async (actor, id) => {
      const row = await deps.checkpoints.find(id);
      if (row === undefined) throw notFound('checkpoint', id);
      await deps.decider.require({ actor, action: 'read', resource: { kind: 'checkpoints', id } });
      return {
        ...toCheckpoint(row),
        operations_count: row.operationsCount,
        position: row.position,
        checksum: row.checksum,
        format_version: row.formatVersion,
        resources: { servers: row.serversCount, taskservs: row.taskservsCount, clusters: row.clustersCount },
      };
    },

    remove: async (actor, id) => {
      await deps.decider.require({ actor, action: 'delete', resource: { kind: 'checkpoints', id } });
      await deps.transact(async (tx) => {
        if (!(await deps.checkpoints.remove(tx, id))) throw notFound('checkpoint', id);
        await deps.audit(tx, { actor, action: 'checkpoint.delete', resource: `checkpoints/${id}`, result: 'success' });
      });
      return 'Checkpoint deleted successfully';
    },
  };
}
