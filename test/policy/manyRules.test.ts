import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PolicyCreate, type PolicyRule } from '../../generated/contract/control-center.ts';
import type { LoggedEvent } from '../../src/domain/events.ts';
import { newId } from '../../src/domain/ids.ts';
import { createDecider } from '../../src/policy/decide.ts';
import type { NamedRules } from '../../src/policy/rule.ts';
import { createEventSight } from '../../src/services/eventSight.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { movableClock } from '../services/identity.ts';

// What Cedar is asked is counted, not timed: a count is the same on a busy machine.
vi.mock('@cedar-policy/cedar-wasm/nodejs', async (original) => {
  const real = await original<typeof cedar>();
  return {
    ...real,
    preparsePolicySet: vi.fn(real.preparsePolicySet),
    policyToJson: vi.fn(real.policyToJson),
    statefulIsAuthorized: vi.fn(real.statefulIsAuthorized),
  };
});
const preparse = vi.mocked(cedar.preparsePolicySet);
const parse = vi.mocked(cedar.policyToJson);
const ask = vi.mocked(cedar.statefulIsAuthorized);
beforeEach(() => {
  vi.clearAllMocks();
});

const MANY = 100_000;
const rule: PolicyRule = { effect: 'Allow', resource: 'servers:*', action: ['read'], condition: 'user.mfa' };
const fleet = { condition: "resource.infra == 'test'", resource: 'servers:*' };

const policies = (rules: readonly PolicyRule[], each = 200): NamedRules[] =>
  Array.from({ length: Math.ceil(rules.length / each) }, (_, index) => ({
    id: `p${index}`,
    name: `p${index}`,
    rules: rules.slice(index * each, (index + 1) * each),
  }));

const deciderOf = (rules: readonly PolicyRule[]) =>
  createDecider({
    clock: movableClock(),
    source: { version: async () => 1, enabled: async () => policies(rules) },
  });

const actor = {
  kind: 'user',
  userId: 'user-1',
  username: 'ada',
  roles: ['developer'],
  sessionId: 'session-1',
  mfa: false,
  requestId: null,
  ip: null,
} as const;

describe('B33 a policy of 100,000 rules', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  const send = (json: object) => server.request('control-center', '/policies', { method: 'POST', json });
  const stored = async () =>
    (await server.request('control-center', '/policies?limit=1000')).body.data.length as number;

  it('is refused by its length alone: not one of its rules is looked at', () => {
    let looks = 0;
    const watched = new Proxy(rule, {
      get: (target, member) => {
        looks += 1;
        return Reflect.get(target, member) as unknown;
      },
    });
    const refused = PolicyCreate.safeParse({ name: 'many', rules: Array<PolicyRule>(MANY).fill(watched) });
    expect(refused.error?.issues.map(({ path }) => path)).toEqual([['rules']]);
    expect(looks).toBe(0);
    expect(PolicyCreate.safeParse({ name: 'few', rules: [watched] }).success).toBe(true);
    expect(looks).toBeGreaterThan(0);
  });

  it('is refused in one sentence, and as a whole when the body is over its limit, with nothing stored', async () => {
    const before = await stored();
    // As many as a body of 1 MB can hold; 100,000 real ones are more.
    const short = { effect: 'Allow', resource: '*', action: ['*'] };
    const { status, body } = await send({ name: 'many', rules: Array<object>(20_000).fill(short) });
    expect([status, body.details]).toEqual([422, [{ path: 'rules', message: 'must have at most 200 items' }]]);
    const nothings = await send({ name: 'many', rules: Array<number>(MANY).fill(0) });
    expect([nothings.status, nothings.body.details.length]).toEqual([422, 1]);
    expect((await send({ name: 'many', rules: Array<object>(MANY).fill(short) })).status).toBe(413);
    const cedarText = { name: 'many', cedar: 'permit(principal,action,resource);'.repeat(480) };
    expect((await send(cedarText)).body.details).toEqual([
      { path: 'cedar', message: 'there are more than 64 policies in it' },
    ]);
    expect(await stored()).toBe(before);
  });

  it.each([
    ['an unknown effect', [{ ...rule, effect: 'Maybe' }], 'rules[0].effect'],
    ['no actions', [rule, { ...rule, action: [] }], 'rules[1].action'],
    ['an unknown action', [{ ...rule, action: ['fly'] }], 'rules[0].action[0]'],
    ['no rule at all', [], 'rules'],
    ['brackets without end', [{ ...rule, condition: '('.repeat(4000) }], 'rules[0].condition'],
    ['code for a condition', [{ ...rule, condition: 'process.exit(1)' }], 'rules[0].condition'],
  ])('is refused as one with %s is: 422 with the place', async (_what, rules, path) => {
    const { status, body } = await send({ name: 'bad', rules });
    expect([status, body.details.map((detail: { path: string }) => detail.path)]).toEqual([422, [path]]);
    if (path.endsWith('condition')) expect(body.details[0].message).toMatch(/at position \d+$/);
  });
});

