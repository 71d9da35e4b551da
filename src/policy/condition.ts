import { ConditionError, tokenize, type Token } from './tokenize.ts';
import { attributes, type ValueType } from './vocabulary.ts';

/** A condition, understood and typed; `printing.ts` writes it as Cedar. No text of the author's gets into an atom unquoted. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  /** `presence` are the tests that what it looks at is there. */
  | { readonly kind: 'atom'; readonly cedar: string; readonly presence: readonly string[] };

type Operand =
  | { readonly type: ValueType; readonly cedar: string; readonly presence: string | null; readonly at: number }
  | {
      readonly type: 'list';
      readonly of: 'string' | 'number' | 'boolean';
      readonly cedar: string;
      readonly at: number;
    };

const MAX_DEPTH = 32;
const MAX_ATOMS = 128;
const MAX_LENGTH = 4096;

const nouns: Record<Operand['type'], string> = {
  string: 'a string',
  number: 'a whole number',
  boolean: 'a boolean',
  roles: "the user's roles",
  list: 'a list',
};

/** A Cedar string literal; control characters and lone surrogates have been refused before. */
export const quoted = (text: string): string => JSON.stringify(text);

function compare(left: Operand, operator: string, right: Operand, at: number): Condition {
  const presence = [left, right].flatMap((operand) =>
    operand.type !== 'list' && operand.presence !== null ? [operand.presence] : [],
  );
  const atom = (cedar: string): Condition => ({ kind: 'atom', cedar, presence });
  const wrong = (): never => {
    throw new ConditionError(`${nouns[left.type]} can't be compared by ${operator} with ${nouns[right.type]}`, at);
  };
  if (operator === 'in') {
    if (left.type === 'string' && right.type === 'roles') return atom(`${right.cedar}.contains(${left.cedar})`);
    if (right.type !== 'list') return wrong();
    if (left.type === 'roles' && right.of === 'string') return atom(`${left.cedar}.containsAny(${right.cedar})`);
    return left.type === right.of ? atom(`${right.cedar}.contains(${left.cedar})`) : wrong();
  }
  const equality = operator === '==' || operator === '!=';
  if (left.type === 'list' || right.type === 'list') return wrong();
  if (left.type === 'roles' || right.type === 'roles') {
    const [roles, other] = left.type === 'roles' ? [left, right] : [right, left];
    if (!equality || other.type !== 'string') return wrong();
    return atom(`${operator === '!=' ? '!' : ''}${roles.cedar}.contains(${other.cedar})`);
  }
  if (left.type !== right.type || (!equality && left.type !== 'number')) return wrong();
  return atom(`${left.cedar} ${operator} ${right.cedar}`);
}

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

/**
 * Parses `user.role == 'admin' && !(resource.infra in ['production', 'staging'])`: `==`, `!=`, `<`, `<=`, `>`, `>=`,
 * `in`, `&&`, `||`, `!`, parentheses, strings, whole numbers, booleans, lists of those, and the attributes of
 * vocabulary.ts. Strings are compared by `==`, `!=` and `in` only. Throws ConditionError with the position of the fault.
 */
export function parseCondition(source: string): Condition {
  if (source.length > MAX_LENGTH) throw new ConditionError('the condition is too long', MAX_LENGTH);
  const tokens = tokenize(source);
  let index = 0;
  let atoms = 0;

  const peek = (): Token => tokens[index] ?? { kind: 'end', at: source.length };
  const isNext = (text: string): boolean => {
    const token = peek();
    return (token.kind === 'symbol' || token.kind === 'word') && token.text === text;
  };
  const accept = (text: string): boolean => {
    if (!isNext(text)) return false;
    index += 1;
    return true;
  };
  const fail = (wanted: string): never => {
    const token = peek();
    const found = token.kind === 'end' ? 'the end' : JSON.stringify(source.slice(token.at, token.at + 16));
    throw new ConditionError(`expected ${wanted} but found ${found}`, token.at);
  };
  const expect = (text: string): void => {
    if (!accept(text)) fail(text);
  };

  function literal(): Extract<Operand, { presence: unknown }> | undefined {
    const token = peek();
    const at = token.at;
    const value = (type: 'string' | 'number' | 'boolean', cedar: string) => {
      index += 1;
      return { type, cedar, presence: null, at };
    };
    if (token.kind === 'string') return value('string', quoted(token.value));
    if (token.kind === 'number') return value('number', String(token.value));
    if (token.kind === 'word' && (token.text === 'true' || token.text === 'false')) return value('boolean', token.text);
    return undefined;
  }

  function list(at: number): Operand {
    const items: string[] = [];
    let of: 'string' | 'number' | 'boolean' | undefined;
    do {
      const item = literal() ?? fail('a string, a whole number or a boolean');
      if (item.type === 'roles' || (of !== undefined && item.type !== of)) {
        throw new ConditionError('the items of a list must be of one type', item.at);
      }
      of = item.type;
      items.push(item.cedar);
    } while (accept(','));
    expect(']');
    return { type: 'list', of, cedar: `[${items.join(', ')}]`, at };
  }

  function operand(): Operand {
    const { at } = peek();
    if (accept('[')) return list(at);
    const constant = literal();
    if (constant !== undefined) return constant;
    const token = peek();
    if (token.kind !== 'word' || token.text === 'in') return fail('a value');
    const fact = attributes.get(token.text);
    if (fact === undefined) throw new ConditionError(`unknown name ${JSON.stringify(token.text.slice(0, 64))}`, at);
    index += 1;
    return { type: fact.type, cedar: fact.cedar, presence: fact.presence, at };
  }

  function comparison(): Condition {
    atoms += 1;
    if (atoms > MAX_ATOMS) throw new ConditionError(`more than ${MAX_ATOMS} comparisons`, peek().at);
    const left = operand();
    const token = peek();
    const operator = token.kind === 'symbol' || token.kind === 'word' ? token.text : '';
    if (COMPARISONS.has(operator) || operator === 'in') {
      index += 1;
      return compare(left, operator, operand(), left.at);
    }
    if (left.type !== 'boolean') throw new ConditionError(`${nouns[left.type]} alone is not a condition`, left.at);
    return { kind: 'atom', cedar: left.cedar, presence: left.presence === null ? [] : [left.presence] };
  }

  function unary(depth: number): Condition {
    if (depth > MAX_DEPTH) throw new ConditionError(`nested more than ${MAX_DEPTH} deep`, peek().at);
    if (accept('!')) return { kind: 'not', part: unary(depth + 1) };
    if (!accept('(')) return comparison();
    const inner = either(depth + 1);
    expect(')');
    return inner;
  }

  function both(depth: number): Condition {
    const parts = [unary(depth)];
    while (accept('&&')) parts.push(unary(depth));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts };
  }

  function either(depth: number): Condition {
    const parts = [both(depth)];
    while (accept('||')) parts.push(both(depth));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts };
  }

  const condition = either(0);
  if (peek().kind !== 'end') fail('&&, || or the end');
  return condition;
}
