import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretBox, loadSecretKey, SecretKeyError } from '../../src/auth/secretBox.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index * 7);

describe('secret box', () => {
  it('opens what it sealed, and seals the same secret differently each time', () => {
    const box = createSecretBox(key);
    const [a, b] = [box.seal('söme secret', 'seed 1'), box.seal('söme secret', 'seed 1')];
    expect(a).not.toBe(b);
    expect(a).toMatch(/^v1\.[A-Za-z0-9_-]+$/);
    expect(box.open(a, 'seed 1')).toBe('söme secret');
  });

  it('B14 refuses another key, another context, a changed byte and an unknown version, naming the setting', () => {
    const box = createSecretBox(key);
    const sealed = box.seal('secret', 'seed 1');
    const other = createSecretBox(key.map((byte) => byte ^ 1));
    expect(() => other.open(sealed, 'seed 1')).toThrow(/PROVISIONING_SECRET_KEY/);
    expect(() => box.open(sealed, 'seed 2')).toThrow(SecretKeyError);
    const flipped = sealed.slice(0, 20) + (sealed[20] === 'A' ? 'B' : 'A') + sealed.slice(21);
    expect(() => box.open(flipped, 'seed 1')).toThrow(SecretKeyError);
    expect(() => box.open(sealed.replace('v1', 'v2'), 'seed 1')).toThrow(SecretKeyError);
    expect(() => box.open('v1.', 'seed 1')).toThrow(SecretKeyError);
  });
});

describe('loadSecretKey', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'secret-key-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('makes one key file with mode 0600, whoever of two starters is first, and keeps it', async () => {
    const [a, b] = await Promise.all([loadSecretKey({ dataDir }), loadSecretKey({ dataDir })]);
    expect(a).toHaveLength(32);
    expect(Buffer.from(b).equals(Buffer.from(a))).toBe(true);
    expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
    expect(Buffer.from(await loadSecretKey({ dataDir })).equals(Buffer.from(a))).toBe(true);
  });

  it('takes the configured key and writes no file', async () => {
    const configured = Buffer.from(key).toString('base64');
    expect(Buffer.from(await loadSecretKey({ configured, dataDir })).equals(Buffer.from(key))).toBe(true);
    await expect(readFile(join(dataDir, 'secret.key'))).rejects.toThrow(/ENOENT/);
  });

  it.each([
    ['too short', Buffer.alloc(31, 7).toString('base64')],
    ['not base64', 'this is not a key!'],
    ['empty', ''],
    ['all zeros', Buffer.alloc(32).toString('base64')],
  ])('B14 refuses a configured key that is %s, naming the setting', async (_, configured) => {
    await expect(loadSecretKey({ configured, dataDir })).rejects.toThrow(/PROVISIONING_SECRET_KEY/);
  });

  it('refuses a key file that others can read', async () => {
    await writeFile(join(dataDir, 'secret.key'), Buffer.from(key).toString('base64'), { mode: 0o644 });
    await expect(loadSecretKey({ dataDir })).rejects.toThrow(/chmod 600/);
  });
});
