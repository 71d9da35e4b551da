import { describe, expect, it } from 'vitest';
import { limitParallel } from '../../src/auth/parallel.ts';
import { createPasswords } from '../../src/auth/passwords.ts';

const passwords = createPasswords();

describe('passwords', () => {
  it('hashes with argon2id at m=19456, t=2, p=1 and a salt of its own', async () => {
    const [a, b] = await Promise.all([passwords.hash('secure_password'), passwords.hash('secure_password')]);
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(a).not.toBe(b);
  });

  it.each([
    ['64 characters', 'x'.repeat(64)],
    ['128 characters', 'x'.repeat(128)],
    ['spaces around', '  pass word  '],
    ['emoji', '🔑🔑🔑🔑'],
    ['NFD', 'cafe\u0301 noir'],
  ])('B24 verifies %s exactly as given', async (_, password) => {
    const stored = await passwords.hash(password);
    expect(await passwords.verify(stored, password)).toBe(true);
    expect(await passwords.verify(stored, password.trim() + '.')).toBe(false);
  });

  it('B24 takes NFC and NFD spellings for two passwords, and looks beyond 72 bytes', async () => {
    const nfc = await passwords.hash('café au lait');
    expect(await passwords.verify(nfc, 'cafe\u0301 au lait')).toBe(false);
    const long = await passwords.hash(`${'a'.repeat(72)}b`);
    expect(await passwords.verify(long, `${'a'.repeat(72)}c`)).toBe(false);
  });

  it('never lets an unknown user in, whatever the password', async () => {
    expect(await passwords.verify(null, 'password')).toBe(false);
    expect(await passwords.verify(null, '')).toBe(false);
  });

  it('B25 refuses an overlong password without hashing it', async () => {
    const stored = await passwords.hash('secure_password');
    expect(await passwords.verify(stored, 'x'.repeat(1_000_000))).toBe(false);
    await expect(passwords.hash('x'.repeat(1025))).rejects.toThrow(RangeError);
  });
});

describe('limitParallel', () => {
  it('B26 runs no more than its limit at once, all of them, in the order they came', async () => {
    const inTurn = limitParallel(2);
    let running = 0;
    let most = 0;
    const started: number[] = [];
    const works = Array.from({ length: 20 }, (_, index) =>
      inTurn(async () => {
        started.push(index);
        running += 1;
        most = Math.max(most, running);
        await new Promise((next) => setImmediate(next));
        running -= 1;
        if (index === 3) throw new Error('one that fails');
        return index;
      }),
    );
    const results = await Promise.allSettled(works);
    expect(most).toBe(2);
    expect(started).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });
});
