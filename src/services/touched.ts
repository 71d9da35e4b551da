import type { Actions, NodeRecord } from '../engine/ports.ts';
import { serverNode } from '../operations/spec.ts';
import type { ResourceRepository } from '../repositories/resources.ts';

/** What policies look at, of one or more resources that have it in common. */
export interface TouchedResource {
  readonly provider: string | null;
  readonly infra: string | null;
  readonly environment: string | undefined;
}

/** The kinds of resources that undoing these nodes touches; each combination once. */
export async function touchedBy(
  deps: { readonly resources: Pick<ResourceRepository, 'servers'>; readonly describe: Actions['describe'] },
  nodes: readonly NodeRecord[],
): Promise<readonly TouchedResource[]> {
  const idOf = (node: NodeRecord): string | undefined =>
    node.kind === 'http' ? undefined : serverNode(node).server_id;
  const rows = await deps.resources.servers([...new Set(nodes.flatMap((node) => idOf(node) ?? []))]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = nodes.map((node): TouchedResource => {
    const server = byId.get(idOf(node) ?? '');
    return {
      provider: server?.provider ?? deps.describe(node).provider,
      infra: server?.infra ?? null,
      environment: server?.labels['environment'],
    };
  });
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
