import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/repositories/database.ts';
import { SESSION_DAYS } from '../../src/services/auth.ts';
import { openTestDatabase } from '../harness/database.ts';
import {
  ADMIN_PASSWORD,
  identityServer,
  movableClock,
  origin,
  startedServer,
  type IdentityServer,
} from './identity.ts';

const refusedAs401 = { code: 'unauthenticated' };
const credentials = { username: 'admin', password: ADMIN_PASSWORD };

describe('sessions', () => {
  const clock = movableClock();
  let database: Database;
  /** Two servers on one database. */
  let here: IdentityServer;
  let there: IdentityServer;

  beforeAll(async () => {
    database = await openTestDatabase();
    here = await startedServer(database, clock);
    there = await identityServer(database, clock);
  });
  afterAll(() => database.close());

  const login = (server = here) => server.auth.login(credentials, origin);
  const refused = (server: IdentityServer, token: string) =>
    expect(server.whoIs(token)).rejects.toMatchObject(refusedAs401);
  const recordsOf = async (action: string) =>
    (await here.audit.list({ action, limit: 1000, offset: 0 })).items.filter(({ action: found }) => found === action);

  it('open by username and password, in whatever case the name is written', async () => {
    const { token, expires_at, user } = await here.auth.login({ ...credentials, username: 'ADMIN' }, origin);
    expect(user).toEqual({ id: user.id, username: 'admin', email: 'admin@example.com', roles: ['admin'] });
    expect(Date.parse(expires_at) - clock.now().getTime()).toBe(3_600_000);
    expect(await there.whoIs(token)).toMatchObject({ userId: user.id, roles: ['admin'] });
    const admin = await here.actor('admin');
    expect((await here.users.get(admin, user.id)).last_login).toBe(clock.now().toISOString());
  });

  it('B15 refuse an unknown user, a wrong password and a disabled user in the same words', async () => {
    const admin = await here.actor('admin');
    const body = { email: 'off@example.com', password: 'secure_password', roles: ['viewer' as const] };
    await here.users.create(admin, { ...body, username: 'switchedoff', enabled: false });
    const tries = [
      { username: 'nobody', password: 'secure_password' },
      { username: 'admin', password: 'wrong password' },
      { username: 'switchedoff', password: 'secure_password' },
    ];
    const errors = await Promise.all(
      tries.map((attempt) => here.auth.login(attempt, origin).catch((error: unknown) => error as Error)),
    );
    for (const error of errors) expect(error).toMatchObject(refusedAs401);
    expect(new Set(errors.map((error) => (error instanceof Error ? error.message : '')))).toHaveLength(1);
  });

  it('B84 leave one audit record for each login, denied or not, without the password', async () => {
    const before = (await recordsOf('auth.login')).length;
    await login();
    await expect(here.auth.login({ username: 'ghost', password: 'canary-1f3' }, origin)).rejects.toThrow();
    const records = await recordsOf('auth.login');
    expect(records).toHaveLength(before + 2);
    const denied = records.find(({ resource }) => resource === 'users/ghost');
    expect(denied).toMatchObject({ result: 'denied', user_id: null, details: { username: 'ghost' }, ip: origin.ip });
    expect(JSON.stringify(records)).not.toContain('canary-1f3');
  });

  it('B7 end by logout: at once on the server asked, within a second on every other', async () => {
    const { token } = await login();
    const actor = await here.whoIs(token);
    await there.whoIs(token);
    expect(await here.auth.logout(actor)).toBe('Successfully logged out');
    await refused(here, token);
    clock.advance(999);
    await refused(there, token);
    await refused(here, `${token}=`);
    await refused(await identityServer(database, clock), token);
  });

  it('live on by refresh, and the presented token dies', async () => {
    const { token } = await login();
    const next = await here.auth.refresh({ token }, origin);
    await refused(here, token);
    expect((await here.whoIs(next.token)).username).toBe('admin');
    expect(next.token).not.toBe(token);
  });

  it('B5 refuse to refresh a logged-out, an expired or a made-up token', async () => {
    const { token } = await login();
    await here.auth.logout(await here.whoIs(token));
    await expect(there.auth.refresh({ token }, origin)).rejects.toMatchObject(refusedAs401);
    await expect(there.auth.refresh({ token: 'a.b.c' }, origin)).rejects.toMatchObject(refusedAs401);
    const old = await login();
    clock.advance(3_700_000);
    await expect(here.auth.refresh({ token: old.token }, origin)).rejects.toMatchObject(refusedAs401);
  });

  it('B8 die as a whole when a token is refreshed a second time, with a record of it', async () => {
    const { token } = await login();
    const next = await here.auth.refresh({ token }, origin);
    await expect(there.auth.refresh({ token }, origin)).rejects.toMatchObject(refusedAs401);
    clock.advance(999);
    await refused(here, next.token);
    await expect(here.auth.refresh({ token: next.token }, origin)).rejects.toMatchObject(refusedAs401);
    expect(await recordsOf('auth.refresh_reuse')).toMatchObject([{ result: 'denied', username: 'admin' }]);
  });

  it('B9 give exactly one of 20 parallel refreshes a token, on whichever server', async () => {
    const { token } = await login();
    const servers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? here : there));
    const results = await Promise.allSettled(servers.map((server) => server.auth.refresh({ token }, origin)));
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(refusedAs401);
    // The other 19 used a dead token, so that the whole session is dead: there is no period of grace.
    const { token: next, refresh_token } = won[0]!.value;
    clock.advance(999);
    for (const server of [here, there]) await refused(server, next);
    for (const held of [{ token: next }, { refresh_token }])
      await expect(here.auth.refresh(held, origin)).rejects.toMatchObject(refusedAs401);
  });

  it('B10 end after seven days although each refresh was in time', async () => {
    let { token } = await login();
    const end = clock.now().getTime() + SESSION_DAYS * 86_400_000;
    while (end - clock.now().getTime() > 3_500_000) {
      clock.advance(3_000_000);
      ({ token } = await here.auth.refresh({ token }, origin));
    }
    const last = await here.auth.refresh({ token }, origin);
    expect(Date.parse(last.expires_at)).toBe(Math.floor(end / 1000) * 1000);
    clock.advance(3_500_000);
    await refused(here, last.token);
    await expect(here.auth.refresh({ token: last.token }, origin)).rejects.toMatchObject(refusedAs401);
  });

  it('B11 end when their user is disabled, demoted, given a new password or deleted', async () => {
    const changes = [{ enabled: false }, { roles: ['viewer' as const] }, { password: 'another password' }, null];
    for (const [index, change] of changes.entries()) {
      const admin = await here.actor('admin');
      const username = `leaver-${index}`;
      const body = { username, email: 'l@example.com', password: 'secure_password', enabled: true };
      const { id } = await here.users.create(admin, { ...body, roles: ['operator', 'viewer'] });
      const credentials = { username, password: 'secure_password' };
      const { token, refresh_token } = await here.auth.login(credentials, origin);
      await there.whoIs(token);
      if (change === null) await here.users.remove(admin, id);
      else await here.users.update(admin, id, change);
      await refused(here, token);
      clock.advance(999);
      await refused(there, token);
      await refused(await identityServer(database, clock), token);
      for (const held of [{ token }, { refresh_token }])
        await expect(there.auth.refresh(held, origin)).rejects.toMatchObject(refusedAs401);
    }
  });

  it('B13 leave no token and no password in the database', async () => {
    const { token } = await login();
    const next = await here.auth.refresh({ token }, origin);
    const dump = JSON.stringify(
      await Promise.all(
        ['users', 'sessions', 'signing_keys', 'audit_log'].map((table) =>
          database.in(undefined).execute(sql.raw(`select row_to_json(t)::text as row from ${table} t`)),
        ),
      ),
    );
    for (const secret of [token, next.token, token.split('.')[2] ?? '-', ADMIN_PASSWORD]) {
      expect(dump).not.toContain(secret);
    }
  });
});
