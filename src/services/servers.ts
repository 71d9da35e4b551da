import type { Server } from '../../generated/contract/orchestrator.ts';
import type { ServerStatus } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import { notFound } from '../domain/errors.ts';
import type { Page } from '../domain/paging.ts';
import type { Decider } from '../policy/decide.ts';
import type { InstallationRow, ResourceRepository, ServerRow } from '../repositories/resources.ts';
import type { RunRepository } from '../repositories/runs.ts';
import { serverFacts } from './policyFacts.ts';

export interface ServerFilter {
  readonly provider?: string | undefined;
  readonly status?: ServerStatus | undefined;
  readonly infra?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

export interface ServerService {
  list(actor: Actor, filter: ServerFilter): Promise<Page<Server>>;
  get(actor: Actor, id: string): Promise<Server>;
}

const toServer = (row: ServerRow, installed: readonly InstallationRow[], batches: ReadonlySet<string>): Server => ({
  id: row.id,
  name: row.name,
  provider: row.provider,
  driver: row.driver,
  status: row.status,
  host: row.host,
  external_id: row.externalId,
  infra: row.infra,
  plan: row.plan,
  zone: row.zone,
  labels: { ...row.labels },
  addresses: row.addresses,
  protect: row.protect,
  taskservs: installed.map((one) => ({ name: one.taskserv, version: one.version, status: 'installed' })),
  created_at: row.createdAt.toISOString(),
  deleted_at: row.deletedAt?.toISOString() ?? null,
  batch_id: batches.has(row.runId) ? row.runId : null,
  task_id: row.taskId,
});

interface ServerDeps {
  readonly resources: ResourceRepository;
  readonly runs: Pick<RunRepository, 'batchesAmong'>;
  readonly decider: Pick<Decider, 'decide' | 'rows'>;
}

/** The recorded servers with what is installed on them. */
export function createServers(deps: ServerDeps): ServerService {
  return {
    list: async (actor, { limit, offset, ...filter }) => {
      const visible = await deps.decider.rows(actor, 'read', 'servers');
      const { items, total } = await deps.resources.list({ ...filter, visible }, { limit, offset });
      const installed = await deps.resources.installations(items.map((row) => row.id));
      const batches = await deps.runs.batchesAmong(items.map((row) => row.runId));
      return { items: items.map((row) => toServer(row, installed.get(row.id) ?? [], batches)), total };
    },
    get: async (actor, id) => {
      const row = await deps.resources.server(id);
      if (row === undefined) throw notFound('server', id);
      const resource = { kind: 'servers', id, attributes: serverFacts(row) } as const;
      const { allowed } = await deps.decider.decide({ actor, action: 'read', resource });
      if (!allowed) throw notFound('server', id);
      const installed = await deps.resources.installations([id]);
      return toServer(row, installed.get(id) ?? [], await deps.runs.batchesAmong([row.runId]));
    },
  };
}
