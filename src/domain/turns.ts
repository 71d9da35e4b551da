import { setImmediate as nextTurn } from 'node:timers/promises';

/** Items that are worked on before others get their turn. */
const AT_ONCE = 2_000;

/** As `map`, with turns for others in between: a hundred thousand items at once would keep everybody waiting. */
export async function inTurns<In, Out>(items: readonly In[], each: (item: In, i: number) => Out): Promise<Out[]> {
  const done: Out[] = [];
  for (const [i, item] of items.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await nextTurn();
    done.push(each(item, i));
  }
  return done;
}
