import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kill } from 'node:process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { endAll } from '../../src/providers/local/process/processes.ts';
import { conforms, ended } from './conformance.ts';
import { context, spec } from './context.ts';
import { processProvider } from './processProvider.ts';
import { processesIn, processSubject, temporaryDataDir } from './processSubject.ts';

let dataDir: string;
let cleanUp: () => Promise<void>;
beforeEach(async () => {
  ({ dataDir, cleanUp } = await temporaryDataDir());
});
afterEach(() => cleanUp());

describe('the process driver', () => {
  conforms(() => Promise.resolve(processSubject(dataDir)));
});

describe('servers of this machine', () => {
  const rootOf = (name: string, provider = 'upcloud'): string => join(dataDir, 'servers', provider, name);
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await pause(10);
  };

  it('keeps servers of the same name apart by provider name', async () => {
    const one = await processProvider(dataDir, 'upcloud').create(context('a'), spec('web-01'));
    await processProvider(dataDir, 'aws').create(context('b'), spec('web-01'));
    await processProvider(dataDir, 'upcloud').delete(context('a'), one.externalId);
    expect(await processProvider(dataDir, 'aws').list(context('x'))).toHaveLength(1);
    expect(await processesIn(rootOf('web-01', 'aws'))).not.toEqual([]);
  });

  it('is stopped when its init has died, and runs again with its services when it is created again', async () => {
    const provider = processProvider(dataDir);
    const server = await provider.create(context('a'), spec('web-01'));
    const transport = await provider.transport(context('a'), server.externalId);
    const run = Buffer.from('echo $$ >"$PROV_ROOT/var/alive"; exec sleep 1000\n');
    await transport.put('etc/services/sleeper/run', run, 0o700);
    const pid = Number((await readFile(join(rootOf('web-01'), 'run/init.pid'), 'utf8')).split(' ')[0]);
    kill(-pid, 'SIGKILL');
    const look = () => provider.find(context('a'), { name: 'web-01' });
    await until(async () => (await look())?.phase === 'stopped');
    const waiting = provider.wait(context('a'), server.externalId, 'running');
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_RUNNING', retry: 'retryable' });
    expect(await provider.create(context('a'), spec('web-01'))).toEqual(server);
    await until(async () => (await transport.get('var/alive', 100)) !== null);
  });

  it('tells who supervises a service before it looks whether that may run: who stops it at that moment waits for it', async () => {
    const provider = processProvider(dataDir);
    const server = await provider.create(context('a'), spec('web-01'));
    const transport = await provider.transport(context('a'), server.externalId);
    // Without the init, which writes it down, too, but may come to it late.
    const run = 'cat "$PROV_ROOT/run/slow.sup" >"$PROV_ROOT/var/seen"; : >"$PROV_ROOT/etc/services/slow/down"\n';
    await transport.put('etc/services/slow/run', Buffer.from(run), 0o700);
    await transport.start({ id: 'supervise', script: 'sh .prov/supervise.sh slow & echo $!; wait' });
    const { text } = await ended(transport, 'supervise');
    expect(Buffer.from((await transport.get('var/seen', 100)) ?? '').toString()).toBe(text);
    expect(await transport.get('run/slow.sup', 100)).toBeNull();
  });

  it('starts a service again after it has crashed', async () => {
    const provider = processProvider(dataDir);
    const server = await provider.create(context('a'), spec('web-01'));
    const transport = await provider.transport(context('a'), server.externalId);
    const run = Buffer.from('echo up >>"$PROV_ROOT/var/starts"; exit 1\n');
    await transport.put('etc/services/crasher/run', run, 0o700);
    await transport.start({ id: 'start', script: 'echo "start crasher" 1<>"$PROV_RUN/init.ctl"' });
    await ended(transport, 'start');
    await until(async () => ((await transport.get('var/starts', 100))?.length ?? 0) >= 6);
  });

  it('takes a process for its own only when its start time is the same', async () => {
    const provider = processProvider(dataDir);
    const server = await provider.create(context('a'), spec('web-01'));
    const transport = await provider.transport(context('a'), server.externalId);
    await transport.start({ id: 'done', script: 'exit 0' });
    await ended(transport, 'done');
    // As if the number of the job's process had been given to this very process since.
    await writeFile(join(rootOf('web-01'), 'jobs/done/pgid'), `${process.pid} 1`);
    await transport.kill('done', 10);
    expect((await transport.poll('done', 0)).state).toBe('exited');
  });

  it('ends what is deaf to TERM also when this process stood still for longer than it gives KILL', async () => {
    const mark = { PROV_ROOT: rootOf('nowhere') };
    const script = `trap '' TERM; echo deaf; while :; do sleep 1; done`;
    const deaf = spawn('sh', ['-c', script], {
      env: { ...process.env, ...mark },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void deaf.kill('SIGKILL'));
    const gone = once(deaf, 'exit');
    await once(deaf.stdout, 'data');
    const ending = endAll([], mark, 50, 100);
    await pause(20);
    const until = performance.now() + 400;
    while (performance.now() < until);
    expect(await ending).toBe(0);
    await gone;
  });

  it('goes on with a delete that was cut off', async () => {
    const provider = processProvider(dataDir);
    const server = await provider.create(context('a'), spec('web-01'));
    await writeFile(join(rootOf('web-01'), '.prov/deleting'), '');
    expect(await provider.find(context('a'), { name: 'web-01' })).toMatchObject({ phase: 'deleting' });
    await expect(provider.create(context('a'), spec('web-01'))).rejects.toMatchObject({ code: 'DELETING' });
    await provider.delete(context('a'), server.externalId);
    expect(await processSubject(dataDir).remains()).toEqual([]);
  });

  it('refuses names that lead out of its directory and scripts that want root', async () => {
    const provider = processProvider(dataDir);
    for (const name of ['../x', '.hidden', 'a/b', '', 'a\0b']) {
      await expect(provider.create(context('a'), spec(name))).rejects.toMatchObject({ code: 'BAD_NAME' });
    }
    const server = await provider.create(context('a'), spec('web-01'));
    const transport = await provider.transport(context('a'), server.externalId);
    const rooted = transport.start({ id: 'root', script: 'id', become: true });
    await expect(rooted).rejects.toMatchObject({ code: 'NO_ROOT', retry: 'fatal' });
  });
});
