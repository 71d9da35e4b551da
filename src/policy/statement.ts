import { policySetTextToParts, policyToJson, type Expr, type PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRule } from '../../generated/contract/control-center.ts';
import { everyOf, NO_ROW, type RowFilter } from '../domain/rowFilter.ts';
import { compileRule } from './cedar.ts';
import { evaluate, rowsOf, type Known } from './partial.ts';
import type { NamedRules } from './rule.ts';
import { actions, entityTypes, type Action, type ResourceKind } from './vocabulary.ts';

/** One Cedar policy out of one of ours: a rule, or a statement of a raw text. */
export interface Statement {
  readonly id: string;
  readonly policy: string;
  /** Its place in the policy, from 0. */
  readonly index: number;
  readonly effect: PolicyRule['effect'];
  /** The verbs and the entity type that its head names; null where it names none. */
  readonly verbs: readonly string[] | null;
  readonly entityType: string | null;
  readonly cedar: string;
  /** Parsed when first asked for: Cedar takes the better part of a millisecond. */
  readonly json: () => PolicyJson;
}

type Parsed = Omit<Statement, 'id' | 'policy' | 'index'>;

function parse(cedar: string): PolicyJson {
  const answer = policyToJson(cedar);
  if (answer.type === 'failure') throw new Error('a stored policy is not Cedar', { cause: answer.errors });
  return answer.json;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

const denial = (verbs: readonly string[]): Parsed => {
  const action = verbs.includes('*') ? 'action' : `action in [${verbs.map((verb) => `Action::"${verb}"`).join(', ')}]`;
  const cedar = `forbid(principal, ${action}, resource);`;
  return {
    effect: 'Deny',
    verbs: verbs.includes('*') ? null : verbs,
    entityType: null,
    cedar,
    json: once(() => parse(cedar)),
  };
};

/**
 * Stored rules have been checked, so this is for a database that a newer version wrote: what can't be understood grants
 * nothing, and as a Deny it denies its actions everywhere.
 */
function ofRule(rule: PolicyRule): Parsed | undefined {
  try {
    const { effect, kind, exact: cedar } = compileRule(rule);
    return {
      effect,
      verbs: rule.action.includes('*') ? null : rule.action,
      entityType: kind === null ? null : entityTypes[kind],
      cedar,
      json: once(() => parse(cedar)),
    };
  } catch {
    const known = rule.action.filter((verb) => verb === '*' || actions.some((one) => one === verb));
    return rule.effect === 'Deny' ? denial(known.length === 0 ? ['*'] : known) : undefined;
  }
}

/** The same for raw Cedar. */
function ofText(text: string): readonly Parsed[] {
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure' || parts.policy_templates.length > 0)
    return text.includes('forbid') ? [denial(['*'])] : [];
  return parts.policies.map((cedar) => {
    const json = parse(cedar);
    const { effect, action, resource } = json;
    const verbs =
      'entities' in action ? action.entities.map(uidOf) : 'entity' in action ? [uidOf(action.entity)] : undefined;
    const entityType =
      resource.op === 'is' ? resource.entity_type : 'entity' in resource ? uidOf(resource.entity).type : null;
    return {
      effect: effect === 'permit' ? 'Allow' : 'Deny',
      verbs: verbs?.map(({ id }) => id) ?? null,
      entityType,
      cedar,
      json: () => json,
    };
  });
}

/** The statements of some policies. `previous` saves parsing what hasn't changed. */
export function statementsOf(
  policies: readonly NamedRules[],
  previous: ReadonlyMap<string, Statement> = new Map(),
): ReadonlyMap<string, Statement> {
  const found = new Map<string, Statement>();
  for (const { id: policyId, name: policy, rules, cedar: raw } of policies) {
    const parsed = rules.length === 0 && raw !== undefined ? ofText(raw) : rules.map(ofRule);
    for (const [index, one] of parsed.entries()) {
      if (one === undefined) continue;
      const id = `${policyId}#${index}`;
      const before = previous.get(id);
      const json = before?.cedar === one.cedar ? before.json : one.json;
      found.set(id, { ...one, json, id, policy, index });
    }
  }
  return found;
}

type Scope = PolicyJson['principal'] | PolicyJson['action'] | PolicyJson['resource'];

interface Uid {
  readonly type: string;
  readonly id: string;
}

const uidOf = (entity: unknown): Uid => {
  const plain = entity as Uid | { readonly __entity: Uid };
  return '__entity' in plain ? plain.__entity : plain;
};

const literal = (entity: unknown): Expr => ({ Value: { __entity: uidOf(entity) } });

/** What stands in the head of a statement, as the expression that means the same. */
function headOf(scope: Scope, name: 'principal' | 'action' | 'resource'): Expr {
  const left: Expr = { Var: name };
  if (scope.op === 'is') {
    const group = scope.in !== undefined && 'entity' in scope.in ? { in: literal(scope.in.entity) } : {};
    return { is: { left, entity_type: scope.entity_type, ...group } };
  }
  if ('entities' in scope) return { in: { left, right: { Set: scope.entities.map(literal) } } };
  if (!('entity' in scope)) return { Value: true };
  const right = literal(scope.entity);
  return scope.op === '==' ? { '==': { left, right } } : { in: { left, right } };
}

/** For which rows it surely speaks, and for which it possibly does. */
export function rowsOfStatement(
  statement: Statement,
  known: Known,
): { readonly surely: RowFilter; readonly possibly: RowFilter } {
  const json = statement.json();
  const tests: Expr[] = [
    headOf(json.principal, 'principal'),
    headOf(json.action, 'action'),
    headOf(json.resource, 'resource'),
    ...json.conditions.map(({ kind, body }): Expr => (kind === 'when' ? body : { '!': { arg: body } })),
  ];
  let surely: RowFilter = everyOf([]);
  let possibly: RowFilter = everyOf([]);
  for (const test of tests) {
    const rows = rowsOf(evaluate(test, known));
    surely = everyOf([surely, rows.surely]);
    possibly = everyOf([possibly, rows.possibly]);
    if (possibly.kind === 'none') return { surely: NO_ROW, possibly };
  }
  return { surely, possibly };
}

/** Whether the head of a statement lets it speak of this action on this kind: most don't, and needn't be looked at. */
export const concerns = ({ verbs, entityType }: Statement, verb: Action, kind: ResourceKind): boolean =>
  (verbs === null || verbs.includes(verb)) && (entityType === null || entityType === entityTypes[kind]);
