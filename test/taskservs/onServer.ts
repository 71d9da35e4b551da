import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskservAction } from '../../src/taskservs/action.ts';
import { loadCatalog, type Catalog } from '../../src/taskservs/catalog.ts';
import { validateParams } from '../../src/taskservs/params.ts';
import { context, spec } from '../providers/context.ts';
import { processProvider } from '../providers/processProvider.ts';
import { temporaryDataDir } from '../providers/processSubject.ts';

/** A running server of this machine, and what it takes to act on it. */
export interface OnServer {
  readonly catalog: Catalog;
  readonly root: string;
  action(
    taskserv: string,
    more?: Partial<Omit<TaskservAction, 'taskserv' | 'params'>> & { params?: object },
  ): TaskservAction;
  /** Everything on the server but the jobs' own directories. */
  files(): Promise<string[]>;
  delete(): Promise<void>;
  cleanUp(): Promise<void>;
}

/** `catalogDir`: the shipped catalog by default. */
export async function onServer(catalogDir = join(import.meta.dirname, '../../catalog')): Promise<OnServer> {
  const { dataDir, cleanUp } = await temporaryDataDir();
  const catalog = await loadCatalog(catalogDir);
  const provider = processProvider(dataDir);
  const server = await provider.create(context('a'), spec('web-01'));
  const transport = await provider.transport(context('a'), server.externalId);
  const root = join(dataDir, 'servers/upcloud/web-01');
  return {
    catalog,
    root,
    cleanUp,
    delete: () => provider.delete(context('a'), server.externalId),
    action(name, { params = {}, ...more } = {}) {
      const taskserv = catalog.taskserv(name);
      if (!taskserv) throw new Error(`the catalog has no ${name}`);
      return {
        transport,
        server: { name: 'web-01', driver: 'process', provider: 'upcloud' },
        taskserv,
        params: validateParams(taskserv, params, 'params'),
        token: `token-of-${name}`,
        attempt: 1,
        signal: new AbortController().signal,
        ...more,
      };
    },
    async files() {
      const entries = await readdir(root, { recursive: true });
      return entries.filter((entry) => !/^(jobs|run)\//.test(entry) && entry !== '.prov/taskservs').sort();
    },
  };
}
