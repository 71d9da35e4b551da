import { hostStays } from '../domain/hosts.ts';
import type { Difference, InstalledSpec, ServerNodeSpec } from '../operations/spec.ts';
import { taskservKey } from '../operations/look.ts';
import type { Observed } from '../providers/provider.ts';
import { serverKey, type Observation } from './observation.ts';
import type { RecordedSpec, WorldContent } from './snapshotOfWorld.ts';

const sameLabels = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

/** Whether the provider's server is the recorded one, and not another of the same name. */
export const isRecorded = (server: RecordedSpec, seen: Observed): boolean =>
  server.external_id === undefined || server.external_id === null || server.external_id === seen.externalId;

const fits = (server: RecordedSpec, seen: Observed): boolean =>
  seen.phase === 'running' &&
  seen.spec.plan === server.plan &&
  seen.spec.zone === server.zone &&
  sameLabels(seen.spec.labels, server.labels);

/**
 * What must happen so that the recorded and observed world `now` becomes `then`. Servers are the same when provider and
 * name are. A recorded server that its provider no longer has is closed and, if wanted, made again; one that differs from
 * what is wanted is brought back to it. What a provider that can't be asked has is taken from the record. A task service
 * counts as installed when its own check says so; one that can't be checked is installed again, which does nothing where
 * it stands. What carries our mark without a record is removed, or recorded by installing it where it is wanted.
 */
export function differenceTo(
  then: WorldContent,
  now: WorldContent,
  observation: Observation,
  newId: () => string,
): Difference {
  const seen = (server: RecordedSpec): Observed | 'unknown' | null => {
    if (observation.failures.has(server.provider)) return 'unknown';
    const found = observation.servers.get(serverKey(server)) ?? null;
    return found !== null && found.phase !== 'deleting' && isRecorded(server, found) ? found : null;
  };
  const wantedKeys = new Set(then.servers.map(serverKey));
  const lost = new Set(now.servers.filter((server) => seen(server) === null));
  const alive = new Map(now.servers.filter((server) => !lost.has(server)).map((server) => [serverKey(server), server]));
  const missing = then.servers.filter((server) => !alive.has(serverKey(server)));
  const extra = [...alive.values()].filter((server) => !wantedKeys.has(serverKey(server)));
  // A server that is made again is another server: it gets a new id, and so do the task services on it.
  const idOf = new Map([
    ...[...alive].map(([key, server]): [string, string] => [key, server.server_id]),
    ...missing.map((server): [string, string] => [serverKey(server), newId()]),
  ]);

  const updates = then.servers.flatMap((server): ServerNodeSpec[] => {
    const recorded = alive.get(serverKey(server));
    if (recorded === undefined) return [];
    const found = seen(recorded);
    const current = found === null || found === 'unknown' ? recorded : found.spec;
    const same = found === null || found === 'unknown' || fits(server, found);
    if (same && sameSpec(server, recorded)) return [];
    const before = { plan: current.plan, zone: current.zone, labels: current.labels };
    return [{ ...recorded, plan: server.plan, zone: server.zone, labels: server.labels, before }];
  });

  const hostOf = ({ provider, server }: InstalledSpec): string => serverKey({ provider, name: server });
  const key = taskservKey;
  const strangers = observation.strangers.flatMap((one): InstalledSpec[] => {
    const { taskserv, standing, ...where } = one;
    const host = alive.get(serverKey({ provider: one.provider, name: one.server }));
    return host === undefined
      ? []
      : [{ ...where, server_id: host.server_id, taskserv, params: standing.params, cluster: null }];
  });
  const standsAsRecorded = (one: InstalledSpec): boolean =>
    (observation.taskservs.get(key(one))?.presence ?? 'ok') === 'ok';
  const stays = (one: InstalledSpec): boolean =>
    alive.get(hostOf(one))?.server_id === one.server_id && wantedKeys.has(hostOf(one));
  const staysBehind = (one: InstalledSpec): boolean =>
    alive.get(hostOf(one))?.server_id === one.server_id && !wantedKeys.has(hostOf(one)) && hostStays(one.driver);
  const wanted = new Map(then.taskservs.map((one) => [key(one), paramsText(one)]));
  const installed = new Map(
    now.taskservs.filter((one) => stays(one) && standsAsRecorded(one)).map((one) => [key(one), paramsText(one)]),
  );
  return {
    // What goes with its server needs no removal of its own.
    remove_taskservs: [...now.taskservs, ...strangers]
      .filter((one) => staysBehind(one) || (stays(one) && !wanted.has(key(one))))
      .reverse(),
    delete_servers: [
      ...extra,
      ...[...lost].map((server) => ({ ...server, protect: false, ...inTheWay(server, missing, observation) })),
      ...squatters(missing, now.servers, observation, newId),
    ],
    create_servers: missing.map(({ external_id: _id, token: _token, ...server }) => ({
      ...server,
      server_id: idOf.get(serverKey(server))!,
    })),
    update_servers: updates,
    install_taskservs: then.taskservs
      .filter((one) => installed.get(key(one)) !== wanted.get(key(one)))
      .map(({ version: _version, ...one }) => ({ ...one, server_id: idOf.get(hostOf(one)) ?? one.server_id })),
  };
}

/** Another server has taken the name of a lost one that is to be made again: closing the record deletes that one too. */
function inTheWay(
  server: RecordedSpec,
  missing: readonly RecordedSpec[],
  { servers }: Observation,
): { readonly external_id?: string } {
  const found = servers.get(serverKey(server));
  const needed = missing.some((one) => serverKey(one) === serverKey(server));
  return found !== undefined && needed ? { external_id: found.externalId } : {};
}

/** Unrecorded servers of ours whose names are needed: they would stand in the way. */
function squatters(
  missing: readonly RecordedSpec[],
  recorded: readonly RecordedSpec[],
  { servers }: Observation,
  newId: () => string,
): ServerNodeSpec[] {
  const known = new Set(recorded.map(serverKey));
  return missing.flatMap((server) => {
    const found = servers.get(serverKey(server));
    if (found === undefined || known.has(serverKey(server))) return [];
    return [{ ...server, server_id: newId(), external_id: found.externalId, token: found.createdBy, protect: false }];
  });
}

const sameSpec = (a: RecordedSpec, b: RecordedSpec): boolean =>
  a.plan === b.plan && a.zone === b.zone && sameLabels(a.labels, b.labels);

const paramsText = ({ params }: InstalledSpec): string =>
  JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));

/** How many steps it is. */
export const stepsOf = (difference: Difference): number =>
  difference.remove_taskservs.length +
  difference.delete_servers.length +
  difference.create_servers.length +
  difference.update_servers.length +
  difference.install_taskservs.length;
