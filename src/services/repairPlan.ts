import { conflict } from '../domain/errors.ts';
import { taskservKey } from '../operations/look.ts';
import type { Difference } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { DriftRow } from '../repositories/drift.ts';
import { differenceTo } from './difference.ts';
import { serverKey, type Observation, type Observe } from './observation.ts';
import { contentOf } from './snapshotOfWorld.ts';

interface RepairDeps {
  readonly checkpoints: Pick<CheckpointRepository, 'snapshot'>;
  readonly observe: Observe;
  readonly newId: () => string;
}

/** A row about a task service is named `<server>/<taskserv>`; names of servers have no slash. */
export const isOfTaskserv = ({ name }: Pick<DriftRow, 'name'>): boolean => name.includes('/');

/**
 * What makes the world match the record again in these places: a server with all that is on it, or one task service;
 * orphans go. Reads only. Refused (409) when a provider can't be asked.
 */
export async function repairOf(
  deps: RepairDeps,
  rows: readonly DriftRow[],
): Promise<{ readonly difference: Difference; readonly observation: Observation }> {
  const chosen = new Set(rows.flatMap((row) => row.serverId ?? []));
  const { servers, installations } = await deps.checkpoints.snapshot();
  const record = contentOf(
    servers.filter((server) => chosen.has(server.id)),
    installations,
  );
  const inside = { taskservs: record.taskservs, searched: record.servers };
  const observation = await deps.observe(new Set(rows.map((row) => row.provider)), inside);
  const [failure] = observation.failures;
  if (failure !== undefined) throw conflict(`${failure[0]} can't be asked: ${failure[1]}`);
  const whole = differenceTo(record, record, observation, deps.newId);

  const wholeServers = new Set(rows.filter((row) => !isOfTaskserv(row)).map(serverKey));
  const single = new Set(rows.filter(isOfTaskserv).map(({ provider, name }) => `${provider}/${name}`));
  const lost = whole.delete_servers.find((server) => !wholeServers.has(serverKey(server)));
  if (lost !== undefined) {
    throw conflict(`Server ${lost.name} of ${lost.provider} is gone too: check again and repair the server`);
  }
  const ofServer = (one: { readonly provider: string; readonly name: string }): boolean =>
    wholeServers.has(serverKey(one));
  const ofTaskserv = (one: Difference['install_taskservs'][number]): boolean =>
    wholeServers.has(serverKey({ provider: one.provider, name: one.server })) || single.has(taskservKey(one));
  const orphans = rows.filter((row) => row.kind === 'orphan' && !isOfTaskserv(row));
  return {
    observation,
    difference: {
      remove_taskservs: whole.remove_taskservs.filter(ofTaskserv),
      delete_servers: [...whole.delete_servers, ...orphans.flatMap((row) => orphanNode(row, observation, deps.newId))],
      create_servers: whole.create_servers.filter(ofServer),
      update_servers: whole.update_servers.filter(ofServer),
      install_taskservs: whole.install_taskservs.filter(ofTaskserv),
    },
  };
}

/** Deletes the orphan that was seen, known by what its provider knows it by; none when it is gone. */
function orphanNode(row: DriftRow, { servers }: Observation, newId: () => string): Difference['delete_servers'] {
  const seen = servers.get(serverKey(row));
  if (seen === undefined) return [];
  const { plan, zone, labels } = seen.spec;
  const { provider, driver, name } = row;
  const server = { server_id: newId(), name, provider, driver, plan, zone, labels, infra: null, existing: false };
  return [{ ...server, external_id: seen.externalId }];
}
