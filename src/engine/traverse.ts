/** A walk over a graph whose vertices are numbered 0..n-1. */
export interface Walk {
  /** For each vertex, those it waits for. */
  readonly waitsFor: readonly (readonly number[])[];
  /** How many may be under way at once. */
  readonly limit: number;
  /** True releases those that wait for it; false leaves them where they are. */
  readonly work: (vertex: number) => Promise<boolean>;
  /** Asked before each start; once false, nothing new starts and what runs is let finish. */
  readonly mayStart: () => boolean;
}

/**
 * Works through the graph, as many at once as the limit allows, lowest number first among the ready ones. Resolves when
 * nothing runs and nothing more may start; rejects when `work` rejects, after what runs has settled.
 */
export function traverse(walk: Walk): Promise<void> {
  const open = walk.waitsFor.map((list) => list.length);
  const dependants: number[][] = walk.waitsFor.map(() => []);
  walk.waitsFor.forEach((list, vertex) => {
    for (const earlier of list) dependants[earlier]!.push(vertex);
  });
  const ready = open.flatMap((count, vertex) => (count === 0 ? [vertex] : []));
  let head = 0;
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
          if (released) for (const next of dependants[vertex]!) if (--open[next]! === 0) ready.push(next);
          settle();
        },
        (error: unknown) => {
          failure ??= { error };
          settle();
        },
      );
    };
    const pump = (): void => {
      while (failure === null && running < walk.limit && head < ready.length && walk.mayStart()) start(ready[head++]!);
      if (running > 0) return;
      if (failure !== null) reject(failure.error instanceof Error ? failure.error : new Error(String(failure.error)));
      else resolve();
    };
    pump();
  });
}
