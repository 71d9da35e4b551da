import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Detail } from '../domain/errors.ts';

/** Enough to mend a request by; a body full of them is not worth more. */
const MAX_FOUND = 100;

/** Items of a long list that are looked at before others get their turn. */
const AT_ONCE = 5_000;

/** Why PostgreSQL can't keep a text, in words that follow the name of its field. */
export const textProblem = (text: string): string | undefined => {
  if (text.includes('\0')) return 'must not contain the character U+0000';
  return text.isWellFormed() ? undefined : 'must not contain half of a surrogate pair';
};

type Step = string | number;

/** `operations[2].provider`; a key that is no plain word stands in brackets, its control characters escaped. */
export const pathText = (steps: readonly PropertyKey[]): string =>
  steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    const name = String(step);
    if (!/^[A-Za-z_$][\w$-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
    return path === '' ? name : `${path}.${name}`;
  }, '');

/**
 * What no schema says but no body may hold: text that PostgreSQL can't keep, numbers beyond a double, and keys that
 * reach for an object's prototype. `value` is at most 64 levels deep.
 */
export async function forbiddenContent(value: unknown): Promise<readonly Detail[]> {
  const found: Detail[] = [];
  const steps: Step[] = [];
  const note = (message: string | undefined): void => {
    if (message !== undefined && found.length < MAX_FOUND) found.push({ path: pathText(steps), message });
  };
  const enter = (step: Step, member: unknown): void => {
    steps.push(step);
    if (typeof step === 'string') {
      const poison = step === '__proto__' || (step === 'prototype' && steps.at(-2) === 'constructor');
      note(poison ? 'is not a name that a field may have' : textProblem(step));
    }
    walk(member);
    steps.pop();
  };
  const walk = (item: unknown): void => {
    if (typeof item === 'string') note(textProblem(item));
    else if (typeof item === 'number') note(Number.isFinite(item) ? undefined : 'is a number too large to keep');
    else if (Array.isArray(item)) for (const [index, member] of item.entries()) enter(index, member);
    else if (typeof item === 'object' && item !== null) {
      for (const [key, member] of Object.entries(item)) enter(key, member);
    }
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    walk(value);
    return found;
  }
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(member) || member.length <= AT_ONCE) {
      enter(key, member);
      continue;
    }
    enter(key, null);
    steps.push(key);
    for (const [index, item] of member.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
      enter(index, item);
    }
    steps.pop();
  }
  return found;
}
