import { policySetTextToParts, policyToJson, type Expr, type PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRule } from '../../generated/contract/control-center.ts';
import { everyOf, NO_ROW, type RowFilter } from '../domain/rowFilter.ts';
import { compileRule } from './cedar.ts';
import { evaluate, rowsOf, type Known } from './partial.ts';
import type { NamedRules } from './rule.ts';
import { actions, entityTypes, isResourceKind, type Action, type ResourceKind } from './vocabulary.ts';

/** One Cedar policy out of one of ours: a rule, or a statement of a raw text. */
export interface Statement {
  readonly id: string;
  readonly policy: string;
  /** Its place in the policy, from 0. */
  readonly index: number;
  readonly effect: PolicyRule['effect'];
  readonly cedar: string;
  readonly json: PolicyJson;
}

const everything = (effect: 'permit' | 'forbid', verbs: readonly string[]): string =>
  `${effect}(principal, ${verbs.includes('*') ? 'action' : `action in [${verbs.map((verb) => `Action::"${verb}"`).join(', ')}]`}, resource);`;

/**
 * Stored rules have been checked, so this is for a database that a newer version wrote: what can't be understood grants
 * nothing, and as a Deny it denies its actions everywhere.
 */
function textOf(rule: PolicyRule): string | undefined {
  try {
    return compileRule(rule).exact;
  } catch {
    const known = rule.action.filter((verb) => verb === '*' || actions.some((one) => one === verb));
    return rule.effect === 'Deny' ? everything('forbid', known.length === 0 ? ['*'] : known) : undefined;
  }
}

/** The same for raw Cedar. */
function textsOf(cedar: string): readonly string[] {
  const parts = policySetTextToParts(cedar);
  if (parts.type === 'success' && parts.policy_templates.length === 0) return parts.policies;
  return cedar.includes('forbid') ? [everything('forbid', ['*'])] : [];
}

function parse(cedar: string): PolicyJson {
  const answer = policyToJson(cedar);
  if (answer.type === 'failure') throw new Error('a stored policy is not Cedar', { cause: answer.errors });
  return answer.json;
}

/** The statements of some policies. `previous` saves parsing what hasn't changed. */
export function statementsOf(
  policies: readonly NamedRules[],
  previous: ReadonlyMap<string, Statement> = new Map(),
): ReadonlyMap<string, Statement> {
  const found = new Map<string, Statement>();
  for (const { id: policyId, name: policy, rules, cedar: raw } of policies) {
    const texts = rules.length === 0 && raw !== undefined ? textsOf(raw) : rules.map(textOf);
    for (const [index, cedar] of texts.entries()) {
      if (cedar === undefined) continue;
      const id = `${policyId}#${index}`;
      const before = previous.get(id);
      const json = before?.cedar === cedar ? before.json : parse(cedar);
      found.set(id, { id, policy, index, effect: json.effect === 'permit' ? 'Allow' : 'Deny', cedar, json });
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
export function rowsOfStatement({ json }: Statement, known: Known): { surely: RowFilter; possibly: RowFilter } {
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
export function concerns({ json: { action, resource } }: Statement, verb: Action, kind: ResourceKind): boolean {
  const verbs =
    'entities' in action ? action.entities.map(uidOf) : 'entity' in action ? [uidOf(action.entity)] : undefined;
  if (verbs !== undefined && !verbs.some(({ id }) => id === verb)) return false;
  if (resource.op === 'is') return resource.entity_type === entityTypes[kind];
  return !('entity' in resource) || uidOf(resource.entity).type === entityTypes[kind];
}

/** The kinds there are, in a fixed order. */
export const resourceKinds: readonly ResourceKind[] = Object.keys(entityTypes).filter(isResourceKind);
