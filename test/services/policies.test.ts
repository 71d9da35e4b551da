import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicyCreate, PolicyRule } from '../../generated/contract/control-center.ts';
import type { Actor } from '../../src/domain/actor.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createPolicyRepository } from '../../src/repositories/policies.ts';
import { openTestDatabase } from '../harness/database.ts';
import { identityServer, movableClock, startedServer, type IdentityServer } from './identity.ts';

const rule = (over: Partial<PolicyRule> = {}): PolicyRule => ({
  effect: 'Allow',
  resource: 'servers:*',
  action: ['create', 'read'],
  condition: "user.role == 'admin'",
  ...over,
});

const body = (name: string, rules: PolicyRule[] = [rule()], over: Partial<PolicyCreate> = {}): PolicyCreate => ({
  name,
  version: '1.0.0',
  rules,
  enabled: true,
  ...over,
});

describe('policies', () => {
  const clock = movableClock();
  let database: Database;
  let here: IdentityServer;
  let there: IdentityServer;
  let admin: Actor;
  let viewer: Actor;

  beforeAll(async () => {
    database = await openTestDatabase();
    here = await startedServer(database, clock);
    there = await identityServer(database, clock);
    admin = await here.actor('admin');
    const user = { username: 'looker', email: 'l@example.com', password: 'secure_password', enabled: true };
    await here.users.create(admin, { ...user, roles: ['viewer'] });
    viewer = await here.actor('looker', 'secure_password');
  });
  afterAll(() => database.close());

  const all = async () => (await here.policies.list(admin, { limit: 1000, offset: 0 })).items;
  const mayDelete = async (server: IdentityServer) =>
    (await server.decider.decide({ actor: viewer, action: 'delete', resource: { kind: 'servers', id: 's1' } })).allowed;
  const idOf = async (name: string) => (await all()).find((policy) => policy.name === name)?.id ?? '';

  it('deliver the roles as ordinary policies that can be read, once, whatever servers start together', async () => {
    await Promise.all([here.policies.ensureBuiltin(), there.policies.ensureBuiltin()]);
    const builtin = (await all()).filter((policy) => policy.builtin).map(({ name }) => name);
    const roles = ['role-admin', 'role-operator', 'role-developer', 'role-viewer', 'role-auditor'];
    expect(builtin.sort()).toEqual([...roles, 'every-user'].sort());
  });

  it('keep the rules beside their Cedar text', async () => {
    const made = await here.policies.create(admin, body('kept'));
    expect(made).toMatchObject({ name: 'kept', version: '1.0.0', description: null, enabled: true, builtin: false });
    expect(made.rules).toEqual([rule()]);
    expect(made.cedar).toContain('permit(principal, action in [Action::"create", Action::"read"], resource is Server)');
    expect(await here.policies.get(admin, made.id)).toEqual(made);
  });

  it('B33 refuse bad rules with the place of each fault, and store nothing', async () => {
    const before = (await all()).length;
    const bad = [
      rule({ condition: "user.rol == 'x'" }),
      rule(),
      rule({ resource: 'severs:*' }),
      rule({ condition: '((' }),
    ];
    await expect(here.policies.create(admin, body('bad', bad))).rejects.toMatchObject({
      code: 'unprocessable',
      details: [
        { path: 'rules[0].condition', message: 'unknown name "user.rol" at position 0' },
        { path: 'rules[2].resource' },
        { path: 'rules[3].condition', message: 'expected a value but found the end at position 2' },
      ],
    });
    expect(await all()).toHaveLength(before);
  });

  it('B33 refuse conditions that together are too long', async () => {
    const long = rule({ condition: `resource.name == '${'x'.repeat(4000)}'` });
    const refused = here.policies.create(admin, body('long', Array<PolicyRule>(20).fill(long)));
    await expect(refused).rejects.toMatchObject({ code: 'unprocessable', details: [{ path: 'rules' }] });
  });

  describe('written in Cedar', () => {
    const text =
      'permit(principal, action == Action::"delete", resource is Server) when { principal.roles.contains("viewer") };';
    const inCedar = (name: string, cedar: string): PolicyCreate => ({ name, version: '1.0.0', cedar, enabled: true });

    it('are kept as they are, decide like others, and can take the place of rules and give it back', async () => {
      const made = await here.policies.create(admin, inCedar('raw', text));
      expect(made).toMatchObject({ rules: [], cedar: text });
      expect(await mayDelete(here)).toBe(true);
      await here.policies.update(admin, made.id, { rules: [rule()] });
      expect(await here.policies.get(admin, made.id)).toMatchObject({ rules: [rule()] });
      expect(await mayDelete(here)).toBe(false);
      await here.policies.update(admin, made.id, { cedar: text });
      expect(await here.policies.get(admin, made.id)).toMatchObject({ rules: [], cedar: text });
      expect(await mayDelete(here)).toBe(true);
      await here.policies.remove(admin, made.id);
    });

    it.each([
      ['permit(principal, action, resource) when { ', /unexpected end of input at position 42/],
      ['permit(principal, action, resource) when { principal.rol == "x" };', /attribute `rol`.* at position 43/],
      ['permit(principal, action, resource) when { resource.infra == "x" };', /optional attribute `infra`/],
      ['permit(principal, action == Action::"fly", resource);', /fly/],
      ['permit(principal, action, resource is Spaceship);', /Spaceship/],
      ['permit(principal == ?principal, action, resource);', /templates/],
      ['// nothing', /there is no policy/],
      [`permit(principal, action, resource) when { ${'('.repeat(3000)}true${')'.repeat(3000)} };`, /nested/],
      [`permit(principal, action, resource) when { 1${' + 1'.repeat(3000)} > 0 };`, /arithmetic/],
      [`permit(principal, action, resource) when { ${'!'.repeat(9)}true };`, /position|unexpected|too many/],
      [`permit(principal, action, resource) when { context${'.a'.repeat(3000)} == 1 };`, /chained/],
      [`permit(principal, action, resource) when { context${'["a"]'.repeat(3000)} == 1 };`, /chained/],
      [`permit(principal, action, resource) when { ${'if true then '.repeat(500)}true };`, /"if"/],
      [`permit(principal, action, resource) when { true${' && true'.repeat(1500)} };`, /&&/],
    ])('B33 are refused with what is wrong and where, and harm nothing: %.60s', async (cedar, message) => {
      const refused = await here.policies.create(admin, inCedar('bad', cedar)).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'unprocessable', details: [{ path: 'cedar' }] });
      expect(String(refused)).toMatch(message);
      expect(await mayDelete(here)).toBe(false);
    });

    it('B33 are refused beside rules, and so is a policy with neither', async () => {
      const both = { ...inCedar('both', text), rules: [rule()] };
      await expect(here.policies.create(admin, both)).rejects.toMatchObject({ details: [{ path: 'cedar' }] });
      const neither = { name: 'neither', version: '1.0.0', enabled: true };
      await expect(here.policies.create(admin, neither)).rejects.toMatchObject({ details: [{ path: 'rules' }] });
    });

    it('B37 are refused when nobody could change policies any more', async () => {
      const locked = 'forbid(principal, action, resource is Policy);';
      await expect(here.policies.create(admin, inCedar('lock', locked))).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  it('are listed as far as they may be seen', async () => {
    const only: PolicyRule = {
      effect: 'Allow',
      resource: 'policies:role-*',
      action: ['read'],
      condition: "user.role == 'viewer'",
    };
    const { id } = await here.policies.create(admin, body('viewers read role policies', [only]));
    const page = await here.policies.list(viewer, { limit: 2, offset: 0 });
    expect(page.total).toBe(5);
    const rest = await here.policies.list(viewer, { limit: 10, offset: 2 });
    const names = [...page.items, ...rest.items].map(({ name }) => name);
    expect(names.every((name) => name.startsWith('role-'))).toBe(true);
    expect(names).toHaveLength(5);
    await here.policies.remove(admin, id);
  });

  it('refuse a name that is taken, at creation and at renaming', async () => {
    await here.policies.create(admin, body('taken'));
    const { id } = await here.policies.create(admin, body('free'));
    await expect(here.policies.create(admin, body('taken'))).rejects.toMatchObject({ code: 'conflict' });
    await expect(here.policies.update(admin, id, { name: 'taken' })).rejects.toMatchObject({ code: 'conflict' });
    const both = [here, there].map((server) => server.policies.create(admin, body('at once')));
    const results = await Promise.allSettled(both);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('are merged by an update: what is left out stays', async () => {
    const made = await here.policies.create(admin, body('merge me', [rule()], { description: 'old' }));
    clock.advance(1000);
    const rules = [rule({ effect: 'Deny' })];
    expect(await here.policies.update(admin, made.id, { rules })).toBe('Policy updated successfully');
    const now = await here.policies.get(admin, made.id);
    expect(now).toEqual({ ...made, rules, cedar: now.cedar, updated_at: clock.now().toISOString() });
    expect(now.cedar).toContain('forbid(');
  });

  it('B36 hold at once on the server asked and within a second on every other', async () => {
    const grant = rule({ action: ['delete'], condition: "user.role == 'viewer'" });
    expect([await mayDelete(here), await mayDelete(there)]).toEqual([false, false]);
    const { id } = await here.policies.create(admin, body('viewers delete', [grant]));
    expect(await mayDelete(here)).toBe(true);
    clock.advance(999);
    expect(await mayDelete(there)).toBe(true);
    await there.policies.update(admin, id, { enabled: false });
    expect(await mayDelete(there)).toBe(false);
    clock.advance(999);
    expect(await mayDelete(here)).toBe(false);
    await here.policies.update(admin, id, { enabled: true });
    expect(await here.policies.remove(admin, id)).toBe('Policy deleted successfully');
    expect(await mayDelete(here)).toBe(false);
  });

  it('B36 are never seen half-written: rules, translation and version of one change come together', async () => {
    const states = [
      [rule({ resource: 'servers:a' }), rule({ effect: 'Deny', resource: 'servers:b' })],
      [rule({ resource: 'servers:b' }), rule({ effect: 'Deny', resource: 'servers:a' })],
    ];
    const { id } = await here.policies.create(admin, body('flips', states[0]));
    const repository = createPolicyRepository({ database });
    let writing = true;
    const write = async (): Promise<void> => {
      for (let round = 1; round <= 30; round += 1) await here.policies.update(admin, id, { rules: states[round % 2]! });
      writing = false;
    };
    const read = async (): Promise<void> => {
      for (let last = 0; writing;) {
        const version = await repository.version();
        expect(version).toBeGreaterThanOrEqual(last);
        last = version;
        const seen = (await repository.enabled()).find((policy) => policy.id === id)!;
        const [allowed, denied] = seen.rules.map(({ resource }) => resource);
        expect([allowed, denied].sort()).toEqual(['servers:a', 'servers:b']);
        expect(seen.cedar.indexOf(allowed!.slice(-1) === 'a' ? '"a"' : '"b"')).toBeLessThan(
          seen.cedar.indexOf(denied!.slice(-1) === 'a' ? '"a"' : '"b"'),
        );
      }
    };
    await Promise.all([write(), read(), read()]);
    await here.policies.remove(admin, id);
  });

  it('that are built in can be disabled, but neither changed nor deleted', async () => {
    const id = await idOf('role-viewer');
    await expect(here.policies.remove(admin, id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(here.policies.update(admin, id, { rules: [rule()] })).rejects.toMatchObject({ code: 'conflict' });
    await here.policies.update(admin, id, { enabled: false });
    await here.policies.ensureBuiltin();
    expect(await here.policies.get(admin, id)).toMatchObject({ enabled: false });
    await here.policies.update(admin, id, { enabled: true });
  });

  it('B37 refuse a change after which nobody could change policies', async () => {
    const conflict = { code: 'conflict' };
    const adminPolicy = await idOf('role-admin');
    await expect(here.policies.update(admin, adminPolicy, { enabled: false })).rejects.toMatchObject(conflict);
    const lock = [rule({ effect: 'Deny', resource: 'policies:*', action: ['*'], condition: 'true' })];
    await expect(here.policies.create(admin, body('lock', lock))).rejects.toMatchObject(conflict);
    const { id } = await here.policies.create(admin, body('lock', lock, { enabled: false }));
    await expect(here.policies.update(admin, id, { enabled: true })).rejects.toMatchObject(conflict);
    expect((await here.policies.get(admin, id)).enabled).toBe(false);
    const atNight = [rule({ effect: 'Deny', resource: 'policies:*', action: ['*'], condition: 'request.hour < 6' })];
    await here.policies.create(admin, body('closed at night', atNight));
  });

  it('are out of reach for a viewer, and not found when unknown', async () => {
    const id = await idOf('role-admin');
    const forbidden = { code: 'forbidden' };
    await expect(here.policies.list(viewer, { limit: 10, offset: 0 })).rejects.toMatchObject(forbidden);
    await expect(here.policies.create(viewer, body('mine'))).rejects.toMatchObject(forbidden);
    await expect(here.policies.update(viewer, id, { enabled: false })).rejects.toMatchObject(forbidden);
    await expect(here.policies.get(admin, newId())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('B84 stay as they are when the audit record can not be written', async () => {
    await database.statement('alter table audit_log rename to audit_log_away', []);
    await expect(here.policies.create(admin, body('unrecorded'))).rejects.toThrow();
    await database.statement('alter table audit_log_away rename to audit_log', []);
    expect(await idOf('unrecorded')).toBe('');
  });

  it('B84 leave one audit record for each change', async () => {
    const { id } = await here.policies.create(admin, body('watched'));
    await here.policies.update(admin, id, { version: '1.1.0' });
    await here.policies.remove(admin, id);
    const { items } = await here.audit.list({ resource: 'policies/watched', limit: 10, offset: 0 });
    expect(items.map(({ action }) => action).sort()).toEqual(['policy.create', 'policy.delete', 'policy.update']);
  });
});
