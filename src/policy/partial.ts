import type { Expr } from '@cedar-policy/cedar-wasm/nodejs';
import {
  EVERY_ROW,
  everyOf,
  NO_ROW,
  otherThan,
  rowAttributes,
  someOf,
  type RowAttribute,
  type RowFilter,
  type TextPattern,
} from '../domain/rowFilter.ts';

/** A Cedar value: sets are arrays, entities carry their type. */
export type Value =
  string | number | boolean | readonly Value[] | Entity | { readonly record: Readonly<Record<string, Value>> };

export interface Entity {
  readonly entity: string;
  readonly id: string;
}

/** What is known when a policy is looked at without its resource: everything but the resource's attributes. */
export interface Known {
  readonly principal: Entity;
  readonly action: Entity;
  /** The entity type of the resource. */
  readonly resourceType: string;
  readonly attributes: Readonly<Record<string, Value>>;
  /** Undefined when the circumstances are unknown. */
  readonly context: Readonly<Record<string, Value>> | undefined;
}

/**
 * What an expression comes to: a value, an attribute of the row, the row itself, or a condition on the row. `unclear` is
 * what can't be said of rows, or errs: it is never taken in anybody's favour.
 */
export type Partial =
  | { readonly is: 'value'; readonly value: Value }
  | { readonly is: 'attribute'; readonly name: RowAttribute }
  | { readonly is: 'row' }
  | { readonly is: 'principal' | 'context' }
  | { readonly is: 'condition'; readonly surely: RowFilter; readonly possibly: RowFilter }
  | { readonly is: 'unclear' };

const UNCLEAR: Partial = { is: 'unclear' };
const value = (of: Value): Partial => ({ is: 'value', value: of });
const condition = (surely: RowFilter, possibly = surely): Partial => {
  if (surely.kind === 'all') return value(true);
  return possibly.kind === 'none' ? value(false) : { is: 'condition', surely, possibly };
};

/** The rows for which it surely holds and for which it possibly does; they differ where it is unclear. */
export function rowsOf(partial: Partial): { readonly surely: RowFilter; readonly possibly: RowFilter } {
  if (partial.is === 'condition') return partial;
  if (partial.is !== 'value') return { surely: NO_ROW, possibly: EVERY_ROW };
  const rows = partial.value === true ? EVERY_ROW : NO_ROW;
  return { surely: rows, possibly: rows };
}

const isEntity = (of: Value): of is Entity => typeof of === 'object' && 'entity' in of;
const isSet = (of: Value): of is readonly Value[] => Array.isArray(of);
const isRowAttribute = (name: string): name is RowAttribute => rowAttributes.some((one) => one === name);

function equal(left: Value, right: Value): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return left === right;
  if (isSet(left) || isSet(right)) {
    if (!isSet(left) || !isSet(right)) return false;
    return left.every((one) => holds(right, one)) && right.every((one) => holds(left, one));
  }
  if (isEntity(left) || isEntity(right)) {
    return isEntity(left) && isEntity(right) && left.entity === right.entity && left.id === right.id;
  }
  const [a, b] = [left.record, right.record];
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => a[name] !== undefined && b[name] !== undefined && equal(a[name], b[name]))
  );
}

const holds = (set: readonly Value[], item: Value): boolean => set.some((one) => equal(one, item));

const rowIs = (known: Known, others: readonly Value[]): Partial => {
  const ids = others.filter(isEntity).filter(({ entity }) => entity === known.resourceType);
  return ids.length === 0
    ? value(false)
    : condition({ kind: 'among', attribute: 'id', values: ids.map(({ id }) => id) });
};

const attributeAmong = (attribute: RowAttribute, others: readonly Value[]): Partial => {
  const values = others.filter((one) => typeof one === 'string');
  return values.length === 0 ? value(false) : condition({ kind: 'among', attribute, values });
};

function equality(left: Partial, right: Partial, known: Known): Partial {
  const [a, b] = left.is === 'value' || left.is === 'principal' ? [right, left] : [left, right];
  if (a.is === 'principal') return b.is === 'principal' ? value(true) : UNCLEAR;
  const other = b.is === 'principal' ? known.principal : b.is === 'value' ? b.value : undefined;
  if (a.is === 'value' && other !== undefined) return value(equal(a.value, other));
  if (a.is === 'row') return b.is === 'row' ? value(true) : other === undefined ? UNCLEAR : rowIs(known, [other]);
  if (a.is === 'attribute') {
    if (b.is === 'attribute') return condition({ kind: 'same', left: a.name, right: b.name });
    return other === undefined ? UNCLEAR : attributeAmong(a.name, [other]);
  }
  if (a.is === 'condition' && typeof other === 'boolean') return other ? a : negation(a);
  return UNCLEAR;
}

