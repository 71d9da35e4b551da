import type { Json, JsonObject } from '../domain/json.ts';

const MAX_TEXT = 512;
const MAX_ITEMS = 32;
const MAX_DEPTH = 4;

/** Names of members whose value is never recorded, wherever they stand. */
const SECRET = /pass|token|secret|authorization|cookie|credential|private|api_?key|mfa_?code|otp/i;

/** Control and line-ending characters, what turns the reading direction, and halves of characters. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * Text as one harmless line of at most `max` UTF-16 units: newlines, ANSI escapes, NUL and lone surrogates are escaped.
 * What an attacker typed into a name or a header must not forge lines or fail the insert.
 */
export function plainText(text: string, max: number = MAX_TEXT): string {
  let line = '';
  for (const character of text.slice(0, max + 1)) {
    const shown = UNSAFE.test(character) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character;
    if (line.length + shown.length > max) return `${line.slice(0, max - 1)}…`.replace(/\p{Cs}/u, '');
    line += shown;
  }
  return line;
}

function scrub(value: Json, depth: number): Json {
  if (typeof value === 'string') return plainText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[too deep]';
  if (isList(value)) {
    const kept = value.slice(0, MAX_ITEMS).map((item) => scrub(item, depth + 1));
    return value.length > MAX_ITEMS ? [...kept, `[${value.length - MAX_ITEMS} more]`] : kept;
  }
  return scrubObject(value, depth);
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function scrubObject(value: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(value);
  const kept = entries
    .slice(0, MAX_ITEMS)
    .map(([key, item]): [string, Json] => [
      plainText(key, 64),
      SECRET.test(key) && item !== null ? '[redacted]' : scrub(item, depth + 1),
    ]);
  if (entries.length > MAX_ITEMS) kept.push(['more', entries.length - MAX_ITEMS]);
  return Object.fromEntries(kept);
}

/** Details as they may be recorded: without secrets, bounded in size and depth, safe to print. */
export const scrubDetails = (details: JsonObject): JsonObject => scrubObject(details, 0);
