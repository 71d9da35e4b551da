import type { Json } from './json.ts';

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/**
 * The one text of a JSON value (RFC 8785): members sorted by the UTF-16 units of their names, no white space, numbers
 * and strings as ECMAScript writes them. Equal values have equal texts, so that a hash over it can be made again.
 */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}
