import type { PolicyRule } from '../../generated/contract/control-center.ts';
import { unprocessable, type Detail } from '../domain/errors.ts';
import { compileRule, RuleError, type CompiledRule } from '../policy/cedar.ts';
import { faultsOfCedar } from '../policy/rawCedar.ts';
import { invalidRules } from '../policy/ruleset.ts';

/** All conditions of one policy together, in characters: bounds the time that a decision by it can take. */
const MAX_CONDITIONS_LENGTH = 65_536;
/** Faults told at once. */
const MAX_FAULTS = 20;

function refuse(details: readonly Detail[]): never {
  const first = details[0];
  throw unprocessable(first === undefined ? 'Unusable rules' : `${first.path}: ${first.message}`, details);
}

export interface PolicyContent {
  readonly rules: readonly PolicyRule[];
  readonly cedar: string;
}

/**
 * What is stored of a policy's rules or of its Cedar text: rules with their translation, or the text alone. Throws
 * `unprocessable` when there is not exactly one of them, or it can't be used.
 */
export function contentOf({ rules, cedar }: Partial<PolicyContent>): PolicyContent {
  if (rules !== undefined && cedar !== undefined) refuse([{ path: 'cedar', message: 'give either rules or cedar' }]);
  if (rules !== undefined) return { rules, cedar: translateRules(rules) };
  if (cedar === undefined) return refuse([{ path: 'rules', message: 'give rules, or cedar' }]);
  const faults = faultsOfCedar(cedar);
  if (faults.length > 0) refuse(faults.slice(0, MAX_FAULTS).map((message) => ({ path: 'cedar', message })));
  return { rules: [], cedar };
}

/**
 * The rules as Cedar text, as it is kept beside them. Throws `unprocessable` with every fault, each with its path
 * (`rules[0].condition`) and, in a condition, its position.
 */
export function translateRules(rules: readonly PolicyRule[]): string {
  const total = rules.reduce((sum, { condition }) => sum + (condition?.length ?? 0), 0);
  if (total > MAX_CONDITIONS_LENGTH) refuse([{ path: 'rules', message: 'the conditions together are too long' }]);
  const details: Detail[] = [];
  const compiled: CompiledRule[] = [];
  for (const [index, rule] of rules.entries()) {
    try {
      compiled.push(compileRule(rule));
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      details.push({ path: `rules[${index}].${error.member}`, message: error.message });
    }
  }
  if (details.length > 0) refuse(details);
  const invalid = invalidRules(compiled);
  if (invalid.length > 0) refuse(invalid.map(({ index, message }) => ({ path: `rules[${index}].condition`, message })));
  return compiled.map((rule, index) => `@id("rule ${index + 1}")\n${rule.exact}\n`).join('\n');
}
