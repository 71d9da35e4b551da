import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyRule } from '../../generated/contract/control-center.ts';
import { isVisible, type RowFilter } from '../../src/domain/rowFilter.ts';
import type { NamedRules } from '../../src/policy/rule.ts';
import { createRuleSet, type KindQuestion } from '../../src/policy/ruleset.ts';

const question = {
  principal: { id: 'u1', username: 'ada', roles: ['developer'], mfa: false },
  action: 'read',
  kind: 'servers',
  request: { ip: '192.0.2.7', hour: 12, weekday: 4 },
} satisfies KindQuestion;

const raw = (...cedar: string[]): NamedRules => ({ id: 'raw', name: 'raw', rules: [], cedar: cedar.join('\n') });

function rowsFor(...policies: NamedRules[]): RowFilter {
  const set = createRuleSet();
  set.install(policies);
  return set.rows(question).rows;
}

const maybe = (values: readonly string[]) => fc.option(fc.constantFrom(...values), { nil: null });

/** Few values, so that rules and rows meet. */
const row = fc.record({
  id: fc.constantFrom('s1', 's2', 'web-01'),
  name: maybe(['web-01', 'web-02', 'db', 'a*b']),
  infra: maybe(['production', 'test']),
  provider: maybe(['aws', 'upcloud']),
  environment: maybe(['production', 'test']),
  owner: maybe(['u1', 'u2']),
});

const attribute = fc.constantFrom('name', 'infra', 'provider', 'environment', 'owner');
const text = fc.constantFrom("'production'", "'test'", "'web-01'", "'u1'", 'user.id', 'user.username');
const atom = fc.oneof(
  fc.tuple(attribute, fc.constantFrom('==', '!='), text).map(([name, op, value]) => `resource.${name} ${op} ${value}`),
  attribute.map((name) => `resource.${name} in ['production', 'u1', 'db']`),
  fc.tuple(attribute, attribute).map(([a, b]) => `resource.${a} == resource.${b}`),
  fc.constantFrom("user.role == 'developer'", 'user.mfa', 'request.hour < 12', 'request.approved', 'true'),
);
const condition = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    atom,
    tie('tree').map((part) => `!(${part})`),
    fc.tuple(tie('tree'), fc.constantFrom('&&', '||'), tie('tree')).map(([a, op, b]) => `(${a} ${op} ${b})`),
  ),
})).tree;
const rule: fc.Arbitrary<PolicyRule> = fc
  .record({
    effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    resource: fc.constantFrom('*', 'servers:*', 'servers:web-*', 'servers:db', 'servers:s1', 'tasks:*'),
    action: fc.constantFrom(['read' as const], ['*' as const], ['delete' as const]),
    condition: fc.option(condition, { nil: undefined }),
  })
  .map(({ effect, resource, action, condition: when }) => ({
    effect,
    resource,
    action: [...action],
    ...(when === undefined ? {} : { condition: when }),
  }));

/** What an expression of raw Cedar may be made of, beside what rules are translated to. */
const cedarAtom = fc.oneof(
  fc.tuple(attribute, text).map(([name, value]) => {
    const right = value.replace('user.', 'principal.').replaceAll("'", '"');
    return `(resource has ${name} && resource.${name} == ${right})`;
  }),
  attribute.map((name) => `resource has ${name}`),
  attribute.map((name) => `(resource has ${name} && resource.${name} like "*o*")`),
  attribute.map((name) => `(resource has ${name} && ["u1", "test"].contains(resource.${name}))`),
  fc
    .tuple(attribute, attribute)
    .map(([a, b]) => `(resource has ${a} && resource has ${b} && resource.${a} != resource.${b})`),
  fc.constantFrom(
    'resource == Server::"s1"',
    'resource in [Server::"s1", Server::"s2"]',
    'resource is Task',
    'principal == User::"u1"',
    'principal.roles.containsAny(["admin", "viewer"])',
    'context has hour && context.hour + 1 > 12',
    '(if principal.mfa then resource has infra else resource has owner)',
    '(if resource has name then resource.name == "db" else principal.mfa)',
    'action == Action::"read"',
    '{a: 1, b: "x"}.b == "x"',
  ),
);
const cedarTree = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    cedarAtom,
    tie('tree').map((part) => `!(${part})`),
    fc.tuple(tie('tree'), fc.constantFrom('&&', '||'), tie('tree')).map(([a, op, b]) => `((${a}) ${op} (${b}))`),
  ),
})).tree;
const statement = fc
  .record({
    effect: fc.constantFrom('permit', 'permit', 'forbid'),
    principal: fc.constantFrom('principal', 'principal == User::"u1"', 'principal is User', 'principal == User::"u2"'),
    action: fc.constantFrom('action', 'action == Action::"read"', 'action in [Action::"read", Action::"create"]'),
    resource: fc.constantFrom('resource', 'resource is Server', 'resource == Server::"s2"', 'resource is Task'),
    word: fc.constantFrom('when', 'unless'),
    test: cedarTree,
  })
  .map(
    ({ effect, principal, action, resource, word, test }) =>
      `${effect}(${principal}, ${action}, ${resource}) ${word} { ${test} };`,
  );

