import type { Drift, DriftReport, Plan } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Observed } from '../providers/provider.ts';
import type { Providers } from '../providers/registry.ts';
import type { Difference, DriftFilter, DriftRepository, DriftRow } from '../repositories/drift.ts';
import type { ResourceRepository, ServerRow } from '../repositories/resources.ts';
import type { RollbackRepository } from '../repositories/rollbacks.ts';
import { serverKey, type Observation, type Observe } from './observation.ts';
import type { PlanService } from './plans.ts';
import type { RunServiceDeps } from './runDeps.ts';

export interface DriftService {
  /** Compares what is recorded with what the providers have, and writes down the differences. */
  check(actor: Actor): Promise<DriftReport>;
  list(actor: Actor, filter: DriftFilter, page: PageRequest): Promise<Page<Drift>>;
  /** What is there is right: the record follows it. */
  adopt(actor: Actor, id: string): Promise<Drift>;
  ignore(actor: Actor, id: string, reason: string): Promise<Drift>;
  /** A plan that makes the world match the record again. */
  repair(actor: Actor, id: string): Promise<Plan>;
}

type DriftDeps = Pick<RunServiceDeps, 'transact' | 'audit' | 'decider' | 'clock' | 'newId' | 'host'> & {
  readonly drift: DriftRepository;
  readonly resources: ResourceRepository;
  readonly rollbacks: Pick<RollbackRepository, 'closeServer'>;
  readonly providers: Providers;
  readonly observe: Observe;
  readonly plans: Pick<PlanService, 'create'>;
};

const toDrift = (row: DriftRow): Drift => ({
  id: row.id,
  kind: row.kind,
  status: row.status,
  provider: row.provider,
  driver: row.driver,
  name: row.name,
  external_id: row.externalId,
  server_id: row.serverId,
  expected: row.expected,
  observed: row.observed,
  reason: row.reason,
  plan_id: row.planId,
  detected_at: row.detectedAt.toISOString(),
  last_seen_at: row.lastSeenAt.toISOString(),
  closed_at: row.closedAt?.toISOString() ?? null,
});

const expectedOf = (row: ServerRow) => ({
  plan: row.plan,
  zone: row.zone,
  labels: row.labels,
  external_id: row.externalId,
  phase: 'running',
});

const observedOf = (seen: Observed) => ({
  plan: seen.spec.plan,
  zone: seen.spec.zone,
  labels: seen.spec.labels,
  external_id: seen.externalId,
  phase: seen.phase,
});

const differs = (row: ServerRow, seen: Observed): boolean => {
  const text = (value: object): string => JSON.stringify(Object.entries(value).sort());
  const { labels: expected, ...a } = expectedOf(row);
  const { labels: observed, ...b } = observedOf(seen);
  return text(a) !== text(b) || text(expected) !== text(observed);
};

/** Recorded as finished: neither being made nor being deleted. */
const settled = (row: ServerRow): boolean => row.status !== 'creating' && row.status !== 'deleting';

/**
 * The differences of a world that was read before and after the providers were asked: what a run was changing meanwhile
 * is in neither reading settled, and is left for the next look.
 */
function differencesOf(
  before: readonly ServerRow[],
  after: readonly ServerRow[],
  { servers, failures }: Observation,
  fresh: (row: Pick<Difference, 'kind' | 'provider' | 'driver' | 'name'>) => Difference,
  driverOf: (provider: string) => string,
): Difference[] {
  const stable = new Map(after.filter(settled).map((row) => [row.id, row]));
  const known = new Set([...before, ...after].map(serverKey));
  const found: Difference[] = [];
  for (const old of before) {
    const row = stable.get(old.id);
    if (row === undefined || !settled(old) || failures.has(row.provider)) continue;
    const seen = servers.get(serverKey(row));
    if (seen !== undefined && !differs(row, seen)) continue;
    found.push({
      ...fresh({ kind: seen === undefined ? 'missing' : 'changed', ...row }),
      externalId: row.externalId,
      serverId: row.id,
      expected: expectedOf(row),
      observed: seen === undefined ? null : observedOf(seen),
    });
  }
  for (const [key, seen] of servers) {
    if (known.has(key)) continue;
    const provider = key.slice(0, key.length - seen.spec.name.length - 1);
    found.push({
      ...fresh({ kind: 'orphan', provider, driver: driverOf(provider), name: seen.spec.name }),
      externalId: seen.externalId,
      expected: null,
      observed: { ...observedOf(seen), token: seen.createdBy },
    });
  }
  return found;
}

