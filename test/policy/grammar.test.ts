import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributes } from '../../src/policy/vocabulary.ts';
import { createRuleSet, type Question } from '../../src/policy/ruleset.ts';

const known = {
  'user.id': 'u1',
  'user.username': 'ada',
  'user.role': ['developer', 'viewer'],
  'user.roles': ['developer', 'viewer'],
  'user.mfa': true,
  'resource.id': 's1',
  'resource.name': 'web-01',
  'resource.infra': 'production',
  'resource.provider': 'aws',
  'resource.environment': 'production',
  'resource.owner': 'u1',
  'request.approved': false,
  'request.ip': '192.0.2.7',
  'request.hour': 12,
  'request.weekday': 4,
} as const;
type Path = keyof typeof known;

const question: Question = {
  principal: { id: 'u1', username: 'ada', roles: ['developer', 'viewer'], mfa: true },
  action: 'read',
  kind: 'servers',
  request: { approved: false, ip: '192.0.2.7', hour: 12, weekday: 4 },
  attributes: {
    id: 's1',
    name: 'web-01',
    infra: 'production',
    provider: 'aws',
    environment: 'production',
    owner: 'u1',
  },
};

const ruleSet = createRuleSet();
function holds(condition: string): boolean {
  const rules = [{ effect: 'Allow' as const, resource: 'servers:*', action: ['read' as const], condition }];
  ruleSet.install([{ id: 'p', name: 'p', rules }]);
  return ruleSet.evaluate(question).allowed;
}

const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value.replace(/[\\']/g, (c) => `\\${c}`)}'` : String(value);

describe('the grammar of conditions, decided by Cedar', () => {
  it('names every attribute there is', () => {
    expect([...attributes.keys()].sort()).toEqual(Object.keys(known).sort());
  });

  it.each(Object.entries(known) as [Path, (typeof known)[Path]][])('%s is %j', (path, value) => {
    if (typeof value === 'object') {
      for (const role of value) expect(holds(`${path} == '${role}' && '${role}' in ${path}`)).toBe(true);
      expect(holds(`${path} == 'admin'`)).toBe(false);
      return;
    }
    const other = typeof value === 'string' ? `${value}x` : typeof value === 'number' ? value + 1 : !value;
    for (const [text, expected] of [
      [`${path} == ${literal(value)}`, true],
      [`${path} == ${literal(other)}`, false],
      [`${path} != ${literal(value)}`, false],
      [`${path} != ${literal(other)}`, true],
      [`${path} in [${literal(other)}, ${literal(value)}]`, true],
      [`${path} in [${literal(other)}]`, false],
      [`!(${path} in [${literal(value)}])`, false],
    ] as const) {
      expect([text, holds(text)]).toEqual([text, expected]);
    }
  });

  const compare = {
    '==': (a: number, b: number) => a === b,
    '!=': (a: number, b: number) => a !== b,
    '<': (a: number, b: number) => a < b,
    '<=': (a: number, b: number) => a <= b,
    '>': (a: number, b: number) => a > b,
    '>=': (a: number, b: number) => a >= b,
  };
  it.each(Object.entries(compare))('%s compares whole numbers, either way round', (operator, expected) => {
    for (const number of [-1, 0, 11, 12, 13, 23]) {
      expect([number, holds(`request.hour ${operator} ${number}`)]).toEqual([number, expected(12, number)]);
      expect([number, holds(`${number} ${operator} request.hour`)]).toEqual([number, expected(number, 12)]);
    }
  });

  it.each([
    ['true || false && false', true],
    ['(true || false) && false', false],
    ['!true || true', true],
    ['!(true || true)', false],
    ['!!user.mfa', true],
    ['!request.approved && user.mfa', true],
    ["user.role == 'admin' || user.role == 'viewer' && request.hour < 13", true],
    ["(user.role == 'admin' || user.role == 'viewer') && request.hour < 12", false],
    ['\tuser.mfa\n&&\r true ', true],
    ['user.mfa==true', true],
    ['resource.infra=="production"&&!(resource.owner!=user.id)', true],
    ["user.role != 'viewer'", false],
    ["user.roles in ['admin', 'viewer']", true],
    ['1 in [1, 2] && true in [true] && 3 > 2', true],
    ["resource.name in ['it\\'s', 'web-01']", true],
  ])('%s is %s', (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it('means what the same words mean in JavaScript, however they are put together', () => {
    interface Both {
      readonly text: string;
      readonly value: boolean;
    }
    const atom: fc.Arbitrary<Both> = fc.oneof(
      fc.constantFrom(
        { text: 'user.mfa', value: true },
        { text: 'request.approved', value: false },
        { text: 'true', value: true },
        { text: 'false', value: false },
      ),
      fc
        .tuple(fc.constantFrom(...Object.entries(compare)), fc.integer({ min: 10, max: 14 }))
        .map(([[operator, of], number]) => ({ text: `request.hour ${operator} ${number}`, value: of(12, number) })),
      fc.subarray(['production', 'test', 'stage'], { minLength: 1 }).map((list) => ({
        text: `resource.infra in [${list.map(literal).join(', ')}]`,
        value: list.includes('production'),
      })),
    );
    // A conjunction binds closer than a disjunction, and ! closest: parentheses only where they are needed.
    const { or } = fc.letrec<{ or: Both; and: Both; not: Both }>((tie) => ({
      not: fc.oneof(
        { maxDepth: 4 },
        atom,
        tie('not').map(({ text, value }) => ({ text: `!${/^[(!]/.test(text) ? text : `(${text})`}`, value: !value })),
        tie('or').map(({ text, value }) => ({ text: `(${text})`, value })),
      ),
      and: fc
        .array(tie('not'), { minLength: 1, maxLength: 3 })
        .map((parts) => ({ text: parts.map(({ text }) => text).join(' && '), value: parts.every((p) => p.value) })),
      or: fc
        .array(tie('and'), { minLength: 1, maxLength: 3 })
        .map((parts) => ({ text: parts.map(({ text }) => text).join(' || '), value: parts.some((p) => p.value) })),
    }));
    fc.assert(
      fc.property(
        or.filter(({ text }) => text.length < 2_000),
        ({ text, value }) => {
          expect([text, holds(text)]).toEqual([text, value]);
        },
      ),
      { numRuns: 500, seed: 20_261_126 },
    );
  });
});
