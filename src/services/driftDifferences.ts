import { taskservKey, type LookedFor } from '../operations/look.ts';
import type { Observed } from '../providers/provider.ts';
import type { Difference } from '../repositories/drift.ts';
import type { InstallationRow, ServerRow } from '../repositories/resources.ts';
import { serverKey, type Observation } from './observation.ts';

/** The recorded world as far as it can be seen from here. */
export interface Recorded {
  readonly servers: readonly ServerRow[];
  /** By server id. */
  readonly installations: ReadonlyMap<string, readonly InstallationRow[]>;
}

type Place = Pick<Difference, 'kind' | 'provider' | 'driver' | 'name'>;
type Fresh = (place: Place) => Difference;

const expectedOf = (row: ServerRow) => ({
  plan: row.plan,
  zone: row.zone,
  labels: row.labels,
  external_id: row.externalId,
  phase: 'running',
});

export const observedOf = (seen: Observed) => ({
  plan: seen.spec.plan,
  zone: seen.spec.zone,
  labels: seen.spec.labels,
  external_id: seen.externalId,
  phase: seen.phase,
});

/** Whether two flat objects (labels apart) say the same, in whatever order. */
function same({ labels: left = {}, ...a }: { labels?: object }, { labels: right = {}, ...b }: { labels?: object }) {
  const text = (value: object): string => JSON.stringify(Object.entries(value).sort());
  return text(a) === text(b) && text(left) === text(right);
}

/** Recorded as finished: neither being made nor being deleted. */
const settled = (row: ServerRow): boolean => row.status !== 'creating' && row.status !== 'deleting';

/**
 * The differences of a world that was read before and after the providers were asked: what a run was changing meanwhile
 * is in neither reading settled, and is left for the next look.
 */
export function differencesOf(
  before: Recorded,
  after: Recorded,
  observation: Observation,
  fresh: Fresh,
  driverOf: (provider: string) => string,
): Difference[] {
  return [
    ...serverDifferences(before.servers, after.servers, observation, fresh),
    ...orphanServers([...before.servers, ...after.servers], observation, fresh, driverOf),
    ...taskservDifferences(before, after, observation, fresh),
  ];
}

function serverDifferences(
  before: readonly ServerRow[],
  after: readonly ServerRow[],
  { servers, failures }: Observation,
  fresh: Fresh,
): Difference[] {
  const stable = new Map(after.filter(settled).map((row) => [row.id, row]));
  return before.flatMap((old): Difference[] => {
    const row = stable.get(old.id);
    if (row === undefined || !settled(old) || !same(expectedOf(old), expectedOf(row))) return [];
    if (failures.has(row.provider)) return [];
    const seen = servers.get(serverKey(row));
    if (seen !== undefined && same(expectedOf(row), observedOf(seen))) return [];
    return [
      {
        ...fresh({ kind: seen === undefined ? 'missing' : 'changed', ...row }),
        externalId: row.externalId,
        serverId: row.id,
        expected: expectedOf(row),
        observed: seen === undefined ? null : observedOf(seen),
      },
    ];
  });
}

function orphanServers(
  known: readonly ServerRow[],
  { servers }: Observation,
  fresh: Fresh,
  driverOf: (provider: string) => string,
): Difference[] {
  const keys = new Set(known.map(serverKey));
  return [...servers].flatMap(([key, seen]): Difference[] => {
    if (keys.has(key)) return [];
    const provider = key.slice(0, key.length - seen.spec.name.length - 1);
    return [
      {
        ...fresh({ kind: 'orphan', provider, driver: driverOf(provider), name: seen.spec.name }),
        externalId: seen.externalId,
        expected: null,
        observed: { ...observedOf(seen), token: seen.createdBy },
      },
    ];
  });
}

/** Each recorded task service, to be looked at as it is recorded. */
export function lookedForOf({ servers, installations }: Recorded): LookedFor[] {
  return servers.flatMap((row) =>
    (installations.get(row.id) ?? []).map((one) => ({
      server: row.name,
      provider: row.provider,
      driver: row.driver,
      taskserv: one.taskserv,
      version: one.version,
      params: one.params as LookedFor['params'],
    })),
  );
}

function taskservDifferences(
  before: Recorded,
  after: Recorded,
  { taskservs, strangers }: Observation,
  fresh: Fresh,
): Difference[] {
  const stable = new Map(after.servers.filter(settled).map((row) => [row.id, row]));
  const found: Difference[] = [];
  for (const { id, name: server, provider, driver } of before.servers.filter((row) => stable.has(row.id))) {
    const later = new Map((after.installations.get(id) ?? []).map((row) => [row.id, row]));
    for (const row of before.installations.get(id) ?? []) {
      const seen = taskservs.get(taskservKey({ provider, server, taskserv: row.taskserv }));
      const now = later.get(row.id);
      if (now?.version !== row.version || !same(now.params, row.params)) continue;
      if (seen === undefined || seen.presence === 'ok' || seen.presence === 'unknown') continue;
      const kind = seen.presence === 'absent' ? 'missing' : 'changed';
      found.push({
        ...fresh({ kind, provider, driver, name: `${server}/${row.taskserv}` }),
        serverId: id,
        expected: { taskserv: row.taskserv, version: row.version, params: row.params },
        observed: seen.presence === 'absent' ? null : { taskserv: row.taskserv, ...markOf(seen.standing) },
      });
    }
  }
  const idOf = new Map([...stable.values()].map((row) => [serverKey(row), row.id]));
  const recorded = new Set(lookedForOf(after).map(taskservKey));
  for (const one of strangers) {
    const serverId = idOf.get(serverKey({ provider: one.provider, name: one.server }));
    if (serverId === undefined || recorded.has(taskservKey(one))) continue;
    found.push({
      ...fresh({ kind: 'orphan', provider: one.provider, driver: one.driver, name: `${one.server}/${one.taskserv}` }),
      serverId,
      expected: null,
      observed: { taskserv: one.taskserv, ...markOf(one.standing) },
    });
  }
  return found;
}

/** What our mark on the server says; nulls without one. */
const markOf = (standing: { readonly version: string; readonly params: object; readonly token: string } | null) => ({
  version: standing?.version ?? null,
  params: standing === null ? null : { ...standing.params },
  token: standing?.token ?? null,
});
