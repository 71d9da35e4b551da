import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Observed, ServerProvider } from '../../src/providers/provider.ts';
import type { JobState, Transport } from '../../src/providers/transport.ts';
import { compiled } from '../e2e/serverProcess.ts';
import { context, spec } from './context.ts';

/** What a provider must bring to be held to the rules. */
export interface Subject {
  readonly provider: ServerProvider;
  /** Argv of a program that prints `ready`, then does `what` (`create <name> <token>` or `job <externalId> <id> <script>`). */
  program(what: readonly string[]): readonly [string, ...string[]];
  /** Puts something that isn't ours where the server `name` would be. @returns whether it is still whole */
  plantForeign(name: string): Promise<() => Promise<boolean>>;
  /** Processes of the server, or of one job on it, that are alive now. */
  processes(name: string, job?: string): Promise<readonly number[]>;
  /** How often a race is tried. */
  readonly rounds: number;
  /** Whatever the provider keeps of servers: nothing is left when this is empty. */
  remains(): Promise<readonly string[]>;
}

/** Polls until the job has ended; the output is all of it. */
export async function ended(transport: Transport, id: string): Promise<JobState & { text: string }> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const job = await transport.poll(id, Buffer.concat(parts).length);
    parts.push(job.out);
    if (job.state !== 'running') return { ...job, text: Buffer.concat(parts).toString() };
    await pause(5);
  }
}

