import type { RunControl } from './control.ts';
import type { RunRecord, TaskRecord } from './ports.ts';
import type { SlotAsk } from './slotPort.ts';
import type { Slots } from './slots.ts';
import type { TaskState } from './state.ts';
import type { TaskOutcome } from './task.ts';

/** At most `limit` operations with that key at once, over all runs and servers. */
interface Concurrency {
  readonly key: string;
  readonly limit: number;
}

const concurrencyOf = (task: TaskRecord): Concurrency | undefined =>
  task.spec['concurrency'] as Concurrency | undefined;

function askOf(run: RunRecord, task: TaskRecord, holder: string): SlotAsk {
  const { key, limit } = concurrencyOf(task)!;
  return { pool: `key:${key}`, runId: run.id, epoch: run.epoch, holder, taskId: task.id, max: limit };
}

/** Does the work while it holds a slot of the task's key; without a key at once. */
export async function underKey<T>(
  slots: Pick<Slots, 'take'>,
  run: RunRecord,
  task: TaskRecord | undefined,
  holder: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (task === undefined || concurrencyOf(task) === undefined) return work();
  const giveBack = await slots.take(askOf(run, task, holder), signal);
  try {
    return await work();
  } finally {
    giveBack();
  }
}

/**
 * Takes a task that has a key to its end while it holds a slot of it. A task that is still to start does not when, by
 * the time it may, nothing new is to start (`halted`); one that is cancelled meanwhile comes to its end without a slot.
 */
export async function runUnderKey(
  slots: Pick<Slots, 'take'>,
  run: RunRecord,
  task: TaskState,
  control: RunControl,
  halted: AbortSignal,
  work: () => Promise<TaskOutcome>,
): Promise<TaskOutcome> {
  const { id } = task.record;
  if (concurrencyOf(task.record) === undefined) return work();
  const stopped = control.openTask(id);
  // A task that another server had begun is brought to its end, whatever becomes of the others.
  const stops = task.status === 'Pending' ? [stopped, halted] : control.expired() ? [] : [stopped];
  const signal = AbortSignal.any([control.abandoned, ...stops]);
  try {
    const giveBack = await slots.take(askOf(run, task.record, id), signal).catch((error: unknown) => {
      if (!signal.aborted || control.abandoned.aborted) throw error;
      if (halted.aborted || control.expired()) return null;
      return () => undefined; // cancelled
    });
    if (giveBack === null) {
      return task.status === 'Pending' ? 'not started' : await runUnderKey(slots, run, task, control, halted, work);
    }
    try {
      return await work();
    } finally {
      giveBack();
    }
  } finally {
    control.closeTask(id);
  }
}
