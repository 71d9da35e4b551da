import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSshProvider } from '../../src/providers/ssh/provider.ts';
import type { SshSettings } from '../../src/providers/ssh/settings.ts';
import { conforms, ended, type Subject } from './conformance.ts';
import { context, spec } from './context.ts';
import { processesIn } from './processSubject.ts';
import { kinds, startHost, type SshHost } from './sshHost.ts';

const provider = (settings: SshSettings) => createSshProvider({ name: 'metal', settings, now: () => new Date() });

function subject(host: SshHost): Subject {
  const names = ['web-01', 'db-01', ...Array.from({ length: 8 }, (_, round) => `web-${round}`)];
  const settings = host.settings(names);
  const base = join(host.directory, 'metal');
  return {
    provider: provider(settings),
    program: (what) => [
      process.execPath,
      fileURLToPath(new URL('./victim.ts', import.meta.url)),
      'ssh',
      JSON.stringify(settings),
      ...what,
    ],
    async plantForeign(name) {
      await mkdir(join(base, name), { recursive: true });
      await writeFile(join(base, name, 'precious'), 'kept');
      return async () => (await readFile(join(base, name, 'precious'), 'utf8')) === 'kept';
    },
    processes: (name, job) => processesIn(join(base, name), job),
    rounds: 10,
    remains: () => readdir(base).catch(() => []),
  };
}

let host: SshHost;
afterEach(() => host.close());

for (const [kind, { reason }] of Object.entries(kinds)) {
  describe.skipIf(reason !== null)(`the ssh driver on a host served by ${kind}${reason ? ` (${reason})` : ''}`, () => {
    beforeEach(async () => {
      host = await startHost(kind as keyof typeof kinds);
    });
    conforms(() => Promise.resolve(subject(host)));

    it('goes on over a new connection when the one it had is cut', async () => {
      const metal = provider(host.settings(['web-01']));
      const server = await metal.create(context('a'), spec('web-01'));
      const transport = await metal.transport(context('a'), server.externalId);
      await transport.start({
        id: 'long',
        script: 'while [ ! -e "$PROV_ROOT/var/go" ]; do sleep 0.05; done; echo end',
      });
      host.cut();
      await transport.put('var/go', new Uint8Array(), 0o600);
      host.cut();
      expect(await ended(transport, 'long')).toMatchObject({ state: 'exited', rc: 0, text: 'end\n' });
    });
  });
}

describe('hosts of yours', () => {
  beforeEach(async () => {
    host = await startHost('stand-in');
  });
  const create = (settings: SshSettings, name = 'web-01') => provider(settings).create(context('a'), spec(name));

  it('sends nothing to a host with another key than the configured one, and names both', async () => {
    const settings = host.settings(['web-01']);
    const web = {
      ...settings.hosts['web-01'],
      fingerprint: `SHA256:${'A'.repeat(43)}`,
    } as SshSettings['hosts'][string];
    await expect(create({ ...settings, hosts: { 'web-01': web } })).rejects.toMatchObject({
      code: 'HOST_KEY',
      retry: 'fatal',
      message: expect.stringMatching(/has the key SHA256:\S{43}, not the configured SHA256:A{43}/) as string,
    });
    expect(await readdir(host.directory).catch(() => [])).toEqual([]);
  });

  it('says what is wrong with a login, a key file, an unknown host and one that is not there', async () => {
    const stranger = await startHost('stand-in');
    const wrong = host.settings(['web-01'], { key_file: stranger.keyFile });
    await expect(create(wrong)).rejects.toMatchObject({ code: 'SSH_LOGIN', retry: 'fatal' });
    const none = host.settings(['web-01'], { key_file: '/nowhere/id' });
    await expect(create(none)).rejects.toMatchObject({ code: 'SSH_KEY', retry: 'fatal' });
    await chmod(host.keyFile, 0o640);
    await expect(create(host.settings(['web-01']))).rejects.toMatchObject({
      code: 'SSH_KEY',
      message: expect.stringContaining('chmod 600') as string,
    });
    await chmod(host.keyFile, 0o600);
    await writeFile(host.keyFile, 'no key');
    await expect(create(host.settings(['web-01']))).rejects.toMatchObject({ code: 'SSH_KEY', retry: 'fatal' });
    await expect(create(host.settings(['web-01']), 'web-02')).rejects.toMatchObject({
      code: 'NO_HOST',
      message: expect.stringContaining('[providers.metal.hosts.web-02]') as string,
    });
    // The name of what every object has is no host either.
    await expect(create(host.settings(['web-01']), 'constructor')).rejects.toMatchObject({ code: 'NO_HOST' });
    await stranger.close();
  });

  it('is retryable while a host is not there', async () => {
    const settings = host.settings(['web-01']);
    await host.stop();
    await expect(create(settings)).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'retryable' });
  });

  it('waits while another call changes the host, and stops waiting when it is aborted', async () => {
    const settings = host.settings(['web-01', 'web-02']);
    await create(settings);
    const holder = spawn('flock', [join(host.directory, 'metal'), '-c', 'echo held; read _'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const abort = new AbortController();
    const aborted = provider(settings).create(context('b', abort.signal), spec('web-02'));
    const reason = new Error('cancelled');
    abort.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    const waiting = provider(settings).create(context('b'), spec('web-02'));
    holder.stdin.end('\n');
    expect(await waiting).toMatchObject({ phase: 'running' });
  });

  it('reports what keeps each host from working', async () => {
    expect(await provider(host.settings(['web-01'])).verify()).toEqual([]);
    const settings = host.settings(['web-01', 'web-02'], { key_file: '/nowhere/id' });
    expect(await provider(settings).verify()).toHaveLength(2);
  });

  it('refuses scripts that want root of a user that is not', async () => {
    const settings = host.settings(['web-01'], { user: 'somebody' });
    const server = await create(settings);
    const transport = await provider(settings).transport(context('a'), server.externalId);
    const rooted = transport.start({ id: 'root', script: 'id', become: true });
    await expect(rooted).rejects.toMatchObject({
      code: 'NO_ROOT',
      retry: 'fatal',
      message: expect.stringContaining('sudo = true') as string,
    });
  });

  it('keeps what is secret out of every command line', async () => {
    const settings = host.settings(['web-01']);
    const server = await create(settings);
    const transport = await provider(settings).transport(context('a'), server.externalId);
    await transport.start({ id: 'secret', script: 'echo "$PROV_PARAM_PASSWORD"', params: { password: 'pa55-3b1f' } });
    expect(await ended(transport, 'secret')).toMatchObject({ text: 'pa55-3b1f\n' });
    expect(host.commands().length).toBeGreaterThan(3);
    expect(host.commands().filter((line) => line.includes('pa55-3b1f'))).toEqual([]);
  });

  it('is taken away by hand by the command it names', async () => {
    const settings = host.settings(['web-01']);
    const metal = provider(settings);
    const server = await metal.create(context('a'), spec('web-01'));
    const transport = await metal.transport(context('a'), server.externalId);
    await transport.start({ id: 'long', script: 'sleep 1000' });
    // What ssh would hand to the shell of the host.
    const line = metal.removeByHand('web-01').replace(/^ssh -p \d+ '[^']+' /, '');
    await promisify(execFile)('sh', ['-c', `sh -c ${line}`]);
    expect(await processesIn(join(host.directory, 'metal', 'web-01'))).toEqual([]);
    expect(await metal.find(context('x'), { name: 'web-01' })).toBeNull();
  });
});
