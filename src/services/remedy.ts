import { conflict } from '../domain/errors.ts';
import type { NodeRecord } from '../engine/ports.ts';
import { taskservKey } from '../operations/look.ts';
import { serverNode, taskservNode, type Difference } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { RunRow } from '../repositories/runs.ts';
import { differenceTo, stepsOf } from './difference.ts';
import { serverKey, type Observe } from './observation.ts';
import { planRestore } from './restorePlan.ts';
import { contentOf } from './snapshotOfWorld.ts';

export interface RemedyDeps {
  readonly checkpoints: CheckpointRepository;
  readonly observe: Observe;
  readonly refuseProvider: (name: string) => string | null;
  readonly newId: () => string;
}

/** From the world as it is now to the one that the restore wanted: its checkpoint's, or (a repair) the recorded one. */
async function differenceNow(deps: RemedyDeps, checkpointId: string | null): Promise<Difference> {
  if (checkpointId !== null) return (await planRestore(deps, checkpointId)).difference;
  const { servers, installations } = await deps.checkpoints.snapshot();
  const record = contentOf(servers, installations);
  const inside = { taskservs: record.taskservs, searched: record.servers };
  const observation = await deps.observe(new Set(record.servers.map(({ provider }) => provider)), inside);
  return differenceTo(record, record, observation, deps.newId);
}

/**
 * What is still to be done about one step that a restore did not get done: planned anew, since the failed try may have
 * left something behind; that one server or task service and nothing else. Refused (409) when there is nothing left to
 * do, or when its server has to come first.
 */
export async function remedyOf(
  deps: RemedyDeps,
  run: RunRow,
  node: NodeRecord,
): Promise<{ readonly checkpointId: string | null; readonly difference: Difference }> {
  const checkpointId = typeof run.spec['checkpoint_id'] === 'string' ? run.spec['checkpoint_id'] : null;
  const whole = await differenceNow(deps, checkpointId);
  const none: Difference = {
    remove_taskservs: [],
    delete_servers: [],
    create_servers: [],
    update_servers: [],
    install_taskservs: [],
  };
  const difference = node.kind.startsWith('server.')
    ? ofServer(whole, none, serverKey(serverNode(node)))
    : ofTaskserv(whole, none, taskservNode(node));
  if (stepsOf(difference) === 0) throw conflict('The world is there as it was wanted: resolve this leftover');
  return { checkpointId, difference };
}

function ofServer(whole: Difference, none: Difference, key: string): Difference {
  const same = (one: { readonly provider: string; readonly name: string }): boolean => serverKey(one) === key;
  return {
    ...none,
    delete_servers: whole.delete_servers.filter(same),
    create_servers: whole.create_servers.filter(same),
    update_servers: whole.update_servers.filter(same),
  };
}

function ofTaskserv(whole: Difference, none: Difference, about: ReturnType<typeof taskservNode>): Difference {
  const host = serverKey({ provider: about.provider, name: about.server });
  if ([...whole.create_servers, ...whole.delete_servers].some((server) => serverKey(server) === host))
    throw conflict(`Server ${about.server} of ${about.provider} is not there: retry that one first`);
  const key = taskservKey(about);
  return {
    ...none,
    remove_taskservs: whole.remove_taskservs.filter((one) => taskservKey(one) === key),
    install_taskservs: whole.install_taskservs.filter((one) => taskservKey(one) === key),
  };
}
