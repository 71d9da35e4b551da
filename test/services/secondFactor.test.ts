import { sql } from 'drizzle-orm';
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from '../harness/database.ts';
import { identityServer, movableClock, origin, startedServer, type IdentityServer } from './identity.ts';

const PASSWORD = 'secure_password';
const unauthenticated = { code: 'unauthenticated' };
const forbidden = { code: 'forbidden' };

describe('the second factor', () => {
  const clock = movableClock();
  let database: Database;
  /** Two servers on one database. */
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

  const codeAt = (secret: string, seconds = 0) =>
    generate({ secret, epoch: Math.floor(clock.now().getTime() / 1000) + seconds });

  /** A user without a factor, logged in. */
  async function newUser(): Promise<{ username: string; id: string; actor: Actor }> {
    const username = `user-${(made += 1)}`;
    const body = { username, email: 'u@example.com', password: PASSWORD, roles: ['viewer' as const], enabled: true };
    const { id } = await here.users.create(admin, body);
    return { username, id, actor: await here.actor(username, PASSWORD) };
  }

  /** A user who has confirmed a factor; the code of this moment is used up, so the clock goes on. */
  async function enrolled() {
    const user = await newUser();
    const { secret } = await here.mfa.enrol(user.actor, { password: PASSWORD });
    const recoveryCodes = await here.mfa.confirm(user.actor, { mfa_code: await codeAt(secret) });
    clock.advance(60_000);
    return { ...user, secret, recoveryCodes };
  }

  const login = (username: string, factor: { mfa_code?: string; recovery_code?: string } = {}, server = here) =>
    server.auth.login({ username, password: PASSWORD, ...factor }, origin);
  const count = (results: readonly PromiseSettledResult<unknown>[]) =>
    results.filter(({ status }) => status === 'fulfilled').length;

  it('is not looked at before it is enrolled: whatever code is sent is ignored', async () => {
    const { username, actor } = await newUser();
    await login(username, { mfa_code: '000000' });
    expect(await here.mfa.status(actor)).toEqual({ enabled: false, confirmed_at: null, recovery_codes_left: 0 });
  });

  it('B22 is enrolled by re-authentication and counts after a first valid code', async () => {
    const { username, actor } = await newUser();
    await expect(here.mfa.enrol(actor, { password: 'wrong password' })).rejects.toMatchObject(forbidden);
    const enrolment = await here.mfa.enrol(actor, { password: PASSWORD });
    expect(enrolment.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(enrolment.otpauth_uri).toBe(
      `otpauth://totp/Provisioning:${username}?secret=${enrolment.secret}&issuer=Provisioning`,
    );
    expect(enrolment.qr_svg).toContain('<svg');
    expect(enrolment.qr_png).toMatch(/^data:image\/png;base64,/);
    await login(username);
    const right = await codeAt(enrolment.secret);
    const wrong = right === '000000' ? '000001' : '000000';
    await expect(here.mfa.confirm(actor, { mfa_code: wrong })).rejects.toMatchObject(forbidden);
    expect((await here.whoIs((await login(username)).token)).mfa).toBe(false);
    const codes = await here.mfa.confirm(actor, { mfa_code: right });
    expect(new Set(codes).size).toBe(10);
    // 24 of 32 characters: 120 bits.
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){5}$/);
    expect(await here.mfa.status(actor)).toMatchObject({ enabled: true, recovery_codes_left: 10 });
  });

  it('B22 is replaced only by showing the present one, which counts until the new one has shown a code', async () => {
    const { username, actor, secret } = await enrolled();
    await expect(here.mfa.enrol(actor, { password: PASSWORD })).rejects.toMatchObject(forbidden);
    const next = await here.mfa.enrol(actor, { password: PASSWORD, mfa_code: await codeAt(secret) });
    clock.advance(60_000);
    await login(username, { mfa_code: await codeAt(secret) });
    await here.mfa.confirm(actor, { mfa_code: await codeAt(next.secret) });
    clock.advance(60_000);
    await expect(login(username, { mfa_code: await codeAt(secret) })).rejects.toMatchObject(unauthenticated);
    await login(username, { mfa_code: await codeAt(next.secret) });
  });

  it('B22 waits ten minutes for its first code, no longer', async () => {
    const { actor } = await newUser();
    const { secret } = await here.mfa.enrol(actor, { password: PASSWORD });
    clock.advance(10 * 60_000 + 1);
    const late = here.mfa.confirm(actor, { mfa_code: await codeAt(secret) });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
  });

  it('B17 is required once enrolled: a right password without a code is refused in the words of a wrong password', async () => {
    const { username } = await enrolled();
    const [missing, wrong] = await Promise.all([
      login(username).catch((error: unknown) => error),
      here.auth.login({ username, password: 'wrong password' }, origin).catch((error: unknown) => error),
    ]);
    expect(missing).toMatchObject(unauthenticated);
    expect(String(missing)).toBe(String(wrong));
  });

  it('marks the session that has shown it, so that policies may demand it', async () => {
    const { username, secret } = await enrolled();
    const { token } = await login(username, { mfa_code: await codeAt(secret) });
    const actor = await there.whoIs(token);
    expect(actor.mfa).toBe(true);
    const refreshed = await here.auth.refresh({ token }, origin);
    expect((await here.whoIs(refreshed.token)).mfa).toBe(true);
  });

  it('can be demanded by a policy for a deletion', async () => {
    const rules = [
      { effect: 'Deny' as const, resource: 'users:*', action: ['delete' as const], condition: '!user.mfa' },
    ];
    const policy = { name: 'step-up', version: '1.0.0', rules, enabled: true };
    const { id } = await here.policies.create(admin, policy);
    try {
      const [victim, boss] = [await newUser(), await newUser()];
      await here.users.update(admin, boss.id, { roles: ['admin'] });
      const actor = await here.actor(boss.username, PASSWORD);
      await expect(here.users.remove(actor, victim.id)).rejects.toThrow(/step-up/);
      const { secret } = await here.mfa.enrol(actor, { password: PASSWORD });
      await here.mfa.confirm(actor, { mfa_code: await codeAt(secret) });
      clock.advance(60_000);
      const { token } = await login(boss.username, { mfa_code: await codeAt(secret) });
      await here.users.remove(await here.whoIs(token), victim.id);
    } finally {
      await here.policies.update(admin, id, { enabled: false });
    }
  });

  it('B18 takes a code once, on whichever server', async () => {
    const { username, secret } = await enrolled();
    const code = { mfa_code: await codeAt(secret) };
    await login(username, code);
    await expect(login(username, code)).rejects.toMatchObject(unauthenticated);
    await expect(login(username, code, there)).rejects.toMatchObject(unauthenticated);
  });

  it('B18 lets in exactly one of 20 that bring the same code at once to two servers', async () => {
    const { username, secret } = await enrolled();
    const code = { mfa_code: await codeAt(secret) };
    const servers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? here : there));
    expect(count(await Promise.allSettled(servers.map((server) => login(username, code, server))))).toBe(1);
  });

  it('B19 takes codes of the step before and after, none further off and none older than the last', async () => {
    const { username, secret } = await enrolled();
    for (const off of [-60, 60]) {
      await expect(login(username, { mfa_code: await codeAt(secret, off) })).rejects.toMatchObject(unauthenticated);
    }
    await login(username, { mfa_code: await codeAt(secret, -30) });
    await login(username, { mfa_code: await codeAt(secret, 30) });
    await expect(login(username, { mfa_code: await codeAt(secret) })).rejects.toMatchObject(unauthenticated);
  });

  it('B20 locks the account after five wrong codes, from wherever they come: then the right one is refused alike', async () => {
    const { username, secret } = await enrolled();
    const code = await codeAt(secret);
    const guess = (nth: number): string => {
      const other = String((Number(code) + 1 + nth) % 1_000_000).padStart(6, '0');
      return other;
    };
    const from = (nth: number, mfa_code: string) =>
      (nth % 2 === 0 ? here : there).auth
        .login({ username, password: PASSWORD, mfa_code }, { ...origin, ip: `198.51.100.${nth}` })
        .catch((error: unknown) => error);
    const near = new Set(await Promise.all([-30, 0, 30].map((off) => codeAt(secret, off))));
    const wrong = Array.from({ length: 12 }, (_, nth) => guess(nth)).filter((one) => !near.has(one));
    const refusals = [];
    for (const [nth, one] of wrong.slice(0, 5).entries()) refusals.push(await from(nth, one));
    const locked = await from(9, code);
    for (const refusal of [...refusals, locked]) expect(refusal).toMatchObject(unauthenticated);
    expect(new Set([...refusals, locked].map(String)).size).toBe(1);
    clock.advance(60_000);
    expect(await from(9, await codeAt(secret))).toMatchObject({ token: expect.any(String) as string });
  });

  it('B21 takes six ASCII digits with their leading zeros and nothing else', async () => {
    const { username, secret } = await enrolled();
    let code = await codeAt(secret);
    for (let step = 0; !code.startsWith('0') && step < 200; step += 1) {
      clock.advance(30_000);
      code = await codeAt(secret);
    }
    expect(code).toMatch(/^0/);
    const arabic = Array.from(code, (digit) => String.fromCodePoint(0x0660 + Number(digit))).join('');
    for (const odd of [code.slice(1), ` ${code}`, `${code}0`, arabic]) {
      await expect(login(username, { mfa_code: odd })).rejects.toMatchObject(unauthenticated);
    }
    await login(username, { mfa_code: code });
  });

  it('gives way to each recovery code once, whichever server', async () => {
    const { username, recoveryCodes, actor } = await enrolled();
    const [first = '', second = ''] = recoveryCodes;
    expect((await here.whoIs((await login(username, { recovery_code: first })).token)).mfa).toBe(true);
    await expect(login(username, { recovery_code: first }, there)).rejects.toMatchObject(unauthenticated);
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        login(username, { recovery_code: second }, index % 2 === 0 ? here : there),
      ),
    );
    expect(count(tries)).toBe(1);
    expect((await here.mfa.status(actor)).recovery_codes_left).toBe(8);
  });

  it('gets new recovery codes in the place of the old ones, for password and code', async () => {
    const { username, actor, secret, recoveryCodes } = await enrolled();
    await expect(here.mfa.renewRecoveryCodes(actor, { password: PASSWORD })).rejects.toMatchObject(forbidden);
    const proof = { password: PASSWORD, mfa_code: await codeAt(secret) };
    const [fresh = ''] = await here.mfa.renewRecoveryCodes(actor, proof);
    await expect(login(username, { recovery_code: recoveryCodes[0] ?? '' })).rejects.toMatchObject(unauthenticated);
    await login(username, { recovery_code: fresh });
  });

  it('is disabled by password and code; from then on the password is enough, and sessions count as opened by it', async () => {
    const { username, actor, secret } = await enrolled();
    await expect(here.mfa.disable(actor, { password: PASSWORD })).rejects.toMatchObject(forbidden);
    const { token } = await login(username, { mfa_code: await codeAt(secret) });
    clock.advance(60_000);
    await here.mfa.disable(actor, { password: PASSWORD, mfa_code: await codeAt(secret) });
    await login(username);
    expect((await here.whoIs(token)).mfa).toBe(false);
    const again = here.mfa.disable(actor, { password: PASSWORD });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is taken from who has lost it by who may update users, never of an admin by somebody less', async () => {
    const lost = await enrolled();
    await expect(here.mfa.reset(lost.actor, admin.userId ?? '')).rejects.toMatchObject({ code: 'not_found' });
    await here.mfa.reset(admin, lost.id);
    await login(lost.username);
    await expect(here.mfa.reset(admin, lost.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leaves a record of each change and of each refused one, without seed or code', async () => {
    const { username, actor, secret, recoveryCodes } = await enrolled();
    const code = await codeAt(secret);
    await expect(here.mfa.disable(actor, { password: 'wrong password' })).rejects.toMatchObject(forbidden);
    await here.mfa.disable(actor, { password: PASSWORD, mfa_code: code });
    const { items } = await here.audit.list({ resource: `users/${username}`, limit: 100, offset: 0 });
    const seen = items.map(({ action, result }) => `${action} ${result}`);
    expect(seen.filter((entry) => entry.startsWith('mfa.')).sort()).toEqual([
      'mfa.confirm success',
      'mfa.disable denied',
      'mfa.disable success',
      'mfa.enrol success',
    ]);
    for (const canary of [secret, code, ...recoveryCodes]) expect(JSON.stringify(items)).not.toContain(canary);
  });

  it('B13 leaves no seed and no recovery code in the database', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const dump = JSON.stringify(
      await Promise.all(
        ['totp', 'recovery_codes', 'audit_log'].map((table) =>
          database.in(undefined).execute(sql.raw(`select row_to_json(t)::text as row from ${table} t`)),
        ),
      ),
    );
    expect(dump).toContain('seed_sealed');
    for (const canary of [secret, ...recoveryCodes]) expect(dump).not.toContain(canary);
  });
});
