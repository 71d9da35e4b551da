import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserCreate } from '../../generated/contract/control-center.ts';
import type { Actor } from '../../src/domain/actor.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import {
  ADMIN_PASSWORD,
  identityServer,
  movableClock,
  origin,
  startedServer,
  type IdentityServer,
} from './identity.ts';

const body = (username: string, over: Partial<UserCreate> = {}): UserCreate => ({
  username,
  email: `${username}@example.com`,
  password: 'secure_password',
  roles: ['operator'],
  enabled: true,
  ...over,
});

describe('the first admin', () => {
  it('is made once, by one of the servers that start together, with a password that works', async () => {
    const database = await openTestDatabase();
    try {
      const clock = movableClock();
      const servers = [await identityServer(database, clock), await identityServer(database, clock)];
      const printed = await Promise.all(servers.map(({ bootstrap }) => bootstrap.ensureAdmin({})));
      const passwords = printed.filter((password) => password !== null);
      expect(passwords).toHaveLength(1);
      const login = { username: 'admin', password: passwords[0] ?? '' };
      expect((await servers[0]!.auth.login(login, origin)).user.roles).toEqual(['admin']);
      expect(await servers[0]!.bootstrap.ensureAdmin({ password: 'another password' })).toBeNull();
    } finally {
      await database.close();
    }
  });

  it('takes the configured password and prints none; one that is too short stops the start by its name', async () => {
    const database = await openTestDatabase();
    try {
      const server = await identityServer(database, movableClock());
      await expect(server.bootstrap.ensureAdmin({ password: 'short' })).rejects.toThrow(/PROVISIONING_ADMIN_PASSWORD/);
      expect(await server.bootstrap.ensureAdmin({ password: 'password' })).toBeNull();
      await server.auth.login({ username: 'admin', password: 'password' }, origin);
    } finally {
      await database.close();
    }
  });
});

