import { describe, expect, it } from 'vitest';
import { ok, scriptedServer, type Scripted, type SeenRequest } from '../sdk/scripted-server.ts';
import { commandLine, withToken } from './cli.ts';

const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';
const enrolment = {
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  otpauth_uri: 'otpauth://totp/Provisioning:admin?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Provisioning',
  qr_svg: '<svg/>',
  qr_png: 'data:image/png;base64,iVBORw0KGgo=',
  expires_at: '2026-01-01T00:10:00Z',
};
const codes = { recovery_codes: ['ab2d-efgh-jk3m-npqr', 'st4v-wxyz-a5bc-defg'] };

async function cli(script: (request: SeenRequest) => Scripted) {
  const server = await scriptedServer(script);
  return { ...(await commandLine(server.url)), seen: server.seen };
}
const bodyOf = (request: SeenRequest | undefined): unknown => JSON.parse(request?.body || 'null');

describe('mfa', () => {
  const answer = ({ url }: SeenRequest): Scripted => ok(url === '/auth/mfa/enrol' ? enrolment : codes);

  it('enrol shows the seed, asks for its first code and prints the recovery codes', async () => {
    const { run, seen } = await cli(answer);
    const done = await run(['mfa', 'enrol'], { ...withToken, answers: ['my password', '012345'] });
    expect(done.exitCode).toBe(0);
    expect(done.stdout).toContain(enrolment.otpauth_uri);
    expect(done.stdout).toContain('ab2d-efgh-jk3m-npqr');
    expect(bodyOf(seen[0])).toEqual({ password: 'my password' });
    expect([seen[1]?.url, bodyOf(seen[1])]).toEqual(['/auth/mfa/confirm', { mfa_code: '012345' }]);
  });

  it('enrol draws the QR code on a terminal', async () => {
    const { run } = await cli(answer);
    const done = await run(['mfa', 'enrol'], { ...withToken, tty: true, answers: ['my password', ''] });
    expect(done.stdout).toMatch(/[▀▄█]{5}/);
    expect(done.stderr).toContain('mfa confirm');
  });

  it('disable shows password and factor, which may be a recovery code', async () => {
    const { run, seen } = await cli(() => ok('Second factor disabled'));
    const code = 'ab2d-efgh-jk3m-npqr';
    const stdin = { ...withToken, stdin: 'my password\n' };
    expect(await run(['mfa', 'disable', '--code', code, '--password-stdin'], stdin)).toMatchObject({ exitCode: 0 });
    expect(bodyOf(seen[0])).toEqual({ password: 'my password', recovery_code: code });
    expect(await run(['mfa', 'disable'], withToken)).toMatchObject({ exitCode: 2 });
  });
});

describe('webhooks', () => {
  const hook = {
    id,
    url: 'https://ops.example.com/hook',
    events: ['batch.failed'],
    description: null,
    enabled: false,
    disabled_reason: 'the receiver answered 410: it is gone',
    previous_secret_until: null,
    secret: 'whsec_c2hvd24gdGhpcyBvbmNl',
  };
  it.each([
    [['create', hook.url, '--event', 'batch.failed'], 'POST', '', { url: hook.url, events: hook.events }],
    [['update', id, '--enable', '--event', 'task.failed'], 'PUT', `/${id}`, { events: ['task.failed'], enabled: true }],
    [['update', id, '--disable', '--to', hook.url], 'PUT', `/${id}`, { url: hook.url, enabled: false }],
    [['rotate', id, '--overlap', '60'], 'POST', `/${id}/rotate-secret`, { overlap_seconds: 60 }],
    [['get', id], 'GET', `/${id}`, null],
    [['delete', id], 'DELETE', `/${id}`, null],
    [['redeliver', id, id], 'POST', `/${id}/deliveries/${id}/redeliver`, null],
    [['list'], 'GET', '', null],
    [['deliveries', id, '--status', 'failed'], 'GET', `/${id}/deliveries?status=failed`, null],
  ])('%j asks the orchestrator', async (argv, method, url, body) => {
    const { run, seen } = await cli(({ method, url: path }) => {
      if (method === 'DELETE') return ok('Webhook endpoint deleted');
      return ok(/webhooks$|deliveries\?/.test(path) && method === 'GET' ? [] : hook);
    });
    const done = await run(['webhooks', ...argv], withToken);
    expect([seen[0]?.method, seen[0]?.url, bodyOf(seen[0])]).toEqual([method, `/webhooks${url}`, body]);
    expect(done.exitCode).toBe(0);
    if (argv[0] === 'create') expect(done.stdout).toContain(hook.secret);
  });
});

describe('access', () => {
  it.each([
    [['sessions', 'end', id], 'DELETE', `/auth/sessions/${id}`, null],
    [['service-tokens', 'delete', id], 'DELETE', `/service-tokens/${id}`, null],
    [['keys', 'rotate'], 'POST', '/auth/keys/rotate', { revoke_previous: false }],
    [['keys', 'rotate', '--revoke-previous'], 'POST', '/auth/keys/rotate', { revoke_previous: true }],
  ])('%j asks the control center', async (argv, method, url, body) => {
    const { run, seen } = await cli(() => ok({ kid: 'k2', verified_kids: ['k1', 'k2'] }));
    await run(argv, withToken);
    expect([seen[0]?.method, seen[0]?.url]).toEqual([method, url]);
    if (body !== null) expect(bodyOf(seen[0])).toEqual(body);
  });

  it('service-tokens create prints the token alone, for a pipe', async () => {
    const token = `pst.${id}.secret`;
    const { run, seen } = await cli(() => ok({ id, token, expires_at: '2026-04-01T00:00:00Z' }));
    const argv = ['service-tokens', 'create', 'pipeline', '--scope', 'tasks:read', 'batches:*', '--days', '7'];
    expect(await run(argv, withToken)).toMatchObject({ exitCode: 0, stdout: `${token}\n` });
    expect(bodyOf(seen[0])).toEqual({ name: 'pipeline', scopes: ['tasks:read', 'batches:*'], expires_in_days: 7 });
  });

  it('password asks for the present and the new one and forgets the login', async () => {
    const { run, seen } = await cli(() => ok('Password changed: log in again'));
    const done = await run(['password', '--code', '012345'], {
      ...withToken,
      answers: ['old one', 'new one entirely'],
    });
    expect(done.stdout).not.toMatch(/old one|new one/);
    expect(bodyOf(seen[0])).toEqual({
      current_password: 'old one',
      new_password: 'new one entirely',
      mfa_code: '012345',
    });
  });
});
