/** A walk over a graph whose vertices are numbered 0..n-1. */
export interface Walk {
  /** For each vertex, those it waits for. */
  readonly waitsFor: readonly (readonly number[])[];
  /** Higher goes first among the ready ones; all alike when it is left out. */
  readonly priority?: (vertex: number) => number;
  /** How many may be under way at once. */
  readonly limit: number;
  /** True releases those that wait for it; false leaves them where they are. */
  readonly work: (vertex: number) => Promise<boolean>;
  /** Asked before each start; a vertex that may not start never does, and what runs is let finish. */
  readonly mayStart: (vertex: number) => boolean;
}

/**
 * Works through the graph, as many at once as the limit allows: of the ready ones those of the highest priority
 * first, among equals the one that has been ready the longest. Resolves when
 * nothing runs and nothing more may start; rejects when `work` rejects, after what runs has settled.
 */
export function traverse(walk: Walk): Promise<void> {
  const open = Int32Array.from(walk.waitsFor, (list) => list.length);
  const dependants = dependantsOf(walk.waitsFor);
  const ready = createReady(walk.priority);
  open.forEach((count, vertex) => {
    if (count === 0) ready.add(vertex);
  });
  let running = 0;
  let failure: { readonly error: unknown } | null = null;

  return new Promise((resolve, reject) => {
    const settle = (): void => {
      running--;
      pump();
    };
    const start = (vertex: number): void => {
      running++;
      walk.work(vertex).then(
        (released) => {
          if (released) for (const next of dependants(vertex)) if (--open[next]! === 0) ready.add(next);
          settle();
        },
        (error: unknown) => {
          failure ??= { error };
          settle();
        },
      );
    };
    const pump = (): void => {
      while (failure === null && running < walk.limit && ready.waiting()) {
        const next = ready.take();
        if (walk.mayStart(next)) start(next);
      }
      if (running > 0) return;
      if (failure !== null) reject(failure.error instanceof Error ? failure.error : new Error(String(failure.error)));
      else resolve();
    };
    pump();
  });
}

/** For each vertex those that wait for it, all in one array: lists of their own would be most of what a large graph takes. */
function dependantsOf(waitsFor: Walk['waitsFor']): (vertex: number) => Int32Array {
  const from = new Int32Array(waitsFor.length + 1);
  for (const list of waitsFor) for (const earlier of list) from[earlier + 1]!++;
  for (let vertex = 0; vertex < waitsFor.length; vertex++) from[vertex + 1]! += from[vertex]!;
  const all = new Int32Array(from[waitsFor.length]!);
  const next = from.slice();
  waitsFor.forEach((list, vertex) => {
    for (const earlier of list) all[next[earlier]!++] = vertex;
  });
  return (vertex) => all.subarray(from[vertex], from[vertex + 1]);
}

/** One queue a priority, of which there are few. */
function createReady(priority: (vertex: number) => number = () => 0) {
  const queues: { readonly rank: number; readonly vertices: number[]; head: number }[] = [];
  const first = () => queues.find((queue) => queue.head < queue.vertices.length);
  return {
    waiting: (): boolean => first() !== undefined,
    add(vertex: number): void {
      const rank = priority(vertex);
      let queue = queues.find((one) => one.rank === rank);
      if (queue === undefined) {
        queue = { rank, vertices: [], head: 0 };
        queues.push(queue);
        queues.sort((a, b) => b.rank - a.rank);
      }
      queue.vertices.push(vertex);
    },
    take(): number {
      const queue = first()!;
      return queue.vertices[queue.head++]!;
    },
  };
}
