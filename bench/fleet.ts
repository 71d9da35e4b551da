import { fork, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, MeasuredWithMemory, Opened, Request } from './child.ts';
import type { RowName, Surroundings } from './contender.ts';

/** A contender in a process of its own, so that its memory is its own and nobody's timers disturb another's. */
export interface Runner extends Opened {
  measure(row: RowName, profile?: string): Promise<MeasuredWithMemory>;
  close(): Promise<void>;
}

/** Longest wait for one answer; a contender that takes longer has failed that row. */
const PATIENCE_MS = 120_000;

/** Lets it stop its own servers first, unless it is too busy even for that. */
function stopChild(child: ChildProcess): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
}

function ask(child: ChildProcess, request: Request): Promise<Opened | MeasuredWithMemory | null> {
  if (!child.connected) return Promise.reject(new Error('its process has ended'));
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      settle();
    };
    const onMessage = (message: unknown): void => {
      const answer = message as Answer;
      end(() => {
        if ('ok' in answer) resolve(answer.ok);
        else reject(new Error(answer.error));
      });
    };
    const onExit = (code: number | null): void => {
      end(() => {
        reject(new Error(`its process ended with ${String(code)}`));
      });
    };
    const timer = setTimeout(() => {
      end(() => {
        stopChild(child);
        reject(new Error(`no answer in ${PATIENCE_MS / 1_000} s`));
      });
    }, PATIENCE_MS);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(request);
  });
}

/** Starts the contender of `contenders/<key>.ts`; rejects with the reason when it can't run here. */
export async function startRunner(key: string, surroundings: Surroundings): Promise<Runner> {
  const folder = join(surroundings.folder, key);
  await mkdir(folder, { recursive: true });
  const child = fork(join(import.meta.dirname, 'child.ts'), [], {
    execArgv: ['--expose-gc'],
    cwd: import.meta.dirname,
  });
  const kill = (): void => {
    stopChild(child);
  };
  process.once('exit', kill);
  const stop = (): void => {
    process.off('exit', kill);
    kill();
  };
  try {
    const file = `./contenders/${key}.ts`;
    const opened = (await ask(child, { ask: 'open', file, surroundings: { ...surroundings, folder } })) as Opened;
    return {
      ...opened,
      measure: async (row, profile) =>
        (await ask(child, { ask: 'measure', row, profile: profile ?? null })) as MeasuredWithMemory,
      close: async () => {
        await ask(child, { ask: 'close' }).catch((error: unknown) => {
          console.error(`${opened.name} did not close: ${String(error)}`);
        });
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}
