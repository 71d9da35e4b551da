import { InvalidArgumentError } from './core/errors.ts';
import { baseUrlOf } from './core/path.ts';
import type { RequesterDeps, TokenSource } from './core/request.ts';
import { systemClock, type Clock } from './core/retry.ts';
import type { WebSocketConstructor } from './events.ts';

export interface ClientOptions {
  /** In place of the global fetch. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Further attempts after a failed one; 2 when left out, 0 for none. */
  readonly maxRetries?: number | undefined;
  /** For one attempt, in milliseconds; 120,000 when left out, which is more than the longest long poll or rollback. */
  readonly timeoutMs?: number | undefined;
  /** Where the control center is; the orchestrator's host with port 9080 when left out. */
  readonly controlCenterUrl?: string | undefined;
  /** For the event stream where the runtime has none (Node before 22). */
  readonly WebSocket?: WebSocketConstructor | undefined;
  /** In place of the machine's clock. */
  readonly clock?: Clock | undefined;
  /** In place of Math.random. */
  readonly random?: (() => number) | undefined;
}

/** Options with their defaults filled in. */
export function requesterDeps(baseUrl: string, token: TokenSource, options: ClientOptions): RequesterDeps {
  const maxRetries = options.maxRetries ?? 2;
  const timeoutMs = options.timeoutMs ?? 120_000;
  if (!Number.isInteger(maxRetries) || maxRetries < 0) {
    throw new InvalidArgumentError(`maxRetries must be a whole number from 0, not ${String(maxRetries)}`);
  }
  // Timers hold 31 bits; a longer one would fire at once.
  if (!(timeoutMs > 0 && timeoutMs <= 2_147_483_647)) {
    throw new InvalidArgumentError(`timeoutMs must lie between 1 and 2147483647, not ${String(timeoutMs)}`);
  }
  return {
    baseUrl: baseUrlOf(baseUrl),
    token,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    maxRetries,
    timeoutMs,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    newKey: () => crypto.randomUUID(),
  };
}
