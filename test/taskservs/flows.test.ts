import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { install, remove, undoInstall } from '../../src/taskservs/flows.ts';
import { processesIn } from '../providers/processSubject.ts';
import { onServer, type OnServer } from './onServer.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A server, and a catalog with one task service `probe` made of the given scripts. */
async function withScripts(
  scripts: Record<string, string>,
  more = '',
  supports = '{ drivers: [process] }',
): Promise<OnServer> {
  const dir = await mkdtemp(join(tmpdir(), 'prov-catalog-'));
  await cp(join(import.meta.dirname, '../../catalog/lib'), join(dir, 'lib'), { recursive: true });
  await mkdir(join(dir, 'clusters'), { recursive: true });
  await mkdir(join(dir, 'taskservs/probe'), { recursive: true });
  const all = {
    check: '[ -e "$PROV_ROOT/var/there" ] || exit 10',
    install: 'touch "$PROV_ROOT/var/there"',
    ...scripts,
  };
  const lines = Object.keys(all).map((name) => `  ${name}: ${name}.sh`);
  for (const [name, text] of Object.entries(all)) await writeFile(join(dir, 'taskservs/probe', `${name}.sh`), text);
  const head = 'apiVersion: prov/v1\nkind: Taskserv\nname: probe\nversion: 1.0.0\ndescription: For a test\n';
  const yaml = `${head}supports: ${supports}\n${more}scripts:\n${lines.join('\n')}\n`;
  await writeFile(join(dir, 'taskservs/probe/taskserv.yaml'), yaml);
  const on = await onServer(dir);
  cleanUps.push(on.cleanUp, () => rm(dir, { recursive: true, force: true }));
  return on;
}

const there = 'var/there';
const cleaning = { remove: 'rm -f "$PROV_ROOT/var/there"' };

