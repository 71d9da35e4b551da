import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface DemoServer {
  readonly orchestrator: string;
  readonly controlCenter: string;
  readonly password: string;
  readonly log: string;
  /** Rejects when the process ends although nobody stopped it. */
  readonly died: Promise<never>;
  /** Lets it drain and waits until the process is gone. */
  stop(): Promise<void>;
}

export interface DemoServerOptions {
  /** The clone: its src/, catalog/ and provisioning.toml are used. */
  readonly root: string;
  /** An existing folder for the data directory and the log. */
  readonly folder: string;
  readonly password: string;
  readonly orchestratorPort: number;
  readonly controlCenterPort: number;
}

/** Longest wait for the line `ready`: the first start makes the database. */
const READY_MS = 40_000;

/** Who listens on a port that was free when it was chosen. */
export class PortTaken extends Error {}

/** Runs `src/main.ts` on an empty embedded store and resolves once it listens; rejects with what it said when it doesn't. */
export async function startServer(options: DemoServerOptions): Promise<DemoServer> {
  const { root, folder, password } = options;
  const log = join(folder, 'server.log');
  const child = spawn(process.execPath, [join(root, 'src/main.ts')], {
    cwd: root,
    env: serverEnvironment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A Ctrl-C of the terminal must not reach it: the demo stops it after it has taken everything back.
    detached: true,
  });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
  const ended = endOf(child).finally(() => file.end());

  const died = ended.then((how) => {
    const message = `the server ended with ${how}:\n${lastLines(log)}`;
    throw complaint.includes('EADDRINUSE') ? new PortTaken(message) : new Error(message);
  });
  died.catch(() => undefined);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    const ready = await Promise.race([readyLine(child), died]);
    return { orchestrator: ready.orchestrator, controlCenter: ready.control_center, password, log, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `wanted` when nobody listens there, else 0: any free one. */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => {
        resolve(0);
      })
      .listen(wanted, '127.0.0.1', () => {
        probe.close(() => {
          resolve(wanted);
        });
      });
  });
}

/** Ours without any setting of its own: the demo shows the shipped configuration, whatever this shell has set. */
function serverEnvironment({ root, folder, password, orchestratorPort, controlCenterPort }: DemoServerOptions) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('PROVISIONING_') && name !== 'DATABASE_URL',
  );
  return {
    ...Object.fromEntries(inherited),
    PROVISIONING_CONFIG: join(root, 'provisioning.toml'),
    PROVISIONING_DATA_DIR: join(folder, 'data'),
    PROVISIONING_ADMIN_PASSWORD: password,
    PROVISIONING_ORCHESTRATOR_PORT: String(orchestratorPort),
    PROVISIONING_CONTROL_CENTER_PORT: String(controlCenterPort),
  };
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('close', (code, signal) => {
      resolve(code === null ? `signal ${signal ?? 'unknown'}` : `status ${code}`);
    });
  });

interface Ready {
  readonly orchestrator: string;
  readonly control_center: string;
}

function readyLine(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the server was not ready after ${READY_MS / 1000} s`));
    }, READY_MS);
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const said = parseReady(line);
      if (said === null) return;
      clearTimeout(timer);
      resolve(said);
    });
    child.once('close', () => {
      clearTimeout(timer);
    });
  });
}

function parseReady(line: string): Ready | null {
  try {
    const said = JSON.parse(line) as Partial<Ready> & { readonly msg?: string };
    const { orchestrator, control_center } = said;
    return said.msg === 'ready' && orchestrator && control_center ? { orchestrator, control_center } : null;
  } catch {
    return null;
  }
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '(it said nothing)';
  }
}
