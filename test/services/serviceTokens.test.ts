import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { identityServer, movableClock, origin, startedServer, type IdentityServer } from './identity.ts';

const PASSWORD = 'secure_password';
const unauthenticated = { code: 'unauthenticated' };
const page = { limit: 50, offset: 0 };

describe('service tokens', () => {
  const clock = movableClock();
  let database: Database;
  let here: IdentityServer;
  let there: IdentityServer;
  let admin: Actor;
  let made = 0;

  beforeAll(async () => {
    database = await openTestDatabase();
    here = await startedServer(database, clock);
    there = await identityServer(database, clock);
    admin = await here.actor('admin');
  });
  afterAll(() => database.close());

  const create = (actor: Actor, scopes: string[], days = 90) =>
    here.serviceTokens.create(actor, { name: `program-${(made += 1)}`, scopes, expires_in_days: days });

  async function newUser(role: 'operator' | 'viewer' = 'operator') {
    const username = `user-${(made += 1)}`;
    const body = { username, email: 'u@example.com', password: PASSWORD, roles: [role], enabled: true };
    const { id } = await here.users.create(admin, body);
    return { id, username, actor: await here.actor(username, PASSWORD) };
  }

  it('act as their user on every server, narrowed to their scopes', async () => {
    const { token } = await create(admin, ['servers:read', 'batches:*']);
    const actor = await there.whoIs(token);
    expect(actor).toMatchObject({ userId: admin.userId, roles: ['admin'], sessionId: null, mfa: false });
    const may = async (action: 'read' | 'delete', kind: 'servers' | 'batches' | 'users') =>
      (await there.decider.decide({ actor, action, resource: { kind, id: '*' } })).allowed;
    expect(await may('read', 'servers')).toBe(true);
    expect(await may('delete', 'batches')).toBe(true);
    expect(await may('delete', 'servers')).toBe(false);
    expect(await may('read', 'users')).toBe(false);
    expect(await there.decider.mayAtAll(actor, 'read', 'users')).toBe(false);
    await expect(there.users.list(actor, page)).rejects.toThrow(/service token/);
  });

  it('never reach further than their user does', async () => {
    const { actor } = await newUser('viewer');
    const { token } = await create(actor, ['*:*']);
    const program = await here.whoIs(token);
    const resource = { kind: 'servers', id: '*' } as const;
    expect((await here.decider.decide({ actor: program, action: 'read', resource })).allowed).toBe(true);
    expect((await here.decider.decide({ actor: program, action: 'create', resource })).allowed).toBe(false);
  });

  it('are shown once and listed without the secret, which is not in the database either', async () => {
    const { actor, username } = await newUser();
    const { token, ...shown } = await create(actor, ['tasks:read']);
    expect(await here.serviceTokens.list(actor, page)).toEqual({ items: [shown], total: 1 });
    const dump = JSON.stringify(
      await Promise.all(
        ['service_tokens', 'audit_log'].map((table) =>
          database.in(undefined).execute(sql.raw(`select row_to_json(t)::text as row from ${table} t`)),
        ),
      ),
    );
    expect(dump).toContain(username);
    expect(dump).not.toContain(token.split('.')[2] ?? '-');
  });

  it('B7 are refused in any other spelling', async () => {
    const { token } = await create(admin, ['*:*']);
    const other = (character: string | undefined) => (character === 'A' ? 'B' : 'A');
    for (const spelling of [`${token}=`, `${token.slice(0, -1)}${other(token.at(-1))}`, token.toUpperCase(), 'pst..']) {
      await expect(here.whoIs(spelling)).rejects.toMatchObject(unauthenticated);
    }
    await here.whoIs(token);
  });

  it('end on their day', async () => {
    const { token } = await create(admin, ['*:*'], 1);
    clock.advance(86_400_000 - 1);
    await here.whoIs(token);
    clock.advance(1);
    await expect(here.whoIs(token)).rejects.toMatchObject(unauthenticated);
    admin = await here.actor('admin');
  });

  it('B11 end with their deletion, and when their user is disabled or deleted, within a second on every server', async () => {
    const ends = [
      (_user: string, token: string) => here.serviceTokens.remove(admin, token),
      (user: string) => here.users.update(admin, user, { enabled: false }),
      (user: string) => here.users.remove(admin, user),
    ];
    for (const end of ends) {
      const { id, actor } = await newUser();
      const made = await create(actor, ['*:read']);
      await there.whoIs(made.token);
      await end(id, made.id);
      await expect(here.whoIs(made.token)).rejects.toMatchObject(unauthenticated);
      clock.advance(999);
      await expect(there.whoIs(made.token)).rejects.toMatchObject(unauthenticated);
    }
  });

  it('B11 lose what their user loses', async () => {
    const { id, actor } = await newUser('operator');
    const { token } = await create(actor, ['*:*']);
    await here.users.update(admin, id, { roles: ['viewer'] });
    expect((await here.whoIs(token)).roles).toEqual(['viewer']);
  });

  it('say when they were used last, to the minute', async () => {
    const { actor } = await newUser();
    const { token, last_used_at: before } = await create(actor, ['*:*']);
    expect(before).toBeNull();
    const lastUsed = async () => (await here.serviceTokens.list(actor, page)).items[0]?.last_used_at;
    await here.whoIs(token);
    const first = clock.now().toISOString();
    clock.advance(30_000);
    await here.whoIs(token);
    expect(await lastUsed()).toBe(first);
    clock.advance(30_000);
    await here.whoIs(token);
    expect(await lastUsed()).toBe(clock.now().toISOString());
  });

  it('do not open the ways that lead to more: no further token, no password, no factor, no refresh, no new key', async () => {
    const { token } = await create(admin, ['*:*']);
    const program = await here.whoIs(token);
    const forbidden = { code: 'forbidden' };
    await expect(create(program, ['*:*'])).rejects.toMatchObject(forbidden);
    const passwords = { current_password: PASSWORD, new_password: 'a better password' };
    await expect(here.account.changePassword(program, passwords)).rejects.toMatchObject(forbidden);
    await expect(here.mfa.enrol(program, { password: PASSWORD })).rejects.toMatchObject(forbidden);
    await expect(here.keys.rotate(program, { revoke_previous: false })).rejects.toMatchObject(forbidden);
    await expect(here.auth.refresh({ token }, origin)).rejects.toMatchObject(unauthenticated);
    await expect(here.auth.logout(program)).rejects.toMatchObject(unauthenticated);
  });

  it('are named in the audit record of what they did', async () => {
    const { token, name } = await create(admin, ['users:*']);
    const program = await here.whoIs(token);
    const body = { username: `made-${name}`, email: 'm@example.com', password: PASSWORD, enabled: true };
    await here.users.create(program, { ...body, roles: ['viewer'] });
    const { items } = await here.audit.list({ resource: `users/made-${name}`, ...page });
    expect(items).toMatchObject([{ user_id: admin.userId, details: { via: `service token ${name}` } }]);
  });

  it('are refused with a scope that means nothing or a name that is taken', async () => {
    const body = { name: 'twice', scopes: ['servers:read'], expires_in_days: 1 };
    await here.serviceTokens.create(admin, body);
    await expect(here.serviceTokens.create(admin, body)).rejects.toMatchObject({ code: 'conflict' });
    await expect(create(admin, ['servers:read', 'moon:read', 'servers:fly'])).rejects.toMatchObject({
      code: 'unprocessable',
      details: [{ path: 'scopes[1]' }, { path: 'scopes[2]' }],
    });
  });

  it('of others are seen and deleted only by who may read and update users', async () => {
    const [owner, stranger] = [await newUser(), await newUser()];
    const { id } = await create(owner.actor, ['*:read']);
    const notFound = { code: 'not_found' };
    await expect(here.serviceTokens.remove(stranger.actor, id)).rejects.toMatchObject(notFound);
    const foreign = { ...page, user_id: owner.id };
    await expect(here.serviceTokens.list(stranger.actor, foreign)).rejects.toMatchObject(notFound);
    expect((await here.serviceTokens.list(admin, foreign)).total).toBe(1);
    expect(await here.serviceTokens.remove(admin, id)).toBe('Service token deleted');
  });
});

