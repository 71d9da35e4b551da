// On PostgreSQL alone: nothing of it depends on the store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSigningKeys } from '../../src/auth/keys.ts';
import { createSecretBox } from '../../src/auth/secretBox.ts';
import { createTokens } from '../../src/auth/tokens.ts';
import { actions, entityTypes } from '../../src/policy/vocabulary.ts';
import { createKeyRepository } from '../../src/repositories/keys.ts';
import { operations, type TestedOperation } from '../harness/operations.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const secretKey = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index * 5 + 1));
const everyScope = Object.keys(entityTypes).flatMap((kind) => actions.map((action) => `${kind}:${action}`));

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startServer({ config: { secretKey: secretKey.toString('base64') } });
  admin = await server.login();
});
afterAll(() => server.stop());

const ask = (operation: TestedOperation, token: string) =>
  server.request(operation.api, operation.url, {
    method: operation.method.toUpperCase(),
    token,
    // No object, so that whoever is let in changes nothing.
    ...(operation.hasBody && { json: [] }),
  });

let made = 0;
async function serviceToken(scopes: readonly string[]): Promise<string> {
  const json = { name: `program-${(made += 1)}`, scopes };
  const { status, body, text } = await server.request('control-center', '/service-tokens', { method: 'POST', json });
  if (status !== 201) throw new Error(text);
  return body.data.token as string;
}

/** Of each permission two tokens: with that scope alone, and with every other. */
const pairs = new Map<string, Promise<[only: string, others: string]>>();
function tokensAround(scope: string): Promise<[only: string, others: string]> {
  const others = everyScope.filter((other) => other !== scope);
  const pair = pairs.get(scope) ?? Promise.all([serviceToken([scope]), serviceToken(others)]);
  pairs.set(scope, pair);
  return pair;
}

/** An access token that was right once: of a living session, signed by our key, past its end. */
async function expiredToken(): Promise<string> {
  const keys = await loadSigningKeys({
    repository: createKeyRepository({ database: server.database }),
    secretBox: createSecretBox(secretKey),
    clock: { now: () => new Date() },
  });
  const anHourAgo = { now: () => new Date(Date.now() - 3_600_000) };
  const { verify } = createTokens({ keys, clock: { now: () => new Date() }, accessTokenSeconds: 3600 });
  const subject = await verify(admin);
  const { token } = await createTokens({ keys, clock: anHourAgo, accessTokenSeconds: 3000 }).issue(subject, new Date());
  return token;
}

const secured = operations.flatMap((operation) =>
  operation.permission === null
    ? []
    : [{ name: `${operation.api} ${operation.operationId}`, operation, permission: operation.permission }],
);

describe('B28 a service token of an admin', () => {
  // A service token belongs to no session that could be logged out.
  it.each(secured.filter(({ operation }) => operation.operationId !== 'logout'))(
    'is let in at $name by its scope alone, and by no other',
    async ({ operation, permission }) => {
      const [only, others] = await tokensAround(`${permission.resource}:${permission.action}`);
      const within = await ask(operation, only);
      expect([401, 403]).not.toContain(within.status);
      const beyond = await ask(operation, others);
      expect([beyond.status, beyond.body.error]).toEqual([403, expect.stringContaining('service token')]);
    },
  );
});

describe('B28 an expired token', () => {
  it('is refused by every operation that asks for one', async () => {
    const token = await expiredToken();
    for (const { operation, name } of secured)
      expect([name, (await ask(operation, token)).status]).toEqual([name, 401]);
  });
});
