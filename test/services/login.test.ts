import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import type { Passwords } from '../../src/auth/passwords.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createUserRepository } from '../../src/repositories/users.ts';
import { afterFailure } from '../../src/services/lockout.ts';
import { createProof } from '../../src/services/proof.ts';
import { newId } from '../../src/domain/ids.ts';
import { openTestDatabase } from '../harness/database.ts';
import { identityServer, movableClock, origin, startedServer, type IdentityServer } from './identity.ts';

const PASSWORD = 'secure_password';
const unauthenticated = { code: 'unauthenticated' };
const MINUTE = 60_000;

describe('the lock of an account', () => {
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

  async function newUser() {
    const username = `user-${(made += 1)}`;
    const body = { username, email: 'u@example.com', password: PASSWORD, roles: ['viewer' as const], enabled: true };
    return here.users.create(admin, body);
  }
  const login = (username: string, password = PASSWORD, server = here) =>
    server.auth.login({ username, password }, origin);
  async function fail(username: string, times: number) {
    for (let tried = 0; tried < times; tried += 1) {
      const server = tried % 2 === 0 ? here : there;
      await expect(login(username, 'wrong password', server)).rejects.toMatchObject(unauthenticated);
    }
  }

  it('B20 comes with the fifth failure in a row, over all servers, and lasts a minute', async () => {
    const { username } = await newUser();
    await fail(username, 4);
    await login(username);
    await fail(username, 5);
    const locked = await login(username).catch((error: unknown) => error);
    const wrong = await login(username, 'wrong password').catch((error: unknown) => error);
    expect(locked).toMatchObject(unauthenticated);
    expect(String(locked)).toBe(String(wrong));
    await expect(login(username, PASSWORD, there)).rejects.toMatchObject(unauthenticated);
    clock.advance(MINUTE);
    await login(username);
  });

  it('B20 doubles with each further failure up to a quarter of an hour, and is forgotten after a good login', async () => {
    const { username } = await newUser();
    await fail(username, 5);
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      clock.advance(minutes * MINUTE - 1);
      await expect(login(username)).rejects.toMatchObject(unauthenticated);
      clock.advance(1);
      await fail(username, 1);
    }
    clock.advance(15 * MINUTE);
    await login(username);
    await fail(username, 4);
    await login(username);
  });

  it('B20 is not made longer by tries while it lasts, so that no stranger can lock somebody out for good', async () => {
    const { username } = await newUser();
    await fail(username, 30);
    clock.advance(MINUTE);
    await login(username);
  });

  it('B20 leaves open sessions alone, and an admin can end it', async () => {
    const { username, id } = await newUser();
    const { refresh_token } = await login(username);
    await fail(username, 5);
    await here.auth.refresh({ refresh_token }, origin);
    await here.users.update(admin, id, { enabled: true });
    await login(username);
  });

  it('forgets failures of an earlier day', () => {
    const now = clock.now();
    const before = { failedLogins: 9, lockedUntil: new Date(now.getTime() - 25 * 60 * MINUTE) };
    expect(afterFailure(before, now)).toEqual({ failedLogins: 1, lockedUntil: null });
  });

  it('B16 costs one hash, whoever it is: unknown, known, disabled or locked', async () => {
    const [known, disabled, locked] = [await newUser(), await newUser(), await newUser()];
    await here.users.update(admin, disabled.id, { enabled: false });
    await fail(locked.username, 5);
    const users = createUserRepository({ database });
    const verified: (string | null)[] = [];
    const passwords: Pick<Passwords, 'verify'> = {
      verify: async (stored) => {
        verified.push(stored);
        return false;
      },
    };
    const secondFactor = { check: () => Promise.reject(new Error('only after a right password')) };
    const proof = createProof({ users, passwords, secondFactor, transact: database.transact, clock, newId });
    const outcomes = { proven: async () => true, refused: async () => undefined };
    for (const username of ['nobody', known.username, disabled.username, locked.username]) {
      const user = await users.findByName(username);
      expect(await proof.prove(user, { password: PASSWORD }, outcomes)).toBeUndefined();
    }
    expect(verified).toHaveLength(4);
    expect(verified[0]).toBeNull();
    expect(new Set(verified).size).toBe(4);
  });
});
