import type { BatchRequest } from '../../generated/contract/orchestrator.ts';
import type { Difference } from '../operations/spec.ts';
import type { ResourceRepository } from '../repositories/resources.ts';

/** The label `environment` of servers; undefined where one has none. */
export type Environments = ReadonlySet<string | undefined>;

type Servers = Pick<ResourceRepository, 'living' | 'servers'>;

/** What an operation does to servers, as far as environments go. */
export interface Placement {
  readonly id: string;
  readonly dependencies: readonly string[];
  /** Environments of the servers it makes. */
  readonly makes?: Environments;
  /** The recorded servers it goes to by name; those its dependencies make, or all of the provider, when it names none. */
  readonly goesTo?: { readonly provider: string; readonly names: readonly string[] | null };
}

/** Operations that depend, directly or not, on one that makes servers: they find theirs among these. */
function afterServers(placements: readonly Placement[]): ReadonlySet<string> {
  const dependants = new Map<string, string[]>();
  for (const { id, dependencies } of placements) {
    for (const earlier of dependencies) {
      const waiting = dependants.get(earlier);
      if (waiting === undefined) dependants.set(earlier, [id]);
      else waiting.push(id);
    }
  }
  const reached = new Set<string>();
  const queue = placements.flatMap(({ id, makes }) => (makes === undefined ? [] : id));
  for (let head = 0; head < queue.length; head++) {
    for (const next of dependants.get(queue[head]!) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      queue.push(next);
    }
  }
  return reached;
}

/**
 * The environments that the operations of a batch touch: of the servers they make, and of those that task services and
 * clusters go to. `isDone` are not looked at themselves, only the servers they made. Two queries at most, none for a
 * batch without such operations.
 */
export async function environmentsOf(
  servers: Servers,
  placements: readonly Placement[],
  isDone: (placement: Placement) => boolean = () => false,
): Promise<Environments> {
  const found = new Set<string | undefined>();
  const names = new Set<string>();
  const providers = new Set<string>();
  let ownServers: ReadonlySet<string> | undefined;
  const add = (environments: Environments = new Set()): void => {
    for (const environment of environments) found.add(environment);
  };
  for (const placement of placements.filter((one) => !isDone(one))) {
    add(placement.makes);
    const { goesTo } = placement;
    if (goesTo === undefined) continue;
    if (goesTo.names !== null) for (const name of goesTo.names) names.add(name);
    else if ((ownServers ??= afterServers(placements)).has(placement.id))
      for (const { makes } of placements) add(makes);
    else providers.add(goesTo.provider);
  }
  const named = names.size === 0 ? [] : await servers.living({ names: [...names] });
  const all = providers.size === 0 ? [] : (await servers.living({})).filter((row) => providers.has(row.provider));
  for (const { labels } of [...named, ...all]) found.add(labels['environment']);
  return found;
}

/** The environments that a batch touches. */
export const environmentsOfBatch = (servers: Servers, { operations }: BatchRequest): Promise<Environments> =>
  environmentsOf(
    servers,
    operations.map((operation): Placement => {
      const { id, dependencies } = operation;
      if (operation.type === 'http') return { id, dependencies };
      if (operation.type === 'server_batch') {
        return {
          id,
          dependencies,
          makes: new Set(operation.server_configs.map(({ labels }) => labels?.['environment'])),
        };
      }
      return { id, dependencies, goesTo: { provider: operation.provider, names: operation.servers ?? null } };
    }),
  );

/** The environments that making a difference touches, by its servers and by those its task services are on. */
export async function environmentsOfDifference(servers: Servers, difference: Difference): Promise<Environments> {
  const own = [...difference.delete_servers, ...difference.create_servers, ...difference.update_servers];
  const ids = [...difference.remove_taskservs, ...difference.install_taskservs].map((one) => one.server_id);
  const hosts = ids.length === 0 ? [] : await servers.servers([...new Set(ids)]);
  return new Set([...own, ...hosts].map(({ labels }) => labels['environment']));
}
