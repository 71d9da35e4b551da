import { conflict, notFound } from '../domain/errors.ts';
import type { Difference } from '../operations/spec.ts';
import type { CheckpointRepository, CheckpointRow } from '../repositories/checkpoints.ts';
import { differenceTo } from './difference.ts';
import type { Observation, Observe } from './observation.ts';
import { contentOf, unpack, type WorldContent } from './snapshotOfWorld.ts';

export interface RestorePlan {
  readonly checkpoint: CheckpointRow;
  readonly then: WorldContent;
  readonly now: WorldContent;
  readonly observation: Observation;
  readonly difference: Difference;
}

interface RestorePlanDeps {
  readonly checkpoints: CheckpointRepository;
  readonly observe: Observe;
  /** Why no driver serves a provider name, or null. */
  readonly refuseProvider: (name: string) => string | null;
  readonly newId: () => string;
}

/**
 * From what is recorded and observed now to the world of the checkpoint; reads only. Refused (409) when the checkpoint is
 * damaged or from a newer program, when it names a provider that is no longer configured, or when a provider it touches
 * can't be asked.
 */
export async function planRestore(deps: RestorePlanDeps, checkpointId: string): Promise<RestorePlan> {
  const checkpoint = await deps.checkpoints.find(checkpointId);
  if (checkpoint === undefined) throw notFound('checkpoint', checkpointId);
  const then = unpack(checkpointId, checkpoint.content, checkpoint.checksum, checkpoint.formatVersion);
  const snapshot = await deps.checkpoints.snapshot();
  const now = contentOf(snapshot.servers, snapshot.installations);
  const providers = new Set([...then.servers, ...now.servers].map(({ provider }) => provider));
  for (const name of providers) {
    const reason = deps.refuseProvider(name);
    if (reason !== null) throw conflict(`Checkpoint ${checkpointId} can't be restored: ${reason}`);
  }
  const observation = await deps.observe(providers, { taskservs: now.taskservs, searched: now.servers });
  const [failure] = observation.failures;
  if (failure !== undefined) {
    throw conflict(`Checkpoint ${checkpointId} can't be restored: ${failure[0]} can't be asked: ${failure[1]}`);
  }
  return { checkpoint, then, now, observation, difference: differenceTo(then, now, observation, deps.newId) };
}

/** The steps as sentences, in the order in which they are taken. */
export function sayDifference(difference: Difference): string[] {
  return [
    ...difference.remove_taskservs.map((one) => `remove ${one.taskserv} from ${one.server} (${one.provider})`),
    ...difference.delete_servers.map((one) => `delete server ${one.name} (${one.provider})`),
    ...difference.create_servers.map((one) => `create server ${one.name} (${one.provider})`),
    ...difference.update_servers.map((one) => `update server ${one.name} (${one.provider})`),
    ...difference.install_taskservs.map((one) => `install ${one.taskserv} on ${one.server} (${one.provider})`),
  ];
}
