/** A fault in a condition, with the place of the first wrong character, counted from 0. */
export class ConditionError extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} at position ${position}`);
    this.name = 'ConditionError';
    this.position = position;
  }
}

export type Token =
  | { readonly kind: 'symbol'; readonly text: string; readonly at: number }
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

const SYMBOLS = /&&|\|\||==|!=|<=|>=|[<>!()[\],]/y;
const WORD = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;
const NUMBER = /-?\d+(?![\w.])/y;
const STRING = /'(?:[^'\\]|\\['"\\])*'|"(?:[^"\\]|\\['"\\])*"/y;

/** Cedar has no escape for these, and nothing we compare with contains them. */
const UNSAFE = /[\p{Cc}\p{Cs}]/u;

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function next(source: string, at: number): readonly [Token, number] {
  const symbol = match(SYMBOLS, source, at);
  if (symbol !== undefined) return [{ kind: 'symbol', text: symbol, at }, at + symbol.length];
  const word = match(WORD, source, at);
  if (word !== undefined) return [{ kind: 'word', text: word, at }, at + word.length];
  const number = match(NUMBER, source, at);
  if (number !== undefined) {
    if (!Number.isSafeInteger(Number(number))) throw new ConditionError('the number is too large', at);
    return [{ kind: 'number', value: Number(number), at }, at + number.length];
  }
  const quoted = match(STRING, source, at);
  if (quoted !== undefined) {
    if (UNSAFE.test(quoted)) throw new ConditionError('a string may not contain control characters', at);
    return [{ kind: 'string', value: quoted.slice(1, -1).replace(/\\(.)/g, '$1'), at }, at + quoted.length];
  }
  const character = source.codePointAt(at);
  if (character === 0x22 || character === 0x27) throw new ConditionError('the string is not closed', at);
  if (/[\d.-]/.test(source.charAt(at))) throw new ConditionError('only whole numbers are known', at);
  throw new ConditionError(`unexpected ${JSON.stringify(String.fromCodePoint(character ?? 0))}`, at);
}

/** The tokens of a condition, closed by one of kind `end`. Throws ConditionError. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < source.length && ' \t\r\n'.includes(source.charAt(at))) at += 1;
    if (at >= source.length) break;
    const [token, after] = next(source, at);
    tokens.push(token);
    at = after;
  }
  tokens.push({ kind: 'end', at: source.length });
  return tokens;
}
