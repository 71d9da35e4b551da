import { describe, expect, it } from 'vitest';
import type { PolicyRule } from '../../generated/contract/control-center.ts';
import type { Role } from '../../generated/enums.ts';
import { systemActor, type Actor } from '../../src/domain/actor.ts';
import { builtinPolicies } from '../../src/policy/builtin.ts';
import { createDecider, type PolicyResource } from '../../src/policy/decide.ts';
import type { NamedRules } from '../../src/policy/rule.ts';
import { actions, entityTypes, isResourceKind, type Action } from '../../src/policy/vocabulary.ts';
import { movableClock } from '../services/identity.ts';

const someone = (over: Partial<Actor> = {}): Actor => ({
  kind: 'user',
  userId: 'user-1',
  username: 'ada',
  roles: ['developer'],
  sessionId: 'session-1',
  mfa: false,
  requestId: null,
  ip: '192.0.2.7',
  ...over,
});

const named = (name: string, ...rules: PolicyRule[]): NamedRules => ({ id: name, name, rules });

const allow = (resource: string, condition?: string, action: PolicyRule['action'] = ['*']): PolicyRule => ({
  effect: 'Allow',
  resource,
  action,
  ...(condition === undefined ? {} : { condition }),
});

const deny = (resource: string, condition?: string, action: PolicyRule['action'] = ['*']): PolicyRule => ({
  ...allow(resource, condition, action),
  effect: 'Deny',
});

function deciderOf(...policies: NamedRules[]) {
  const clock = movableClock('2026-01-15T12:00:00Z');
  const world = { version: 1, policies, loads: 0 };
  const decider = createDecider({
    clock,
    source: {
      version: async () => world.version,
      enabled: async () => {
        world.loads += 1;
        return world.policies;
      },
    },
  });
  const may = async (action: Action, resource: PolicyResource, actor = someone()) =>
    (await decider.decide({ actor, action, resource })).allowed;
  return { clock, world, decider, may };
}

const server = (id: string, attributes: PolicyResource['attributes'] = {}): PolicyResource => ({
  kind: 'servers',
  id,
  attributes,
});