describe('the rotation of the signing key', () => {
  it('keeps what is open, on every server; a revocation ends it within a second', async () => {
    const database = await openTestDatabase();
    try {
      const clock = movableClock();
      const here = await startedServer(database, clock);
      const there = await identityServer(database, clock);
      const login = () => here.auth.login({ username: 'admin', password: 'correct horse battery' }, origin);
      const before = await login();
      const admin = await here.whoIs(before.token);
      clock.advance(1_000);
      const { kid, verified_kids: kids } = await here.keys.rotate(admin, { revoke_previous: false });
      expect(kids).toHaveLength(2);
      expect(kids).toContain(kid);
      clock.advance(1_000);
      const after = await login();
      const header = JSON.parse(Buffer.from(after.token.split('.')[0] ?? '', 'base64url').toString()) as unknown;
      expect(header).toMatchObject({ kid });
      await there.whoIs(after.token);
      await there.whoIs(before.token);
      const refreshed = await there.auth.refresh({ refresh_token: before.refresh_token }, origin);
      await here.keys.rotate(admin, { revoke_previous: true });
      clock.advance(999);
      for (const { token } of [refreshed, after]) {
        for (const server of [here, there]) {
          await expect(server.whoIs(token)).rejects.toMatchObject(unauthenticated);
        }
      }
      const again = await login();
      expect((await there.whoIs(again.token)).username).toBe('admin');
      const { items } = await here.audit.list({ action: 'key.rotate', ...page });
      expect(items).toHaveLength(2);
    } finally {
      await database.close();
    }
  });

  it('is for who may update the system', async () => {
    const database = await openTestDatabase();
    try {
      const here = await startedServer(database, movableClock());
      const admin = await here.actor('admin');
      const body = { username: 'ops', email: 'o@example.com', password: PASSWORD, enabled: true };
      await here.users.create(admin, { ...body, roles: ['operator'] });
      const operator = await here.actor('ops', PASSWORD);
      const refused = here.keys.rotate(operator, { revoke_previous: false });
      await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    } finally {
      await database.close();
    }
  });
});
