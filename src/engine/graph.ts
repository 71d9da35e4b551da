import type { Detail } from '../domain/errors.ts';

/** What the graph needs to know of an operation. */
export interface GraphNode {
  readonly id: string;
  readonly dependencies: readonly string[];
}

/** More operations than this in one batch are refused. */
export const MAX_OPERATIONS = 100_000;

/**
 * Every fault of the graph, in the order of the request: duplicate ids, unknown, self and repeated dependencies, and
 * one cycle named in order (`a -> b -> a`). Linear in operations plus dependencies. An empty list means it can run.
 */
export function validateGraph(operations: readonly GraphNode[]): Detail[] {
  const faults: Detail[] = [];
  if (operations.length > MAX_OPERATIONS) {
    return [
      { path: 'operations', message: `at most ${MAX_OPERATIONS} operations are accepted, got ${operations.length}` },
    ];
  }
  const indexOf = new Map<string, number>();
  operations.forEach((operation, i) => {
    const first = indexOf.get(operation.id);
    if (first === undefined) indexOf.set(operation.id, i);
    else
      faults.push({
        path: `operations[${i}].id`,
        message: `duplicate operation id "${operation.id}" (first at operations[${first}])`,
      });
  });
  operations.forEach((operation, i) => {
    const seen = new Set<string>();
    operation.dependencies.forEach((dependency, j) => {
      const path = `operations[${i}].dependencies[${j}]`;
      if (dependency === operation.id)
        faults.push({ path, message: `"${operation.id}" depends on itself: ${operation.id} -> ${operation.id}` });
      else if (!indexOf.has(dependency)) faults.push({ path, message: `unknown operation "${dependency}"` });
      if (seen.has(dependency)) faults.push({ path, message: `"${dependency}" is listed twice` });
      seen.add(dependency);
    });
  });
  if (faults.length > 0) return faults;
  const cycle = findCycle(operations, indexOf);
  return cycle === null ? [] : [{ path: 'operations', message: `dependency cycle: ${cycle.join(' -> ')}` }];
}

/** Peels off operations without open dependencies (Kahn); what remains holds a cycle, which is then walked in order. */
function findCycle(operations: readonly GraphNode[], indexOf: ReadonlyMap<string, number>): string[] | null {
  const open = operations.map((operation) => operation.dependencies.length);
  const dependants = dependantsOf(operations, indexOf);
  const queue = open.flatMap((count, i) => (count === 0 ? [i] : []));
  for (let head = 0; head < queue.length; head++) {
    for (const next of dependants[queue[head]!]!) if (--open[next]! === 0) queue.push(next);
  }
  if (queue.length === operations.length) return null;
  const step = new Map<number, number>();
  const path: number[] = [];
  let at = open.findIndex((count) => count > 0);
  while (!step.has(at)) {
    step.set(at, path.length);
    path.push(at);
    at = operations[at]!.dependencies.map((id) => indexOf.get(id)!).find((i) => open[i]! > 0)!;
  }
  const ids = path.slice(step.get(at)).map((i) => operations[i]!.id);
  return [...ids, ids[0]!];
}

/** For each operation, by index, the indexes of those that wait for it. */
export function dependantsOf(operations: readonly GraphNode[], indexOf: ReadonlyMap<string, number>): number[][] {
  const dependants: number[][] = operations.map(() => []);
  operations.forEach((operation, i) => {
    for (const id of operation.dependencies) dependants[indexOf.get(id)!]!.push(i);
  });
  return dependants;
}