describe('decisions', () => {
  it('B34 deny what nothing allows', async () => {
    const { decider } = deciderOf(named('other', allow('batches:*')));
    const question = { actor: someone(), action: 'read', resource: server('s1') } as const;
    expect(await decider.decide(question)).toEqual({
      allowed: false,
      reason: 'no policy allows it',
      policy: null,
      rule: null,
    });
    await expect(decider.require(question)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('B34 deny when Deny and Allow both match, naming the policy that did', async () => {
    const { decider, may } = deciderOf(named('wide', allow('servers:*')), named('narrow', deny('servers:web-01')));
    const resource = server('s1', { name: 'web-01' });
    const decision = await decider.decide({ actor: someone(), action: 'delete', resource });
    const reason = 'denied by rule 1 of policy narrow';
    expect(decision).toEqual({ allowed: false, reason, policy: 'narrow', rule: 1 });
    expect(await may('delete', server('s2', { name: 'web-02' }))).toBe(true);
  });

  it('B34 deny by a Deny, and grant nothing by an Allow, whose condition looks at what is not there', async () => {
    const denied = deciderOf(named('p', allow('*'), deny('servers:*', "resource.infra == 'production'")));
    expect(await denied.may('read', server('s1'))).toBe(false);
    expect(await denied.may('read', server('s1', { infra: 'test' }))).toBe(true);
    const negated = deciderOf(named('p', allow('servers:*', "!(resource.infra == 'production')")));
    expect(await negated.may('read', server('s1'))).toBe(false);
    expect(await negated.may('read', server('s1', { infra: 'test' }))).toBe(true);
    expect(await negated.may('read', server('s1', { infra: 'production' }))).toBe(false);
  });

  it('B34 let a Deny deny only whom its known half concerns', async () => {
    const rule = deny('servers:*', "user.role == 'developer' && resource.environment == 'production'");
    const { may } = deciderOf(named('p', allow('*'), rule));
    expect(await may('read', server('s1'), someone({ roles: ['operator'] }))).toBe(true);
    expect(await may('read', server('s1'))).toBe(false);
  });

  it('B34 fail closed on a stored rule that cannot be understood', async () => {
    const broken = { ...deny('servers:*', 'from.the.future'), action: ['delete' as const] };
    const { may } = deciderOf(named('p', allow('*'), broken, allow('servers:*', 'also ( broken')));
    expect(await may('delete', server('s1'))).toBe(false);
    expect(await may('read', server('s1'))).toBe(true);
  });

  it.each([
    ['servers:web-01', { id: 'web-01' }, true],
    ['servers:web-01', { id: 's1', name: 'web-01' }, true],
    ['servers:web-01', { id: 's1', name: 'web-010' }, false],
    ['servers:web-01', { id: 's1', name: 'WEB-01' }, false],
    ['servers:web-01', { id: 's1', name: 'web%2d01' }, false],
    ['servers:a/b', { id: 's1', name: 'a/b' }, true],
    ['servers:a', { id: 's1', name: 'a/b' }, false],
    ['servers:web-*', { id: 's1', name: 'web-01' }, true],
    ['servers:web-*', { id: 's1', name: 'db-web-01' }, false],
    ['servers:..', { id: 's1', name: 'web-01' }, false],
  ])('B35 match %s against %j: %s', async (pattern, { id, ...attributes }, expected) => {
    const { may } = deciderOf(named('p', allow(pattern)));
    expect(await may('read', server(id, attributes))).toBe(expected);
    expect(await may('read', { kind: 'tasks', id, attributes })).toBe(false);
  });

  it('look at the user, the resource and the request', async () => {
    const cases: [string, boolean][] = [
      ["user.role == 'developer'", true],
      ["user.role != 'developer'", false],
      ["user.role in ['admin', 'developer']", true],
      ["'viewer' in user.roles", false],
      ["user.username == 'ada' && !user.mfa", true],
      ['resource.owner == user.id', true],
      ["resource.owner != user.id || resource.infra == 'prod'", false],
      ["request.ip == '192.0.2.7' && request.hour == 12 && request.weekday == 4", true],
      ['request.hour < 12', false],
      ["resource.infra in ['test', 'stage'] && (user.mfa || true)", true],
    ];
    for (const [condition, expected] of cases) {
      const { may } = deciderOf(named('p', allow('servers:*', condition)));
      expect([condition, await may('read', server('s1', { owner: 'user-1', infra: 'test' }))]).toEqual([
        condition,
        expected,
      ]);
    }
  });

  it('ask nobody when the system itself acts', async () => {
    const { decider, world } = deciderOf();
    expect((await decider.decide({ actor: systemActor, action: 'delete', resource: server('s1') })).allowed).toBe(true);
    expect(await decider.mayAtAll(systemActor, 'delete', 'servers')).toBe(true);
    expect(world.loads).toBe(0);
  });

  it('B36 follow a change within a second, at once after a change here, and load only when there was one', async () => {
    const { world, clock, decider, may } = deciderOf(named('p', allow('*')));
    expect(await may('read', server('s1'))).toBe(true);
    clock.advance(5000);
    expect(await may('read', server('s1'))).toBe(true);
    expect(world.loads).toBe(1);
    Object.assign(world, { version: 2, policies: [] });
    clock.advance(999);
    expect(await may('read', server('s1'))).toBe(false);
    Object.assign(world, { version: 3, policies: [named('p', allow('*'))] });
    decider.forget();
    expect(await may('read', server('s1'))).toBe(true);
  });
});

describe('the coarse question', () => {
  const developer = someone();

  it('says yes as long as there can be a resource that the user may do it to', async () => {
    for (const rule of [
      allow('servers:web-01', undefined, ['delete']),
      allow('servers:*', "resource.infra == 'test'", ['delete']),
      allow('servers:*', '!(resource.owner == user.id)', ['delete']),
    ]) {
      const { decider } = deciderOf(named('p', rule));
      expect(await decider.mayAtAll(developer, 'delete', 'servers')).toBe(true);
      expect(await decider.mayAtAll(developer, 'read', 'servers')).toBe(false);
      expect(await decider.mayAtAll(developer, 'delete', 'tasks')).toBe(false);
    }
  });

  it('says no only when a Deny surely covers every resource', async () => {
    const partly = deciderOf(
      named('p', allow('*'), deny('servers:web-01'), deny('servers:*', "resource.infra == 'p'")),
    );
    expect(await partly.decider.mayAtAll(developer, 'delete', 'servers')).toBe(true);
    const wholly = deciderOf(named('p', allow('*'), deny('servers:*', "user.role == 'developer'")));
    expect(await wholly.decider.mayAtAll(developer, 'delete', 'servers')).toBe(false);
    expect(await wholly.decider.mayAtAll(someone({ roles: ['operator'] }), 'delete', 'servers')).toBe(true);
  });
});

describe('the policies of the roles', () => {
  const policies = builtinPolicies.map(({ name, rules }) => named(name, ...rules));
  const work = ['servers', 'taskservs', 'clusters', 'tasks', 'batches'];
  const views = [...work, 'checkpoints', 'plans', 'schedules', 'events', 'metrics', 'system'];

  /** The published table, said the other way round. */
  const expected: Record<Role, (kind: string, action: Action) => boolean> = {
    admin: () => true,
    operator: (kind, action) =>
      [...work, 'checkpoints', 'plans', 'schedules'].includes(kind) || (views.includes(kind) && action === 'read'),
    developer: (kind, action) =>
      (views.includes(kind) && action === 'read') ||
      (work.includes(kind) && ['create', 'execute', 'cancel'].includes(action)) ||
      (kind === 'plans' && ['create', 'execute'].includes(action)) ||
      (kind === 'schedules' && action === 'create'),
    viewer: (kind, action) => views.includes(kind) && action === 'read',
    auditor: (kind, action) => [...views, 'audit', 'users', 'policies'].includes(kind) && action === 'read',
  };

  it.each(Object.keys(expected) as Role[])('B28 allow %s exactly what the table says', async (role) => {
    const { decider } = deciderOf(...policies);
    const actor = someone({ roles: [role] });
    const wrong: string[] = [];
    for (const kind of Object.keys(entityTypes).filter(isResourceKind)) {
      for (const action of actions) {
        const ownLogins = kind === 'sessions' && ['create', 'read', 'update', 'delete'].includes(action);
        const want = ownLogins || expected[role](kind, action);
        const exact = (await decider.decide({ actor, action, resource: { kind, id: 'x' } })).allowed;
        const ownSchedules = role === 'developer' && kind === 'schedules' && ['update', 'delete'].includes(action);
        const coarse = await decider.mayAtAll(actor, action, kind);
        if (exact !== want || coarse !== (want || ownSchedules)) wrong.push(`${kind}:${action}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
