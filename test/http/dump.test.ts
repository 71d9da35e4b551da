import { generate } from 'otplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_PASSWORD, startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ config: { webhookAllowCidrs: ['127.0.0.0/8'] } });
});
afterAll(() => server.stop());

/** Every row of every table, as text: what somebody gets who has a backup. */
async function dump(): Promise<{ readonly tables: readonly string[]; readonly text: string }> {
  const found = await server.database.statement<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    [],
  );
  const tables = found.map(({ name }) => name);
  const rows = await Promise.all(
    tables.map((name) =>
      server.database.statement<{ row: string }>(`select row_to_json(t)::text as row from "${name}" t`, []),
    ),
  );
  return {
    tables,
    text: rows
      .flat()
      .map(({ row }) => row)
      .join('\n'),
  };
}

const post = async (path: string, json: object, token?: string | null) => {
  const api = path.startsWith('/webhooks') ? 'orchestrator' : 'control-center';
  const { status, body, text } = await server.request(api, path, {
    method: 'POST',
    json,
    ...(token === undefined ? {} : { token }),
  });
  if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
  return body.data;
};

it('B13 a dump of the whole database opens nothing: no password, token, seed, code or secret is in it', async () => {
  const password = 'canary-password-5e1';
  await post('/users', { username: 'canary', email: 'c@example.com', password, roles: ['viewer'] });
  const login = await post('/auth/login', { username: 'canary', password }, null);
  const next = await post('/auth/refresh', { refresh_token: login.refresh_token }, null);
  const { secret: seed } = await post('/auth/mfa/enrol', { password }, next.token);
  const code = await generate({ secret: seed as string });
  const { recovery_codes: codes } = await post('/auth/mfa/confirm', { mfa_code: code }, next.token);
  const service = await post('/service-tokens', { name: 'canary', scopes: ['tasks:read'] }, next.token);
  const url = 'http://127.0.0.1:8099/hook';
  const own = 'canary-webhook-secret-1';
  const hook = await post('/webhooks', { url, events: ['task.failed'], secret: own });
  const rotated = await post(`/webhooks/${hook.id}/rotate-secret`, {});
  await post('/auth/keys/rotate', {});

  const { tables, text } = await dump();
  for (const table of ['users', 'sessions', 'totp', 'recovery_codes', 'service_tokens', 'signing_keys'])
    expect(tables).toContain(table);
  expect(text).toContain('canary');
  const pair = [login.token, login.refresh_token, next.token, next.refresh_token] as string[];
  const secrets = {
    passwords: [password, ADMIN_PASSWORD],
    tokens: [...pair, ...pair.map((token) => token.split('.')[2]!), service.token, service.token.split('.').at(-1)],
    factors: [seed, ...codes],
    webhooks: [own, rotated.secret, rotated.secret.replace('whsec_', '')],
    // The private half of an Ed25519 key as a JWK has this member.
    keys: ['"d":'],
  };
  for (const [kind, canaries] of Object.entries(secrets)) {
    expect([kind, canaries.filter((canary: string) => text.includes(canary))]).toEqual([kind, []]);
  }
});
