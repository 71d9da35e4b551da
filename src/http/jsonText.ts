import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError } from '../domain/errors.ts';

/** Deeper than anything the contract describes; recursive code behind this point is safe. */
export const MAX_DEPTH = 64;

const malformed = (message: string): DomainError => new DomainError('malformed_json', message);

/** Characters looked at before others get their turn. */
const AT_ONCE = 1_000_000;

/** What is open around a place in the text: the keys an object has had so far, or null for an array. */
type Frame = Set<string> | null;

const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

/** Index of the quote that ends the string which starts at `start`; the text's length when none does. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

/** The key as it will read after parsing: `"a"` is `"a"`. */
function keyOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(text.slice(start, end + 1)) as string;
  } catch {
    return raw;
  }
}

/**
 * Looks at the text before it is parsed: `JSON.parse` follows a million brackets and silently keeps the last of two
 * equal keys, so that two readers of one body could see two different requests.
 */
async function inspect(text: string): Promise<void> {
  const open: Frame[] = [];
  let pause = AT_ONCE;
  for (let at = 0; at < text.length; at += 1) {
    if (at >= pause) {
      pause = at + AT_ONCE;
      await nextTurn();
    }
    switch (text.charCodeAt(at)) {
      case 123: // {
        open.push(new Set());
        break;
      case 91: // [
        open.push(null);
        break;
      case 125: // }
      case 93: // ]
        open.pop();
        break;
      case QUOTE: {
        const start = at;
        at = endOfString(text, start);
        const keys = open.at(-1);
        if (keys == null) break;
        let after = at + 1;
        while (isSpace(text.charCodeAt(after))) after += 1;
        if (text.charCodeAt(after) !== COLON) break;
        const key = keyOf(text, start, at);
        if (keys.has(key))
          throw malformed(`The body has the key ${JSON.stringify(key.slice(0, 128))} twice in one object`);
        keys.add(key);
        break;
      }
      default:
    }
    if (open.length > MAX_DEPTH) throw malformed(`The body is nested deeper than ${MAX_DEPTH} levels`);
  }
}

/** Parses a body; a 400 that says where it is broken, how deep it is or which key it repeats. */
export async function parseJson(text: string): Promise<unknown> {
  await inspect(text);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec(String(cause))?.[0];
    throw new DomainError('malformed_json', `The body is not valid JSON${place === undefined ? '' : ` ${place}`}`, {
      cause,
    });
  }
}