describe('the rows that somebody may see', () => {
  const check = (policies: readonly NamedRules[], rows: readonly Record<string, string | null>[]): void => {
    const set = createRuleSet();
    set.install(policies);
    const filter = set.rows(question).rows;
    const surely = set.surely(question);
    for (const attributes of rows) {
      const { allowed } = set.evaluate({ ...question, attributes });
      expect([attributes, isVisible(filter, attributes)]).toEqual([attributes, allowed]);
      if (surely !== undefined) expect([attributes, allowed]).toEqual([attributes, surely.allowed]);
    }
  };

  it('are those about which Cedar says yes, whatever the rules', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 5 }),
        fc.array(row, { minLength: 8, maxLength: 8 }),
        (rules, rows) => {
          check([{ id: 'p', name: 'p', rules }], rows);
        },
      ),
      { numRuns: 400, seed: 7 },
    );
  });

  it('are those about which Cedar says yes, whatever the raw Cedar', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 4 }),
        fc.array(row, { minLength: 8, maxLength: 8 }),
        (statements, rows) => {
          check([raw(...statements)], rows);
        },
      ),
      { numRuns: 400, seed: 7 },
    );
  });

  it('need no resource to be known when a rule allows all of them and none can deny one', () => {
    const answer = (...rules: PolicyRule[]) => {
      const set = createRuleSet();
      set.install([{ id: 'p', name: 'p', rules }]);
      return set.surely(question);
    };
    const all: PolicyRule = { effect: 'Allow', resource: 'servers:*', action: ['read'] };
    const no: PolicyRule = { effect: 'Deny', resource: 'servers:db', action: ['read'] };
    expect(answer(all)).toMatchObject({ allowed: true, rule: { policy: 'p', index: 0 } });
    expect(answer(all, no)).toBeUndefined();
    expect(answer({ ...all, resource: 'servers:web-*' })).toBeUndefined();
    expect(answer(all, { ...no, condition: "user.role == 'viewer'" })).toMatchObject({ allowed: true });
  });

  it('are looked up anew when the policies have changed', () => {
    const set = createRuleSet();
    set.install([{ id: 'p', name: 'p', rules: [{ effect: 'Allow', resource: 'servers:*', action: ['read'] }] }]);
    expect(set.surely(question)?.allowed).toBe(true);
    set.install([{ id: 'p', name: 'p', rules: [{ effect: 'Allow', resource: 'servers:*', action: ['delete'] }] }]);
    expect(set.surely(question)).toBeUndefined();
    expect(set.possibly(question).allowed).toBe(false);
  });

  it('are none of which anything is unclear: neither by an Allow that may err nor past a Deny that may', () => {
    const overflow = '9223372036854775807 + context.hour > 0';
    expect(rowsFor(raw(`permit(principal, action, resource) when { context has hour && ${overflow} };`))).toEqual({
      kind: 'none',
    });
    expect(
      rowsFor(raw('permit(principal, action, resource);', `forbid(principal, action, resource) when { ${overflow} };`)),
    ).toEqual({ kind: 'none' });
  });

  it('are every row where nothing depends on the row', () => {
    expect(rowsFor(raw('permit(principal, action, resource) when { principal.username == "ada" };'))).toEqual({
      kind: 'all',
    });
    expect(rowsFor(raw('permit(principal, action, resource) when { principal.username == "bob" };'))).toEqual({
      kind: 'none',
    });
  });
});
