import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A login, kept for one orchestrator: a token is never sent to another address than the one it was got for. */
export interface Credential {
  readonly token: string;
  /** RFC 3339 */
  readonly expires_at: string;
  readonly username: string;
}

export interface Credentials {
  find(url: string): Promise<Credential | undefined>;
  save(url: string, credential: Credential): Promise<void>;
  /** False when there was none. */
  remove(url: string): Promise<boolean>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `credentials.json` in the user's configuration folder (XDG Base Directory specification), readable by its owner only. */
export function credentialsFile(env: Environment): string {
  const folder = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  return join(folder, 'provisioning', 'credentials.json');
}

export function createCredentials(file: string): Credentials {
  const read = async (): Promise<Record<string, Credential>> => {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
      throw error;
    });
    return parse(text, file);
  };
  const write = async (all: Record<string, Credential>): Promise<void> => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // Renamed into place: a reader never sees half a file, and the mode holds from the first byte.
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  };
  return {
    find: async (url) => (await read())[url],
    save: async (url, credential) => {
      await write({ ...(await read()), [url]: credential });
    },
    async remove(url) {
      const { [url]: removed, ...rest } = await read();
      if (removed === undefined) return false;
      await write(rest);
      return true;
    },
  };
}

function parse(text: string, file: string): Record<string, Credential> {
  const broken = `${file} is not a credentials file; remove it and log in again`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(broken, { cause });
  }
  if (typeof value !== 'object' || value === null) throw new Error(broken);
  const all: Record<string, Credential> = {};
  for (const [url, credential] of Object.entries(value)) {
    if (!isCredential(credential)) throw new Error(broken);
    all[url] = credential;
  }
  return all;
}

function isCredential(value: unknown): value is Credential {
  if (typeof value !== 'object' || value === null) return false;
  const { token, expires_at: expires, username } = value as Record<string, unknown>;
  return typeof token === 'string' && typeof expires === 'string' && typeof username === 'string';
}
