import { mkdir } from 'node:fs/promises';
import { composeIdentity, type Identity } from './composeIdentity.ts';
import { composeRuns, composeWorld, type World } from './composeRuns.ts';
import { ConfigError, type Config } from './config.ts';
import { systemClock, type Clock } from './domain/clock.ts';
import { newId } from './domain/ids.ts';
import type { Log } from './domain/log.ts';
import { createAnnouncer } from './events/announcer.ts';
import { createEventFeed } from './events/feed.ts';
import { createEventLog } from './events/log.ts';
import { createApp, type App } from './http/app.ts';
import type { CommonDeps } from './http/deps.ts';
import { createEventStream, type EventStream } from './http/ws.ts';
import { createGuard, type Guard } from './providers/http/guard.ts';
import { openPglite, openPostgres, type Database } from './repositories/database.ts';
import { createHealthRepository } from './repositories/health.ts';
import { createSightRepository } from './repositories/sight.ts';
import { createWebhookEndpointRepository } from './repositories/webhookEndpoints.ts';
import { createWebhookRepository } from './repositories/webhooks.ts';
import { createEventSight } from './services/eventSight.ts';
import { createHealth } from './services/health.ts';
import { createHealthWatch } from './services/healthWatch.ts';
import { createWebhookService } from './services/webhooks.ts';
import { createMachine } from './telemetry/machine.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createTargets } from './webhooks/targets.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export interface ComposeOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: Clock;
  /** Opens the store; PostgreSQL or the embedded one as configured when left out. Closed by `stop`. */
  readonly open?: () => Promise<Database>;
  /** Definitions of task services and clusters; those that ship when left out. */
  readonly catalogDir?: string;
}

export interface Application {
  readonly orchestrator: App;
  readonly controlCenter: App;
  /** The sockets of the orchestrator's event stream. */
  readonly eventStream: EventStream;
  readonly database: Database;
  /**
   * Makes the first admin and the built-in policies and begins to work; `runs: false` for a control center alone, which
   * leaves runs and webhooks to others. Returns the admin's password when it was made up here: print it once.
   */
  start(options?: { readonly runs?: boolean }): Promise<{ readonly adminPassword: string | null }>;
  /**
   * `GET /health` says 503 from now on, so that no new requests are sent here; everything else is still answered.
   * Returns for how many seconds that should go on: as configured, else until those who send requests have surely found
   * the other servers.
   */
  drain(): number;
  /** No new work, what runs gets `graceMs` to end, then everything is closed. */
  stop(graceMs: number): Promise<void>;
}

/** How soon a change of health is seen. */
const HEALTH_MS = 5_000;
/** What a load balancer gets to notice that a server is about to stop, when there are others that it can send to. */
const NOTICE_SECONDS = 5;
const MAX_BODY_BYTES = { default: 1024 * 1024, batch: 64 * 1024 * 1024 };

/** Builds the whole server over its store; nothing runs and nothing listens yet. */
export async function compose(options: ComposeOptions): Promise<Application> {
  const { config, clock = systemClock } = options;
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const hooks = webhookGuard(config);
  const world = await composeWorld(config, clock, options.catalogDir);
  const open = options.open ?? (() => openConfigured(config));
  const database = await open();
  try {
    return await build(database, world, hooks, { ...options, clock });
  } catch (error) {
    await database.close();
    throw error;
  }
}

const openConfigured = ({ databaseUrl, migrationDatabaseUrl, dataDir, leaseSeconds }: Config): Promise<Database> =>
  databaseUrl === null
    ? openPglite(dataDir)
    : openPostgres(databaseUrl, { migrationUrl: migrationDatabaseUrl ?? undefined, leaseSeconds });

