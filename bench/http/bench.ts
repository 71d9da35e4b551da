import { fork, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openPostgres } from '../../src/repositories/database.ts';
import { createRunRepository } from '../../src/repositories/runs.ts';
import { batchOf } from '../batch.ts';
import { median, rounded } from '../figures.ts';
import type { BenchPostgres } from '../postgres.ts';
import { fan } from '../shapes.ts';
import type { Load, Loaded } from './load.ts';
import type { ProductServer } from './product.ts';

export interface HttpRow {
  readonly row: string;
  readonly server: string;
  readonly perSecond: number;
  readonly range: readonly [number, number];
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** Tasks in the database while it is read. */
const HISTORY = 10_000;
const CONNECTIONS = 50;

interface Started<T> {
  readonly told: T;
  readonly child: ChildProcess;
  stop(): void;
}

/** Runs a script of this folder and waits for its first word. */
function start<T>(script: string, args: readonly string[]): Promise<Started<T>> {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = fork(join(import.meta.dirname, script), args, { stdio: [...stdio] });
  const stop = (): void => {
    process.off('exit', stop);
    child.kill('SIGKILL');
  };
  process.once('exit', stop);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`${script} ended with ${String(code)}`));
    });
    child.once('message', (told) => {
      resolve({ told: told as T, child, stop });
    });
  });
}

/** Where the profile of a row goes; undefined when none is wanted. */
export type Profile = ((row: string) => string) | undefined;

const told = (child: ChildProcess, profile: string | null): Promise<void> =>
  new Promise((resolve) => {
    child.once('message', () => {
      resolve();
    });
    child.send({ profile });
  });

async function profiled<T>(child: ChildProcess, file: string | undefined, work: () => Promise<T>): Promise<T> {
  if (file === undefined) return work();
  await told(child, null);
  const done = await work();
  await told(child, file);
  return done;
}

function createLoader() {
  const child = fork(join(import.meta.dirname, 'load.ts'));
  return {
    put: (load: Load): Promise<Loaded> =>
      new Promise((resolve, reject) => {
        child.once('message', (answer: { readonly loaded: Loaded } | { readonly error: string }) => {
          if ('loaded' in answer) resolve(answer.loaded);
          else reject(new Error(`${load.method} ${load.path}: ${answer.error}`));
        });
        child.send(load);
      }),
    stop: () => child.kill('SIGKILL'),
  };
}

const batchBody = (operations: number, url: string): string =>
  JSON.stringify({
    name: 'bench',
    version: '1.0.0',
    operations: Array.from({ length: operations }, (_, i) => ({
      id: `op-${i}`,
      type: 'http',
      do: { url: `${url}/do` },
    })),
  });

/** Completed batches of a thousand operations each, oldest first; the id of one operation. */
async function fillHistory(databaseUrl: string): Promise<string> {
  const database = await openPostgres(databaseUrl);
  const runs = createRunRepository(database);
  let id = '';
  for (let i = 0; i < HISTORY; i += 1_000) {
    const { run, tasks } = batchOf(fan(1_000), 10);
    const now = new Date();
    const ended = { ...run, status: 'Completed' as const, startedAt: now, completedAt: now };
    await database.transact((tx) =>
      runs.insert(
        tx,
        ended,
        tasks.map((task) => ({ ...task, status: 'Completed' as const })),
      ),
    );
    id = tasks[500]!.id;
  }
  await database.close();
  return id;
}

/** Until V8 has compiled what a submit needs: about 3,000 requests, which any server has behind it after a minute. */
const WARM_UP_MS = 8_000;

/**
 * How long one submit of one operation takes, while the engine runs what was submitted before. `peer` takes its turn in
 * each round, and tells how long one of its own takes.
 */
