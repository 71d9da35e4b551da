import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
beforeAll(async () => {
  w = await wholeServer();
});
afterAll(() => w.stop());

const post = (path: string, json: object, token: string | null) =>
  w.data<Record<string, string>>(w.server.request('control-center', path, { method: 'POST', json, token }));

describe('a policy that demands a second factor', () => {
  it('is met by a login with one only: for a rollback and for a deletion', async () => {
    const admin = await w.server.login();
    const rules = [
      { effect: 'Deny', resource: 'checkpoints:*', action: ['rollback', 'delete'], condition: '!user.mfa' },
      { effect: 'Deny', resource: 'users:*', action: ['delete'], condition: 'user.mfa == false' },
    ];
    await post('/policies', { name: 'step-up', rules }, admin);
    const password = 'a password for tests';
    const body = { username: 'careful', email: 'c@example.com', password, roles: ['admin'] };
    const { id: victim } = await post('/users', { ...body, username: 'victim', roles: ['viewer'] }, admin);
    await post('/users', body, admin);
    const plain = await w.server.login('careful', password);
    const checkpoint = await w.checkpoint('before');
    await w.servers({ name: 'stepped' });

    const tries = async (token: string) => {
      const rollback = { checkpoint_id: checkpoint };
      return [
        await w.call('POST', '/rollback/execute', rollback, token),
        await w.call('POST', `/rollback/restore/${checkpoint}`, undefined, token),
        await w.call('DELETE', `/rollback/checkpoints/${checkpoint}`, undefined, token),
        await w.server.request('control-center', `/users/${victim!}`, { method: 'DELETE', token }),
      ];
    };
    for (const { status, body: refusal } of await tries(plain)) {
      expect([status, refusal.error]).toEqual([403, expect.stringMatching(/: denied by rule [12] of policy step-up$/)]);
    }
    expect((await w.observed()).has('stepped')).toBe(true);

    const { secret } = await post('/auth/mfa/enrol', { password }, plain);
    await post('/auth/mfa/confirm', { mfa_code: await generate({ secret: secret! }) }, plain);
    const next = await generate({ secret: secret!, epoch: Math.floor(Date.now() / 1000) + 30 });
    const { token } = await post('/auth/login', { username: 'careful', password, mfa_code: next }, null);
    expect((await tries(token!)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await w.observed()).has('stepped')).toBe(false);
  });
});