async function build(
  database: Database,
  world: World,
  hooks: Guard,
  { config, log, clock }: Required<Pick<ComposeOptions, 'config' | 'log' | 'clock'>>,
): Promise<Application> {
  const parts = { config, database, clock, newId, log };
  const announcer = createAnnouncer({ notify: database.notify, log });
  const eventLog = createEventLog({ database, clock, log });
  const identity = await composeIdentity(parts);
  const runs = composeRuns({ ...parts, world, identity, eventLog, announce: announcer.announce });

  const figures = createHealthRepository({ database });
  const metrics = createMetrics({
    taskFigures: figures.taskFigures,
    budgets: runs.budgets,
    now: () => clock.now().getTime(),
  });
  const machine = createMachine({ dataDir: config.dataDir });
  let draining = false;
  const health = createHealth({
    health: figures,
    clock,
    log,
    machine,
    engine: runs.engine,
    draining: () => draining,
    eventLog,
    providers: world.problems,
  });
  const healthWatch = createHealthWatch({
    health,
    events: eventLog,
    transact: database.transact,
    server: runs.server,
    intervalMs: HEALTH_MS,
    log,
  });
  const webhookEndpoints = createWebhookEndpointRepository({ database });
  const webhooks = createWebhooks({
    ...createTargets({
      configured: config.webhookEndpoints,
      repository: webhookEndpoints,
      secretBox: identity.secretBox,
      clock,
    }),
    repository: createWebhookRepository({ database }),
    eventLog,
    post: hooks.post,
    clock,
    random: Math.random,
    log,
    onAttempt: metrics.webhookAttempt,
  });
  const sightOf = createEventSight({ decider: identity.decider, rows: createSightRepository(database) });
  const listening = {
    eventLog,
    admit: async (token: string) => {
      const actor = await identity.admit(token);
      return { userId: actor.userId ?? actor.username, sight: await sightOf(actor) };
    },
    clock,
    log,
    onOpened: metrics.socketOpened,
    onClosed: metrics.socketClosed,
  };
  const eventStream = createEventStream({ ...listening, allowedOrigins: config.allowedOrigins });
  const eventFeed = createEventFeed(listening);

  const common = httpDeps(config, log, identity);
  const orchestrator = createApp('orchestrator', {
    ...common,
    ...runs,
    webhooks: createWebhookService({
      webhooks: webhookEndpoints,
      secretBox: identity.secretBox,
      enabled: config.webhooksEnabled,
      refuseUrl: hooks.check,
      changed: webhooks.changed,
      decider: identity.decider,
      transact: database.transact,
      audit: identity.audit.record,
      clock,
      newId,
    }),
    metrics: metrics.http('orchestrator'),
    health,
    metricsText: metrics.text,
    eventStream,
    eventFeed,
  });
  const controlCenter = createApp('control-center', {
    ...common,
    metrics: metrics.http('control-center'),
    health,
    auth: identity.auth,
    sessions: identity.sessions,
    account: identity.account,
    mfa: identity.mfa,
    serviceTokens: identity.serviceTokens,
    keys: identity.keys,
    users: identity.users,
    policies: identity.policies,
    policySimulator: identity.policySimulator,
    audit: identity.audit,
    auditVerifier: identity.auditVerifier,
    jwks: identity.jwks,
  });

  let unlisten: (() => Promise<void>) | undefined;
  let started = false;
  return {
    orchestrator,
    controlCenter,
    eventStream,
    database,
    async start({ runs: withRuns = true } = {}) {
      const adminPassword = await identity.prepare();
      identity.auditSealer.start();
      identity.auditRetention.start();
      identity.sweep.start();
      await eventLog.start();
      started = true;
      if (withRuns) {
        unlisten = await database.listen('provisioning_runs', runs.heard);
        await runs.engine.start();
        runs.upkeep.start();
        healthWatch.start();
        if (config.webhooksEnabled) webhooks.start();
      }
      return { adminPassword };
    },
    drain: () => {
      draining = true;
      return config.drainSeconds ?? (runs.engine.members() > 1 ? NOTICE_SECONDS : 0);
    },
    async stop(graceMs) {
      runs.hangUp();
      eventStream.close();
      eventFeed.close();
      await healthWatch.stop();
      await runs.upkeep.stop();
      if (started) await runs.engine.stop(graceMs);
      await webhooks.stop();
      await identity.auditRetention.stop();
      await identity.sweep.stop();
      await identity.auditSealer.stop();
      await unlisten?.();
      await eventLog.stop();
      await announcer.idle();
      hooks.close();
      world.close();
      await database.close();
    },
  };
}

/** Calls receivers; a configured URL that it would never call stops the start. */
function webhookGuard(config: Config): Guard {
  const guard = createGuard({ allow: config.webhookAllowCidrs, mode: 'publicOrAllowed' });
  const problems = config.webhookEndpoints.flatMap(({ url }, index) => {
    const reason = guard.check(url);
    return reason === null ? [] : [{ name: `webhooks.endpoints[${String(index)}].url`, message: reason }];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return guard;
}

function httpDeps(config: Config, log: Log, identity: Identity): Omit<CommonDeps, 'metrics' | 'health'> {
  return {
    log,
    newId,
    monotonic: () => performance.now() / 1000,
    settings: {
      rateLimits: { auth: config.rateLimitAuth, general: config.rateLimitGeneral, batch: config.rateLimitBatch },
      bodyLimits: MAX_BODY_BYTES,
      requireIfMatch: config.requireIfMatch,
      corsOrigins: config.corsOrigins,
      proxies: { trusted: config.trustedProxies, header: config.forwardedHeader },
      openOperations: new Set(config.metricsPublic ? ['getMetrics'] : []),
    },
    authenticator: identity.authenticator,
    decider: identity.decider,
    limits: identity.limits,
    idempotency: identity.idempotency,
    refusals: identity.audit,
  };
}
