import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startServerProcess, type ServerProcess } from '../e2e/serverProcess.ts';
import type { Fault } from './evidence.ts';

export const ADMIN_PASSWORD = 'an admin password';

interface Member {
  process: ServerProcess;
  state: 'up' | 'down' | 'paused';
  urls: { readonly orchestrator: string; readonly control_center: string } | null;
}

/** Real servers on one database, each with a data directory of its own. */
export interface Fleet {
  readonly size: number;
  /** A server that is up, chosen at random; `pass` tells whether it still is that same life. */
  anyone(api: 'orchestrator' | 'control_center'): { readonly url: string; pass(): boolean };
  /** When the last fault began. */
  lastFault(): number;
  /** SIGKILL; resolves when it is dead. It is started again at once, `revived` tells when it answers. */
  kill(index: number): Promise<{ readonly revived: Promise<void> }>;
  /** SIGSTOP, and SIGCONT after that time. */
  pause(index: number, ms: number): Promise<void>;
  /** Servers that can be killed or paused now. */
  up(): readonly number[];
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly size: number;
  readonly folder: string;
  readonly env: (index: number) => Readonly<Record<string, string>>;
  /** The servers that requests go to. */
  readonly asked: readonly number[];
  readonly random: () => number;
  readonly faults: Fault[];
  /** Folder for what the servers log, one file each; not kept when null. */
  readonly logs: string | null;
}

export async function startFleet({ size, folder, env, asked, random, faults, logs }: FleetOptions): Promise<Fleet> {
  const secret = randomBytes(32).toString('base64');
  const members: Member[] = [];
  let stopping = false;

  async function launch(index: number): Promise<ServerProcess> {
    const dataDir = join(folder, `server-${index}`);
    await mkdir(dataDir, { recursive: true });
    const life = startServerProcess({
      PROVISIONING_DATA_DIR: dataDir,
      PROVISIONING_SECRET_KEY: secret,
      PROVISIONING_ADMIN_PASSWORD: ADMIN_PASSWORD,
      PROVISIONING_RATE_LIMIT_AUTH: '0',
      PROVISIONING_RATE_LIMIT_GENERAL: '0',
      PROVISIONING_RATE_LIMIT_BATCH: '0',
      ...env(index),
    });
    if (logs !== null)
      void life.exited.then(() => {
        appendFileSync(join(logs, `server-${index}.log`), `${life.lines.join('\n')}\n${life.stderr()}\n`);
      });
    return life;
  }

  /** Starts it as often as it takes: without its database a server does not start. */
  async function bringUp(index: number): Promise<void> {
    const member = members[index]!;
    for (let tries = 1; !stopping; tries++) {
      member.process = await launch(index);
      try {
        member.urls = await member.process.ready;
        member.state = 'up';
        watch(index);
        return;
      } catch (error) {
        if (tries === 20) throw error;
        await delay(250);
      }
    }
  }

  // Whoever stops the suite half-way stops its servers too.
  const killAll = (): void => {
    for (const { process: life } of members) void life.end('SIGKILL');
  };
  process.once('exit', killAll);

  const begin = (kind: string): Fault => {
    const fault = { kind, at: Date.now(), until: Infinity };
    faults.push(fault);
    return fault;
  };

  /** Nobody told it to end: that is a finding in itself, and nothing would go on without it. */
  function watch(index: number): void {
    const member = members[index]!;
    const life = member.process;
    void life.exited.then((code) => {
      if (stopping || member.state === 'down' || member.process !== life) return;
      member.state = 'down';
      const last = life.lines.slice(-3).join('\n');
      process.stderr.write(`server ${index} ended by itself with ${String(code)}: ${life.stderr()}\n${last}\n`);
      process.exit(1);
    });
  }

  for (let index = 0; index < size; index++) {
    members.push({ process: await launch(index), state: 'down', urls: null });
    await members[index]!.process.ready.then((urls) => {
      Object.assign(members[index]!, { urls, state: 'up' });
      watch(index);
    });
  }

  return {
    size,
    anyone(api) {
      const up = members.filter(({ state }, index) => state === 'up' && asked.includes(index));
      const chosen = up[Math.floor(random() * up.length)] ?? members[asked[0] ?? 0]!;
      const life = chosen.process;
      return {
        url: chosen.urls?.[api] ?? 'http://127.0.0.1:9',
        pass: () => chosen.state === 'up' && chosen.process === life,
      };
    },
    lastFault: () => faults.at(-1)?.at ?? 0,
    up: () => members.flatMap(({ state }, index) => (state === 'up' ? [index] : [])),
    async kill(index) {
      const member = members[index]!;
      member.state = 'down';
      const fault = begin('kill');
      await member.process.end('SIGKILL');
      const revived = bringUp(index).then(() => {
        fault.until = Date.now();
      });
      revived.catch(() => undefined);
      return { revived };
    },
    async pause(index, ms) {
      const member = members[index]!;
      const life = member.process;
      member.state = 'paused';
      const fault = begin('pause');
      process.kill(life.pid, 'SIGSTOP');
      await delay(ms);
      process.kill(life.pid, 'SIGCONT');
      member.state = 'up';
      fault.until = Date.now();
    },
    async stop() {
      stopping = true;
      process.off('exit', killAll);
      await Promise.all(
        members.map(async ({ process: life }) => {
          process.kill(life.pid, 'SIGCONT');
          await life.end('SIGKILL');
        }),
      );
    },
  };
}
