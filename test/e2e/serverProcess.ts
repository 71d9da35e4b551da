import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './fences.ts';

/** For the environment of a process that runs our sources: what one has compiled, the next one need not. */
export const compiled = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') };

export interface Ready {
  readonly orchestrator: string;
  readonly control_center: string;
}

export interface ServerProcess {
  readonly pid: number;
  /** Rejects with what it wrote to standard error when it ends instead. */
  readonly ready: Promise<Ready>;
  readonly exited: Promise<number | null>;
  /** The JSON lines of standard output so far. */
  readonly lines: readonly string[];
  stderr(): string;
  /** Sends the signal and resolves with the exit code, null when the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the real server with nothing of ours in its environment but PATH; ports are free ones. */
export function startServerProcess(
  env: Readonly<Record<string, string>>,
  which: readonly string[] = [],
  main = 'src/main.ts',
): ServerProcess {
  const child = spawn(process.execPath, [main, ...which], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      ...compiled,
      PROVISIONING_ORCHESTRATOR_PORT: '0',
      PROVISIONING_CONTROL_CENTER_PORT: '0',
      PROVISIONING_ADMIN_PASSWORD: 'an admin password',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const ready = new Promise<Ready>((resolve, reject) => {
    output.on('line', (line) => {
      lines.push(line);
      const entry = JSON.parse(line) as Ready & { msg: string };
      if (entry.msg === 'ready') resolve(entry);
    });
    void exited.then((code) => {
      reject(new Error(`ended with ${String(code)} before it was ready: ${errors}`));
    });
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    lines,
    stderr: () => errors,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}
