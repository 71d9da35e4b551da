import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';

/** Items of a long list that are checked before others get their turn. */
const AT_ONCE = 2_000;

const LENGTHS: ReadonlySet<string> = new Set(['min_length', 'max_length']);

/** The field of the object that is a long list of which each item can be checked by itself. */
function longList(schema: z.ZodType, value: unknown) {
  if (!(schema instanceof z.ZodObject) || (schema.def.checks ?? []).length > 0) return undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, list] of Object.entries(value)) {
    const of: unknown = schema.shape[key];
    if (!Array.isArray(list) || list.length <= AT_ONCE || !(of instanceof z.ZodArray)) continue;
    // What it says of the whole list but its length can't be said of pieces; one that is too long is refused as it is.
    const rules = (of.def.checks ?? []).map((check) => check._zod.def as { check: string; maximum?: number });
    if (!rules.every(({ check, maximum = Infinity }) => LENGTHS.has(check) && list.length <= maximum)) return undefined;
    return { key, list: list as unknown[], of };
  }
  return undefined;
}

/**
 * Checks a value as `safeParse` does, but a long list of an object in pieces with turns for others between them: a
 * hundred thousand items at once would keep everybody waiting for half a second. What has been checked is taken out of
 * the value, so that it is not held twice.
 */
export async function checkInTurns(schema: z.ZodType, value: unknown): Promise<z.ZodSafeParseResult<unknown>> {
  const long = longList(schema, value);
  if (long === undefined) return schema.safeParse(value);
  const { key, list, of } = long;
  const whole = schema.safeParse({ ...(value as object), [key]: list.splice(0, AT_ONCE) });
  const issues: z.core.$ZodIssue[] = [...(whole.error?.issues ?? [])];
  const rest: unknown[][] = [];
  for (let from = AT_ONCE, taken = 0; taken < list.length; from += AT_ONCE, taken += AT_ONCE) {
    await nextTurn();
    const piece = of.safeParse(list.slice(taken, taken + AT_ONCE));
    list.fill(undefined, taken, taken + AT_ONCE);
    if (piece.success) rest.push(piece.data);
    for (const issue of piece.error?.issues ?? []) {
      const [index, ...path] = issue.path;
      issues.push({ ...issue, path: [key, from + Number(index), ...path] });
    }
  }
  if (!whole.success || issues.length > 0) return { success: false, error: new z.ZodError(issues) };
  const first = whole.data as Record<string, unknown[]>;
  return { success: true, data: { ...first, [key]: first[key]!.concat(...rest) } };
}
