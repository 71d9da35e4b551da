import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBoard } from '../../examples/demo/board.ts';
import { root } from './fences.ts';
import { compiled } from './serverProcess.ts';

const LIMIT_MS = 180_000;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the demo; `onLine` may end it. A setting of this shell must not reach its server, so one is given. */
async function runDemo(
  args: readonly string[],
  onLine: (line: string, demo: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const demo = spawn(process.execPath, [join(root, 'examples/demo/main.ts'), ...args], {
    env: {
      PATH: process.env['PATH'],
      ...compiled,
      PROVISIONING_RATE_LIMIT_GENERAL: '1',
      DATABASE_URL: 'postgres://nobody@nowhere/x',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  demo.stdout.on('data', (part: Buffer) => {
    const before = stdout.split('\n').length - 1;
    stdout += part.toString();
    for (const line of stdout.split('\n').slice(before, -1)) onLine(line, demo);
  });
  demo.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const [code] = (await once(demo, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The folder this run of the demo worked in, from the line that tells where the log is. */
const folderOf = ({ stdout }: Ended): string => /log (\S+)\/server\.log/.exec(stdout)?.[1] ?? 'no log told';

/** Processes whose environment or command names the folder: the server, and servers it made. Needs /proc. */
async function processesIn(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const parts = ['environ', 'cmdline'].map((part) => readFile(`/proc/${pid}/${part}`, 'utf8').catch(() => ''));
      return (await Promise.all(parts)).some((text) => text.includes(folder)) ? pid : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

/** It may have ended by itself since it was seen. */
function end(pid: string): void {
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const expectNothingLeft = async (ended: Ended): Promise<void> => {
  const folder = folderOf(ended);
  expect(folder).toContain('.provisioning/demo-');
  expect(existsSync(folder)).toBe(false);
  expect(await processesIn(folder)).toEqual([]);
};

describe('npm run demo', () => {
  it(
    'shows the batch, an answer of what it installed and the rollback, ends 0 with --exit and leaves nothing behind',
    { timeout: LIMIT_MS },
    async () => {
      const ended = await runDemo(['--exit']);
      expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
      expect(ended.stdout).toMatch(/✓ proxy +completed +100 %/);
      expect(ended.stdout).toContain('Batch web_stack: Completed');
      expect(ended.stdout).toContain('-> 200 "Hello from the web stack"');
      expect(ended.stdout).toContain('-> "stored by the demo"');
      expect(ended.stdout).toContain('Batch failing_deployment: Failed, rollback Completed');
      expect(ended.stdout).toMatch(/undone, in this order: .*server doomed-0[12], server doomed-0[12]\n/);
      expect(ended.stdout).toMatch(/GET \/servers: nothing of it is left/);
      expect(ended.stdout).toMatch(/orchestrator +http:\S+ +\(try it in the browser: http:\S+\/docs\)/);
      expect(ended.stdout).toMatch(/log in as +admin, password \S{16}/);
      await expectNothingLeft(ended);
    },
  );

  it('without --exit stays up and says so, until Ctrl-C ends it with 0', { timeout: LIMIT_MS }, async () => {
    const answers: Promise<number>[] = [];
    let api = '';
    const rival = createServer();
    rival.on('error', () => undefined);
    const ended = await runDemo([], (line, demo) => {
      // Takes the port that was found free before the server comes to it, as another demo may.
      if (line.startsWith('Starting the server')) rival.listen(9090, '127.0.0.1');
      api = /^Orchestrator (http:\S+?),/.exec(line)?.[1] ?? api;
      if (!line.startsWith('It stays up until you press Ctrl-C')) return;
      answers.push(
        fetch(`${api}/health`)
          .then(({ status }) => status)
          .finally(() => demo.kill('SIGINT')),
      );
    });
    if (rival.listening) expect(new URL(api).port).not.toBe('9090');
    rival.close();
    expect(await Promise.all(answers)).toEqual([200]);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    await expectNothingLeft(ended);
  });

  it('leaves nothing behind when it is interrupted in mid-batch', { timeout: LIMIT_MS }, async () => {
    let ended: Ended;
    do {
      ended = await runDemo(['--exit'], (line, demo) => {
        if (/✓ front_servers/.test(line)) demo.kill('SIGINT');
      });
      await expectNothingLeft(ended);
      // On a busy machine the batch may have come to its end before that: then it was not in the middle of it.
    } while (ended.stdout.includes('Batch web_stack: Completed'));
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 130, stderr: 'demo: interrupted\n' });
  });

  it('ends 1 and says what happened when its server dies', { timeout: LIMIT_MS }, async () => {
    let log = '';
    let killed = false;
    const ended = await runDemo(['--exit'], (line, demo) => {
      log = /log (\S+\/server\.log)/.exec(line)?.[1] ?? log;
      // Before it has made anything that only the server could take back.
      if (killed || log === '') return;
      killed = true;
      void processesIn(log.replace('/server.log', '')).then((pids) => {
        for (const pid of pids) if (Number(pid) !== demo.pid) end(pid);
      });
    });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^demo: .+/);
    const folder = folderOf(ended);
    (await processesIn(folder)).forEach(end);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('refuses an option it does not know', async () => {
    expect(await runDemo(['--forever'])).toMatchObject({ code: 2, stderr: 'usage: npm run demo [-- --exit]\n' });
  });
});

describe('the board of the demo', () => {
  const shown = (isTTY: boolean): string => {
    let text = '';
    const screen = { isTTY, columns: 40, write: (part: string) => (text += part) };
    const board = createBoard(screen, ['a', 'long_name']);
    board.set('a', { status: 'running', progress: 50, note: 'Creating server web-01 in a far away zone' });
    board.set('a', { status: 'running', progress: 50, note: 'Creating server web-01 in a far away zone' });
    return text;
  };

  it('rewrites its lines in place on a terminal, never wider than it', () => {
    const text = shown(true);
    expect(text.split('\u001b[2A')).toHaveLength(3);
    const lines = text.split('\n').map((line) => line.replaceAll(/\u001b\[\d[AK]|\r/g, ''));
    expect(Math.max(...lines.map((line) => line.length))).toBe(39);
  });

  it('says each change once in a pipe, whole and without escapes', () => {
    expect(shown(false)).toBe('  … a          running     50 %  Creating server web-01 in a far away zone\n');
  });
});
