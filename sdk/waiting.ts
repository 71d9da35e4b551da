import type { Batch, Task } from '../generated/sdk/orchestrator.ts';
import { TimeoutError } from './core/errors.ts';
import type { Clock } from './core/retry.ts';

export interface WaitOptions {
  /** Give up after this long; wait for as long as it takes when left out. The work itself goes on either way. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WaitForBatchOptions extends WaitOptions {
  /** Called with every state that was read, the last one included. */
  readonly onProgress?: ((batch: Batch) => void) | undefined;
  /** Milliseconds between reads; 1,000 when left out, which stays under the default rate limit. */
  readonly pollMs?: number | undefined;
}

const LONG_POLL_SECONDS = 30;
// A server that answers a long poll at once (draining, or a proxy in between) isn't asked again in a tight loop.
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
export async function waitForBatch(
  read: (signal: AbortSignal | undefined) => Promise<Batch>,
  clock: Clock,
  { timeoutMs, signal, onProgress, pollMs = 1_000 }: WaitForBatchOptions,
): Promise<Batch> {
  const deadline = timeoutMs === undefined ? Infinity : clock.now() + timeoutMs;
  for (;;) {
    const batch = await read(signal);
    onProgress?.(batch);
    if (isOver(batch)) return batch;
    const left = deadline - clock.now();
    if (left <= 0) {
      throw new TimeoutError(`batch ${batch.batch_id} is still ${batch.status} after ${String(timeoutMs)} ms`);
    }
    await clock.sleep(Math.min(pollMs, left), signal);
  }
}

// A failed batch is terminal before its rollback has run.
function isOver({ terminal, status, rollback_status: rollback }: Batch): boolean {
  return terminal && (status === 'Completed' || (rollback !== 'Pending' && rollback !== 'Running'));
}
