import type { Handler } from 'hono';
import type * as Orchestrator from '../../generated/contract/orchestrator.ts';
import type * as ControlCenter from '../../generated/contract/control-center.ts';
import type { ServerStatus, TaskStatus } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Log } from '../domain/log.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Decider } from '../policy/decide.ts';
import type { AuthService } from '../services/auth.ts';
import type { AuditService } from '../services/audit.ts';
import type { Health } from '../services/health.ts';
import type { Limits } from '../services/limits.ts';
import type { PolicyService } from '../services/policies.ts';
import type { UserService } from '../services/users.ts';

/** Counts answered requests. `route` is a path of the contract or `unmatched`, so that labels stay bounded. */
export interface HttpMetrics {
  observe(route: string, method: string, status: number, seconds: number): void;
}

export interface HttpSettings {
  /** Requests a minute; 0 = no limit. */
  readonly rateLimits: { readonly auth: number; readonly general: number; readonly batch: number };
  /** Largest request body in bytes. */
  readonly bodyLimits: { readonly default: number; readonly batch: number };
  /** Operations that need no token although the contract names a permission (`metrics.public`). */
  readonly openOperations: ReadonlySet<string>;
}

/** What both services need from below. */
export interface CommonDeps {
  readonly log: Log;
  readonly newId: () => string;
  /** Seconds on a clock that never goes back. */
  readonly monotonic: () => number;
  readonly metrics: HttpMetrics;
  readonly settings: HttpSettings;
  readonly authenticator: { authenticate(bearer: string): Promise<Omit<Actor, 'requestId' | 'ip'>> };
  readonly decider: Pick<Decider, 'mayAtAll'>;
  readonly limits: Limits;
  readonly refusals: { recordRefusal(entry: AuditEntry, error?: unknown): Promise<void> };
  readonly health: Pick<Health, 'alive'>;
}

export interface TaskQuery extends PageRequest {
  readonly status?: TaskStatus;
}

export interface ServerQuery extends PageRequest {
  readonly provider?: string;
  readonly status?: ServerStatus;
  readonly infra?: string;
}

/** How long a caller waits for a rollback, and what ends the waiting early. */
export interface Patience {
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** A durable run that either ended within the caller's patience or goes on without him. */
export type Outcome<T> =
  { readonly done: true; readonly result: T } | ({ readonly done: false } & Orchestrator.RollbackAccepted);

export interface OrchestratorDeps extends CommonDeps {
  readonly health: Health;
  readonly tasks: {
    list(actor: Actor, query: TaskQuery): Promise<Page<Orchestrator.Task>>;
    get(
      actor: Actor,
      id: string,
      options: { readonly waitSeconds?: number; readonly signal?: AbortSignal },
    ): Promise<Orchestrator.Task>;
    cancel(actor: Actor, id: string): Promise<string>;
  };
  readonly workflows: {
    servers(actor: Actor, body: Orchestrator.ServersWorkflow): Promise<string>;
    taskserv(actor: Actor, body: Orchestrator.TaskservWorkflow): Promise<string>;
    cluster(actor: Actor, body: Orchestrator.ClusterWorkflow): Promise<string>;
  };
  readonly batches: {
    execute(actor: Actor, body: Orchestrator.BatchRequest): Promise<Orchestrator.BatchAccepted>;
    list(actor: Actor, page: PageRequest): Promise<Page<Orchestrator.Batch>>;
    get(actor: Actor, id: string): Promise<Orchestrator.Batch>;
    operations(actor: Actor, id: string, query: TaskQuery): Promise<Page<Orchestrator.BatchOperation>>;
    cancel(actor: Actor, id: string, body: Orchestrator.BatchCancel): Promise<string>;
  };
  readonly state: {
    progress(actor: Actor, id: string): Promise<Orchestrator.Progress>;
    snapshots(actor: Actor, id: string, page: PageRequest): Promise<Page<Orchestrator.Snapshot>>;
  };
  readonly checkpoints: {
    create(actor: Actor, body: Orchestrator.CheckpointCreate): Promise<string>;
    list(actor: Actor, page: PageRequest): Promise<Page<Orchestrator.Checkpoint>>;
    get(actor: Actor, id: string): Promise<Orchestrator.CheckpointDetail>;
    remove(actor: Actor, id: string): Promise<string>;
  };
  readonly rollback: {
    execute(
      actor: Actor,
      body: Orchestrator.RollbackRequest,
      patience: Patience,
    ): Promise<Outcome<Orchestrator.RollbackResult>>;
    restore(actor: Actor, id: string, patience: Patience): Promise<Outcome<string>>;
    get(actor: Actor, id: string): Promise<Orchestrator.RollbackResult>;
    statistics(actor: Actor): Promise<Orchestrator.RollbackStatistics>;
  };
  readonly servers: {
    list(actor: Actor, query: ServerQuery): Promise<Page<Orchestrator.Server>>;
    get(actor: Actor, id: string): Promise<Orchestrator.Server>;
  };
  /** All metrics in the Prometheus text format. */
  readonly metricsText: () => Promise<string>;
  /** Answers `GET /ws`; it looks at the token itself, since WebSocket clients bring it in other places. */
  readonly eventStream: { readonly handler: Handler };
}

export interface ControlCenterDeps extends CommonDeps {
  readonly auth: AuthService;
  readonly users: UserService;
  readonly policies: Omit<PolicyService, 'ensureBuiltin'>;
  readonly audit: Pick<AuditService, 'list'>;
  /** The public halves of the signing keys. */
  readonly jwks: () => { readonly keys: readonly ControlCenter.Jwk[] };
}
