import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Capabilities, Ctx, FindBy, Observed, ServerProvider } from '../../provider.ts';
import { ProviderError } from '../../provider.ts';
import { quoted } from '../../quoted.ts';
import { basePath } from '../../jobShell.ts';
import { externalIdOf, nameOf, segment } from '../../names.ts';
import { planServer } from '../../plan.ts';
import { isAbsent, writeWhole } from './files.ts';
import { layout } from './layout.ts';
import { makeServer, readMeta, removeServer, startInit, type Meta } from './server.ts';
import { isAlive, readMark } from './processes.ts';
import { createProcessTransport } from './transport.ts';

interface ProcessProviderDeps {
  /** The name users write; its servers lie apart from those of other names. */
  readonly name: string;
  /** Data directory of the orchestrator. */
  readonly dataDir: string;
  /** Node binary for task services (`PROV_NODE`). */
  readonly node: string;
  /** This machine's name: these servers live and die with it. */
  readonly host: string;
  readonly now: () => Date;
}

const capabilities: Capabilities = {
  plans: 'any',
  zones: 'any',
  idempotentCreate: 'token',
  isolation: 'none',
  maxParallel: 32,
};

/** Driver `process`: a server is a directory and process groups on this machine. No isolation, no address of its own. */
export function createProcessProvider({ name, dataDir, node, host, now }: ProcessProviderDeps): ServerProvider {
  const base = resolve(dataDir, 'servers', segment('provider', name));
  const at = (server: string) => layout(join(base, segment('server', server)));
  const environment = (meta: { name: string }): Record<string, string> => ({
    PATH: basePath,
    LANG: 'C.UTF-8',
    HOME: join(at(meta.name).root, 'home'),
    PROV_ROOT: at(meta.name).root,
    PROV_RUN: at(meta.name).run,
    PROV_SERVER_NAME: meta.name,
    PROV_NODE: node,
  });

  const observe = async (meta: Meta): Promise<Observed> => {
    const server = at(meta.name);
    const alive = await isAlive(await readMark(server.initMark));
    return {
      externalId: meta.id,
      phase: meta.deleting ? 'deleting' : alive ? 'running' : 'stopped',
      spec: { name: meta.name, plan: meta.plan, zone: meta.zone, labels: meta.labels },
      addresses: [{ kind: 'private', ip: '127.0.0.1' }],
      createdBy: meta.token,
      host,
    };
  };

  const all = async (): Promise<Meta[]> => {
    const names = (await readdir(base).catch(isAbsent([]))).filter((entry) => !entry.startsWith('.'));
    const metas = await Promise.all(names.map((entry) => readMeta(at(entry))));
    return metas.filter((meta) => meta !== null);
  };

  const byId = async (externalId: string): Promise<Meta | null> => {
    const meta = await readMeta(at(nameOf(externalId)));
    return meta?.id === externalId ? meta : null;
  };

  const need = async (externalId: string): Promise<Meta> => {
    const meta = await byId(externalId);
    if (meta) return meta;
    throw new ProviderError('NOT_FOUND', 'fatal', `There is no server ${externalId} of provider ${name} on ${host}`);
  };

  const lookUp = async (by: FindBy): Promise<Meta | null> => {
    if ('externalId' in by) return byId(by.externalId);
    if ('name' in by) return readMeta(at(by.name));
    return (await all()).find((meta) => meta.token === by.token) ?? null;
  };

  return {
    name,
    driver: 'process',
    capabilities,
    plan: planServer,

    async verify() {
      const problem = (error: Error): string[] => [`${base} can't be written: ${error.message}`];
      return mkdir(base, { recursive: true, mode: 0o700 }).then(() => [], problem);
    },

    async find(_ctx, by) {
      const meta = await lookUp(by);
      return meta && observe(meta);
    },

    async create(ctx: Ctx, spec) {
      ctx.signal.throwIfAborted();
      const wanted = {
        ...spec,
        token: ctx.token,
        id: externalIdOf(spec.name, ctx.token),
        createdAt: now().toISOString(),
      };
      const meta = await makeServer(base, at(spec.name), wanted);
      if (meta === 'foreign') {
        const message = `${name} has a directory ${spec.name} that isn't a server of ours; move it away`;
        throw new ProviderError('NAME_TAKEN', 'fatal', message);
      }
      if (meta.token !== ctx.token) {
        throw new ProviderError('NAME_TAKEN', 'fatal', `${name} already has a server named ${spec.name}`);
      }
      if (meta.deleting) throw new ProviderError('DELETING', 'retryable', `Server ${spec.name} is being deleted`);
      await startInit(at(spec.name), environment(meta));
      return observe(meta);
    },

    async update(ctx, externalId, spec) {
      const meta = await need(externalId);
      ctx.signal.throwIfAborted();
      const { deleting: _, ...kept } = meta;
      const next = { ...kept, plan: spec.plan, zone: spec.zone, labels: spec.labels };
      await writeWhole(at(meta.name).meta, JSON.stringify(next, null, 2), 0o600);
      return observe({ ...next, deleting: false });
    },

    async wait(ctx, externalId, until) {
      ctx.signal.throwIfAborted();
      const meta = await byId(externalId);
      // Creating and deleting are done when they return, so there is nothing that waiting could bring.
      if (until === 'gone') {
        if (meta === null) return null;
        throw new ProviderError('STILL_THERE', 'retryable', `Server ${externalId} has not been deleted`);
      }
      const seen = await observe(await need(externalId));
      if (seen.phase === 'running') return seen;
      throw new ProviderError(
        'NOT_RUNNING',
        'retryable',
        `Server ${externalId} is ${seen.phase}; creating it again starts it`,
      );
    },

    async delete(ctx, externalId) {
      ctx.signal.throwIfAborted();
      await removeServer(base, at(nameOf(externalId)), externalId);
    },

    async list(_ctx, labels = {}) {
      const wanted = Object.entries(labels);
      const metas = (await all()).filter((meta) => wanted.every(([key, value]) => meta.labels[key] === value));
      return Promise.all(metas.map(observe));
    },

    removeByHand: (server) => byHand(at(server).root),

    async transport(_ctx, externalId) {
      const meta = await need(externalId);
      return createProcessTransport({ server: at(meta.name), environment: environment(meta) });
    },
  };
}

/** Ends every process that carries the server's root in its environment (on Linux), then removes the directory. */
function byHand(root: string): string {
  const processes = `grep -lzxsF ${quoted(`PROV_ROOT=${root}`)} /proc/[0-9]*/environ | cut -d/ -f3`;
  return `${processes} | xargs -r kill -KILL; rm -rf ${quoted(root)}`;
}
