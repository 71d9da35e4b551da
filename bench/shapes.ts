/** A job: for each operation, the operations it waits for. */
export type Shape = readonly (readonly number[])[];

export const fan = (n: number): Shape => Array.from({ length: n }, () => []);

export const chain = (n: number): Shape => Array.from({ length: n }, (_, i) => (i === 0 ? [] : [i - 1]));

/** Numbers that look random and are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Layers in which each operation waits for two different ones of the layer before. */
export function layered(layers: number, width: number, seed = 42): Shape {
  const random = seeded(seed);
  return Array.from({ length: layers * width }, (_, i) => {
    const layer = Math.floor(i / width);
    if (layer === 0) return [];
    const first = Math.floor(random() * width);
    const second = (first + 1 + Math.floor(random() * (width - 1))) % width;
    return [(layer - 1) * width + first, (layer - 1) * width + second];
  });
}

/** The other way round: for each operation, those that wait for it. */
export function dependants(shape: Shape): number[][] {
  const lists: number[][] = shape.map(() => []);
  shape.forEach((earlier, i) => {
    for (const one of earlier) lists[one]!.push(i);
  });
  return lists;
}
