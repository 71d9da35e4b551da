import { unprocessable } from '../domain/errors.ts';
import type { ClusterDefinition } from './definition.ts';
import type { Params } from './params.ts';

export interface Placement {
  readonly server: string;
  readonly taskserv: string;
  readonly params: Params;
}

interface Place {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Which task service of a cluster goes on which server, in the definition's order. Pure.
 * @throws DomainError `unprocessable` when there is no server, or none with a role that the definition needs
 */
export function placeCluster(cluster: ClusterDefinition, servers: readonly Place[]): Placement[] {
  const [first] = servers;
  if (!first) throw unprocessable(`Cluster ${cluster.name} has no server to be placed on`);
  return cluster.placement.flatMap(({ taskserv, on, params }) => {
    const chosen =
      on === 'all' ? servers : on === 'first' ? [first] : servers.filter(({ labels }) => labels['role'] === on.role);
    if (chosen.length > 0) return chosen.map((server) => ({ server: server.name, taskserv, params }));
    const role = typeof on === 'object' ? on.role : on;
    throw unprocessable(`Cluster ${cluster.name} needs a server with the label role = ${role} for ${taskserv}`);
  });
}
