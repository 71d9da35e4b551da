import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestServer } from '../harness/server.ts';
import { startTwoServers, type TwoServers } from '../harness/twoServers.ts';

/** Two servers over one database, as they stand behind one address. */
describe('two servers on one database', () => {
  let two: TwoServers;
  let here: TestServer;
  let there: TestServer;

  beforeAll(async () => {
    two = await startTwoServers();
    ({ here, there } = two);
  });
  afterAll(() => two.stop());

  const verify = async (server: TestServer, token: string) =>
    (await server.request('control-center', '/auth/verify', { token })).status;
  const refusedSoon = (server: TestServer, token: string) =>
    vi.waitFor(async () => expect(await verify(server, token)).toBe(401), { timeout: 30_000, interval: 50 });

  it('take each other’s tokens', async () => {
    const token = await here.login();
    expect(await verify(there, token)).toBe(200);
    expect((await there.request('orchestrator', '/tasks', { token })).status).toBe(200);
  });

  it('B7 both refuse a token that was logged out at one, and so does one that starts later', async () => {
    const token = await here.login();
    expect(await verify(there, token)).toBe(200);
    await here.request('control-center', '/auth/logout', { method: 'POST', token });
    expect(await verify(here, token)).toBe(401);
    await refusedSoon(there, token);
    const kept = await here.login();
    const later = await two.another();
    try {
      for (const spelling of [token, `${token}=`]) expect(await verify(later, spelling)).toBe(401);
      expect(await verify(later, kept)).toBe(200);
    } finally {
      await later.stop();
    }
  });

  it('B11 both refuse the tokens of a user who was disabled at one', async () => {
    const token = await here.tokenOf('operator');
    const { body } = await there.request('control-center', '/auth/verify', { token });
    const path = `/users/${String(body.data.user.id)}`;
    await here.request('control-center', path, { method: 'PUT', json: { enabled: false } });
    expect(await verify(here, token)).toBe(401);
    await refusedSoon(there, token);
  });

  it('B36 both decide by a policy that was made, and by one that was removed, at one', async () => {
    const token = await here.tokenOf('viewer');
    const read = async (server: TestServer) => (await server.request('orchestrator', '/servers', { token })).status;
    const soon = (status: number) =>
      vi.waitFor(async () => expect(await read(there)).toBe(status), { timeout: 30_000, interval: 50 });
    expect([await read(here), await read(there)]).toEqual([200, 200]);
    const json = { name: 'closed', rules: [{ effect: 'Deny', resource: 'servers:*', action: ['read'] }] };
    const made = await here.request('control-center', '/policies', { method: 'POST', json });
    expect(await read(here)).toBe(403);
    await soon(403);
    await here.request('control-center', `/policies/${String(made.body.data.id)}`, { method: 'DELETE' });
    expect(await read(here)).toBe(200);
    await soon(200);
  });

  it('B85 chain their records together, and either verifies them', async () => {
    for (const [index, server] of [here, there, here].entries()) {
      const json = { name: `checkpoint ${index}` };
      await server.request('orchestrator', '/rollback/checkpoints', { method: 'POST', json });
    }
    const list = async () =>
      (await there.request('control-center', '/audit/logs?action=checkpoint.create')).body.data as { hash: unknown }[];
    const hashes = async () => (await list()).map(({ hash }) => typeof hash);
    await vi.waitFor(async () => expect(await hashes()).toEqual(['string', 'string', 'string']), { timeout: 30_000 });
    for (const server of [here, there]) {
      const { body } = await server.request('control-center', '/audit/verify');
      expect(body.data).toMatchObject({ valid: true, first_bad: null });
    }
  });

  it('both verify by a key that was made at one', async () => {
    await here.request('control-center', '/auth/keys/rotate', { method: 'POST', json: {} });
    await vi.waitFor(
      async () => {
        const [header = ''] = (await here.login()).split('.');
        const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
        const { body } = await there.request('control-center', '/.well-known/jwks.json', { token: null });
        expect(body.keys.at(-1).kid).toBe(kid);
      },
      { timeout: 30_000, interval: 200 },
    );
    expect(await verify(there, await here.login())).toBe(200);
  });
});
