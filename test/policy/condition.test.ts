import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRule, RuleError } from '../../src/policy/cedar.ts';
import { parseCondition } from '../../src/policy/condition.ts';
import { invalidRules } from '../../src/policy/ruleset.ts';
import { ConditionError } from '../../src/policy/tokenize.ts';

const allow = (condition: string, resource = 'servers:*') =>
  compileRule({ effect: 'Allow', resource, action: ['create', 'read'], condition });

const deny = (condition: string) =>
  compileRule({ effect: 'Deny', resource: 'servers:*', action: ['create', 'read'], condition });

describe('conditions', () => {
  it("translate the reference's own example", () => {
    expect(allow("user.role == 'admin'").exact).toBe(
      'permit(principal, action in [Action::"create", Action::"read"], resource is Server) when { (principal.roles.contains("admin")) };',
    );
  });

  it.each([
    "user.role == 'admin'",
    "'admin' != user.role",
    "user.role in ['admin', 'operator'] && !(resource.infra == \"production\")",
    "'viewer' in user.roles || user.mfa",
    'request.hour >= 8 && request.hour < 18 && request.weekday <= 5',
    "resource.owner == user.id || resource.provider in ['aws']",
    'user.mfa == true && true && -1 < request.hour && request.hour in [1, 2, 3]',
    "resource.name != 'it\\'s \\\"quoted\\\" \\\\'",
  ])('give Cedar that its own validator accepts: %s', (condition) => {
    expect(invalidRules([allow(condition), deny(condition)])).toEqual([]);
  });

  it.each([
    ['', 0],
    ['   ', 3],
    ["user.rol == 'x'", 0],
    ["user.role == 'x' x", 17],
    ["user.role = 'x'", 10],
    ["user.role == 'x", 13],
    ["resource.infra < 'b'", 0],
    ['resource.infra == 1', 0],
    ["user.role > 'admin'", 0],
    ['user.role', 0],
    ["'admin'", 0],
    ['request.hour == 1.5', 16],
    ['request.hour == 99999999999999999999', 16],
    ['resource.infra in []', 19],
    ["resource.infra in ['a', 1]", 24],
    ["user.role == 'a\u0000'", 13],
    ["user.role == '\ud800'", 13],
    ['user.mfa && (user.mfa', 21],
    ['principal.roles == 1', 0],
    ['user.mfa); permit(principal, action, resource', 9],
    ["user.role == 'x' == true", 17],
    ['__proto__ == 1', 0],
    ['user.constructor == 1', 0],
  ])('B33 refuse %j, telling the position %i', (condition, position) => {
    const error = (() => {
      try {
        parseCondition(condition);
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(ConditionError);
    expect(error).toMatchObject({ position });
    expect(String(error)).toContain(`at position ${position}`);
  });

  it('B33 bound depth, length and number of comparisons', () => {
    expect(() => parseCondition('('.repeat(4000))).toThrow(/nested more than 32 deep/);
    expect(() => parseCondition(`${'!'.repeat(4000)}user.mfa`)).toThrow(/nested more than 32 deep/);
    expect(() => parseCondition('user.mfa '.repeat(1000))).toThrow(/too long/);
    expect(() => parseCondition(Array<string>(200).fill('user.mfa').join(' && '))).toThrow(/more than 128 comparisons/);
    expect(parseCondition(`${'('.repeat(30)}user.mfa${')'.repeat(30)}`).kind).toBe('atom');
  });

  it('never get a word of their author into the policy unquoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        try {
          const quoted = `'${text.replace(/[\\']/g, (c) => `\\${c}`)}'`;
          const rule = allow(`resource.name == ${quoted}`);
          expect(invalidRules([rule])).toEqual([]);
          expect(rule.exact).toContain(JSON.stringify(text));
        } catch (error) {
          expect(error).toBeInstanceOf(RuleError);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('throw nothing but their own error, whatever they are given', () => {
    const piece = fc.constantFrom(
      'user.role',
      'resource.infra',
      'request.hour',
      'in',
      '==',
      '<',
      '&&',
      '||',
      '!',
      '(',
      ')',
      '[',
      ']',
      ',',
      "'a'",
      '1',
      'true',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          expect(invalidRules([allow(pieces.join(' '))])).toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(RuleError);
        }
      }),
      { numRuns: 3000, seed: 11 },
    );
  });
});

describe('resources of rules', () => {
  it.each(['server:web-01', 'servers', 'Servers:*', ':x', 'serversX:1', 'constructor:*', '__proto__:x', 'servers:'])(
    'B33 refuse %s',
    (resource) => {
      expect(() => allow('user.mfa', resource)).toThrow(RuleError);
    },
  );
});