/** Runs the program until it says `ready` and `moment` has come, then kills it; resolves when it is gone. */
async function killedAfter(argv: readonly [string, ...string[]], moment: () => Promise<unknown>): Promise<void> {
  const child = spawn(argv[0], argv.slice(1), {
    env: { ...process.env, ...compiled },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  await moment();
  child.kill('SIGKILL');
  await gone;
}

/** The rules of `ServerProvider` and `Transport`, as tests; call it inside a `describe`. */
export function conforms(subject: () => Promise<Subject>): void {
  const running = async (
    name: string,
    token = name,
  ): Promise<{ s: Subject; server: Observed; transport: Transport }> => {
    const s = await subject();
    const server = await s.provider.create(context(token), spec(name));
    return { s, server, transport: await s.provider.transport(context(token), server.externalId) };
  };

  it('makes one server for the same token, however often and however many at once', async () => {
    const { provider } = await subject();
    const all = await Promise.all([1, 2, 3, 4].map(() => provider.create(context('a'), spec('web-01'))));
    const again = await provider.create(context('a'), spec('web-01'));
    expect(new Set([...all, again].map((server) => server.externalId)).size).toBe(1);
    expect(await provider.list(context('x'))).toHaveLength(1);
    expect(await provider.wait(context('a'), again.externalId, 'running')).toMatchObject({ phase: 'running' });
  });

  it('refuses a name that another token has', async () => {
    const { provider } = await subject();
    await provider.create(context('a'), spec('web-01'));
    const second = provider.create(context('b'), spec('web-01'));
    await expect(second).rejects.toMatchObject({ code: 'NAME_TAKEN', retry: 'fatal' });
  });

  it('finds a server by token, external id and name, and lists by labels', async () => {
    const { provider } = await subject();
    const one = await provider.create(context('a'), spec('web-01', { role: 'web' }));
    await provider.create(context('b'), spec('db-01', { role: 'db' }));
    const c = context('x');
    expect(await provider.find(c, { token: context('a').token })).toEqual(one);
    expect(await provider.find(c, { externalId: one.externalId })).toEqual(one);
    expect(await provider.find(c, { name: 'web-01' })).toEqual(one);
    expect(await provider.find(c, { token: context('z').token })).toBeNull();
    expect((await provider.list(c, { role: 'db' })).map((server) => server.spec.name)).toEqual(['db-01']);
  });

  it('deletes everything of a server, twice', async () => {
    const { s, server, transport } = await running('web-01');
    await transport.start({ id: 'stubborn', script: "trap '' TERM; setsid sleep 1000 & nohup sleep 1000" });
    await s.provider.delete(context('a'), server.externalId);
    expect(await s.processes('web-01')).toEqual([]);
    expect(await s.remains()).toEqual([]);
    await s.provider.delete(context('a'), server.externalId);
    expect(await s.provider.wait(context('a'), server.externalId, 'gone')).toBeNull();
  });

  it('leaves a later server of the same name alone when the earlier one is deleted again', async () => {
    const { s, server } = await running('web-01', 'a');
    await s.provider.delete(context('a'), server.externalId);
    const later = await s.provider.create(context('b'), spec('web-01'));
    await s.provider.delete(context('a'), server.externalId);
    expect(await s.provider.find(context('b'), { name: 'web-01' })).toEqual(later);
  });

  it('neither takes over nor deletes what is not ours', async () => {
    const s = await subject();
    const isWhole = await s.plantForeign('web-01');
    const creating = s.provider.create(context('a'), spec('web-01'));
    await expect(creating).rejects.toMatchObject({ code: 'NAME_TAKEN', retry: 'fatal' });
    const deleting = s.provider.delete(context('a'), 'web-01:a00000000000');
    await expect(deleting).rejects.toMatchObject({ code: 'NOT_OURS', retry: 'fatal' });
    expect(await isWhole()).toBe(true);
  });

  it('does nothing for a call that was aborted before', async () => {
    const s = await subject();
    const reason = new Error('cancelled');
    const aborted = s.provider.create(context('a', AbortSignal.abort(reason)), spec('web-01'));
    await expect(aborted).rejects.toBe(reason);
    expect(await s.remains()).toEqual([]);
  });

  it('plans create, update, delete and nothing, and changes nothing by planning', async () => {
    const { s, server } = await running('web-01');
    const { provider } = s;
    expect(provider.plan(spec('web-02'), null).action).toBe('create');
    expect(provider.plan(spec('web-01'), server).action).toBe('none');
    expect(provider.plan(null, server).action).toBe('delete');
    const bigger = { ...spec('web-01', { role: 'web' }), plan: '2xCPU-4GB' };
    expect(provider.plan(bigger, server)).toMatchObject({
      action: 'update',
      diff: [
        { path: 'plan', from: '1xCPU-2GB', to: '2xCPU-4GB' },
        { path: 'labels.role', from: null, to: 'web' },
      ],
    });
    expect(await provider.list(context('x'))).toEqual([server]);
    await provider.update(context('u'), server.externalId, bigger);
    expect((await provider.find(context('u'), { name: 'web-01' }))?.spec).toEqual(bigger);
  });

  it('has one server after its creator was killed at any moment and it was created again', async () => {
    const s = await subject();
    for (const [round, ms] of [0, 1, 2, 4, 6, 9, 13, 20].entries()) {
      const name = `web-${round}`;
      await killedAfter(s.program(['create', name, context(name).token]), () => pause(ms));
      const server = await s.provider.create(context(name), spec(name));
      expect(await s.provider.wait(context(name), server.externalId, 'running')).toEqual(server);
      expect((await s.provider.list(context('x'))).filter((one) => one.spec.name === name)).toHaveLength(1);
      await s.provider.delete(context(name), server.externalId);
      expect(await s.processes(name)).toEqual([]);
    }
    expect(await s.remains()).toEqual([]);
  });

  it('runs a job once, however often it is started', async () => {
    const { transport } = await running('web-01');
    const job = { id: 'once', script: 'echo ran >>"$PROV_ROOT/var/count"; cat "$PROV_ROOT/var/count"; exit 7' };
    await Promise.all([transport.start(job), transport.start(job), transport.start(job)]);
    expect(await ended(transport, 'once')).toMatchObject({ state: 'exited', rc: 7, text: 'ran\n' });
    await transport.start({ ...job, script: 'echo other' });
    expect(await ended(transport, 'once')).toMatchObject({ text: 'ran\n' });
  });

  it('lets a job outlive its starter and attaches to it by id', async () => {
    const { s, server, transport } = await running('web-01');
    const script = 'while [ ! -e "$PROV_ROOT/var/go" ]; do sleep 0.02; done; echo finished';
    await killedAfter(s.program(['job', server.externalId, 'long', script]), async () => {
      while ((await transport.poll('long', 0)).state !== 'running') await pause(5);
    });
    expect(await transport.poll('long', 0)).toMatchObject({ state: 'running' });
    await transport.put('var/go', new Uint8Array(), 0o600);
    expect(await ended(transport, 'long')).toMatchObject({ state: 'exited', rc: 0, text: 'finished\n' });
  });

  it('kills all processes of a job, also those that ignore TERM or left its session', async () => {
    const { s, transport } = await running('web-01');
    const script = 'setsid sh -c "trap \'\' TERM; echo deep; while :; do sleep 1; done" & wait';
    await transport.start({ id: 'stubborn', script });
    while ((await transport.poll('stubborn', 0)).out.length === 0) await pause(5);
    expect((await s.processes('web-01', 'stubborn')).length).toBeGreaterThan(1);
    await transport.kill('stubborn', 50);
    expect((await transport.poll('stubborn', 0)).state).toBe('exited');
    expect(await s.processes('web-01', 'stubborn')).toEqual([]);
    await transport.kill('stubborn', 50);
    await transport.kill('never-started', 50);
  });

  it('keeps nothing of a job that is forgotten, running or ended, and gives its id free', async () => {
    const { s, transport } = await running('web-01');
    await transport.start({ id: 'again', script: 'echo first' });
    expect(await ended(transport, 'again')).toMatchObject({ text: 'first\n' });
    await transport.forget('again');
    expect(await transport.poll('again', 0)).toMatchObject({ state: 'lost' });
    await transport.start({ id: 'again', script: 'echo second; while :; do sleep 1; done' });
    while ((await transport.poll('again', 0)).out.length === 0) await pause(5);
    await transport.forget('again');
    expect(await s.processes('web-01', 'again')).toEqual([]);
    await transport.forget('never-started');
  });

  it('tells scripts their parameters and nothing of our environment', async () => {
    process.env['PROVISIONING_CANARY'] = 'canary-3b1f';
    const { transport } = await running('web-01');
    const script = 'env; cat "$PROV_PARAMS_FILE"; pwd; echo "port=1" >>"$PROV_OUTPUTS_FILE"; ls -l "$PROV_PARAMS_FILE"';
    await transport.start({ id: 'env', script, params: { title: "it's $HOME; `id`", port: 80 } });
    const { text } = await ended(transport, 'env');
    delete process.env['PROVISIONING_CANARY'];
    expect(text).toContain("PROV_PARAM_TITLE=it's $HOME; `id`\n");
    expect(text).toContain('{"port":80,"title":"it\'s $HOME; `id`"}');
    expect(text).toContain('-rw------- ');
    expect(text).toContain('PROV_SERVER_NAME=web-01\n');
    expect(text).not.toContain('canary-3b1f');
    expect(await transport.outputs('env')).toEqual({ port: '1' });
  });

  it('hands output over from any byte on, and the exit status only with the last of it', async () => {
    const { transport } = await running('web-01');
    await transport.start({ id: 'much', script: 'head -c 700000 /dev/zero | tr "\\0" x; echo end; exit 3' });
    const { text, ...job } = await ended(transport, 'much');
    expect(text.length).toBe(700_004);
    expect(job).toMatchObject({ state: 'exited', rc: 3 });
    expect(Buffer.from((await transport.poll('much', 700_000)).out).toString()).toBe('end\n');
  });

  it('reads a file that is written and dropped meanwhile whole, or tells that there is none', async () => {
    const { s, transport } = await running('web-01');
    const read = async (): Promise<string | null> => {
      const data = await transport.get('etc/coming', 100);
      return data === null ? null : Buffer.from(data).toString();
    };
    const seen = new Set<string | null>();
    for (let round = 0; round < s.rounds; round += 1) {
      await transport.put('etc/coming', Buffer.from('text'), 0o600);
      const reads = Array.from({ length: 8 }, read);
      await transport.drop('etc/coming');
      for (const found of await Promise.all(reads)) seen.add(found);
    }
    expect([...seen].filter((found) => found !== null && found !== 'text')).toEqual([]);
  });

  it('writes and reads files of the server and none outside of it', async () => {
    const { transport } = await running('web-01');
    await transport.put('etc/some/file', Buffer.from('text'), 0o600);
    expect(Buffer.from((await transport.get('etc/some/file', 100)) ?? '').toString()).toBe('text');
    await transport.drop('etc/some/file');
    expect(await transport.get('etc/some/file', 100)).toBeNull();
    await expect(transport.put('../escaped', new Uint8Array(), 0o600)).rejects.toMatchObject({ code: 'BAD_PATH' });
    await expect(transport.get('/etc/passwd', 100)).rejects.toMatchObject({ code: 'BAD_PATH' });
    const leaving = transport.start({
      id: 'x',
      script: '',
      files: [{ path: '../../y', data: new Uint8Array(), mode: 0o600 }],
    });
    await expect(leaving).rejects.toMatchObject({ code: 'BAD_PATH' });
  });

  it('tells what system and machine it is', async () => {
    const { transport } = await running('web-01');
    const { os, arch } = await transport.facts();
    const text = await readFile('/etc/os-release', 'utf8').catch(() => null);
    expect(text === null ? os : text.includes(`ID=${os?.id ?? ''}\n`)).toBe(text === null ? null : true);
    expect(arch).toBe({ x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? arch);
  });

  it('says that a job is lost when it died without leaving a status', async () => {
    const { s, server, transport } = await running('web-01');
    expect(await transport.poll('never-started', 0)).toMatchObject({ state: 'lost' });
    await transport.start({ id: 'cut', script: 'echo begun; kill -KILL 0' });
    expect(await ended(transport, 'cut')).toMatchObject({ state: 'lost' });
    await s.provider.delete(context('a'), server.externalId);
    await expect(transport.start({ id: 'late', script: '' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
}
