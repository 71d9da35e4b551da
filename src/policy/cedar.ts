import { parseCondition, quoted, type Condition } from './condition.ts';
import type { PolicyRule } from '../../generated/contract/control-center.ts';
import { ConditionError } from './tokenize.ts';
import { entityTypes, isResourceKind, type ResourceKind } from './vocabulary.ts';

/** A fault of one rule; `member` is where. */
export class RuleError extends Error {
  readonly member: 'resource' | 'condition';

  constructor(member: 'resource' | 'condition', message: string) {
    super(message);
    this.name = 'RuleError';
    this.member = member;
  }
}

/** A rule as Cedar. */
export interface CompiledRule {
  readonly effect: PolicyRule['effect'];
  /** The kind it speaks of; null for every kind. */
  readonly kind: ResourceKind | null;
  /** Decides about a resource whose attributes are known. */
  readonly exact: string;
  /** Its condition, in a policy over one kind of resource: what is checked against the schema before it is stored. */
  readonly probe: string;
}

/**
 * Cedar skips a rule whose condition fails (an attribute is missing), which would make a Deny fall open. So conditions
 * are printed in Kleene's three-valued logic: every look at an optional attribute is guarded, and a rule is asked either
 * whether it is surely true or whether it is surely false. Where both are "no", an Allow doesn't grant and a Deny denies.
 */
function surely(truth: boolean, condition: Condition): string {
  switch (condition.kind) {
    case 'atom': {
      const test = truth ? condition.cedar : `!(${condition.cedar})`;
      return condition.presence.length === 0 ? test : `(${[...condition.presence, test].join(' && ')})`;
    }
    case 'not':
      return surely(!truth, condition.part);
    case 'and':
    case 'or': {
      const joint = (condition.kind === 'and') === truth ? ' && ' : ' || ';
      return `(${condition.parts.map((part) => surely(truth, part)).join(joint)})`;
    }
  }
}

/** `web-*` as a Cedar pattern: `*` stands for any text there, everything else for itself. */
function matches(attribute: string, pattern: string): string {
  return pattern.includes('*') ? `${attribute} like ${quoted(pattern)}` : `${attribute} == ${quoted(pattern)}`;
}

/** True for the resource with that name or id. One without a name has only its id to match. */
function named(pattern: string): Condition {
  const byName = `(resource has name && ${matches('resource.name', pattern)})`;
  const cedar = `(${matches('resource.id', pattern)} || ${byName})`;
  return { kind: 'atom', cedar, presence: ['resource has id'] };
}

interface Target {
  readonly kind: ResourceKind | null;
  readonly pattern: string;
}

/** `servers:web-01` is the servers whose name or id is exactly that; the kind is what stands before the first colon. */
function parseResource(resource: string): Target {
  if (resource === '*') return { kind: null, pattern: '*' };
  const colon = resource.indexOf(':');
  const kind = resource.slice(0, Math.max(colon, 0));
  const pattern = resource.slice(colon + 1);
  if (!isResourceKind(kind)) {
    throw new RuleError('resource', `unknown kind of resource: use * or one of ${Object.keys(entityTypes).join(', ')}`);
  }
  if (pattern === '' || /[\p{Cc}\p{Cs}\\]/u.test(pattern)) {
    throw new RuleError('resource', 'after the colon comes a name, an id or *');
  }
  return { kind, pattern };
}

function parseWhen(text: string | undefined): readonly Condition[] {
  if (text === undefined) return [];
  try {
    return [parseCondition(text)];
  } catch (error) {
    if (error instanceof ConditionError) throw new RuleError('condition', error.message);
    throw error;
  }
}

/** Translates one rule. Throws RuleError, saying which member is wrong and where. */
export function compileRule(rule: PolicyRule): CompiledRule {
  const { kind, pattern } = parseResource(rule.resource);
  const parts = [...(pattern === '*' ? [] : [named(pattern)]), ...parseWhen(rule.condition)];
  const head = rule.effect === 'Allow' ? 'permit' : 'forbid';
  const action = rule.action.includes('*')
    ? 'action'
    : `action in [${[...new Set(rule.action)].map((verb) => `Action::${quoted(verb)}`).join(', ')}]`;
  const scope = `${head}(principal, ${action}, ${kind === null ? 'resource' : `resource is ${entityTypes[kind]}`})`;

  // The doubt about what isn't known makes a Deny hold and an Allow not.
  const whole: Condition = { kind: 'and', parts };
  const test = rule.effect === 'Deny' ? `!${surely(false, whole)}` : surely(true, whole);
  const when = parts.length === 0 ? ';' : ` when { ${test} };`;
  return {
    effect: rule.effect,
    kind,
    exact: scope + when,
    probe: `${head}(principal, action == Action::"read", resource is Server)${when}`,
  };
}
