import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { composeBudgets } from './composeBudgets.ts';
import type { Identity } from './composeIdentity.ts';
import type { Config } from './config.ts';
import type { Clock } from './domain/clock.ts';
import { unprocessable } from './domain/errors.ts';
import type { JsonObject } from './domain/json.ts';
import type { Log } from './domain/log.ts';
import { budgeted } from './engine/budgeted.ts';
import { createEngine } from './engine/engine.ts';
import { createJournal } from './engine/journal.ts';
import type { EventLog } from './events/log.ts';
import { createActions } from './operations/actions.ts';
import type { OperationDeps } from './operations/deps.ts';
import { createHttpAction } from './providers/http/action.ts';
import { createGuard } from './providers/http/guard.ts';
import { pacedProviders } from './providers/paced.ts';
import { createProviders } from './providers/registry.ts';
import { createCheckpointRepository } from './repositories/checkpoints.ts';
import { createDriftRepository } from './repositories/drift.ts';
import { createPlanRepository } from './repositories/plans.ts';
import { createRollbackRepository } from './repositories/rollbacks.ts';
import type { Database } from './repositories/database.ts';
import { createEventRepository } from './repositories/events.ts';
import { createHistoryRepository } from './repositories/history.ts';
import { createJournalStore } from './repositories/journal.ts';
import { createResourceRepository } from './repositories/resources.ts';
import { createResumptionRepository } from './repositories/resumptions.ts';
import { createRunRepository } from './repositories/runs.ts';
import { createRunStore } from './repositories/runStore.ts';
import { createScheduleRepository } from './repositories/schedules.ts';
import { createSubmissionRepository } from './repositories/submissions.ts';
import { createOperationRepository } from './repositories/operations.ts';
import { createTaskRepository } from './repositories/tasks.ts';
import { createWaitRepository } from './repositories/waits.ts';
import type { AcceptDeps } from './services/acceptBatch.ts';
import type { ApprovalRules } from './services/approvals.ts';
import { createBatches } from './services/batches.ts';
import { createCheckpointKeeper } from './services/checkpointKeeper.ts';
import { createCheckpoints } from './services/checkpoints.ts';
import { createDrift } from './services/drift.ts';
import { createDriftWatch } from './services/driftWatch.ts';
import { createHistoryRetention } from './services/historyRetention.ts';
import { createLeftovers } from './services/leftovers.ts';
import { createObserve } from './services/observation.ts';
import { createPlanner } from './services/planner.ts';
import { createPlans } from './services/plans.ts';
import { createTakeCheckpoint } from './services/takeCheckpoint.ts';
import { createRollback } from './services/rollback.ts';
import { createScheduler } from './services/scheduler.ts';
import { createScheduleDue } from './services/scheduleDue.ts';
import { createSchedules } from './services/schedules.ts';
import { createScheduleTargets } from './services/scheduleTargets.ts';
import { createServers } from './services/servers.ts';
import { createState } from './services/state.ts';
import { createSubmit } from './services/submissions.ts';
import { createTasks } from './services/tasks.ts';
import { createWorkflows } from './services/workflows.ts';
import { createSettings } from './settings/settings.ts';
import { loadCatalog } from './taskservs/catalog.ts';
import { endpointName } from './webhooks/endpoint.ts';

interface RunsDeps {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly world: World;
  readonly identity: Pick<Identity, 'audit' | 'decider' | 'actorOf'>;
  readonly eventLog: EventLog;
  /** Tells the other servers of the database. */
  readonly announce: (channel: 'provisioning_events' | 'provisioning_runs', payload: string, latest?: boolean) => void;
}

/** Runs one server drives at once; the rest waits in the database for it or for others. */
const MAX_RUNS = 100;
const POLL_MS = 2_000;

/**
 * Names what the local drivers can reach: the servers of one data directory on one machine. Runs that touch them are
 * pinned to it.
 */
const reachOf = (dataDir: string): string =>
  `${hostname()}-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 8)}`;

/** catalog/ stands beside src/ in a clone and beside dist/ in the installed package. */
function catalogFolder(): string {
  const found = ['..', '../..'].map((up) => join(import.meta.dirname, up, 'catalog')).find((dir) => existsSync(dir));
  if (found === undefined) throw new Error('The folder catalog/ is missing from this installation');
  return found;
}

