import type { Actor } from '../domain/actor.ts';
import type { Tx } from '../domain/tx.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { CheckpointOrigin } from '../repositories/schema.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { contentOf, FORMAT_VERSION, pack } from './snapshotOfWorld.ts';

interface CheckpointFacts {
  readonly name: string;
  readonly description: string | null;
  readonly origin: CheckpointOrigin;
  /** The batch it is made before. */
  readonly runId: string | null;
}

/** Stores what was looked at, with its audit record and its event; answers with the checkpoint's id. */
type KeepCheckpoint = (tx: Tx, actor: Actor, facts: CheckpointFacts) => Promise<string>;

/**
 * Looks at the world, and answers with the way to keep what was seen. Looking is done before the transaction: it needs
 * none, and blocks nobody.
 */
export type TakeCheckpoint = () => Promise<{
  /** Completed operations it covers. */
  readonly operations: number;
  readonly keep: KeepCheckpoint;
}>;

type TakeDeps = Pick<RunServiceDeps, 'audit' | 'events' | 'clock' | 'newId'> & {
  readonly checkpoints: CheckpointRepository;
};

export function createTakeCheckpoint(deps: TakeDeps): TakeCheckpoint {
  return async () => {
    const { position, operations, servers, installations } = await deps.checkpoints.snapshot();
    const content = contentOf(servers, installations);
    const { bytes, checksum } = pack(content);
    const keep: KeepCheckpoint = async (tx, actor, { name, description, origin, runId }) => {
      const id = deps.newId();
      await deps.checkpoints.insert(tx, {
        id,
        name,
        description,
        position,
        operationsCount: operations,
        formatVersion: FORMAT_VERSION,
        checksum,
        content: bytes,
        sizeBytes: bytes.byteLength,
        serversCount: content.servers.length,
        taskservsCount: content.taskservs.length,
        clustersCount: new Set(content.taskservs.flatMap((one) => one.cluster ?? [])).size,
        origin,
        runId,
        createdBy: actor.userId,
        createdAt: deps.clock.now(),
      });
      await deps.audit(tx, {
        actor,
        action: 'checkpoint.create',
        resource: `checkpoints/${id}`,
        result: 'success',
        details: { name, origin },
      });
      await deps.events.append(tx, [
        {
          type: 'CheckpointCreated',
          runId: null,
          taskId: null,
          data: { checkpoint_id: id, name, status: 'created' },
        },
      ]);
      return id;
    };
    return { operations, keep };
  };
}
