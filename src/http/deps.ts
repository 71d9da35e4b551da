import type { Handler } from 'hono';
import type { Jwk } from '../../generated/contract/control-center.ts';
import type { Actor } from '../domain/actor.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Log } from '../domain/log.ts';
import type { EventFeed } from '../events/feed.ts';
import type { Decider } from '../policy/decide.ts';
import type { AccountService } from '../services/account.ts';
import type { AuditService } from '../services/audit.ts';
import type { AuditVerifier } from '../services/auditVerify.ts';
import type { AuthService } from '../services/auth.ts';
import type { BatchService } from '../services/batches.ts';
import type { CheckpointService } from '../services/checkpoints.ts';
import type { DriftService } from '../services/drift.ts';
import type { Health } from '../services/health.ts';
import type { Idempotency } from '../services/idempotency.ts';
import type { KeyService } from '../services/keys.ts';
import type { LeftoverService } from '../services/leftovers.ts';
import type { Limits } from '../services/limits.ts';
import type { MfaService } from '../services/mfa.ts';
import type { PolicySimulator } from '../services/policySimulation.ts';
import type { PlanService } from '../services/plans.ts';
import type { PolicyService } from '../services/policies.ts';
import type { RollbackService } from '../services/rollback.ts';
import type { ScheduleService } from '../services/schedules.ts';
import type { ServerService } from '../services/servers.ts';
import type { ServiceTokenService } from '../services/serviceTokens.ts';
import type { SessionService } from '../services/sessions.ts';
import type { StateService } from '../services/state.ts';
import type { TaskService } from '../services/tasks.ts';
import type { UserService } from '../services/users.ts';
import type { WorkflowService } from '../services/workflows.ts';
import type { WebhookService } from '../services/webhooks.ts';
import type { ProxySettings } from './clientAddress.ts';

/** Counts answered requests. `route` is a path of the contract or `unmatched`, so that labels stay bounded. */
export interface HttpMetrics {
  observe(route: string, method: string, status: number, seconds: number): void;
}

export interface HttpSettings {
  /** Requests a minute; 0 = no limit. */
  readonly rateLimits: { readonly auth: number; readonly general: number; readonly batch: number };
  /** Largest request body in bytes. */
  readonly bodyLimits: { readonly default: number; readonly batch: number };
  /** Whether a change that could name its `If-Match` must. */
  readonly requireIfMatch: boolean;
  /** Origins whose pages may use the API; none when empty. */
  readonly corsOrigins: readonly string[];
  readonly proxies: ProxySettings;
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
  readonly decider: Pick<Decider, 'decideAtAll'>;
  readonly limits: Limits;
  readonly idempotency: Idempotency;
  readonly refusals: { recordRefusal(entry: AuditEntry, error?: unknown): Promise<void> };
  readonly health: Pick<Health, 'alive'>;
}

export interface OrchestratorDeps extends CommonDeps {
  readonly health: Health;
  readonly tasks: TaskService;
  readonly workflows: WorkflowService;
  readonly batches: BatchService;
  readonly state: StateService;
  readonly checkpoints: CheckpointService;
  readonly rollback: RollbackService;
  readonly leftovers: LeftoverService;
  readonly plans: PlanService;
  readonly drift: DriftService;
  readonly schedules: ScheduleService;
  readonly servers: ServerService;
  readonly webhooks: WebhookService;
  /** All metrics in the Prometheus text format. */
  readonly metricsText: () => Promise<string>;
  /** Answers `GET /ws`; it looks at the token itself, since WebSocket clients bring it in other places. */
  readonly eventStream: { readonly handler: Handler };
  /** The same events for `GET /events`. */
  readonly eventFeed: Pick<EventFeed, 'open'>;
}

export interface ControlCenterDeps extends CommonDeps {
  readonly auth: AuthService;
  readonly sessions: SessionService;
  readonly account: AccountService;
  readonly mfa: MfaService;
  readonly serviceTokens: ServiceTokenService;
  readonly keys: KeyService;
  readonly users: UserService;
  readonly policies: Omit<PolicyService, 'ensureBuiltin'>;
  readonly policySimulator: PolicySimulator;
  readonly audit: Pick<AuditService, 'list' | 'export'>;
  readonly auditVerifier: AuditVerifier;
  /** The public halves of the signing keys. */
  readonly jwks: () => Promise<{ readonly keys: readonly Jwk[] }>;
}