function negation(of: Partial): Partial {
  if (of.is === 'value') return typeof of.value === 'boolean' ? value(!of.value) : UNCLEAR;
  return of.is === 'condition' ? condition(otherThan(of.possibly), otherThan(of.surely)) : UNCLEAR;
}

/** The right side counts only when the left one doesn't decide; an unclear left side may err, so nothing is known then. */
function joint(word: '&&' | '||', left: Partial, right: () => Partial): Partial {
  const join = word === '&&' ? everyOf : someOf;
  if (left.is === 'value') {
    if (typeof left.value !== 'boolean') return UNCLEAR;
    return left.value === (word === '||') ? left : right();
  }
  if (left.is !== 'condition') return UNCLEAR;
  const [a, b] = [left, rowsOf(right())];
  return condition(join([a.surely, b.surely]), join([a.possibly, b.possibly]));
}

function choice(test: Partial, yes: () => Partial, no: () => Partial): Partial {
  if (test.is === 'value') return test.value === true ? yes() : test.value === false ? no() : UNCLEAR;
  if (test.is !== 'condition') return UNCLEAR;
  return joint('||', joint('&&', test, yes), () => joint('&&', negation(test), no));
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
};

function arithmetic(word: string, left: Partial, right: Partial): Partial {
  const operate = ARITHMETIC[word];
  if (operate === undefined || left.is !== 'value' || right.is !== 'value') return UNCLEAR;
  if (typeof left.value !== 'number' || typeof right.value !== 'number') return UNCLEAR;
  const result = operate(left.value, right.value);
  return typeof result === 'boolean' || Number.isSafeInteger(result) ? value(result) : UNCLEAR;
}

function contains(word: string, left: Partial, right: Partial, known: Known): Partial {
  if (left.is !== 'value' || !isSet(left.value)) return UNCLEAR;
  const set = left.value;
  if (word === 'contains') {
    if (right.is === 'attribute') return attributeAmong(right.name, set);
    if (right.is === 'row') return rowIs(known, set);
    const item = right.is === 'principal' ? known.principal : right.is === 'value' ? right.value : undefined;
    return item === undefined ? UNCLEAR : value(holds(set, item));
  }
  if (right.is !== 'value' || !isSet(right.value)) return UNCLEAR;
  const other = right.value;
  return value(word === 'containsAll' ? other.every((one) => holds(set, one)) : other.some((one) => holds(set, one)));
}

/** Entities here have no parents, so `in` is being one of them. */
function within(left: Partial, right: Partial, known: Known): Partial {
  const others = right.is === 'principal' ? known.principal : right.is === 'value' ? right.value : undefined;
  if (right.is === 'row') return equality(left, right, known);
  if (others === undefined) return UNCLEAR;
  const set = isSet(others) ? others : [others];
  if (left.is === 'row') return rowIs(known, set);
  const one = left.is === 'principal' ? known.principal : left.is === 'value' ? left.value : undefined;
  return one === undefined ? UNCLEAR : value(holds(set, one));
}

/** The attributes of what is fully known; undefined for anything else. */
function membersOf(of: Partial, known: Known): Readonly<Record<string, Value>> | undefined {
  if (of.is === 'principal') return known.attributes;
  if (of.is === 'context') return known.context;
  return of.is === 'value' && typeof of.value === 'object' && 'record' in of.value ? of.value.record : undefined;
}

function access(of: Partial, name: string, known: Known): Partial {
  if (of.is === 'row') return isRowAttribute(name) ? { is: 'attribute', name } : UNCLEAR;
  const found = membersOf(of, known)?.[name];
  return found === undefined ? UNCLEAR : value(found);
}

function presence(of: Partial, name: string, known: Known): Partial {
  // Whoever asks about a resource gives its id.
  if (of.is === 'row')
    return name === 'id'
      ? value(true)
      : isRowAttribute(name)
        ? condition({ kind: 'present', attribute: name })
        : value(false);
  const members = membersOf(of, known);
  return members === undefined ? UNCLEAR : value(members[name] !== undefined);
}

