import { InvalidArgumentError } from './errors.ts';

/**
 * Builds a URL path from a template, one encoded segment per value: path`/tasks/${id}/cancel`.
 *
 * A value that would change which route is called (empty, `.`, `..`, not text) is refused with a message that points at
 * it: URL parsers resolve dot segments, so `getTask('..')` would otherwise silently ask for something else.
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  const written = literals.reduce((text, literal, index) => `${text}${show(values[index - 1])}${literal}`);
  let built = literals[0] ?? '';
  let column = built.length;
  values.forEach((value, index) => {
    const fault = faultOf(value);
    if (fault !== undefined) {
      const width = Math.max(1, show(value).length);
      throw new InvalidArgumentError(
        `path parameter ${String(index + 1)} ${fault}:\n${written}\n${' '.repeat(column)}${'^'.repeat(width)}`,
      );
    }
    const literal = literals[index + 1] ?? '';
    built += encodeURIComponent(value) + literal;
    column += show(value).length + literal.length;
  });
  return built;
}

// Values come from typed callers and from plain JavaScript alike, so the type is looked at, not trusted.
function faultOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return `must be a string, not ${value === null ? 'null' : typeof value}`;
  if (value === '') return 'is empty';
  if (value === '.' || value === '..') return `is "${value}", which a URL reads as a step and not as a name`;
  if (!isWellFormed(value)) return 'holds half of a surrogate pair and has no UTF-8 form';
  return undefined;
}

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

const show = (value: unknown): string => (typeof value === 'string' ? value : String(value));

/** A query as it goes into a URL: `undefined` is left out, lists repeat their name, the rest is written as text. */
export type QueryValue = string | number | boolean | undefined | readonly (string | number | boolean)[];

/** `?a=1&b=2`, or the empty string when nothing is set. */
export function queryString(query: Readonly<Record<string, QueryValue>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const values = typeof value === 'object' ? value : [value];
    for (const one of values) params.append(name, String(one));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** An http(s) base URL without trailing slash, query or fragment; a path prefix (behind a proxy) is kept. */
export function baseUrlOf(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new InvalidArgumentError(`base URL "${text}" is not a URL; expected something like http://localhost:9090`, {
      cause,
    });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new InvalidArgumentError(`base URL "${text}" must start with http:// or https://`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
