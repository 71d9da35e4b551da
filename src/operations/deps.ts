import type { JsonObject } from '../domain/json.ts';
import type { Log } from '../domain/log.ts';
import { EffectError, type EffectContext } from '../engine/ports.ts';
import { ProviderError, type Ctx, type ServerProvider } from '../providers/provider.ts';
import type { Catalog } from '../taskservs/catalog.ts';

/** A server as it is recorded. */
export interface RecordedServer {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly driver: string;
  readonly status: string;
  readonly externalId: string | null;
  readonly plan: string;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly infra: string | null;
  readonly runId: string;
  readonly token?: string;
}

export interface RecordedInstallation {
  readonly serverId: string;
  readonly taskserv: string;
  readonly version: string;
  readonly params?: JsonObject;
}

/** What the operations read of the recorded world. */
export interface World {
  living(filter: {
    readonly provider?: string;
    readonly names?: readonly string[];
    readonly infra?: string;
  }): Promise<readonly RecordedServer[]>;
  servers(ids: readonly string[]): Promise<readonly RecordedServer[]>;
  installations(serverIds: readonly string[]): Promise<ReadonlyMap<string, readonly RecordedInstallation[]>>;
}

/** A call to a user's own service, as `providers/http` makes it. */
export type CallHttp = (call: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly idempotencyKey: string;
  readonly batchId: string;
  readonly operationId: string;
  readonly attempt: number;
  readonly fencingToken: number;
  readonly signal: AbortSignal;
}) => Promise<{ readonly status: number; readonly result: unknown }>;

export interface OperationDeps {
  /** @throws DomainError when no driver serves that name. */
  readonly provider: (name: string) => ServerProvider;
  readonly catalog: Catalog;
  readonly world: World;
  readonly callHttp: CallHttp;
  /** Id of the machine whose local servers are in reach. */
  readonly host: string;
  readonly newId: () => string;
  readonly log: Log;
}

export const ctxOf = (deps: OperationDeps, context: EffectContext): Ctx => ({
  token: context.token,
  signal: context.signal,
  log: deps.log,
  fence: context.fence,
});

/** A provider's classification in the engine's words; what it left behind makes the node one that is undone. */
export function toEffectError(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error;
  return new EffectError(error.code, error.message, {
    retryable: error.retry !== 'fatal',
    leftover: error.partial !== undefined || error.retry === 'unknown_outcome',
    cause: error,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}

/** Runs provider work and turns its errors into the engine's. */
export async function effect<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toEffectError(error);
  }
}
