import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import pLimit from 'p-limit';
import type { Client } from 'ssh2';
import { ProviderError } from '../provider.ts';
import type { SshHost } from './settings.ts';

/** Below the ten sessions a connection that OpenSSH allows by default (`MaxSessions`). */
const channels = 8;
const connectMs = 10_000;
/** A call that takes longer is given up: ending the jobs of a server takes 12 s at most, a file as long as its way. */
const callMs = 120_000;
/** A connection nobody used for so long is closed. */
const idleMs = 60_000;

export interface Answer {
  /** Exit status. */
  readonly rc: number;
  readonly out: Buffer;
  /** The end of what it said on standard error. */
  readonly err: string;
}

/** One host, over one connection that is made when it is needed and made anew when it is lost. */
export interface Remote {
  /**
   * Runs a command line and gives it `input`. Repeat what was cut off: a call is sent again, once, when its connection is
   * lost before it has answered. @throws ProviderError `UNREACHABLE` retryable; `HOST_KEY`, `SSH_LOGIN`, `SSH_KEY` fatal
   */
  run(command: string, input?: Uint8Array): Promise<Answer>;
}

interface RemoteDeps {
  readonly name: string;
  readonly host: SshHost;
  readonly user: string;
  readonly keyFile: string;
}

class ConnectionLost extends Error {}

export function createRemote(deps: RemoteDeps): Remote {
  const limit = pLimit(channels);
  let current: Promise<Client> | null = null;
  let idle: NodeJS.Timeout | undefined;

  const drop = (): void => {
    const open = current;
    current = null;
    open?.then(
      (client) => client.destroy(),
      () => undefined,
    );
  };

  const connected = (): Promise<Client> => {
    if (current !== null) return current;
    const opening: Promise<Client> = openClient(deps, () => {
      if (current === opening) current = null;
    });
    current = opening;
    opening.catch(() => {
      if (current === opening) current = null;
    });
    return opening;
  };

  const once = async (command: string, input: Uint8Array): Promise<Answer> => {
    clearTimeout(idle);
    try {
      return await call(await connected(), command, input);
    } finally {
      clearTimeout(idle);
      idle = setTimeout(() => {
        if (limit.activeCount === 0) drop();
      }, idleMs).unref();
    }
  };

  return {
    run: (command, input = new Uint8Array()) =>
      limit(async () => {
        try {
          return await once(command, input);
        } catch (error) {
          if (!(error instanceof ConnectionLost)) throw error;
        }
        return once(command, input).catch((cause: unknown) => {
          if (!(cause instanceof ConnectionLost)) throw cause;
          throw unreachable(deps, 'the connection was lost', cause);
        });
      }),
  };
}

const at = ({ name, host }: RemoteDeps): string => `host ${name} (${host.address} port ${host.port})`;

const unreachable = (deps: RemoteDeps, why: string, cause: unknown): ProviderError =>
  new ProviderError('UNREACHABLE', 'retryable', `${at(deps)} can't be reached: ${why}`, { cause });

async function openClient(deps: RemoteDeps, lost: () => void): Promise<Client> {
  const { host, user, keyFile } = deps;
  // Only who has hosts pays for loading it.
  const { Client, utils } = (await import('ssh2')).default;
  const privateKey = await readKey(keyFile);
  if (utils.parseKey(privateKey) instanceof Error) throw badKey(`${keyFile} holds no private key without a passphrase`);
  const socket = connect({ host: host.address, port: host.port, noDelay: true });
  // A connection that waits for work keeps no process alive.
  socket.unref();
  return new Promise((resolve, reject) => {
    const client = new Client();
    let offered: string | null = null;
    const failed = (error: Error & { level?: string }): void => {
      socket.destroy();
      lost();
      reject(whyNot(deps, offered, error));
    };
    client.once('ready', () => {
      resolve(client);
    });
    client.on('error', failed);
    client.once('close', () => {
      failed(new Error('it closed the connection'));
    });
    client.connect({
      sock: socket,
      username: user,
      privateKey,
      readyTimeout: connectMs,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      hostVerifier: (key: Buffer) => {
        const seen = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
        if (seen === host.fingerprint) return true;
        offered = seen;
        return false;
      },
    });
  });
}

const badKey = (message: string, cause?: unknown): ProviderError =>
  new ProviderError('SSH_KEY', 'fatal', message, { cause });

async function readKey(keyFile: string): Promise<Buffer> {
  const file = await open(keyFile).catch((cause: unknown) => {
    throw badKey(`The key file ${keyFile} can't be read`, cause);
  });
  try {
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) throw badKey(`Others than its owner may use the key file ${keyFile}: chmod 600 it`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function whyNot(deps: RemoteDeps, offered: string | null, error: Error & { level?: string }): ProviderError {
  if (offered !== null) {
    const message =
      `${at(deps)} has the key ${offered}, not the configured ${deps.host.fingerprint}: nothing was sent; ` +
      'set the fingerprint anew only if you know why it changed';
    return new ProviderError('HOST_KEY', 'fatal', message, { cause: error });
  }
  if (error.level === 'client-authentication') {
    const message = `${at(deps)} doesn't let ${deps.user} in with the key in ${deps.keyFile}`;
    return new ProviderError('SSH_LOGIN', 'fatal', message, { cause: error });
  }
  return unreachable(deps, error.message, error);
}

function call(client: Client, command: string, input: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      client.destroy();
    }, callMs);
    const lost = (): void => {
      clearTimeout(late);
      reject(new ConnectionLost('lost before it answered'));
    };
    const begin = (): void => {
      client.exec(command, (error, channel) => {
        if (error) {
          // Refused or cut off: both are cured by another connection, or by none.
          client.destroy();
          lost();
          return;
        }
        const out: Buffer[] = [];
        let err = '';
        let rc: number | null = null;
        channel.on('data', (data: Buffer) => out.push(data));
        channel.stderr.on('data', (data: Buffer) => (err = (err + data.toString()).slice(-2_000)));
        channel.on('exit', (code: number | null) => (rc = code ?? 255));
        channel.on('close', () => {
          clearTimeout(late);
          if (rc === null) lost();
          else resolve({ rc, out: Buffer.concat(out), err });
        });
        channel.on('error', () => undefined);
        channel.end(input);
      });
    };
    try {
      begin();
    } catch {
      // ssh2 throws when the connection has ended by now.
      lost();
    }
  });
}
