import type { TestOperation } from '../engine/world.ts';

/** Twelve operations in four layers: wide, joined, forked and joined again. Each is one node, `<id>/0`. */
export const twelve: readonly TestOperation[] = [
  { id: 'a1' },
  { id: 'a2' },
  { id: 'a3' },
  { id: 'b1', after: ['a1'] },
  { id: 'b2', after: ['a1', 'a2'] },
  { id: 'b3', after: ['a3'] },
  { id: 'c1', after: ['b1', 'b2'] },
  { id: 'c2', after: ['b2', 'b3'] },
  { id: 'c3', after: ['b3'] },
  { id: 'd1', after: ['c1', 'c2'] },
  { id: 'd2', after: ['c3'] },
  { id: 'e1', after: ['d1', 'd2'] },
];

/** Pairs [dependant, what it depends on], by node. */
export const edges: readonly (readonly [string, string])[] = twelve.flatMap(({ id, after = [] }) =>
  after.map((earlier) => [`${id}/0`, `${earlier}/0`] as const),
);