export async function submitLatency(
  postgres: BenchPostgres,
  folder: string,
  { rounds, ms, profile }: { readonly rounds: number; readonly ms: number; readonly profile: Profile },
  peer?: () => Promise<number>,
): Promise<{ readonly row: HttpRow; readonly peerMs: number | undefined }> {
  const databaseUrl = await postgres.database('bench_http_submit');
  const loader = createLoader();
  const sink = await start<{ url: string }>('plain.ts', ['bare', Buffer.from('{}').toString('base64')]);
  await mkdir(join(folder, 'submit'), { recursive: true });
  const product = await start<ProductServer>('product.ts', [databaseUrl, join(folder, 'submit')]);
  try {
    const load: Load = {
      url: product.told.url,
      method: 'POST',
      path: '/batch/execute',
      headers: { authorization: `Bearer ${product.told.token}` },
      body: batchBody(1, sink.told.url),
      connections: 1,
      ms,
    };
    await loader.put({ ...load, ms: WARM_UP_MS });
    await peer?.();
    const name = 'POST a batch of 1, one client, engine running';
    const measured: Loaded[] = [];
    const peers: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await postgres.tidy(databaseUrl);
      const file = round === rounds - 1 ? profile?.(name) : undefined;
      measured.push(await profiled(product.child, file, () => loader.put(load)));
      if (peer !== undefined) peers.push(await peer());
    }
    const peerMs = peers.length === 0 ? undefined : rounded(median(peers), 2);
    return { row: rowOf(name, 'this server', measured), peerMs };
  } finally {
    for (const one of [product, sink]) one.stop();
    loader.stop();
  }
}

function rowOf(row: string, server: string, rounds: readonly Loaded[]): HttpRow {
  const rates = rounds.map(({ perSecond }) => perSecond);
  return {
    row,
    server,
    perSecond: median(rates),
    range: [Math.min(...rates), Math.max(...rates)],
    p50Ms: rounded(median(rounds.map(({ p50Ms }) => p50Ms)), 2),
    p99Ms: rounded(median(rounds.map(({ p99Ms }) => p99Ms)), 2),
  };
}

/**
 * Requests a second at 50 connections: the whole server, then Hono with the same database work and nothing else, then
 * node:http with the same answer and no database. What is submitted here isn't run meanwhile.
 */
export async function throughput(
  postgres: BenchPostgres,
  folder: string,
  rounds: number,
  ms: number,
  profile: Profile,
): Promise<HttpRow[]> {
  const databaseUrl = await postgres.database('bench_http');
  await mkdir(join(folder, 'http'), { recursive: true });
  const product = await start<ProductServer>('product.ts', [databaseUrl, join(folder, 'http'), 'idle']);
  const hono = await start<{ url: string }>('plain.ts', ['hono', databaseUrl]);
  const loader = createLoader();
  const started: Started<unknown>[] = [product, hono];
  const found: HttpRow[] = [];
  try {
    const id = await fillHistory(databaseUrl);
    const headers = { authorization: `Bearer ${product.told.token}` };
    const asked: readonly Asked[] = [
      { method: 'GET', path: `/tasks/${id}` },
      { method: 'GET', path: '/tasks?limit=50' },
      { method: 'POST', path: '/batch/execute', body: batchBody(10, 'http://127.0.0.1:9') },
    ];
    for (const what of asked) {
      await postgres.tidy(databaseUrl);
      const load = { ...what, headers, connections: CONNECTIONS, ms };
      const { sample } = await loader.put({ ...load, url: product.told.url, ms: 300 });
      const bare = await start<{ url: string }>('plain.ts', ['bare', Buffer.from(sample).toString('base64')]);
      started.push(bare);
      const servers = {
        'this server': product.told.url,
        'Hono, same queries': hono.told.url,
        'bare node:http': bare.told.url,
      };
      const row = `${what.method} ${what.path.replace(id, '{id}')}${what.body === undefined ? '' : ', 10 operations'}`;
      const measured = new Map<string, Loaded[]>();
      for (let round = -1; round < rounds; round++) {
        for (const [name, url] of Object.entries(servers)) {
          const file = url === product.told.url && round === rounds - 1 ? profile?.(row) : undefined;
          const loaded = await profiled(product.child, file, () => loader.put({ ...load, url }));
          if (round >= 0) measured.set(name, [...(measured.get(name) ?? []), loaded]);
        }
      }
      for (const [name, list] of measured) found.push(rowOf(row, name, list));
    }
    return found;
  } finally {
    for (const one of started) one.stop();
    loader.stop();
  }
}

/** Prints the rows in groups; the first of each group is ours and is set against the others. */
export function printHttp(rows: readonly HttpRow[]): void {
  let group = '';
  let ours = Number.NaN;
  for (const { row, server, perSecond, range, p50Ms, p99Ms } of rows) {
    if (row !== group) {
      console.log(`\n${row}`);
      group = row;
      ours = perSecond;
    }
    const share = perSecond === ours ? '' : `   ours is ${((100 * ours) / perSecond).toFixed(0)} % of it`;
    console.log(
      `  ${server.padEnd(20)} ${perSecond}/s (${range[0]}-${range[1]}), p50 ${p50Ms} p99 ${p99Ms} ms${share}`,
    );
  }
}