function likeness(of: Partial, pattern: TextPattern): Partial {
  if (of.is === 'attribute') return condition({ kind: 'like', attribute: of.name, pattern });
  if (of.is !== 'value' || typeof of.value !== 'string') return UNCLEAR;
  const escaped = pattern.map((part) => (part === null ? '.*' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')));
  return value(new RegExp(`^${escaped.join('')}$`, 'su').test(of.value));
}

function typeTest(of: Partial, type: string, known: Known): Partial {
  if (of.is === 'row') return value(known.resourceType === type);
  if (of.is === 'principal') return value(known.principal.entity === type);
  return of.is === 'value' && typeof of.value === 'object' && isEntity(of.value)
    ? value(of.value.entity === type)
    : UNCLEAR;
}

interface Two {
  readonly left: Expr;
  readonly right: Expr;
}

/** A constant of Cedar's JSON form; undefined for what policies here can't compare with. */
function constant(of: unknown): Value | undefined {
  if (typeof of === 'string' || typeof of === 'number' || typeof of === 'boolean') return of;
  if (Array.isArray(of)) {
    const items = of.map(constant);
    return items.every((one) => one !== undefined) ? items : undefined;
  }
  if (typeof of !== 'object' || of === null || !('__entity' in of)) return undefined;
  const { type, id } = of.__entity as { readonly type: string; readonly id: string };
  return { entity: type, id };
}

function setOf(items: readonly Partial[]): Partial {
  const values = items.map((one) => (one.is === 'value' ? one.value : undefined));
  return values.every((one) => one !== undefined) ? value(values) : UNCLEAR;
}

/**
 * Cedar's own JSON form of an expression (https://docs.cedarpolicy.com/policies/json-format.html), evaluated as far as
 * possible without the resource. What it doesn't know is unclear.
 */
export function evaluate(expression: Expr, known: Known): Partial {
  const [[word, body] = ['', undefined]] = Object.entries(expression) as [string, unknown][];
  const at = (inner: Expr): Partial => evaluate(inner, known);
  const two = body as Two;
  switch (word) {
    case 'Value': {
      const found = constant(body);
      return found === undefined ? UNCLEAR : value(found);
    }
    case 'Var':
      if (body === 'resource') return { is: 'row' };
      return body === 'action' ? value(known.action) : { is: body === 'principal' ? 'principal' : 'context' };
    case 'Set':
      return setOf((body as Expr[]).map(at));
    case 'Record': {
      const members = Object.entries(body as Record<string, Expr>).map(([name, one]) => [name, at(one)] as const);
      const values = members.flatMap(([name, one]) => (one.is === 'value' ? [[name, one.value] as const] : []));
      return values.length === members.length ? value({ record: Object.fromEntries(values) }) : UNCLEAR;
    }
    case '!':
      return negation(at((body as { readonly arg: Expr }).arg));
    case 'neg': {
      const arg = at((body as { readonly arg: Expr }).arg);
      return arithmetic('-', value(0), arg);
    }
    case 'isEmpty': {
      const arg = at((body as { readonly arg: Expr }).arg);
      return arg.is === 'value' && isSet(arg.value) ? value(arg.value.length === 0) : UNCLEAR;
    }
    case '&&':
    case '||':
      return joint(word, at(two.left), () => at(two.right));
    case '==':
      return equality(at(two.left), at(two.right), known);
    case '!=':
      return negation(equality(at(two.left), at(two.right), known));
    case 'in':
      return within(at(two.left), at(two.right), known);
    case 'contains':
    case 'containsAll':
    case 'containsAny':
      return contains(word, at(two.left), at(two.right), known);
    case '.': {
      const { left, attr } = body as { readonly left: Expr; readonly attr: string };
      return access(at(left), attr, known);
    }
    case 'has': {
      const { left, attr } = body as { readonly left: Expr; readonly attr: string | readonly string[] };
      const path = typeof attr === 'string' ? [attr] : attr;
      return path.length === 1 && path[0] !== undefined ? presence(at(left), path[0], known) : UNCLEAR;
    }
    case 'like': {
      const { left, pattern } = body as {
        readonly left: Expr;
        readonly pattern: readonly ('Wildcard' | { Literal: string })[];
      };
      return likeness(
        at(left),
        pattern.map((part) => (part === 'Wildcard' ? null : part.Literal)),
      );
    }
    case 'is': {
      const {
        left,
        entity_type: type,
        in: group,
      } = body as { readonly left: Expr; readonly entity_type: string; readonly in?: Expr };
      const test = typeTest(at(left), type, known);
      return group === undefined ? test : joint('&&', test, () => within(at(left), at(group), known));
    }
    case 'if-then-else': {
      const { if: test, then: yes, else: no } = body as { readonly if: Expr; readonly then: Expr; readonly else: Expr };
      return choice(
        at(test),
        () => at(yes),
        () => at(no),
      );
    }
    default:
      return word in ARITHMETIC ? arithmetic(word, at(two.left), at(two.right)) : UNCLEAR;
  }
}