describe('an install', () => {
  it('kills its script when aborted, takes back what it did and throws the reason', async () => {
    const on = await withScripts({ ...cleaning, install: 'touch "$PROV_ROOT/var/there"; echo begun; sleep 1000' });
    const abort = new AbortController();
    const reason = new Error('cancelled');
    const installing = install(
      on.action('probe', {
        signal: abort.signal,
        onOutput: () => {
          abort.abort(reason);
        },
      }),
    );
    await expect(installing).rejects.toBe(reason);
    expect(await on.files()).not.toContain(there);
  });

  it('leaves no process of its script when aborted, however deep, deaf to TERM, or in a session of its own', async () => {
    const deaf = `trap '' TERM; while :; do sleep 1; done`;
    const on = await withScripts({
      ...cleaning,
      install: `trap '' TERM; sleep 1000 & setsid sh -c "${deaf}" & sh -c "${deaf}" & echo begun; wait`,
    });
    const abort = new AbortController();
    const ofJob = (): Promise<number[]> => processesIn(on.root, 'token-of-probe.do1.install');
    // The job's own shell, its script, and the three the script began.
    const onOutput = (): void => {
      const begun = expect.poll(async () => (await ofJob()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(5);
      void begun.then(
        () => {
          abort.abort(new Error('cancelled'));
        },
        (error: unknown) => {
          abort.abort(error);
        },
      );
    };
    await expect(install(on.action('probe', { signal: abort.signal, onOutput }))).rejects.toThrow('cancelled');
    await expect.poll(ofJob, { timeout: 20_000 }).toEqual([]);
  });

  it('stops the scripts of an earlier attempt before it begins', async () => {
    const on = await withScripts({
      // The first attempt puts nothing there and takes nothing away: whether it cleans up before or after the second is open.
      remove: 'true',
      install: '[ -e "$PROV_ROOT/var/quick" ] || { echo begun; sleep 1000; }; touch "$PROV_ROOT/var/there"',
    });
    let begun: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (begun = resolve));
    const first = install(on.action('probe', { onOutput: begun }));
    first.catch(() => undefined);
    await waiting;
    await writeFile(join(on.root, 'var/quick'), '');
    expect(await install(on.action('probe', { attempt: 2 }))).toMatchObject({ change: 'installed' });
    // Killed in the end because it did not stop in time, it is seen to have gone before its status is written for it.
    const code = expect.stringMatching(/^(SCRIPT_FAILED|JOB_LOST)$/) as string;
    await expect(first).rejects.toMatchObject({ code });
  });

  it('is retryable when its script says so, and names what stayed when cleaning up fails', async () => {
    const on = await withScripts({ install: 'touch "$PROV_ROOT/var/there"; echo no luck; exit 75', remove: 'exit 3' });
    await expect(install(on.action('probe'))).rejects.toMatchObject({
      retry: 'retryable',
      message: expect.stringContaining('no luck') as string,
      partial: { kind: 'taskserv', name: 'probe', server: 'web-01' },
    });
  });

  it('ends a script that outlasts its time limit', async () => {
    const on = await withScripts({ ...cleaning, install: 'sleep 1000' }, 'timeouts: { install: 1 }\n');
    await expect(install(on.action('probe'))).rejects.toMatchObject({ code: 'SCRIPT_TIMEOUT', retry: 'retryable' });
  });

  it('is undone from what the server knows when its end was never heard of', async () => {
    const on = await withScripts({ ...cleaning, configure: 'kill -KILL 0' });
    const lost = install(on.action('probe'));
    await expect(lost).rejects.toMatchObject({ code: 'JOB_LOST', retry: 'unknown_outcome' });
    expect(await on.files()).not.toContain(there);

    const cut = await withScripts({ ...cleaning, install: 'touch "$PROV_ROOT/var/there"; echo begun; sleep 1000' });
    let begun: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (begun = resolve));
    const abandoned = install(cut.action('probe', { onOutput: begun }));
    abandoned.catch(() => undefined);
    await waiting;
    expect(await undoInstall(cut.action('probe'))).toBe('undone');
    expect(await cut.files()).not.toContain(there);
    await abandoned.catch(() => undefined);
  });

  it('refuses to touch what another has put there in another form', async () => {
    const on = await withScripts({ ...cleaning, check: 'exit 11' });
    await expect(install(on.action('probe'))).rejects.toMatchObject({ code: 'NOT_OURS', retry: 'fatal' });
  });

  it('is refused on a system or machine that the task service does not support, both named, before a script runs', async () => {
    const scripts = { check: 'touch "$PROV_ROOT/var/asked"; exit 10' };
    const system = '{ drivers: [process], os: [{ id: plan9, versions: ["3", "4"] }] }';
    const elsewhere = await withScripts(scripts, '', system);
    await expect(install(elsewhere.action('probe'))).rejects.toMatchObject({
      code: 'UNSUPPORTED_HOST',
      retry: 'fatal',
      message: expect.stringMatching(/can't run on server web-01: it is .+, and probe supports plan9 3, 4$/) as string,
    });
    const other = process.arch === 'arm64' ? 'amd64' : 'arm64';
    const machine = await withScripts(scripts, '', `{ drivers: [process], arch: [${other}] }`);
    await expect(install(machine.action('probe'))).rejects.toMatchObject({ code: 'UNSUPPORTED_HOST' });
    expect([...(await elsewhere.files()), ...(await machine.files())]).not.toContain('var/asked');
    // What is there comes off all the same.
    expect(await remove(elsewhere.action('probe'))).toMatchObject({ change: 'absent' });
  });

  it('names driver, provider and task service when the driver is not supported', async () => {
    const on = await onServer();
    cleanUps.push(on.cleanUp);
    await expect(install(on.action('kubernetes'))).rejects.toMatchObject({
      code: 'UNSUPPORTED_DRIVER',
      retry: 'fatal',
      message:
        "taskserv kubernetes can't run on server web-01: provider upcloud is served by driver process, and kubernetes supports ssh",
    });
  });
});

describe('a task service without a remove script', () => {
  it('can not be removed, and says that it takes a hand', async () => {
    const on = await withScripts({});
    await install(on.action('probe'));
    await expect(remove(on.action('probe', { token: 'removal' }))).rejects.toMatchObject({
      code: 'UNDO_MANUAL',
      retry: 'fatal',
    });
    await expect(undoInstall(on.action('probe'))).rejects.toMatchObject({ code: 'UNDO_MANUAL' });
  });
});

describe('output of scripts', () => {
  it('B73 is plain text, and of a flood the end is kept with a mark', async () => {
    const script = 'printf "\\033[31mred\\033[0m \\000nul\\007 \\342\\202\\254\\r\\n"; exit 0';
    const on = await withScripts({
      ...cleaning,
      configure: script,
      healthcheck: 'head -c 3000000 /dev/zero | tr "\\0" x; exit 9',
    });
    const parts: string[] = [];
    const failing = install(on.action('probe', { onOutput: (text) => parts.push(text) }));
    await expect(failing).rejects.toMatchObject({ code: 'SCRIPT_FAILED' });
    expect(parts[0]).toBe('red nul €\n');
    expect(parts.join('').length).toBe(3_000_000 + 'red nul €\n'.length);
  });
});
