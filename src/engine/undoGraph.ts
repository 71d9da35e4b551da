import { hostStays } from '../domain/hosts.ts';
import type { NodeRecord } from './ports.ts';

/**
 * Order of undoing, as a graph to traverse: first the targets (same numbers), then one barrier a task. A task's nodes
 * wait until every task that depends on it is undone; within a task dependants go first; and a server goes after all
 * that was put on it, whoever put it there. Linear in nodes and dependencies.
 */
export function undoGraph(
  targets: readonly NodeRecord[],
  taskIds: readonly string[],
  waitsFor: readonly (readonly number[])[],
): number[][] {
  const taskIndex = new Map(taskIds.map((id, index) => [id, index]));
  const barrier = (task: number): number => targets.length + task;
  // `undone(task)` must come after its own nodes; its nodes after the barriers of its dependants.
  const dependants: number[][] = taskIds.map(() => []);
  waitsFor.forEach((earlier, task) => {
    for (const index of earlier) dependants[index]!.push(barrier(task));
  });
  const own: number[][] = taskIds.map(() => []);
  const taskOf = targets.map((node) => taskIndex.get(node.taskId)!);
  taskOf.forEach((task, index) => own[task]!.push(index));
  const graph: number[][] = [
    ...taskOf.map((task) => [...dependants[task]!]),
    ...taskIds.map((_, task) => [...dependants[task]!, ...own[task]!]),
  ];
  const at = new Map<string, number>();
  if (targets.some((node) => node.dependencies.length > 0))
    targets.forEach((node, index) => at.set(`${node.runId}/${node.id}`, index));
  const onServer = new Map<string, number[]>();
  targets.forEach((node, index) => {
    for (const id of node.dependencies) {
      const earlier = at.get(`${node.runId}/${id}`);
      if (earlier !== undefined) graph[earlier]!.push(index);
    }
    const server = serverOf(node);
    if (server === null || node.kind === 'server.create') return;
    const others = onServer.get(server);
    if (others === undefined) onServer.set(server, [index]);
    else others.push(index);
  });
  targets.forEach((node, index) => {
    if (node.kind !== 'server.create') return;
    const server = serverOf(node);
    if (server !== null) graph[index]!.push(...(onServer.get(server) ?? []));
  });
  return graph.map((list) => (list.length < 2 ? list : [...new Set(list)]));
}

/**
 * What can't be undone by itself but goes with its server, which is undone too: by the target's number, that of the
 * server. It is settled when the server is.
 */
export function goesWithServer(
  targets: readonly NodeRecord[],
  isReversible: (node: NodeRecord) => boolean,
): ReadonlyMap<number, number> {
  const servers = new Map<string, number>();
  targets.forEach((node, index) => {
    const server = serverOf(node);
    if (node.kind === 'server.create' && server !== null) servers.set(server, index);
  });
  const found = new Map<number, number>();
  targets.forEach((node, index) => {
    const server = serverOf(node);
    const at = server === null || node.kind === 'server.create' ? undefined : servers.get(server);
    if (at !== undefined && !isReversible(node) && !hostStays(node.spec['driver'])) found.set(index, at);
  });
  return found;
}

const serverOf = (node: NodeRecord): string | null => {
  const id = node.output?.['server_id'] ?? node.spec['server_id'];
  return typeof id === 'string' ? id : null;
};
