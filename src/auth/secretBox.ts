import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** The key is missing, malformed, or not the one that the stored secrets were sealed with. The server must not start. */
export class SecretKeyError extends Error {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'SecretKeyError';
  }
}

/** Seals what must not be readable in a dump of the database: signing keys, seeds, webhook secrets. */
export interface SecretBox {
  /** `v1.<base64url of nonce, ciphertext, tag>`; `context` names what it is, and must be given again to open it. */
  seal(secret: string, context: string): string;
  /** Throws SecretKeyError when the key, the context or the text is not the right one. */
  open(sealed: string, context: string): string;
}

/** AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce and the context as additional data. */
export function createSecretBox(key: Uint8Array): SecretBox {
  if (key.length !== KEY_BYTES) throw new SecretKeyError(`the secret key must have ${KEY_BYTES} bytes`);
  return {
    seal(secret, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${body.toString('base64url')}`;
    },
    open(sealed, context) {
      const [version, text, ...rest] = sealed.split('.');
      const body = Buffer.from(text ?? '', 'base64url');
      if (version !== VERSION || rest.length > 0 || body.length < NONCE_BYTES + TAG_BYTES) {
        throw new SecretKeyError(`the stored secret (${context}) is not in a form this version knows`);
      }
      const opener = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES));
      opener.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-TAG_BYTES));
      try {
        return opener.update(body.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + opener.final('utf8');
      } catch (cause) {
        throw new SecretKeyError(
          `The stored secret (${context}) can't be decrypted with this key. Set PROVISIONING_SECRET_KEY to the key the database was made with (without that setting it is secret.key in the data directory of the server that made it).`,
          { cause },
        );
      }
    },
  };
}

/** Base64 of exactly 32 bytes that are not all alike; `name` is the setting or file to blame. */
function decodeKey(text: string, name: string): Uint8Array {
  const key = Buffer.from(text, 'base64');
  const canonical = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  if (!canonical || key.length !== KEY_BYTES) {
    throw new SecretKeyError(
      `${name} must be ${KEY_BYTES} random bytes in base64 (make one with: openssl rand -base64 ${KEY_BYTES})`,
    );
  }
  if (new Set(key).size < 8) throw new SecretKeyError(`${name} is not random: make one with openssl rand -base64 32`);
  return key;
}

/** `link` fails when the file is already there, so of two starters the first one's key stays, never half written. */
async function createKeyFile(dataDir: string, file: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(draft, 0o600);
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * The 32-byte key that secrets are sealed with: PROVISIONING_SECRET_KEY when configured, else `secret.key` in the data
 * directory, made on first start with mode 0600.
 */
export async function loadSecretKey({
  configured,
  dataDir,
}: {
  readonly configured?: string | undefined;
  readonly dataDir: string;
}): Promise<Uint8Array> {
  if (configured !== undefined) return decodeKey(configured.trim(), 'PROVISIONING_SECRET_KEY');
  const file = join(dataDir, 'secret.key');
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) await createKeyFile(dataDir, file);
  else if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw new SecretKeyError(`${file} can be read by other users of this machine: run chmod 600 ${file}`);
  }
  return decodeKey((await readFile(file, 'utf8')).trim(), file);
}