describe('B33 100,000 stored rules', () => {
  const verbs = ['create', 'update', 'delete', 'execute', 'cancel', 'rollback'] as const;
  const kinds = ['users', 'policies', 'audit', 'tasks', 'batches'] as const;
  const own: PolicyRule[] = [
    { effect: 'Allow', resource: 'servers:*', action: ['read'], condition: "user.role == 'developer'" },
    { effect: 'Deny', action: ['read'], ...fleet },
  ];
  const others = Array.from({ length: MANY }, (_, index): PolicyRule => {
    const resource = `${index % 2 === 0 ? 'servers' : kinds[index % kinds.length]!}:r${index}`;
    return { effect: index % 3 === 0 ? 'Deny' : 'Allow', resource, action: [verbs[index % verbs.length]!] };
  });
  const question = (index: number) =>
    ({
      actor,
      action: 'read',
      resource: { kind: 'servers', id: `s${index}`, attributes: { infra: index % 2 === 0 ? 'test' : 'stage' } },
    }) as const;

  it('make no decision look at more of them than speak of its action and kind, and are parsed once', async () => {
    const work = [];
    for (const rules of [own, [...own, ...others]]) {
      vi.clearAllMocks();
      const decider = deciderOf(rules);
      const answers = [];
      for (let index = 0; index < 1_000; index += 1) answers.push((await decider.decide(question(index))).allowed);
      for (let index = 0; index < 1_000; index += 1) await decider.rows(actor, 'read', 'servers');
      const sets = preparse.mock.calls.map(([, { staticPolicies = {} }]) => Object.keys(staticPolicies).length);
      work.push({ sets, parsed: parse.mock.calls.length, asked: ask.mock.calls.length, answers });
    }
    const [few, many] = work;
    expect(few).toMatchObject({ sets: [2], parsed: 2, asked: 1_000 });
    expect(few?.answers.filter(Boolean)).toHaveLength(500);
    expect(many).toEqual(few);
  });

  it('cost a listener nothing for a message: a thousand events are seen by what was asked for one', async () => {
    const decider = deciderOf([...own, ...others]);
    const visible = { kind: 'servers', id: newId() };
    const looks: number[] = [];
    const sightOf = createEventSight({
      decider,
      rows: {
        among: async (_kind, ids) => {
          looks.push(ids.length);
          return new Set(ids.filter((id) => id === visible.id));
        },
      },
    });
    const event = (id: string) =>
      ({ type: 'ServerStatusChanged', data: { server_id: id }, taskId: null, runId: null }) as unknown as LoggedEvent;
    const sight = await sightOf(actor);
    const asked = () => [preparse, parse, ask].map(({ mock }) => mock.calls.length);
    const before = asked();
    const hidden = newId();
    const stream = Array.from({ length: 1_000 }, (_, index) => event(index % 2 === 0 ? visible.id : hidden));
    expect(await sight(stream)).toHaveLength(500);
    for (const one of stream) await sight([one]);
    expect(asked()).toEqual(before);
    expect(looks.reduce((sum, ids) => sum + ids, 0)).toBe(2);
  });
});

it('B33 conditions are never run as code: they work where nothing can be made from text', async () => {
  const script = `
    const { compileRule } = await import('./src/policy/cedar.ts');
    const { createRuleSet } = await import('./src/policy/ruleset.ts');
    let refused = 0;
    try { eval('1'); } catch { refused += 1; }
    try { new Function('return 1'); } catch { refused += 1; }
    const rule = { effect: 'Allow', resource: 'servers:*', action: ['read'], condition: "user.role == 'admin' && request.hour < 24" };
    compileRule(rule);
    const set = createRuleSet();
    set.install([{ id: 'p', name: 'p', rules: [rule] }]);
    const principal = { id: 'u', username: 'u', roles: ['admin'], mfa: false };
    const { allowed } = set.evaluate({ principal, action: 'read', kind: 'servers', request: { hour: 1 }, attributes: {} });
    console.log(JSON.stringify({ refused, allowed }));`;
  const args = ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toEqual({ refused: 2, allowed: true });
});
