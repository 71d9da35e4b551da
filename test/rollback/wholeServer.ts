import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../src/config.ts';
import { startServer, type ServerOptions, type TestAnswer, type TestServer } from '../harness/server.ts';
import { context } from '../providers/context.ts';
import { processProvider } from '../providers/processProvider.ts';

export interface ServerWish {
  readonly name: string;
  readonly plan?: string;
  readonly protect?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The composed server over the process driver, and a way to change the driver's world behind its back. */
export async function wholeServer(
  config: Partial<Config> = {},
  from: Pick<ServerOptions, 'catalogDir' | 'database'> = {},
) {
  const server: TestServer = await startServer({ config, ...from });
  const { dataDir } = server.config;
  const provider = processProvider(dataDir);
  const call = (method: string, path: string, json?: unknown, token?: string): Promise<TestAnswer> =>
    server.request('orchestrator', path, {
      method,
      ...(json === undefined ? {} : { json }),
      ...(token === undefined ? {} : { token }),
    });

  /** The data of a success; anything else fails the test with the answer's text. */
  async function data<T>(answer: Promise<TestAnswer>): Promise<T> {
    const { status, body, text } = await answer;
    if (status >= 300) throw new Error(`${status}: ${text}`);
    return body.data as T;
  }

  async function endedBatch(
    id: string,
  ): Promise<{ status: string; error: string | null; rollback_status: string | null }> {
    for (;;) {
      const batch = await data<{
        terminal: boolean;
        status: string;
        error: string | null;
        rollback_status: string | null;
      }>(call('GET', `/batch/operations/${id}`));
      if (batch.terminal) return batch;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function endedRollback(id: string): Promise<{ status: string; success: boolean }> {
    for (;;) {
      const run = await data<{ status: string; success: boolean }>(call('GET', `/rollback/${id}`));
      if (run.status !== 'Pending' && run.status !== 'Running') return run;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const batchOf = (name: string, operations: readonly object[], more: object = {}) => ({ name, operations, ...more });

  const serverOperation = (id: string, servers: readonly ServerWish[]) => ({
    id,
    type: 'server_batch',
    provider: 'upcloud',
    server_configs: servers.map(({ name, plan = '1xCPU-2GB', ...more }) => ({ name, plan, zone: 'de-fra1', ...more })),
  });

  /** Runs a batch to its end; answers with its id. */
  async function batch(name: string, operations: readonly object[], more: object = {}): Promise<string> {
    const { batch_id: id } = await data<{ batch_id: string }>(
      call('POST', '/batch/execute', batchOf(name, operations, more)),
    );
    await endedBatch(id);
    return id;
  }

  const servers = async (...wishes: readonly ServerWish[]): Promise<string> => {
    const id = await batch('servers', [serverOperation('servers', wishes)]);
    const { status, error } = await endedBatch(id);
    if (status !== 'Completed') throw new Error(`the servers were not made: ${String(error)}`);
    return id;
  };

  const checkpoint = (name: string): Promise<string> => data<string>(call('POST', '/rollback/checkpoints', { name }));

  /** What the driver really has, by name. */
  async function observed() {
    const list = await provider.list(context('look'));
    return new Map(list.map((one) => [one.spec.name, one]));
  }

  const rootOf = (name: string): string => join(dataDir, 'servers/upcloud', name);

  /** Takes the key-value store off a server, or changes its parameters, without telling anybody. */
  async function spoil(name: string, how: 'gone' | 'changed' | 'unmarked'): Promise<void> {
    const home = join(rootOf(name), 'opt/kv-store');
    if (how === 'changed') await writeFile(join(home, 'params.json'), '{"port":0,"max_value_bytes":7}');
    else await rm(home, { recursive: true, force: true });
    if (how === 'unmarked') await rm(join(rootOf(name), '.prov/taskservs/kv-store.json'), { force: true });
  }

  /** The parameters with which the key-value store stands on a server; null when it doesn't. */
  async function standing(name: string): Promise<unknown> {
    const text = await readFile(join(rootOf(name), 'opt/kv-store/params.json'), 'utf8').catch(() => null);
    return text === null ? null : JSON.parse(text);
  }

  const kv = (id: string, names: readonly string[], params?: object) => ({
    id,
    type: 'taskserv_batch',
    provider: 'upcloud',
    taskservs: ['kv-store'],
    servers: names,
    ...(params === undefined ? {} : { params: { 'kv-store': params } }),
  });

  /** What is recorded as living, by name. */
  async function recorded() {
    const list = await data<
      { name: string; status: string; plan: string; labels: object; taskservs: { name: string }[] }[]
    >(call('GET', '/servers?limit=1000'));
    return new Map(list.filter(({ status }) => status !== 'deleted').map((one) => [one.name, one]));
  }

  return {
    server,
    provider,
    call,
    data,
    batch,
    batchOf,
    serverOperation,
    servers,
    checkpoint,
    observed,
    recorded,
    rootOf,
    spoil,
    standing,
    kv,
    endedBatch,
    endedRollback,
    async stop(): Promise<void> {
      for (const one of await provider.list(context('stop'))) await provider.delete(context('stop'), one.externalId);
      await server.stop();
    },
  };
}

export type Whole = Awaited<ReturnType<typeof wholeServer>>;
