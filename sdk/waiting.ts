import type { Batch, RollbackResult, Task } from '../generated/sdk/orchestrator.ts';
import { TimeoutError } from './core/errors.ts';
import type { Clock } from './core/retry.ts';

export interface WaitOptions {
  /** Give up after this long; wait for as long as it takes when left out. The work itself goes on either way. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WaitForRollbackOptions extends WaitOptions {
  /** Milliseconds between reads; 1,000 when left out, which stays under the default rate limit. */
  readonly pollMs?: number | undefined;
}

export interface WaitForBatchOptions extends WaitForRollbackOptions {
  /** Called with every state that was read, the last one included. */
  readonly onProgress?: ((batch: Batch) => void) | undefined;
}

const LONG_POLL_SECONDS = 30;
// A server that answers a long poll at once (draining, say) isn't asked again in a tight loop.
const SHORTEST_POLL_MS = 500;

/** Reads a task, each time letting the server hold the answer for up to `wait` seconds, until it is terminal. */
export async function waitForTask(
  read: (wait: number, signal: AbortSignal | undefined) => Promise<Task>,
  clock: Clock,
  { timeoutMs, signal }: WaitOptions,
): Promise<Task> {
  const deadline = timeoutMs === undefined ? Infinity : clock.now() + timeoutMs;
  for (;;) {
    const asked = clock.now();
    const wait = Math.floor(Math.min(LONG_POLL_SECONDS * 1000, Math.max(0, deadline - asked)) / 1000);
    const task = await read(wait, signal);
    if (task.terminal) return task;
    const left = deadline - clock.now();
    if (left <= 0) {
      throw new TimeoutError(`task ${task.id} is still ${task.status} after ${String(timeoutMs)} ms`);
    }
    const early = SHORTEST_POLL_MS - (clock.now() - asked);
    if (early > 0) await clock.sleep(Math.min(early, left), signal);
  }
}

/** Reads a batch every `pollMs` until nothing in it can change any more. */
export function waitForBatch(
  read: (signal: AbortSignal | undefined) => Promise<Batch>,
  clock: Clock,
  options: WaitForBatchOptions,
): Promise<Batch> {
  const name = (batch: Batch): string => `batch ${batch.batch_id}`;
  return poll({ read, isOver: isBatchOver, name, onRead: options.onProgress }, clock, options);
}

/** Reads a rollback every `pollMs` until it is over. */
export function waitForRollback(
  read: (signal: AbortSignal | undefined) => Promise<RollbackResult>,
  clock: Clock,
  options: WaitForRollbackOptions,
): Promise<RollbackResult> {
  const isOver = ({ status }: RollbackResult): boolean => status !== 'Pending' && status !== 'Running';
  const name = (rollback: RollbackResult): string => `rollback ${rollback.rollback_id ?? '(dry run)'}`;
  return poll({ read, isOver, name, onRead: undefined }, clock, options);
}

// A failed batch is terminal before its rollback has run.
function isBatchOver({ terminal, status, rollback_status: rollback }: Batch): boolean {
  return terminal && (status === 'Completed' || (rollback !== 'Pending' && rollback !== 'Running'));
}

interface Watched<T> {
  read(signal: AbortSignal | undefined): Promise<T>;
  isOver(state: T): boolean;
  name(state: T): string;
  readonly onRead: ((state: T) => void) | undefined;
}

async function poll<T extends { readonly status: string }>(
  watched: Watched<T>,
  clock: Clock,
  { timeoutMs, signal, pollMs = 1_000 }: WaitOptions & { readonly pollMs?: number | undefined },
): Promise<T> {
  const deadline = timeoutMs === undefined ? Infinity : clock.now() + timeoutMs;
  for (;;) {
    const state = await watched.read(signal);
    watched.onRead?.(state);
    if (watched.isOver(state)) return state;
    const left = deadline - clock.now();
    if (left <= 0) {
      throw new TimeoutError(`${watched.name(state)} is still ${state.status} after ${String(timeoutMs)} ms`);
    }
    await clock.sleep(Math.min(pollMs, left), signal);
  }
}
