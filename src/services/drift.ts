import type { Drift, DriftReport, Plan } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Providers } from '../providers/registry.ts';
import type { Difference, DriftFilter, DriftRepository, DriftRow } from '../repositories/drift.ts';
import type { ResourceRepository } from '../repositories/resources.ts';
import type { RollbackRepository } from '../repositories/rollbacks.ts';
import type { observedOf } from './driftDifferences.ts';
import { differencesOf, lookedForOf, type Recorded } from './driftDifferences.ts';
import type { Observe } from './observation.ts';
import type { PlanService } from './plans.ts';
import { isOfTaskserv } from './repairPlan.ts';
import { BACKWARD } from './rollbackRuns.ts';
import type { RunServiceDeps } from './runDeps.ts';

interface Unlisted {
  /** Providers that can't say what they have, so that orphans there are in no list. */
  readonly unlisted: DriftReport['unlisted'];
}

export interface DriftService {
  /** Compares what is recorded with what the providers have, and writes down the differences. */
  check(actor: Actor): Promise<DriftReport>;
  list(actor: Actor, filter: DriftFilter, page: PageRequest): Promise<Page<Drift> & Unlisted>;
  /** What is there is right: the record follows it. */
  adopt(actor: Actor, id: string): Promise<Drift>;
  ignore(actor: Actor, id: string, reason: string): Promise<Drift>;
  /** A plan that makes the world match the record again. */
  repair(actor: Actor, id: string): Promise<Plan>;
}

type DriftDeps = Pick<RunServiceDeps, 'transact' | 'audit' | 'decider' | 'clock' | 'newId' | 'host' | 'runs'> & {
  readonly drift: DriftRepository;
  readonly resources: ResourceRepository;
  readonly rollbacks: Pick<RollbackRepository, 'closeServer' | 'closeInstallation' | 'activeOn'>;
  readonly providers: Providers;
  readonly observe: Observe;
  readonly plans: Pick<PlanService, 'create'>;
  /** Whether `http` operations may be run. */
  readonly callsHttp: boolean;
};

const HTTP_UNLISTED = {
  provider: 'http',
  reason:
    'A service behind http operations has no call that lists what it did: what belongs to no run is found there, by the X-Batch-Id and Idempotency-Key that it was sent',
};

const toDrift = (row: DriftRow): Drift => ({
  id: row.id,
  kind: row.kind,
  resource: isOfTaskserv(row) ? 'taskserv' : 'server',
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

export function createDrift(deps: DriftDeps): DriftService {
  const unlisted = deps.callsHttp ? [HTTP_UNLISTED] : [];
  const permit = (actor: Actor, action: 'read' | 'update', id = '*', attributes = {}) =>
    deps.decider.require({ actor, action, resource: { kind: 'servers', id, attributes } });

  async function found(id: string, tx?: Tx): Promise<DriftRow> {
    const row = await deps.drift.find(id, tx);
    if (row === undefined) throw notFound('drift', id);
    return row;
  }

  const mine = async (): Promise<Recorded> => {
    const servers = (await deps.resources.living({})).filter((row) => row.host === null || row.host === deps.host);
    return { servers, installations: await deps.resources.installations(servers.map((row) => row.id)) };
  };

  /** Where a run may be at work: its marks come before its record, so they say nothing yet. */
  async function busyProviders(names: readonly string[]): Promise<ReadonlySet<string>> {
    if ((await deps.runs.open(BACKWARD)).length > 0) return new Set(names);
    const busy = await Promise.all(names.map((name) => deps.rollbacks.activeOn([], [name])));
    return new Set(names.filter((_, index) => busy[index] !== undefined));
  }

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
        if (isOfTaskserv(row)) await adoptTaskserv(tx, row, row.serverId, at);
        else if (row.kind === 'missing') await deps.rollbacks.closeServer(tx, row.serverId, at);
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

  async function adoptTaskserv(tx: Tx, row: DriftRow, serverId: string, at: Date): Promise<void> {
    const taskserv = row.name.slice(row.name.indexOf('/') + 1);
    if (row.kind === 'missing') {
      await deps.rollbacks.closeInstallation(tx, serverId, taskserv, at);
      return;
    }
    const { version, params } = row.observed ?? {};
    const same =
      JSON.stringify([version, params]) === JSON.stringify([row.expected?.['version'], row.expected?.['params']]);
    if (typeof version !== 'string' || typeof params !== 'object' || params === null || same) {
      throw conflict(`${row.name} doesn't stand there in a form that could be recorded: repair or ignore it`);
    }
    await deps.drift.adoptInstallation(tx, serverId, taskserv, version, params as JsonObject);
  }

  return {
    check: async (actor) => {
      await permit(actor, 'update');
      const before = await mine();
      const asked = [...new Set([...deps.providers.names, ...before.servers.map((row) => row.provider)])];
      const busyBefore = await busyProviders(asked);
      const searched = before.servers.filter((row) => !busyBefore.has(row.provider));
      const observation = await deps.observe(asked, { taskservs: lookedForOf(before), searched });
      const busy = new Set([...busyBefore, ...(await busyProviders(asked))]);
      const strangers = observation.strangers.filter(({ provider }) => !busy.has(provider));
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
      const found = differencesOf(before, await mine(), { ...observation, strangers }, fresh, driverOf);
      const unknown = [...observation.taskservs].flatMap(([key, seen]) =>
        seen.presence === 'unknown' ? [{ key, reason: seen.reason }] : [],
      );
      return deps.transact(async (tx) => {
        let fresh = 0;
        for (const row of found) if (await deps.drift.seen(tx, row)) fresh++;
        const gone = await deps.drift.closeUnseen(
          tx,
          asked.filter((name) => !observation.failures.has(name)),
          at,
          { taskservs: unknown.map(({ key }) => key), strangersOf: [...busy] },
        );
        const report: DriftReport = {
          servers: before.servers.length,
          open: await deps.drift.openCount(tx),
          found: fresh,
          gone,
          failures: [
            ...[...observation.failures].map(([provider, reason]) => ({ provider, reason })),
            ...unknown.map(({ key, reason }) => ({
              provider: key.split('/')[0]!,
              reason: `${key.slice(key.indexOf('/') + 1)}: ${reason}`,
            })),
          ]
            .slice(0, 1_000)
            .map(({ provider, reason }) => ({ provider, reason: reason.slice(0, 2_048) })),
          unlisted,
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
      return { items: items.map(toDrift), total, unlisted };
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
