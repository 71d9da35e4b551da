import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolicySimulation } from '../../generated/contract/control-center.ts';
import type { Actor } from '../../src/domain/actor.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createUserRepository } from '../../src/repositories/users.ts';
import { createPolicySimulator, type PolicySimulator } from '../../src/services/policySimulation.ts';
import { openTestDatabase } from '../harness/database.ts';
import { movableClock, startedServer, type IdentityServer } from './identity.ts';

describe('a simulation', () => {
  let database: Database;
  let server: IdentityServer;
  let simulator: PolicySimulator;
  let admin: Actor;

  beforeAll(async () => {
    database = await openTestDatabase();
    server = await startedServer(database, movableClock());
    simulator = createPolicySimulator({ decider: server.decider, users: createUserRepository({ database }) });
    admin = await server.actor('admin');
    const user = {
      email: 'a@example.com',
      password: 'a long enough secret',
      enabled: true,
      roles: ['developer' as const],
    };
    await server.users.create(admin, { ...user, username: 'dev' });
    await server.users.create(admin, { ...user, username: 'gone', enabled: false });
    await server.policies.create(admin, {
      name: 'no production',
      version: '1.0.0',
      enabled: true,
      rules: [
        { effect: 'Allow', resource: 'servers:*', action: ['delete'], condition: "user.username == 'dev'" },
        { effect: 'Deny', resource: 'servers:*', action: ['delete'], condition: "resource.infra == 'production'" },
      ],
    });
  });
  afterAll(() => database.close());

  const ask = (body: Partial<PolicySimulation>) =>
    simulator.simulate(admin, { mfa: false, resource: 'servers:web-01', actions: ['delete'], ...body });

  it('tells which rule of which policy decides', async () => {
    const attributes = { infra: 'test' };
    expect(await ask({ username: 'dev', attributes })).toEqual([
      {
        subject: 'dev',
        action: 'delete',
        allowed: true,
        reason: 'allowed by rule 1 of policy no production',
        policy: 'no production',
        rule: 1,
      },
    ]);
    expect(await ask({ username: 'dev', attributes: { infra: 'production' } })).toMatchObject([
      { allowed: false, policy: 'no production', rule: 2 },
    ]);
    expect(await ask({ roles: ['viewer'], attributes })).toMatchObject([
      { subject: 'viewer', allowed: false, reason: 'no policy allows it', policy: null, rule: null },
    ]);
  });

  it('decides as a real question does', async () => {
    const actor = await server.actor('dev', 'a long enough secret');
    for (const infra of ['test', 'production']) {
      const resource = { kind: 'servers', id: 'web-01', attributes: { name: 'web-01', infra } } as const;
      const { allowed, reason } = await server.decider.decide({ actor, action: 'delete', resource });
      expect(await ask({ username: 'dev', attributes: { infra } })).toMatchObject([{ allowed, reason }]);
    }
  });

  it('goes over every role and every action when it is not told whose and which', async () => {
    const decisions = await simulator.simulate(admin, { mfa: false, resource: 'batches:b1' });
    expect(decisions).toHaveLength(5 * 8);
    const creators = decisions.filter(({ action, allowed }) => action === 'create' && allowed);
    expect(creators.map(({ subject }) => subject)).toEqual(['admin', 'operator', 'developer']);
  });

  it('allows a disabled user nothing', async () => {
    expect(await ask({ username: 'gone' })).toMatchObject([{ allowed: false, reason: 'the user is disabled' }]);
  });

  it('refuses an unknown user or kind, and a user beside roles', async () => {
    const fault = (path: string) => ({ code: 'unprocessable', details: [{ path }] });
    await expect(ask({ username: 'nobody' })).rejects.toMatchObject(fault('username'));
    await expect(ask({ resource: 'severs:web-01' })).rejects.toMatchObject(fault('resource'));
    await expect(ask({ username: 'dev', roles: ['admin'] })).rejects.toMatchObject(fault('roles'));
  });

  it('is not for those who may not read policies', async () => {
    const dev = await server.actor('dev', 'a long enough secret');
    const asked = simulator.simulate(dev, { mfa: false, resource: 'servers:web-01' });
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
  });
});
