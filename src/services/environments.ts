import type { BatchRequest } from '../../generated/contract/orchestrator.ts';
import type { Difference } from '../operations/spec.ts';
import type { ResourceRepository } from '../repositories/resources.ts';

/** The label `environment` of servers; undefined where one has none. */
export type Environments = ReadonlySet<string | undefined>;

type Servers = Pick<ResourceRepository, 'living' | 'servers'>;

/** Operations that find their servers among what the batch itself makes: they depend on a `server_batch`, directly or not. */
function afterServers({ operations }: BatchRequest): ReadonlySet<string> {
  const dependants = new Map<string, string[]>();
  for (const { id, dependencies } of operations) {
    for (const earlier of dependencies) dependants.set(earlier, [...(dependants.get(earlier) ?? []), id]);
  }
  const reached = new Set<string>();
  const queue = operations.flatMap((one) => (one.type === 'server_batch' ? one.id : []));
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
 * The environments that a batch touches: of the servers it makes, and of the recorded ones that its task services and
 * clusters go to (by name, or all of a provider). Two queries at most, none for a batch without such operations.
 */
export async function environmentsOfBatch(servers: Servers, body: BatchRequest): Promise<Environments> {
  const found = new Set<string | undefined>();
  const names = new Set<string>();
  const providers = new Set<string>();
  let ownServers: ReadonlySet<string> | undefined;
  for (const operation of body.operations) {
    if (operation.type === 'server_batch') {
      for (const { labels } of operation.server_configs) found.add(labels?.['environment']);
    } else if (operation.type !== 'http') {
      for (const name of operation.servers ?? []) names.add(name);
      if (operation.servers === undefined && !(ownServers ??= afterServers(body)).has(operation.id))
        providers.add(operation.provider);
    }
  }
  const named = names.size === 0 ? [] : await servers.living({ names: [...names] });
  const all = providers.size === 0 ? [] : (await servers.living({})).filter((row) => providers.has(row.provider));
  for (const { labels } of [...named, ...all]) found.add(labels['environment']);
  return found;
}

/** The environments that making a difference touches, by its servers and by those its task services are on. */
export async function environmentsOfDifference(servers: Servers, difference: Difference): Promise<Environments> {
  const own = [...difference.delete_servers, ...difference.create_servers, ...difference.update_servers];
  const ids = [...difference.remove_taskservs, ...difference.install_taskservs].map((one) => one.server_id);
  const hosts = ids.length === 0 ? [] : await servers.servers([...new Set(ids)]);
  return new Set([...own, ...hosts].map(({ labels }) => labels['environment']));
}
