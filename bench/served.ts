import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The real server in a process of its own, as `npm start` runs it; only the rate limits are off. */
export interface Served {
  readonly pid: number;
  readonly url: string;
  /** Where its control center listens. */
  readonly controlCenter: string;
  readonly token: string;
  /** Any answer below 300 as its data; another throws. */
  ask(method: string, path: string, body?: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** SIGTERM; milliseconds until its end. */
  stop(): Promise<number>;
}

export interface Answer {
  readonly ms: number;
  readonly bytes: number;
  readonly headers: Headers;
  /** Parsed: what the tests know of its form is not checked once more. */
  readonly data: unknown;
}

const PASSWORD = 'a password for the bench';

/**
 * `built` runs what `npm run build` has made, as an installed package does. `watch`: a folder for what `watch.ts` sees
 * in it.
 */
export async function serve(
  databaseUrl: string,
  dataDir: string,
  { built = false, watch }: { readonly built?: boolean; readonly watch?: string | undefined } = {},
): Promise<Served> {
  const watched = watch === undefined ? [] : ['--import', './bench/watch.ts'];
  const child = spawn(process.execPath, [...watched, built ? 'dist/src/main.js' : 'src/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      PATH: process.env['PATH'],
      ...(watch === undefined ? {} : { BENCH_WATCH: watch }),
      DATABASE_URL: databaseUrl,
      PROVISIONING_DATA_DIR: dataDir,
      PROVISIONING_ADMIN_PASSWORD: PASSWORD,
      PROVISIONING_ORCHESTRATOR_PORT: '0',
      PROVISIONING_CONTROL_CENTER_PORT: '0',
      PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
      PROVISIONING_RATE_LIMIT_AUTH: '0',
      PROVISIONING_RATE_LIMIT_GENERAL: '0',
      PROVISIONING_RATE_LIMIT_BATCH: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit');
  const ready = new Promise<{ orchestrator: string; control_center: string }>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { level: number; msg: string; orchestrator: string; control_center: string };
      if (entry.msg === 'ready') resolve(entry);
      else if (entry.level >= 40) console.error(line);
    });
    void exited.then(([code]) => {
      reject(new Error(`the server ended with ${String(code)}`));
    });
  });
  const { orchestrator: url, control_center: controlCenter } = await ready;
  const login = await fetch(`${controlCenter}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: PASSWORD }),
  });
  const { data } = (await login.json()) as { data: { token: string } };
  return {
    pid: child.pid!,
    url,
    controlCenter,
    token: data.token,
    ask: async (method, path, body, headers = {}) => {
      const from = performance.now();
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${data.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      const ms = performance.now() - from;
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
      return { ms, bytes: text.length, headers: answer.headers, data: (JSON.parse(text) as { data: unknown }).data };
    },
    stop: async () => {
      process.off('exit', kill);
      const from = performance.now();
      child.kill('SIGTERM');
      await exited;
      return performance.now() - from;
    },
  };
}

const statusOf = (pid: number, field: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Resident memory now, in MiB. */
export const residentMiB = (pid: number): number => statusOf(pid, 'VmRSS');
/** The most it has been, in MiB. */
export const peakMiB = (pid: number): number => statusOf(pid, 'VmHWM');

/** Seconds of processor time that a process has used, in user and system mode. */
export function cpuSeconds(pid: number): number {
  // The name in parentheses may hold spaces; fields 14 and 15 are utime and stime in hundredths.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
