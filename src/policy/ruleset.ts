import {
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
  type AuthorizationAnswer,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { Role } from '../../generated/enums.ts';
import { everyOf, NO_ROW, otherThan, someOf, type RowFilter } from '../domain/rowFilter.ts';
import type { CompiledRule } from './cedar.ts';
import type { Known } from './partial.ts';
import type { NamedRules } from './rule.ts';
import { concerns, rowsOfStatement, statementsOf, type Statement } from './statement.ts';
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

/** A question about a kind of resource as a whole. */
export interface KindQuestion {
  readonly principal: Principal;
  readonly action: Action;
  readonly kind: ResourceKind;
  /** Null when the circumstances are unknown. */
  readonly request: RequestFacts | null;
}

/** A question about one resource. */
export interface Question extends KindQuestion {
  readonly request: RequestFacts;
  readonly attributes: ResourceAttributes;
}

/** `rule` is the one that decided; null when none spoke, or when it couldn't be decided. */
export interface Verdict {
  readonly allowed: boolean;
  readonly rule: { readonly policy: string; readonly index: number } | null;
}

/** What rows may be seen; `denied` is the rule that hides all of them, if it is one. */
export interface RowVerdict {
  readonly rows: RowFilter;
  readonly denied: Verdict['rule'];
}

/** A set of policies, ready to decide. */
export interface RuleSet {
  /** Takes the place of what was there. */
  install(policies: readonly NamedRules[]): void;
  /** Decided by Cedar. */
  evaluate(question: Question): Verdict;
  /** Yes when it is so for every resource of the kind, whatever it is; undefined when that depends on the resource. */
  surely(question: KindQuestion): Verdict | undefined;
  /** Whether there can be a resource of the kind for which the answer is yes. */
  possibly(question: KindQuestion): Verdict;
  /** Of which resources the answer is surely yes. */
  rows(question: KindQuestion): RowVerdict;
}

/** Cedar skips a rule that errs; a Deny that errs must deny (an Allow that errs doesn't grant anyway). */
function judge(answer: AuthorizationAnswer, statements: ReadonlyMap<string, Statement>): Verdict {
  if (answer.type === 'failure') return { allowed: false, rule: null };
  const { decision, diagnostics } = answer.response;
  const erringDeny = diagnostics.errors
    .map(({ policyId }) => statements.get(policyId))
    .find((rule) => rule === undefined || rule.effect === 'Deny');
  if (diagnostics.errors.length > 0 && erringDeny !== undefined) return { allowed: false, rule: erringDeny };
  const reason = diagnostics.reason[0];
  const rule = reason === undefined ? undefined : statements.get(reason);
  return { allowed: decision === 'allow', rule: rule ?? null };
}

const present = (attributes: ResourceAttributes): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

const knownOf = ({ principal, action, kind, request }: KindQuestion): Known => ({
  principal: { entity: 'User', id: principal.id },
  action: { entity: 'Action', id: action },
  resourceType: entityTypes[kind],
  attributes: { ...principal, roles: [...principal.roles] },
  context: request === null ? undefined : { ...request },
});

/** What the statements come to when the resource isn't known. */
interface Look {
  readonly surely: Verdict | undefined;
  readonly possibly: Verdict;
  readonly rows: RowVerdict;
}

/** The same people ask the same things: answers without a resource are kept, at most so many. */
const MAX_LOOKS = 2_000;

function lookAt(statements: readonly Statement[], question: KindQuestion): Look {
  const known = knownOf(question);
  const looked = statements.map((rule) => ({ rule, rows: rowsOfStatement(rule, known) }));
  const allows = looked.filter(({ rule }) => rule.effect === 'Allow');
  const denies = looked.filter(({ rule }) => rule.effect === 'Deny');

  const everywhere = allows.find(({ rows }) => rows.surely.kind === 'all');
  const unhindered = everywhere !== undefined && denies.every(({ rows }) => rows.possibly.kind === 'none');
  const deny = denies.find(({ rows }) => rows.surely.kind === 'all');
  const allow = allows.find(({ rows }) => rows.possibly.kind !== 'none');
  const hiding = denies.find(({ rows }) => rows.possibly.kind === 'all');
  return {
    surely: unhindered ? { allowed: true, rule: everywhere.rule } : undefined,
    possibly:
      deny === undefined
        ? { allowed: allow !== undefined, rule: allow?.rule ?? null }
        : { allowed: false, rule: deny.rule },
    rows:
      hiding === undefined
        ? {
            rows: everyOf([
              someOf(allows.map(({ rows }) => rows.surely)),
              otherThan(someOf(denies.map(({ rows }) => rows.possibly))),
            ]),
            denied: null,
          }
        : { rows: NO_ROW, denied: hiding.rule },
  };
}

let made = 0;

/** Cedar keeps what it has parsed under a name for ever: so names are used again for each new version of the policies. */
export function createRuleSet(): RuleSet {
  made += 1;
  const prefix = `set-${made}`;
  if (made === 1) {
    const answer = preparseSchema(SCHEMA, schemaText);
    if (answer.type === 'failure') throw new Error('the schema of the policies is wrong', { cause: answer.errors });
  }
  let statements: ReadonlyMap<string, Statement> = new Map();
  const slices = new Map<string, readonly Statement[]>();
  const looks = new Map<string, Look>();
  const parsed = new Set<string>();

  /** The statements that can speak of an action on a kind: a decision looks at few of them. */
  function slice(action: Action, kind: ResourceKind): readonly Statement[] {
    const name = `${kind}/${action}`;
    const known = slices.get(name);
    if (known !== undefined) return known;
    const found = [...statements.values()].filter((one) => concerns(one, action, kind));
    slices.set(name, found);
    return found;
  }

  /** The same in Cedar's memory, parsed when first needed. */
  function preparsed(action: Action, kind: ResourceKind): string {
    const name = `${prefix}/${kind}/${action}`;
    if (parsed.has(name)) return name;
    const staticPolicies = Object.fromEntries(slice(action, kind).map(({ id, cedar }) => [id, cedar]));
    const answer = preparsePolicySet(name, { staticPolicies });
    if (answer.type === 'failure') throw new Error('a stored policy is not Cedar', { cause: answer.errors });
    parsed.add(name);
    return name;
  }

  function look(question: KindQuestion): Look {
    const { action, kind } = question;
    const { id, username, roles, mfa } = question.principal;
    const { approved, ip, hour, weekday } = question.request ?? { approved: null };
    // Only the last of them may hold a line break.
    const name = [action, kind, id, roles.join(), mfa, approved, ip, hour, weekday, username].join('\n');
    const known = looks.get(name);
    if (known !== undefined) return known;
    if (looks.size >= MAX_LOOKS) looks.clear();
    const found = lookAt(slice(action, kind), question);
    looks.set(name, found);
    return found;
  }

  return {
    install(policies) {
      statements = statementsOf(policies, statements);
      looks.clear();
      slices.clear();
      parsed.clear();
    },

    evaluate({ principal, action, kind, attributes, request }) {
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
          { uid: resource, attrs: present(attributes), parents: [] },
        ],
        preparsedPolicySetId: preparsed(action, kind),
        preparsedSchemaName: SCHEMA,
        validateRequest: true,
      });
      return judge(answer, statements);
    },

    surely: (question) => look(question).surely,
    possibly: (question) => look(question).possibly,
    rows: (question) => look(question).rows,
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
