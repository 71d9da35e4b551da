import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { sshSettings, type SshSettings } from '../../src/providers/ssh/settings.ts';
import { processesIn } from './processSubject.ts';

/** A host that can be logged in to, as this user of this machine. */
export interface SshHost {
  /** Settings under which each of `names` is this host. Its servers lie in `directory`. */
  settings(names: readonly string[], more?: Partial<SshSettings>): SshSettings;
  readonly directory: string;
  readonly keyFile: string;
  readonly port: number;
  readonly fingerprint: string;
  /** The public half of its key, as `known_hosts` has it. */
  readonly hostKey: string;
  /** Ends all connections; new ones are taken. */
  cut(): void;
  /** The command lines that were run, where they can be seen. */
  commands(): readonly string[];
  /** Nobody listens any more. */
  stop(): Promise<void>;
  /** As `stop`, and nothing of it is left. */
  close(): Promise<void>;
}

type Keys = Readonly<Record<'host' | 'user', { readonly private: string; readonly public: string }>>;
interface Running {
  readonly port: number;
  cut(): void;
  commands?(): readonly string[];
  stop(): Promise<void>;
}

const fingerprintOf = (publicKey: string): string => {
  const data = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(data).digest('base64').replace(/=+$/, '')}`;
};

/** ssh2 1.17.0 drops leading zeros of keys it makes, so that it can't read one in some hundreds itself. */
function keyPair(): { private: string; public: string } {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  return ssh2.utils.parseKey(pair.private) instanceof Error ? keyPair() : pair;
}

/** `openssh` is there where its `sshd` is installed; `stand-in` answers the same protocol from this process. */
export const kinds = {
  'stand-in': { reason: null, start: startStandIn },
  openssh: { reason: existsSync('/usr/sbin/sshd') ? null : 'sshd is not installed', start: startOpenSsh },
} as const;

export async function startHost(kind: keyof typeof kinds): Promise<SshHost> {
  const directory = await mkdtemp(join(tmpdir(), 'prov-ssh-'));
  const keys: Keys = { host: keyPair(), user: keyPair() };
  const keyFile = join(directory, 'id');
  await writeFile(keyFile, keys.user.private, { mode: 0o600 });
  const running = await kinds[kind].start(directory, keys);
  const fingerprint = fingerprintOf(keys.host.public);
  const base = join(directory, 'servers');
  return {
    commands: () => [],
    ...running,
    directory: base,
    keyFile,
    fingerprint,
    hostKey: keys.host.public,
    settings: (names, more = {}) =>
      sshSettings.parse({
        user: userInfo().username,
        key_file: keyFile,
        directory: base,
        hosts: Object.fromEntries(
          names.map((name) => [name, { address: '127.0.0.1', port: running.port, fingerprint }]),
        ),
        ...more,
      }),
    async close() {
      await running.stop();
      // What a test that failed has left running.
      for (const provider of await readdir(base).catch(() => []))
        for (const server of await readdir(join(base, provider)))
          spawnSync('kill', ['-KILL', ...(await processesIn(join(base, provider, server))).map(String)]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startStandIn(_directory: string, keys: Keys): Promise<Running> {
  const commands: string[] = [];
  const clients = new Set<ssh2.Connection>();
  const allowed = ssh2.utils.parseKey(keys.user.public);
  if (allowed instanceof Error) throw allowed;
  const server = new ssh2.Server({ hostKeys: [keys.host.private] }, (client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => undefined);
    client.on('authentication', (login) => {
      if (login.method !== 'publickey' || !login.key.data.equals(allowed.getPublicSSH())) {
        login.reject(['publickey']);
        return;
      }
      const { signature, blob, hashAlgo } = login;
      if (signature === undefined || blob === undefined || allowed.verify(blob, signature, hashAlgo)) login.accept();
      else login.reject(['publickey']);
    });
    client.on('session', (accept) => {
      accept().on('exec', (accept, _reject, { command }) => {
        commands.push(command);
        const channel = accept();
        const child = spawn('/bin/sh', ['-c', command], { env: { HOME: userInfo().homedir, PATH: '/usr/bin:/bin' } });
        channel.pipe(child.stdin);
        child.stdin.on('error', () => undefined);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        child.on('close', (code) => {
          channel.exit(code ?? 255);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const client of clients) client.end();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    commands: () => commands,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

async function startOpenSsh(directory: string, keys: Keys): Promise<Running> {
  const port = await freePort();
  const at = (name: string): string => join(directory, name);
  await writeFile(at('host_key'), keys.host.private, { mode: 0o600 });
  await writeFile(at('authorized_keys'), keys.user.public, { mode: 0o600 });
  // OpenSSH started by root wants it.
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host_key')}`,
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    `PidFile ${at('pid')}`,
    'PasswordAuthentication no',
    'UsePAM no',
    'StrictModes no',
  ];
  await writeFile(at('sshd_config'), `${lines.join('\n')}\n`);
  const daemon = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd_config')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  for (;;) {
    if (daemon.exitCode !== null) throw new Error('sshd did not start');
    if (await answers(port)) break;
    await pause(20);
  }
  /** The processes that serve a connection are children of the daemon, and end their own with them. */
  const cut = (): void => {
    try {
      execFileSync('pkill', ['-KILL', '-P', String(daemon.pid)]);
    } catch {
      // There is no connection.
    }
  };
  return {
    port,
    cut,
    async stop() {
      cut();
      daemon.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => undefined);
    socket.once('close', () => {
      resolve(false);
    });
  });
