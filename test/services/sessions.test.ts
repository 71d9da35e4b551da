import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createSessionRepository } from '../../src/repositories/sessions.ts';
import { openTestDatabase } from '../harness/database.ts';
import { identityServer, movableClock, origin, startedServer, type IdentityServer } from './identity.ts';

const PASSWORD = 'secure_password';
const unauthenticated = { code: 'unauthenticated' };
const notFound = { code: 'not_found' };
const page = { limit: 50, offset: 0 };

describe('sessions of users', () => {
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

  async function newUser(roles: ('viewer' | 'auditor')[] = ['viewer']) {
    const username = `user-${(made += 1)}`;
    const body = { username, email: 'u@example.com', password: PASSWORD, roles, enabled: true };
    const { id } = await here.users.create(admin, body);
    return { username, id, login: () => here.auth.login({ username, password: PASSWORD }, origin) };
  }

  describe('a refresh token', () => {
    it('works after the access token has expired, once, and is replaced with it', async () => {
      const { login } = await newUser();
      const first = await login();
      clock.advance(3_700_000);
      await expect(here.whoIs(first.token)).rejects.toMatchObject(unauthenticated);
      const next = await there.auth.refresh({ refresh_token: first.refresh_token }, origin);
      await here.whoIs(next.token);
      expect(next.refresh_token).not.toBe(first.refresh_token);
      expect(next.refresh_expires_at).toBe(first.refresh_expires_at);
    });

    it('is taken as `token` too', async () => {
      const { refresh_token: token } = await (await newUser()).login();
      await here.whoIs((await here.auth.refresh({ token }, origin)).token);
    });

    it('B5 is no access token', async () => {
      const { refresh_token } = await (await newUser()).login();
      await expect(here.whoIs(refresh_token)).rejects.toMatchObject(unauthenticated);
    });

    it('B5 of a session that was logged out is refused', async () => {
      const { token, refresh_token } = await (await newUser()).login();
      await here.auth.logout(await here.whoIs(token));
      await expect(there.auth.refresh({ refresh_token }, origin)).rejects.toMatchObject(unauthenticated);
    });

    it('B8 ends the whole session when it is used a second time, with a record of it', async () => {
      const { username, login } = await newUser();
      const { refresh_token } = await login();
      const next = await here.auth.refresh({ refresh_token }, origin);
      await expect(there.auth.refresh({ refresh_token }, origin)).rejects.toMatchObject(unauthenticated);
      clock.advance(999);
      await expect(here.whoIs(next.token)).rejects.toMatchObject(unauthenticated);
      const again = here.auth.refresh({ refresh_token: next.refresh_token }, origin);
      await expect(again).rejects.toMatchObject(unauthenticated);
      const { items } = await here.audit.list({ action: 'auth.refresh_reuse', ...page });
      expect(items.filter((record) => record.username === username)).toHaveLength(1);
    });

    it('B8 of before a refresh by the access token ends the session as well', async () => {
      const { token, refresh_token } = await (await newUser()).login();
      const next = await here.auth.refresh({ token }, origin);
      await expect(here.auth.refresh({ refresh_token }, origin)).rejects.toMatchObject(unauthenticated);
      await expect(here.whoIs(next.token)).rejects.toMatchObject(unauthenticated);
    });

    it('B9 gives exactly one of 20 parallel refreshes new tokens', async () => {
      const { refresh_token } = await (await newUser()).login();
      const servers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? here : there));
      const results = await Promise.allSettled(servers.map(({ auth }) => auth.refresh({ refresh_token }, origin)));
      const won = results.filter((result) => result.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject(unauthenticated);
      clock.advance(999);
      await expect(there.whoIs(won[0]!.value.token)).rejects.toMatchObject(unauthenticated);
      const again = here.auth.refresh({ refresh_token: won[0]!.value.refresh_token }, origin);
      await expect(again).rejects.toMatchObject(unauthenticated);
    });

    it('B10 ends with its session after seven days', async () => {
      const { refresh_token } = await (await newUser()).login();
      clock.advance(7 * 86_400_000 + 6_000);
      await expect(here.auth.refresh({ refresh_token }, origin)).rejects.toMatchObject(unauthenticated);
      admin = await here.actor('admin');
    });
  });

  it('are dropped a month after they expired, by the next login', async () => {
    const { id, login } = await newUser();
    const { token } = await login();
    const old = (await here.whoIs(token)).sessionId ?? '';
    clock.advance(38 * 86_400_000);
    admin = await here.actor('admin');
    await login();
    expect(await createSessionRepository({ database }).find(old)).toBeUndefined();
    expect((await here.sessions.list(admin, { ...page, user_id: id })).total).toBe(1);
  });

  describe('the list', () => {
    it('shows the living ones, newest first, with where they were opened and which is the present one', async () => {
      const { username, login } = await newUser();
      const first = await login();
      clock.advance(1_000);
      const userAgent = 'curl/8\u001b[31m';
      const second = await there.auth.login({ username, password: PASSWORD }, { ...origin, userAgent });
      const third = await login();
      await here.auth.logout(await here.whoIs(third.token));
      const actor = await here.whoIs(first.token);
      const { items, total } = await here.sessions.list(actor, page);
      expect(total).toBe(2);
      expect(items.map(({ current }) => current)).toEqual([false, true]);
      expect(items[0]).toMatchObject({ ip: origin.ip, user_agent: 'curl/8\\u001b[31m', mfa: false });
      expect(items[1]?.id).toBe(actor.sessionId);
      expect(items[0]?.id).toBe((await there.whoIs(second.token)).sessionId);
    });

    it('of somebody else is for who may read users; for others that user does not exist', async () => {
      const [viewer, auditor] = [await newUser(), await newUser(['auditor'])];
      const watching = await here.whoIs((await auditor.login()).token);
      await viewer.login();
      expect((await here.sessions.list(watching, { ...page, user_id: viewer.id })).total).toBe(1);
      const looking = await here.whoIs((await viewer.login()).token);
      for (const id of [auditor.id, newId()]) {
        await expect(here.sessions.list(looking, { ...page, user_id: id })).rejects.toMatchObject(notFound);
      }
    });
  });

  it('are ended by their owner: within a second on every server', async () => {
    const { login } = await newUser();
    const [lost, kept] = [await login(), await login()];
    const session = (await there.whoIs(lost.token)).sessionId ?? '';
    expect(await here.sessions.end(await here.whoIs(kept.token), session)).toBe('Session ended');
    await expect(here.whoIs(lost.token)).rejects.toMatchObject(unauthenticated);
    clock.advance(999);
    await expect(there.whoIs(lost.token)).rejects.toMatchObject(unauthenticated);
    await there.whoIs(kept.token);
    const again = here.sessions.end(await here.whoIs(kept.token), session);
    await expect(again).rejects.toMatchObject(notFound);
  });

  it('are ended by who may update their user and by nobody else', async () => {
    const [victim, stranger] = [await newUser(), await newUser(['auditor'])];
    const { token } = await victim.login();
    const session = (await here.whoIs(token)).sessionId ?? '';
    const other = await here.whoIs((await stranger.login()).token);
    await expect(here.sessions.end(other, session)).rejects.toMatchObject(notFound);
    await expect(here.sessions.end(other, admin.sessionId ?? '')).rejects.toMatchObject(notFound);
    await here.sessions.end(admin, session);
    await expect(here.whoIs(token)).rejects.toMatchObject(unauthenticated);
  });

  it('tell who one is', async () => {
    const { username, id, login } = await newUser();
    const { token, refresh_expires_at: ends } = await login();
    const actor = await here.whoIs(token);
    expect(await here.sessions.tokenInfo(actor)).toEqual({
      kind: 'session',
      user: { id, username, email: 'u@example.com', roles: ['viewer'] },
      session_id: actor.sessionId,
      mfa: false,
      // To the second, as in the token.
      expires_at: expect.stringContaining(ends.slice(0, 19)) as string,
      scopes: null,
    });
  });

  describe('changing one’s password', () => {
    const change = (actor: Actor, current: string, next: string) =>
      here.account.changePassword(actor, { current_password: current, new_password: next });

    it('needs the present one, ends every session and opens the door to the new one only', async () => {
      const { username, login } = await newUser();
      const { token } = await login();
      const { token: elsewhere } = await login();
      const actor = await here.whoIs(token);
      const wrong = change(actor, 'not my password', 'a better password');
      await expect(wrong).rejects.toMatchObject({ code: 'forbidden' });
      await here.whoIs(token);
      await change(actor, PASSWORD, 'a better password');
      for (const old of [token, elsewhere]) await expect(here.whoIs(old)).rejects.toMatchObject(unauthenticated);
      await expect(login()).rejects.toMatchObject(unauthenticated);
      await here.auth.login({ username, password: 'a better password' }, origin);
      const { items } = await here.audit.list({ resource: `users/${username}`, action: 'password.change', ...page });
      expect(items.map(({ result }) => result).sort()).toEqual(['denied', 'success']);
      expect(JSON.stringify(items)).not.toContain('a better password');
    });

    it('counts wrong guesses against the lock of the account', async () => {
      const { login } = await newUser();
      const actor = await here.whoIs((await login()).token);
      for (let tried = 0; tried < 5; tried += 1) {
        await expect(change(actor, 'wrong guess', 'a better password')).rejects.toMatchObject({ code: 'forbidden' });
      }
      await expect(change(actor, PASSWORD, 'a better password')).rejects.toMatchObject({ code: 'forbidden' });
    });

    it('B23 refuses what anybody would try, naming the rule', async () => {
      const { username, login } = await newUser();
      const actor = await here.whoIs((await login()).token);
      const choices = { [username.toUpperCase()]: 'username', Password123: 'most used', PROVISIONING: 'product' };
      for (const [choice, rule] of Object.entries(choices)) {
        const refused = change(actor, PASSWORD, choice).catch((error: unknown) => error);
        expect(await refused).toMatchObject({ code: 'unprocessable', details: [{ path: 'new_password' }] });
        expect(String(await refused)).toContain(rule);
        expect(String(await refused)).not.toContain(choice);
      }
      await expect(change(actor, PASSWORD, PASSWORD)).rejects.toMatchObject({ code: 'unprocessable' });
    });
  });
});
