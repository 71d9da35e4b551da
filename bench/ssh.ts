import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createSshProvider } from '../src/providers/ssh/provider.ts';
import { context, spec } from '../test/providers/context.ts';
import { kinds, startHost } from '../test/providers/sshHost.ts';
import { median, quantile, rounded } from './figures.ts';

// node bench/ssh.ts: what a call to a host takes beside the program `ssh`, over an sshd on this machine, in turns.
const ROUNDS = 40;

const { reason } = kinds.openssh;
if (reason !== null) throw new Error(`this bench speaks to OpenSSH: ${reason}`);
const host = await startHost('openssh');
const settings = host.settings(['web-01']);
const provider = createSshProvider({ name: 'metal', settings, now: () => new Date() });
const server = await provider.create(context('a'), spec('web-01'));
const transport = await provider.transport(context('a'), server.externalId);

const folder = dirname(host.keyFile);
const known = join(folder, 'known_hosts');
await writeFile(known, `[127.0.0.1]:${host.port} ${host.hostKey}\n`);
const options = ['-F', 'none', '-i', host.keyFile, '-p', String(host.port), '-o', `UserKnownHostsFile=${known}`];
const shared = [
  ...options,
  '-o',
  'ControlMaster=auto',
  '-o',
  `ControlPath=${join(folder, 'c')}`,
  '-o',
  'ControlPersist=60',
];
const ssh = (how: readonly string[]) =>
  promisify(execFile)('ssh', [...how, `${userInfo().username}@127.0.0.1`, 'true']);

async function job(id: string): Promise<void> {
  await transport.start({ id, script: 'true' });
  while ((await transport.poll(id, 0)).state === 'running') await delay(1);
}

const ways: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
  'ssh, a connection each time': () => ssh(options),
  'ssh, one connection (ControlMaster)': () => ssh(shared),
  'this driver: a look at the server': () => provider.find(context('a'), { externalId: server.externalId }),
  'this driver: a script as a job, to its end': (round) => job(`job-${round}`),
};
const times = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const from = performance.now();
    await way(round);
    times.get(name)!.push(performance.now() - from);
  }
}
await provider.delete(context('a'), server.externalId);
await promisify(execFile)('ssh', [...shared, '-O', 'exit', '127.0.0.1']).catch(() => undefined);
await host.close();

const peer = median(times.get('ssh, one connection (ControlMaster)')!);
for (const [name, all] of times) {
  const [p50, p99] = [rounded(median(all), 1), rounded(quantile(all, 0.99), 1)];
  console.log(`${name.padEnd(44)} p50 ${p50} ms, p99 ${p99} ms, ${rounded(median(all) / peer, 2)} of the second`);
}
