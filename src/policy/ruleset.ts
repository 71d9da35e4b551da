import {
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
  type AuthorizationAnswer,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyRule } from '../../generated/contract/control-center.ts';
import type { Role } from '../../generated/enums.ts';
import { compileRule, type CompiledRule } from './cedar.ts';
import type { NamedRules } from './rule.ts';
import { entityTypes, schemaText, type Action, type ResourceKind } from './vocabulary.ts';

const SCHEMA = 'provisioning';

/** Who asks, as far as policies look at it. */
export interface Principal {
  readonly id: string;
  readonly username: string;
  readonly roles: readonly Role[];
  readonly mfa: boolean;
}

/** What is known of a resource beside its kind; what is left out is unknown. */
export interface ResourceAttributes {
  readonly id?: string;
  readonly name?: string | null | undefined;
  readonly infra?: string | null | undefined;
  readonly provider?: string | null | undefined;
  readonly environment?: string | null | undefined;
  readonly owner?: string | null | undefined;
}

export interface RequestFacts {
  readonly approved?: boolean;
  readonly ip?: string;
  readonly hour?: number;
  readonly weekday?: number;
}

export interface Question {
  /** `exact` about one known resource; `coarse` whether there can be one. */
  readonly mode: 'exact' | 'coarse';
  readonly principal: Principal;
  readonly action: Action;
  readonly kind: ResourceKind;
  readonly attributes: ResourceAttributes;
  readonly request: RequestFacts;
}

/** `rule` is the one that decided; null when none spoke, or when it couldn't be decided. */
export interface Verdict {
  readonly allowed: boolean;
  readonly rule: { readonly policy: string; readonly index: number } | null;
}

interface LoadedRule extends CompiledRule {
  readonly id: string;
  readonly policy: string;
  readonly index: number;
}

/** A set of policies, ready to decide. */
export interface RuleSet {
  /** Takes the place of what was there. */
  install(policies: readonly NamedRules[]): void;
  evaluate(question: Question): Verdict;
}

/**
 * Stored rules have been checked, so this is for a database that a newer version wrote: what can't be understood grants
 * nothing, and as a Deny it denies its actions everywhere.
 */
function compileStored(rule: PolicyRule): CompiledRule | undefined {
  try {
    return compileRule(rule);
  } catch {
    return rule.effect === 'Deny' ? compileRule({ effect: 'Deny', resource: '*', action: rule.action }) : undefined;
  }
}

/** Cedar skips a rule that errs; a Deny that errs must deny (an Allow that errs doesn't grant anyway). */
function judge(answer: AuthorizationAnswer, rules: ReadonlyMap<string, LoadedRule>): Verdict {
  if (answer.type === 'failure') return { allowed: false, rule: null };
  const { decision, diagnostics } = answer.response;
  const erringDeny = diagnostics.errors
    .map(({ policyId }) => rules.get(policyId))
    .find((rule) => rule === undefined || rule.effect === 'Deny');
  if (diagnostics.errors.length > 0 && erringDeny !== undefined) return { allowed: false, rule: erringDeny };
  const reason = diagnostics.reason[0];
  const rule = reason === undefined ? undefined : rules.get(reason);
  return { allowed: decision === 'allow', rule: rule ?? null };
}

const known = (attributes: ResourceAttributes): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

let made = 0;

/** Cedar keeps what it has parsed under a name for ever: so names are used again for each new version of the policies. */
export function createRuleSet(): RuleSet {
  made += 1;
  const prefix = `set-${made}`;
  if (made === 1) {
    const answer = preparseSchema(SCHEMA, schemaText);
    if (answer.type === 'failure') throw new Error('the schema of the policies is wrong', { cause: answer.errors });
  }
  let rules: ReadonlyMap<string, LoadedRule> = new Map();
  const parsed = new Set<string>();

  /** The rules of one kind only, parsed when first needed: a decision looks at few of them. */
  function setFor(mode: Question['mode'], kind: ResourceKind): string {
    const name = `${prefix}/${mode}/${kind}`;
    if (parsed.has(name)) return name;
    const concerned = [...rules.values()].filter((rule) => rule.kind === null || rule.kind === kind);
    const staticPolicies = Object.fromEntries(concerned.map((rule) => [rule.id, rule[mode]]));
    const answer = preparsePolicySet(name, { staticPolicies });
    if (answer.type === 'failure') throw new Error('a stored policy is not Cedar', { cause: answer.errors });
    parsed.add(name);
    return name;
  }

  return {
    install(policies) {
      const loaded = policies.flatMap((policy) =>
        policy.rules.flatMap((rule, index): [string, LoadedRule][] => {
          const compiled = compileStored(rule);
          const id = `${policy.id}#${index}`;
          return compiled === undefined ? [] : [[id, { ...compiled, id, policy: policy.name, index }]];
        }),
      );
      rules = new Map(loaded);
      parsed.clear();
    },

    evaluate({ mode, principal, action, kind, attributes, request }) {
      const { id, username, roles, mfa } = principal;
      const user = { type: 'User', id };
      const resource = { type: entityTypes[kind], id: attributes.id ?? '*' };
      const answer = statefulIsAuthorized({
        principal: user,
        action: { type: 'Action', id: action },
        resource,
        context: { ...request },
        entities: [
          { uid: user, attrs: { id, username, roles: [...roles], mfa }, parents: [] },
          { uid: resource, attrs: known(attributes), parents: [] },
        ],
        preparsedPolicySetId: setFor(mode, kind),
        preparsedSchemaName: SCHEMA,
        validateRequest: true,
      });
      return judge(answer, rules);
    },
  };
}

/**
 * Indices of the rules that Cedar's own validator rejects, beside what it says. Each is checked over one action and one
 * kind of resource: all kinds have the same attributes, and over every pair a long policy would take minutes.
 */
export function invalidRules(compiled: readonly CompiledRule[]): readonly { index: number; message: string }[] {
  const staticPolicies = Object.fromEntries(compiled.map((rule, index) => [String(index), rule.probe]));
  const answer = validate({ schema: schemaText, policies: { staticPolicies } });
  if (answer.type === 'failure') throw new Error('a translated policy is not Cedar', { cause: answer.errors });
  return answer.validationErrors.map(({ policyId, error }) => ({ index: Number(policyId), message: error.message }));
}
