// Written by `npm run generate` from scripts/generate/copied/scalars.ts; do not edit.
import { z } from '@hono/zod-openapi';
import { FORMATS, type Format } from './formats.ts';

// JSON Schema's rules where they differ from zod's own: lengths in code points, whole numbers beyond 2^53, maps whose
// every key counts, equality of JSON values.

interface TextRule {
  readonly min?: number;
  readonly max?: number;
  /** As in JSON Schema: not anchored, Unicode. */
  readonly pattern?: string;
  readonly format?: Format;
}

/** A string; `min` and `max` count code points. A string that is too long is not looked at any further. */
export function text({ min = 0, max = Infinity, pattern, format }: TextRule = {}): z.ZodString {
  const regex = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const problem = (value: string): string | undefined => {
    // A code point is one or two UTF-16 units, so most strings need no counting.
    const units = value.length;
    const length = (units >= 2 * min && units <= max) || units > 2 * max ? units : codePoints(value);
    if (length < min) return `must have at least ${count(min, 'character')}`;
    if (length > max) return `must have at most ${count(max, 'character')}`;
    if (regex?.test(value) === false) return `must match ${regex.source}`;
    if (format !== undefined && !FORMATS[format].test(value)) return `must be ${FORMATS[format].phrase}`;
    return undefined;
  };
  return z.string().check(refuse(problem));
}

interface NumberRule {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly multipleOf?: number;
}

/** A finite number within the bounds; `above` and `below` exclude their bound. */
export function number(rule: NumberRule = {}): z.ZodNumber {
  return z.number().check(refuse((value) => outOfBounds(value, rule)));
}

/** A number without a fraction: `1.0` is one, as in JSON Schema. */
export function integer(rule: NumberRule = {}): z.ZodNumber {
  return z
    .number()
    .check(refuse((value) => (Number.isInteger(value) ? outOfBounds(value, rule) : 'must be a whole number')));
}

/** Any JSON object, handed through untouched. */
export function jsonObject(size: SizeRule = {}): z.ZodCustom<Record<string, unknown>, Record<string, unknown>> {
  return z.custom<Record<string, unknown>>(isObject, 'must be an object').check(entries(size));
}

/** An object used as a map: every key satisfies `key`, every value `value`. A key `__proto__` is data like any other. */
export function map<V extends z.ZodType>(key: z.ZodString, value: V, size: SizeRule = {}) {
  return jsonObject(size).transform((input, context): Record<string, z.output<V>> => {
    const output: [string, z.output<V>][] = [];
    for (const [name, item] of Object.entries(input)) {
      for (const issue of key.safeParse(name).error?.issues ?? [])
        context.issues.push({ code: 'custom', message: `key ${issue.message}`, input: name, path: [name] });
      const parsed = value.safeParse(item);
      if (parsed.success) output.push([name, parsed.data]);
      else
        for (const issue of parsed.error.issues)
          context.issues.push({ code: 'custom', message: issue.message, input: item, path: [name, ...issue.path] });
    }
    return Object.fromEntries(output);
  });
}

interface SizeRule {
  readonly min?: number;
  readonly max?: number;
}

/** Bounds on the number of an object's members. */
export function entries({ min = 0, max = Infinity }: SizeRule): z.core.CheckFn<object> {
  return refuse((value) => {
    const size = Object.keys(value).length;
    if (size < min) return `must have at least ${count(min, 'member')}`;
    return size > max ? `must have at most ${count(max, 'member')}` : undefined;
  });
}

/** No two items are the same JSON value; the order of an object's members doesn't matter. */
export const unique: z.core.CheckFn<readonly unknown[]> = refuse((items) =>
  new Set(items.map((item) => JSON.stringify(canonical(item)))).size === items.length
    ? undefined
    : 'must not have the same item twice',
);

/** Path and query values arrive as text; only the plain decimal form counts as a number. */
export const integerFromText = (value: unknown): unknown =>
  typeof value === 'string' && /^(?:0|-?[1-9]\d*)$/.test(value) ? Number(value) : value;

export const numberFromText = (value: unknown): unknown =>
  typeof value === 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) ? Number(value) : value;

export const booleanFromText = (value: unknown): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

function refuse<T>(problem: (value: T) => string | undefined): z.core.CheckFn<T> {
  return (context) => {
    const message = problem(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  };
}

function outOfBounds(value: number, { min, max, above, below, multipleOf }: NumberRule): string | undefined {
  if (min !== undefined && value < min) return `must be at least ${String(min)}`;
  if (max !== undefined && value > max) return `must be at most ${String(max)}`;
  if (above !== undefined && value <= above) return `must be more than ${String(above)}`;
  if (below !== undefined && value >= below) return `must be less than ${String(below)}`;
  if (multipleOf !== undefined && value % multipleOf !== 0) return `must be a multiple of ${String(multipleOf)}`;
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function codePoints(value: string): number {
  let length = 0;
  for (const _ of value) length += 1;
  return length;
}

/** The same text for equal JSON values: members become pairs in order of their names, marked as no array can be. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  const pairs = Object.keys(value)
    .sort()
    .map((name) => [name, canonical(value[name])]);
  return { object: pairs };
}

function count(amount: number, noun: string): string {
  return `${String(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