describe('users', () => {
  const clock = movableClock();
  let database: Database;
  let server: IdentityServer;
  let admin: Actor;

  beforeAll(async () => {
    database = await openTestDatabase();
    server = await startedServer(database, clock);
    admin = await server.actor('admin', ADMIN_PASSWORD);
  });
  afterAll(() => database.close());

  it('are created as asked, and shown without a trace of the password', async () => {
    const made = await server.users.create(admin, body('newuser'));
    expect(made).toEqual({
      id: made.id,
      username: 'newuser',
      email: 'newuser@example.com',
      roles: ['operator'],
      enabled: true,
      created_at: clock.now().toISOString(),
      last_login: null,
    });
    expect(await server.users.get(admin, made.id)).toEqual(made);
  });

  it('B27 refuse a name that is taken in another case', async () => {
    await server.users.create(admin, body('Grace'));
    await expect(server.users.create(admin, body('gRACE'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuse a password that is the username', async () => {
    const same = body('longenough', { password: 'LongEnough' });
    await expect(server.users.create(admin, same)).rejects.toMatchObject({
      code: 'unprocessable',
      details: [{ path: 'password' }],
    });
  });

  it('are merged by an update: what is left out stays', async () => {
    const { id } = await server.users.create(admin, body('merged', { roles: ['operator', 'viewer'] }));
    expect(await server.users.update(admin, id, { email: 'updated@example.com' })).toBe('User updated successfully');
    expect(await server.users.get(admin, id)).toMatchObject({
      email: 'updated@example.com',
      roles: ['operator', 'viewer'],
      enabled: true,
    });
    await server.auth.login({ username: 'merged', password: 'secure_password' }, origin);
  });

  it('are listed oldest first, by role and by whether they are enabled', async () => {
    clock.advance(1000);
    const a = await server.users.create(admin, body('lister-a', { roles: ['auditor'] }));
    clock.advance(1000);
    const b = await server.users.create(admin, body('lister-b', { roles: ['auditor', 'viewer'], enabled: false }));
    const auditors = await server.users.list(admin, { role: 'auditor', limit: 10, offset: 0 });
    expect(auditors.items.map(({ id }) => id)).toEqual([a.id, b.id]);
    const disabled = await server.users.list(admin, { role: 'auditor', enabled: false, limit: 10, offset: 0 });
    expect(disabled).toMatchObject({ total: 1, items: [{ username: 'lister-b' }] });
    const second = await server.users.list(admin, { role: 'auditor', limit: 1, offset: 1 });
    expect(second).toMatchObject({ total: 2, items: [{ username: 'lister-b' }] });
  });

  it('are not found when unknown', async () => {
    const unknown = newId();
    await expect(server.users.get(admin, unknown)).rejects.toMatchObject({ code: 'not_found' });
    await expect(server.users.update(admin, unknown, { enabled: false })).rejects.toMatchObject({ code: 'not_found' });
    await expect(server.users.remove(admin, unknown)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('B29 are out of reach for an operator, his own roles included', async () => {
    const { id } = await server.users.create(admin, body('climber'));
    const climber = await server.actor('climber', 'secure_password');
    await expect(server.users.update(climber, id, { roles: ['admin'] })).rejects.toMatchObject({ code: 'forbidden' });
    const accomplice = body('accomplice', { roles: ['admin'] });
    await expect(server.users.create(climber, accomplice)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await server.users.get(admin, id)).roles).toEqual(['operator']);
  });

  it('B29 let nobody who manages users reach for the role of admin or add to his own', async () => {
    const rules = [
      {
        effect: 'Allow' as const,
        resource: 'users:*',
        action: ['*' as const],
        condition: "user.username == 'helpdesk'",
      },
    ];
    await server.policies.create(admin, { name: 'helpdesk', version: '1.0.0', rules, enabled: true });
    const { id } = await server.users.create(admin, body('helpdesk'));
    const helpdesk = await server.actor('helpdesk', 'secure_password');
    const forbidden = { code: 'forbidden' };
    await expect(server.users.update(helpdesk, id, { roles: ['operator', 'viewer'] })).rejects.toMatchObject(forbidden);
    await expect(server.users.create(helpdesk, body('x', { roles: ['admin'] }))).rejects.toMatchObject(forbidden);
    const adminId = admin.userId ?? '';
    await expect(server.users.update(helpdesk, adminId, { password: 'taken over' })).rejects.toMatchObject(forbidden);
    await expect(server.users.remove(helpdesk, adminId)).rejects.toMatchObject(forbidden);
    expect((await server.users.create(helpdesk, body('customer', { roles: ['viewer'] }))).roles).toEqual(['viewer']);
  });

  it('B31 keep their last enabled admin: not deleted, not disabled, not demoted', async () => {
    const id = admin.userId ?? '';
    const last = { code: 'conflict' };
    await expect(server.users.remove(admin, id)).rejects.toMatchObject(last);
    await expect(server.users.update(admin, id, { enabled: false })).rejects.toMatchObject(last);
    await expect(server.users.update(admin, id, { roles: ['operator'] })).rejects.toMatchObject(last);
    await server.users.update(admin, id, { email: 'root@example.com', roles: ['admin', 'operator'] });
    admin = await server.actor('admin');
    expect(admin.roles).toEqual(['admin', 'operator']);
  });

  it('B31 keep one admin when two demote each other at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const other = await server.users.create(admin, body(`rival-${round}`, { roles: ['admin', 'viewer'] }));
      const rival = await server.actor(`rival-${round}`, 'secure_password');
      const results = await Promise.allSettled([
        server.users.update(admin, other.id, { roles: ['viewer'] }),
        server.users.update(rival, admin.userId ?? '', { roles: ['viewer'] }),
      ]);
      const left = await server.users.list(admin.userId === null ? rival : admin, {
        role: 'admin',
        enabled: true,
        limit: 10,
        offset: 0,
      });
      expect(left.total).toBe(1);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      // Whoever stayed makes the other one admin again, and the first admin goes on alone.
      if (left.items[0]?.id === other.id) {
        const fresh = await server.actor(`rival-${round}`, 'secure_password');
        await server.users.update(fresh, admin.userId ?? '', { roles: ['admin'] });
        admin = await server.actor('admin');
      }
      await server.users.remove(admin, other.id);
    }
  });

  it.each([
    ['delete', (server: IdentityServer, by: Actor, id: string) => server.users.remove(by, id)],
    ['disable', (server: IdentityServer, by: Actor, id: string) => server.users.update(by, id, { enabled: false })],
    ['demote', (server: IdentityServer, by: Actor, id: string) => server.users.update(by, id, { roles: ['viewer'] })],
  ])('B31 keep one admin when several %s each other at once on two servers', async (_how, against) => {
    const fresh = await openTestDatabase();
    try {
      const [here, there] = [await startedServer(fresh, clock), await identityServer(fresh, clock)];
      const root = await here.actor('admin');
      const names = ['one', 'two', 'three'];
      for (const name of names) await here.users.create(root, body(name, { roles: ['admin'] }));
      const admins = [root, ...(await Promise.all(names.map((name) => here.actor(name, 'secure_password'))))];
      const tries = admins.flatMap((by, index) =>
        admins.flatMap((of) => (of === by ? [] : [against(index % 2 === 0 ? here : there, by, of.userId ?? '')])),
      );
      const results = await Promise.allSettled(tries);
      const left = await fresh.statement(`select id from users where enabled and 'admin' = any(roles)`, []);
      expect(left).toHaveLength(1);
      expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(3);
    } finally {
      await fresh.close();
    }
  });

  it('B84 leave one audit record for each change, and none for one that was refused', async () => {
    const count = async () => (await server.audit.list({ limit: 1, offset: 0 })).total;
    const start = await count();
    const { id } = await server.users.create(admin, body('audited'));
    await server.users.update(admin, id, { enabled: false, password: 'canary-77ab' });
    await expect(server.users.create(admin, body('audited'))).rejects.toThrow();
    await server.users.remove(admin, id);
    expect(await count()).toBe((start ?? 0) + 3);
    const { items } = await server.audit.list({ resource: 'users/audited', limit: 10, offset: 0 });
    expect(items.map(({ action }) => action).sort()).toEqual(['user.create', 'user.delete', 'user.update']);
    expect(items.every(({ user_id }) => user_id === admin.userId)).toBe(true);
    expect(JSON.stringify(items)).not.toContain('canary-77ab');
  });
});
