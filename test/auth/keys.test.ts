import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSigningKeys } from '../../src/auth/keys.ts';
import { createSecretBox } from '../../src/auth/secretBox.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createKeyRepository } from '../../src/repositories/keys.ts';
import { openTestDatabase } from '../harness/database.ts';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);

describe('signing keys', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const start = (key = secretKey) =>
    loadSigningKeys({
      repository: createKeyRepository({ database }),
      secretBox: createSecretBox(key),
      clock: systemClock,
    });

  it('are one key for all servers of a database, also for those that start together', async () => {
    const servers = await Promise.all([start(), start(), start(), start()]);
    expect(new Set(servers.map(({ current }) => current.kid)).size).toBe(1);
    expect(servers[0].jwks().keys).toHaveLength(1);
    expect((await start()).current.kid).toBe(servers[0].current.kid);
  });

  it('B13 are not in the database in clear', async () => {
    const [stored] = await createKeyRepository({ database }).all();
    expect(stored?.privateSealed).toMatch(/^v1\./);
    expect(JSON.stringify(stored)).not.toContain('"d"');
  });

  it('show their public halves only', async () => {
    const { current, jwks } = await start();
    const [key] = jwks().keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(key?.kid).toBe(current.kid);
  });

  it('B14 stop the start when they cannot be decrypted, naming the setting', async () => {
    await expect(start(secretKey.map((byte) => byte + 1))).rejects.toThrow(/PROVISIONING_SECRET_KEY/);
  });
});
