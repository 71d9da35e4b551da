import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyMemory, loadSigningKeys, newSigningKey } from '../../src/auth/keys.ts';
import { createSecretBox } from '../../src/auth/secretBox.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createKeyRepository } from '../../src/repositories/keys.ts';
import { signingKeys } from '../../src/repositories/schema.ts';
import { openTestDatabase } from '../harness/database.ts';
import { movableClock } from '../services/identity.ts';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);

describe('signing keys', () => {
  const clock = movableClock();
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const repository = () => createKeyRepository({ database });
  const start = (key = secretKey) =>
    loadSigningKeys({ repository: repository(), secretBox: createSecretBox(key), clock });

  async function rotate(revokeOthers = false): Promise<string> {
    const now = clock.now();
    const key = await newSigningKey(createSecretBox(secretKey), now);
    const succession = { now, expired: keyMemory(now), revokeOthers };
    await database.transact((tx) => repository().succeed(tx, key, succession));
    return key.kid;
  }

  it('are one key for all servers of a database, also for those that start together', async () => {
    const servers = await Promise.all([start(), start(), start(), start()]);
    const kids = await Promise.all(servers.map(async ({ current }) => (await current()).kid));
    expect(new Set(kids).size).toBe(1);
    expect((await servers[0].jwks()).keys).toHaveLength(1);
    expect((await (await start()).current()).kid).toBe(kids[0]);
  });

  it('B13 are not in the database in clear', async () => {
    const [stored] = await repository().all(keyMemory(clock.now()));
    expect(stored?.privateSealed).toMatch(/^v1\./);
    expect(JSON.stringify(stored)).not.toContain('"d"');
  });

  it('show their public halves only', async () => {
    const keys = await start();
    const [key] = (await keys.jwks()).keys;
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(key?.kid).toBe((await keys.current()).kid);
  });

  it('B14 stop the start when they cannot be decrypted, naming the setting', async () => {
    await expect(start(secretKey.map((byte) => byte + 1))).rejects.toThrow(/PROVISIONING_SECRET_KEY/);
  });

  it('are two after a rotation: a server verifies by the new one at once and signs with it within a second', async () => {
    const here = await start();
    const old = (await here.current()).kid;
    clock.advance(200);
    const kid = await rotate();
    expect(await here.verificationKey(kid)).toBeDefined();
    expect((await here.current()).kid).toBe(old);
    clock.advance(1_000);
    expect((await here.current()).kid).toBe(kid);
    expect(await here.verificationKey(old)).toBeDefined();
    expect((await here.jwks()).keys.map((key) => key.kid)).toEqual([old, kid]);
  });

  it('are asked for once by many tokens of a key that nobody knows', async () => {
    let asked = 0;
    const counted = {
      ...repository(),
      all: (since: Date) => {
        asked += 1;
        return repository().all(since);
      },
    };
    const keys = await loadSigningKeys({ repository: counted, secretBox: createSecretBox(secretKey), clock });
    clock.advance(200);
    asked = 0;
    const unknown = Array.from({ length: 50 }, (_, index) => keys.verificationKey(`unknown-${index}`));
    expect(await Promise.all(unknown)).toEqual(Array(50).fill(undefined));
    expect(asked).toBe(1);
  });

  it('are forgotten when nothing they have signed can count any more', async () => {
    const old = (await (await start()).current()).kid;
    await rotate();
    clock.advance(9 * 86_400_000);
    const keys = await start();
    expect(await keys.verificationKey(old)).toBeUndefined();
    await rotate();
    const stored = await database.in(undefined).select({ kid: signingKeys.kid }).from(signingKeys);
    expect(stored.map(({ kid }) => kid)).not.toContain(old);
  });

  it('count no more within a second of their revocation', async () => {
    const here = await start();
    const old = (await here.current()).kid;
    const kid = await rotate(true);
    clock.advance(999);
    expect(await here.verificationKey(old)).toBeUndefined();
    expect((await here.current()).kid).toBe(kid);
    expect((await here.jwks()).keys).toHaveLength(1);
  });
});
