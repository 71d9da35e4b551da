import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { unauthenticated } from '../../src/domain/errors.ts';
import type { SessionState } from '../../src/repositories/sessions.ts';
import { movableClock } from '../services/identity.ts';

function setUp() {
  const clock = movableClock();
  const alive: SessionState = {
    userId: 'user-1',
    username: 'ada',
    roles: ['operator'],
    enabled: true,
    jti: 'token-1',
    refreshJti: 'refresh-1',
    mfa: false,
    expiresAt: new Date(clock.now().getTime() + 86_400_000),
    endedAt: null,
  };
  const world = { state: alive as SessionState | undefined, asked: 0, fail: false };
  const authenticator = createAuthenticator({
    clock,
    tokens: {
      verify: async (token) => {
        if (token !== 'good') throw unauthenticated();
        const expiresAt = new Date(clock.now().getTime() + 3_600_000);
        return { userId: 'user-1', sessionId: 'session-1', jti: 'token-1', expiresAt };
      },
    },
    serviceTokens: { state: async () => undefined, noteUse: async () => undefined },
    sessions: {
      state: async () => {
        world.asked += 1;
        if (world.fail) throw new Error('the database is away');
        return world.state;
      },
    },
  });
  const refused = () => expect(authenticator.authenticate('good')).rejects.toMatchObject({ code: 'unauthenticated' });
  return { clock, alive, world, authenticator, refused };
}

describe('authenticator', () => {
  it('tells who asks, with the roles the user has now', async () => {
    const { authenticator, world, alive, clock } = setUp();
    const actor = { kind: 'user', userId: 'user-1', username: 'ada', sessionId: 'session-1', mfa: false };
    expect(await authenticator.authenticate('good')).toEqual({ ...actor, roles: ['operator'] });
    world.state = { ...alive, roles: ['viewer'] };
    clock.advance(1000);
    expect((await authenticator.authenticate('good')).roles).toEqual(['viewer']);
  });

  it('asks the database once for requests of the same moment', async () => {
    const { authenticator, world } = setUp();
    await Promise.all(Array.from({ length: 50 }, () => authenticator.authenticate('good')));
    expect(world.asked).toBe(1);
  });

  it.each([
    ['was logged out', (state: SessionState) => ({ ...state, endedAt: new Date() })],
    ['has a newer token', (state: SessionState) => ({ ...state, jti: 'token-2' })],
    ['belongs to a disabled user', (state: SessionState) => ({ ...state, enabled: false })],
    ['belongs to somebody else', (state: SessionState) => ({ ...state, userId: 'user-2' })],
    ['is past its end', (state: SessionState) => ({ ...state, expiresAt: new Date(0) })],
    ['is gone with its user', () => undefined],
  ])('refuses within a second the token of a session that %s', async (_, change) => {
    const { authenticator, world, alive, clock, refused } = setUp();
    await authenticator.authenticate('good');
    world.state = change(alive);
    clock.advance(999);
    await refused();
  });

  it('refuses at once after a change on the same server', async () => {
    const { authenticator, world, refused } = setUp();
    await authenticator.authenticate('good');
    world.state = undefined;
    authenticator.forget();
    await refused();
  });

  it('trusts no answer older than the clock says, also when the clock was set back', async () => {
    const { authenticator, world, clock, refused } = setUp();
    await authenticator.authenticate('good');
    world.state = undefined;
    clock.advance(-60_000);
    await refused();
  });

  it('remembers no failure of the database', async () => {
    const { authenticator, world } = setUp();
    world.fail = true;
    await expect(authenticator.authenticate('good')).rejects.toThrow('away');
    world.fail = false;
    expect((await authenticator.authenticate('good')).username).toBe('ada');
  });
});