export function createDrift(deps: DriftDeps): DriftService {
  const permit = (actor: Actor, action: 'read' | 'update', id = '*', attributes = {}) =>
    deps.decider.require({ actor, action, resource: { kind: 'servers', id, attributes } });

  async function found(id: string, tx?: Tx): Promise<DriftRow> {
    const row = await deps.drift.find(id, tx);
    if (row === undefined) throw notFound('drift', id);
    return row;
  }

  const mine = async (): Promise<ServerRow[]> =>
    (await deps.resources.living({})).filter((row) => row.host === null || row.host === deps.host);

  const driverOf = (provider: string): string => {
    const looked = deps.providers.lookUp(provider);
    return 'reason' in looked ? 'unknown' : looked.provider.driver;
  };

  async function open(actor: Actor, id: string): Promise<DriftRow> {
    const row = await found(id);
    await permit(actor, 'update', row.name, { provider: row.provider });
    if (row.status !== 'open') throw conflict(`Drift ${id} (${row.name}) is ${row.status}, no longer open`);
    return row;
  }

  async function decided(
    actor: Actor,
    row: DriftRow,
    decision: { readonly status: 'ignored' | 'adopted'; readonly reason: string | null },
  ): Promise<Drift> {
    const at = deps.clock.now();
    return deps.transact(async (tx) => {
      if (!(await deps.drift.decide(tx, row.id, { ...decision, at })))
        throw conflict(`Drift ${row.id} (${row.name}) is no longer open`);
      if (decision.status === 'adopted' && row.serverId !== null) {
        if (row.kind === 'missing') await deps.rollbacks.closeServer(tx, row.serverId, at);
        else await deps.drift.adoptServer(tx, row.serverId, adoptable(row));
      }
      const data = toDrift(await found(row.id, tx));
      await keepAnswer(tx, actor, decision.status === 'adopted' ? 'adoptDrift' : 'ignoreDrift', { data });
      await deps.audit(tx, {
        actor,
        action: decision.status === 'adopted' ? 'drift.adopt' : 'drift.ignore',
        resource: `servers/${row.name}`,
        result: 'success',
        details: { drift_id: row.id, kind: row.kind, reason: decision.reason },
      });
      return data;
    });
  }

  return {
    check: async (actor) => {
      await permit(actor, 'update');
      const before = await mine();
      const observation = await deps.observe([...deps.providers.names, ...before.map((row) => row.provider)]);
      const at = deps.clock.now();
      const fresh = ({ kind, provider, driver, name }: Pick<Difference, 'kind' | 'provider' | 'driver' | 'name'>) => ({
        id: deps.newId(),
        kind,
        provider,
        driver,
        name,
        detectedAt: at,
        lastSeenAt: at,
      });
      const found = differencesOf(before, await mine(), observation, fresh, driverOf);
      const asked = [...new Set([...deps.providers.names, ...before.map((row) => row.provider)])];
      return deps.transact(async (tx) => {
        let fresh = 0;
        for (const row of found) if (await deps.drift.seen(tx, row)) fresh++;
        const gone = await deps.drift.closeUnseen(
          tx,
          asked.filter((name) => !observation.failures.has(name)),
          at,
        );
        const report: DriftReport = {
          servers: before.length,
          open: await deps.drift.openCount(tx),
          found: fresh,
          gone,
          failures: [...observation.failures].map(([provider, reason]) => ({
            provider,
            reason: reason.slice(0, 2_048),
          })),
        };
        await keepAnswer(tx, actor, 'checkDrift', { data: report });
        if (fresh > 0 || gone > 0) {
          await deps.audit(tx, {
            actor,
            action: 'drift.check',
            resource: 'servers/*',
            result: 'success',
            details: { found: fresh, gone },
          });
        }
        return report;
      });
    },

    list: async (actor, filter, page) => {
      await permit(actor, 'read');
      const { items, total } = await deps.drift.list(filter, page);
      return { items: items.map(toDrift), total };
    },

    adopt: async (actor, id) => {
      const row = await open(actor, id);
      if (row.kind === 'orphan')
        throw conflict(
          `${row.name} belongs to no run: remove it through a plan (POST /drift/${id}/repair) or ignore it`,
        );
      return decided(actor, row, { status: 'adopted', reason: null });
    },

    ignore: async (actor, id, reason) => decided(actor, await open(actor, id), { status: 'ignored', reason }),

    repair: async (actor, id) => {
      await open(actor, id);
      return deps.plans.create(actor, { type: 'repair', drift_ids: [id] });
    },
  };
}

function adoptable(row: DriftRow): Parameters<DriftRepository['adoptServer']>[2] {
  const seen = row.observed as unknown as ReturnType<typeof observedOf>;
  return {
    plan: seen.plan,
    zone: seen.zone,
    labels: seen.labels,
    externalId: seen.external_id,
    status: seen.phase === 'running' ? 'running' : 'stopped',
  };
}
