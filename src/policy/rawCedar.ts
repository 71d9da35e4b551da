import { policySetTextToParts, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { schemaText } from './vocabulary.ts';

/**
 * Bounds of what reaches Cedar's parser. It recurses, and an expression nested a few hundred deep overruns its stack and
 * leaves the whole module unusable (tried: brackets from 100, arithmetic and attribute chains from 300 on).
 */
const LIMITS = { brackets: 16, arithmetic: 32, choices: 32, chain: 16, joints: 256, statements: 64 };

const STRING_OR_COMMENT = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*/gs;
/** What ends a chain of attribute accesses and method calls. */
const OPERATOR = /&&|\|\||[=!<>]=|[<>!,;{}+*-]|\b(?:if|then|else|in|is|has|like)\b/;

function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if ('([{'.includes(character)) most = Math.max(most, (depth += 1));
    else if (')]}'.includes(character)) depth -= 1;
  }
  return most;
}

const countOf = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

function tooComplex(cedar: string): string | undefined {
  // An unclosed string stays and is the parser's to refuse; what is in it only counts too much.
  const bare = cedar.replace(STRING_OR_COMMENT, (found) => (found.startsWith('"') ? '""' : ' '));
  if (deepest(bare) > LIMITS.brackets) return `brackets are nested more than ${LIMITS.brackets} deep`;
  if (countOf(bare, /[+*-]/g) > LIMITS.arithmetic)
    return `there are more than ${LIMITS.arithmetic} arithmetic operators`;
  if (countOf(bare, /\bif\b/g) > LIMITS.choices) return `there are more than ${LIMITS.choices} "if"`;
  if (countOf(bare, /&&|\|\|/g) > LIMITS.joints) return `there are more than ${LIMITS.joints} "&&" and "||"`;
  const chains = bare.split(OPERATOR).map((part) => countOf(part, /[.[(]/g));
  if (Math.max(...chains) > LIMITS.chain) return `more than ${LIMITS.chain} attributes and calls are chained`;
  return undefined;
}

const at = (places: readonly { readonly start: number }[] | undefined): string =>
  places?.[0] === undefined ? '' : ` at position ${places[0].start}`;

/** What is wrong with a Cedar text, each fault with its place; nothing when it can be stored. */
export function faultsOfCedar(cedar: string): readonly string[] {
  const complex = tooComplex(cedar);
  if (complex !== undefined) return [complex];
  const parts = policySetTextToParts(cedar);
  if (parts.type === 'failure')
    return parts.errors.map(({ message, sourceLocations }) => message + at(sourceLocations));
  if (parts.policy_templates.length > 0) return ['templates (?principal, ?resource) are not supported'];
  if (parts.policies.length === 0) return ['there is no policy in it'];
  if (parts.policies.length > LIMITS.statements) return [`there are more than ${LIMITS.statements} policies in it`];
  const answer = validate({ schema: schemaText, policies: { staticPolicies: cedar } });
  if (answer.type === 'failure') return answer.errors.map(({ message }) => message);
  // The same fault is found once for each kind of resource.
  const found = new Map<string, string>();
  for (const { policyId, error } of answer.validationErrors) {
    const place = at(error.sourceLocations);
    const message = error.message.replace(`for policy \`${policyId}\`, `, '');
    if (!found.has(`${policyId}${place}`)) found.set(`${policyId}${place}`, message + place);
  }
  return [...found.values()];
}
