import type { Json } from '../domain/json.ts';
import type { Log } from '../domain/log.ts';
import type { Transport } from './transport.ts';

/**
 * What a failure means for the next step. A provider only classifies; retries, backoff and deadlines are the engine's.
 * `retryable`: again later. `throttled`: again after `retryAfterMs`. `capacity`: again, perhaps elsewhere. `fatal`: never
 * again with this input. `unknown_outcome`: the effect may have happened; ask (`find` by token) before doing it again.
 */
export type Retry = 'retryable' | 'throttled' | 'capacity' | 'fatal' | 'unknown_outcome';

interface ProviderErrorOptions {
  readonly retryAfterMs?: number;
  /** What was left behind, for people to see and for the rollback to name. */
  readonly partial?: Json;
  readonly cause?: unknown;
}

/** The only error a provider, a transport or a task service throws on purpose; aborts throw the signal's reason. */
export class ProviderError extends Error {
  /** Stable upper-case word: `NAME_TAKEN`, `UNSUPPORTED_DRIVER`, `JOB_LOST`. */
  readonly code: string;
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;
  readonly partial: Json | undefined;

  constructor(code: string, retry: Retry, message: string, options: ProviderErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProviderError';
    this.code = code;
    this.retry = retry;
    this.retryAfterMs = options.retryAfterMs;
    this.partial = options.partial;
  }
}

/** One call's circumstances. */
export interface Ctx {
  /** The effect's deterministic token (`effectToken`): the same token twice is the same effect. */
  readonly token: string;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Epoch of the run's owner; targets that check tokens refuse a lower one than they have seen. */
  readonly fence?: number;
}

export interface ServerSpec {
  readonly name: string;
  readonly plan: string;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Observed {
  /** What the provider knows it by; stable for its life and never given to another server. */
  readonly externalId: string;
  readonly phase: 'pending' | 'running' | 'stopped' | 'deleting' | 'error';
  readonly spec: ServerSpec;
  readonly addresses: readonly { readonly kind: 'private' | 'public'; readonly ip: string }[];
  /** Token of the call that created it. */
  readonly createdBy: string;
  /** Name of the machine a local server lives on; null when the provider is reached from anywhere. */
  readonly host: string | null;
}

export interface PlanChange {
  readonly path: string;
  readonly from: Json;
  readonly to: Json;
}

/** What would be done; `diff` is empty unless `action` is `update`. */
export interface Plan {
  readonly action: 'none' | 'create' | 'update' | 'delete';
  readonly diff: readonly PlanChange[];
  /** What can't be undone or may surprise, in sentences. */
  readonly warnings: readonly string[];
}

export interface Capabilities {
  readonly plans: readonly string[] | 'any';
  readonly zones: readonly string[] | 'any';
  readonly idempotentCreate: 'token' | 'label-lookup' | 'exclusive-create';
  readonly isolation: 'none' | 'namespace' | 'container' | 'vm';
  /** How many calls at once the provider takes well. */
  readonly maxParallel: number;
}

/** With a token, `name` says where to look first: what its server would be called. */
export type FindBy =
  { readonly externalId: string } | { readonly token: string; readonly name?: string } | { readonly name: string };

/**
 * Servers of one provider name. Every call may be repeated; all throw `ProviderError`, or the signal's reason when
 * aborted before the effect. `test/providers/conformance.ts` says in tests what each implementation must keep.
 */
export interface ServerProvider {
  /** The name users write (`upcloud`). */
  readonly name: string;
  /** What really serves it (`process`). */
  readonly driver: string;
  readonly capabilities: Capabilities;
  /** Problems that would stop every call (credentials, rights, programs), as sentences; empty when it can work. */
  verify(): Promise<readonly string[]>;
  /** Reads only; this is `check_mode`. `want` null asks what a delete would do. */
  plan(want: ServerSpec | null, have: Observed | null): Plan;
  find(ctx: Ctx, by: FindBy): Promise<Observed | null>;
  /** The same token twice is the same server. Another token and a name in use: fatal `NAME_TAKEN`. */
  create(ctx: Ctx, spec: ServerSpec): Promise<Observed>;
  /** Brings plan, zone and labels to `spec`. */
  update(ctx: Ctx, externalId: string, spec: ServerSpec): Promise<Observed>;
  /** Resolves with the server once it is so; null for `gone`. `NOT_RUNNING` when it never will be by waiting. */
  wait(ctx: Ctx, externalId: string, until: 'running' | 'gone'): Promise<Observed | null>;
  /** Not found is done. Refuses (`NOT_OURS`, fatal) what doesn't carry our mark. Nothing of the server survives. */
  delete(ctx: Ctx, externalId: string): Promise<void>;
  /** Everything of ours, or what carries all the given labels. */
  list(ctx: Ctx, labels?: Readonly<Record<string, string>>): Promise<readonly Observed[]>;
  /** The shell command by which a person takes a server away without this program. */
  removeByHand(name: string): string;
  /** How scripts run there. */
  transport(ctx: Ctx, externalId: string): Promise<Transport>;
}