/** What needs no store: drivers, definitions and calls to others. Errors of the configuration show here, before one is opened. */
export async function composeWorld(config: Config, clock: Clock, catalogDir = catalogFolder()) {
  const host = reachOf(config.dataDir);
  const now = () => clock.now();
  const guard = createGuard({ allow: config.httpAllowCidrs, mode: 'onlyAllowed' });
  const providers = createProviders({
    config: config.providers,
    dataDir: config.dataDir,
    node: process.execPath,
    host,
    now,
  });
  return {
    host,
    providers,
    /** What keeps each provider from working, by name. */
    problems: async (): Promise<ReadonlyMap<string, readonly string[]>> =>
      new Map(
        await Promise.all(
          providers.names.map(async (name) => {
            const found = providers.lookUp(name);
            return [name, 'reason' in found ? [found.reason] : await found.provider.verify()] as const;
          }),
        ),
      ),
    catalog: await loadCatalog(catalogDir),
    settings: createSettings({ infraDir: config.infraDir, searchPath: config.searchPath }),
    http: createHttpAction({ guard, now }),
    close: guard.close,
  };
}

export type World = Awaited<ReturnType<typeof composeWorld>>;

/** What is to be done, who does it, and what came of it. */
export function composeRuns(deps: RunsDeps) {
  const { config, database, clock, newId, log, world, identity, eventLog, announce } = deps;
  const { host, catalog, settings, http } = world;
  const server = newId();
  const { slots, maxParallel, perSecond, paces } = composeBudgets({ config, database, server, log });
  const providers = pacedProviders(world.providers, paces);
  const runs = createRunRepository(database);
  const tasks = createTaskRepository(database);
  const resources = createResourceRepository(database);
  const checkpoints = createCheckpointRepository(database);
  const waits = createWaitRepository(database);

  const operations: OperationDeps = {
    provider: (name) => {
      const found = providers.lookUp(name);
      if ('reason' in found) throw unprocessable(found.reason);
      return found.provider;
    },
    catalog,
    world: resources,
    callHttp: async ({ url, headers, body, signal, fencingToken, ...meta }) => {
      await paces.get('http')?.turn(signal);
      const { status, answer } = await http.run(
        { url, headers, body: body as JsonObject },
        { ...meta, fence: fencingToken },
        signal,
      );
      return { status, result: answer };
    },
    host,
    newId,
    log,
  };
  const actions = budgeted(createActions(operations), maxParallel, slots);
  const journal = createJournal({
    store: createJournalStore(database),
    log,
    onCommit: (sequence) => {
      eventLog.wake(sequence ?? undefined);
      announce('provisioning_events', sequence === null ? '' : String(sequence), true);
    },
  });
  const engine = createEngine(
    {
      actions,
      journal,
      slots,
      clock,
      newId,
      random: Math.random,
      log,
      store: createRunStore(database),
      undoDeadlineMs: config.undoDeadlineSeconds * 1_000,
    },
    {
      owner: server,
      host,
      leaseSeconds: config.leaseSeconds,
      maxRuns: MAX_RUNS,
      pollMs: POLL_MS,
      monotonic: () => performance.now(),
      maxCrashes: config.maxCrashes,
    },
  );

  const stopping = new AbortController();
  const common = {
    runs,
    tasks,
    transact: database.transact,
    audit: identity.audit.record,
    signed: identity.audit.signed,
    submit: createSubmit(createSubmissionRepository({ database, clock })),
    decider: identity.decider,
    events: eventLog,
    engine,
    announce: (what: 'submitted' | 'cancelled') => {
      announce('provisioning_runs', what === 'submitted' ? `${what} ${server}` : what);
    },
    clock,
    newId,
    host,
    stopping: stopping.signal,
  };
  const approval: ApprovalRules = {
    environments: config.approvalEnvironments,
    otherPerson: config.approvalOtherPerson,
  };
  const accept: AcceptDeps = {
    ...common,
    resources,
    providers,
    catalog,
    refuseUrl: (url) => http.check({ url }),
    approval,
  };
  const rollbacks = createRollbackRepository(database);
  const drifts = createDriftRepository(database);
  const observe = createObserve({ providers, log, catalog, newId });
  const refuseProvider = (name: string): string | null => {
    const found = providers.lookUp(name);
    return 'reason' in found ? found.reason : null;
  };
  const takeCheckpoint = createTakeCheckpoint({ ...common, checkpoints });
  const undoing = { ...common, checkpoints, rollbacks, resources, describe: actions.describe, observe, refuseProvider };
  const workflows = createWorkflows({ ...common, settings, providers, catalog, approval });
  const batches = createBatches({
    ...accept,
    ...common,
    checkpoints,
    operations: createOperationRepository(database),
    resumptions: createResumptionRepository(database),
    observe,
    store: database.store,
    takeCheckpoint,
    checkpointBefore: config.checkpointsBeforeBatches,
  });
  const rollback = createRollback({ ...undoing, approval });
  const planner = createPlanner({ ...undoing, accept, operations, workflows, rollback, drift: drifts, approval });
  const plans = createPlans({
    ...common,
    plans: createPlanRepository(database),
    planner,
    drift: drifts,
    workflows,
    batches,
    rollback,
    approval,
    validHours: config.planHours,
  });
  const callsHttp = config.httpAllowCidrs.length > 0;
  const drift = createDrift({ ...common, drift: drifts, resources, rollbacks, providers, observe, plans, callsHttp });
  const keeper = createCheckpointKeeper({
    ...common,
    checkpoints,
    takeCheckpoint,
    log,
    rules: {
      everyOperations: config.checkpointsEveryOperations,
      keep: config.checkpointsKeep,
      keepDays: config.checkpointsKeepDays,
      planHours: config.planHours,
    },
  });
  const retention = createHistoryRetention({
    ...common,
    history: createHistoryRepository(database),
    checkpoints,
    log,
    rules: {
      taskDays: config.taskDays,
      tasks: config.taskKeep,
      eventDays: config.eventDays,
      deliveryDays: config.deliveryDays,
    },
    endpoints: config.webhookEndpoints.map(({ url }) => endpointName(url)),
  });
  const watch = createDriftWatch({ drift, intervalSeconds: config.driftIntervalSeconds, log });
  const taskService = createTasks({ ...common, waits, perSecond });
  const timed = { ...common, schedules: createScheduleRepository(database) };
  const targets = createScheduleTargets({ accept, batches, workflows, drift });
  const due = createScheduleDue({
    ...timed,
    targets,
    actorOf: identity.actorOf,
    cancel: async (actor, { runId, taskId }, batch) => {
      if (batch) await batches.cancel(actor, runId, {});
      else if (taskId !== null) await taskService.cancel(actor, taskId);
    },
  });
  const scheduler = createScheduler({
    ...timed,
    due,
    subscribe: (onEvents) => eventLog.subscribe(onEvents, undefined, true),
    log,
  });
  const changed = (): void => {
    scheduler.wake();
    announce('provisioning_runs', 'scheduled');
  };
  return {
    /** Who this server is, as its leases say. */
    server,
    /** Lets no caller wait any longer for the end of a run. */
    hangUp: (): void => {
      stopping.abort();
    },
    /** The budgets of providers, and what is taken of them. */
    budgets: () => waits.budgets(maxParallel),
    engine: {
      ...engine,
      start: async (): Promise<void> => {
        await engine.start();
        // The others count it at once: they leave it its share, and take their time when they stop.
        announce('provisioning_runs', 'joined');
      },
      stop: async (graceMs: number): Promise<void> => {
        slots.drain();
        await engine.stop(graceMs);
        await slots.idle();
      },
    },
    tasks: taskService,
    workflows,
    batches,
    state: createState({
      runs,
      tasks,
      events: createEventRepository({ database, clock }),
      describe: actions.describe,
      decider: identity.decider,
      clock,
    }),
    checkpoints: createCheckpoints({ ...common, checkpoints, takeCheckpoint }),
    rollback,
    leftovers: createLeftovers({ ...undoing, approval }),
    plans,
    drift,
    schedules: createSchedules({ ...timed, targets, changed }),
    /** Automatic checkpoints, the looks for drift, the schedules, and how long history is kept. */
    upkeep: {
      start: (): void => {
        keeper.start();
        watch.start();
        retention.start();
        scheduler.start();
      },
      stop: async (): Promise<void> => {
        await scheduler.stop();
        await retention.stop();
        await watch.stop();
        await keeper.stop();
      },
    },
    servers: createServers({ resources, runs, decider: identity.decider }),
    /** What another server announced. */
    heard: (payload: string): void => {
      if (payload === 'scheduled') scheduler.wake();
      else if (payload === 'cancelled' || payload === 'joined') engine.heed();
      else if (payload === 'granted') slots.wake();
      // This one was woken when it was submitted.
      else if (payload !== `submitted ${server}`) engine.wake();
    },
  };
}
