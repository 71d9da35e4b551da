import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_OPERATIONS, validateGraph, type GraphNode } from '../../src/engine/graph.ts';

const op = (id: string, ...dependencies: string[]): GraphNode => ({ id, dependencies });

describe('validateGraph', () => {
  it('B59 names the cycle in order', () => {
    const faults = validateGraph([op('start'), op('a', 'b', 'start'), op('b', 'c'), op('c', 'a')]);
    expect(faults).toEqual([{ path: 'operations', message: 'dependency cycle: a -> b -> c -> a' }]);
  });

  it('B59 names an operation that depends on itself', () => {
    expect(validateGraph([op('a', 'a')])[0]?.message).toContain('a -> a');
  });

  it('B60 names unknown, duplicate and doubled ids with their place', () => {
    const faults = validateGraph([op('a'), op('a'), op('b', 'ghost', 'a', 'a')]);
    expect(faults.map((fault) => fault.path)).toEqual([
      'operations[1].id',
      'operations[2].dependencies[0]',
      'operations[2].dependencies[2]',
    ]);
  });

  it('B61 accepts a chain, a star and layers of 100,000 and refuses one more', () => {
    const chain = Array.from({ length: MAX_OPERATIONS }, (_, i) => (i === 0 ? op('0') : op(`${i}`, `${i - 1}`)));
    const star = Array.from({ length: MAX_OPERATIONS }, (_, i) => (i === 0 ? op('0') : op(`${i}`, '0')));
    const layers = Array.from({ length: MAX_OPERATIONS }, (_, i) =>
      i < 1_000 ? op(`${i}`) : op(`${i}`, `${i - 1_000}`, `${Math.floor(i / 1_000) * 1_000 - 1}`),
    );
    for (const graph of [chain, star]) expect(validateGraph(graph)).toEqual([]);
    expect(validateGraph(layers).filter((fault) => !fault.message.includes('listed twice'))).toEqual([]);
    expect(validateGraph([...chain, op('more')])[0]?.message).toContain('100000');
  });

  it('finds a cycle exactly when there is one, and every link of it is a dependency', () => {
    const graphs = fc
      .integer({ min: 1, max: 12 })
      .chain((n) =>
        fc
          .array(fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { maxLength: 3 }), { minLength: n, maxLength: n })
          .map((lists) => lists.map((list, i) => op(`n${i}`, ...list.filter((j) => j !== i).map((j) => `n${j}`)))),
      );
    fc.assert(
      fc.property(graphs, (graph) => {
        const [fault] = validateGraph(graph);
        expect(fault !== undefined).toBe(!canBeOrdered(graph));
        if (fault === undefined) return;
        const ids = fault.message.replace('dependency cycle: ', '').split(' -> ');
        expect(ids[0]).toBe(ids.at(-1));
        ids.slice(1).forEach((id, i) => {
          expect(graph.find((node) => node.id === ids[i])?.dependencies).toContain(id);
        });
      }),
      { seed: 20261123, numRuns: 500 },
    );
  });
});

/** The plain model: take away what has no open dependency until nothing changes. */
function canBeOrdered(graph: readonly GraphNode[]): boolean {
  const done = new Set<string>();
  for (let changed = true; changed;) {
    changed = false;
    for (const node of graph) {
      if (done.has(node.id) || !node.dependencies.every((id) => done.has(id))) continue;
      done.add(node.id);
      changed = true;
    }
  }
  return done.size === graph.length;
}
