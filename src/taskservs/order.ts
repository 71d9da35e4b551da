import { unprocessable } from '../domain/errors.ts';
import type { TaskservDefinition } from './definition.ts';

/**
 * The given task services and all they depend on, each after what it depends on; otherwise in the order given. Removal
 * goes the other way. Pure.
 * @throws DomainError `unprocessable` for unknown names, conflicts (both named) and circles (named in order)
 */
export function orderTaskservs(
  names: readonly string[],
  lookUp: (name: string) => TaskservDefinition | undefined,
  known: readonly string[],
): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (done.has(name)) return;
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name].join(' -> ');
      throw unprocessable(`Task services depend on each other in a circle: ${circle}`);
    }
    const definition = lookUp(name);
    if (!definition) throw unprocessable(`There is no taskserv ${name}; the catalog has ${known.join(', ')}`);
    for (const dependency of definition.dependsOn) visit(dependency, [...trail, name]);
    done.add(name);
    order.push(name);
  };
  for (const name of names) visit(name, []);
  for (const name of order) {
    const clash = lookUp(name)?.conflicts.find((other) => done.has(other));
    if (clash) throw unprocessable(`Task services ${name} and ${clash} can't be on the same server`);
  }
  return order;
}
