import { AbortedError, ProvisioningError, type Orchestrator, type ProvisioningClient } from '../../sdk/index.ts';
import type { Context } from './context.ts';
import { exitCodes, type ExitCode } from './exit.ts';
import { createProgressLine, type ProgressLine } from './progress.ts';

const PROGRESS_EVERY_MS = 2_000;

/** Follows a task to its end with live progress; Failed and Cancelled are exit status 1. */
export async function followTask(context: Context, client: ProvisioningClient, id: string): Promise<ExitCode> {
  const line = createProgressLine(context.deps.terminal.stderr);
  const showing = new AbortController();
  const shown = showProgress(client, id, line, AbortSignal.any([showing.signal, context.signal]));
  try {
    const task = await client.waitForTask(id, { signal: context.signal });
    showing.abort();
    await shown;
    line.end();
    printTask(context, task);
    return task.status === 'Completed' ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (error instanceof AbortedError) goesOn(context, line, `task ${id}`, `provisioning tasks wait ${id}`);
    throw error;
  } finally {
    showing.abort();
    line.end();
  }
}

/** Follows a batch, and its rollback if there is one, to the end; anything but Completed is exit status 1. */
export async function followBatch(context: Context, client: ProvisioningClient, id: string): Promise<ExitCode> {
  const { stderr } = context.deps.terminal;
  const line = createProgressLine(stderr);
  const told = new Map<string, string>();
  const onProgress = (batch: Orchestrator.Batch): void => {
    if (stderr.isTTY) {
      line.show(batchLine(batch));
      return;
    }
    // In a pipe each change of an operation is a line of its own.
    for (const { id: operation, status, rollback_status: rollback } of batch.operations) {
      const state = rollback === null ? status : `${status}, rollback ${rollback}`;
      if (told.get(operation) === state) continue;
      told.set(operation, state);
      line.show(`${operation}: ${state}`);
    }
  };
  try {
    const batch = await client.waitForBatch(id, { onProgress, signal: context.signal });
    line.end();
    printBatch(context, batch);
    return batch.status === 'Completed' ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    if (error instanceof AbortedError) goesOn(context, line, `batch ${id}`, `provisioning batch get ${id}`);
    throw error;
  } finally {
    line.end();
  }
}

export function printTask({ out }: Context, task: Orchestrator.Task): void {
  out.record(task, {
    id: task.id,
    name: task.name,
    command: [task.command, ...task.args].join(' '),
    status: task.status,
    progress: `${task.progress}%`,
    ...(task.rollback_status === null ? {} : { rollback: task.rollback_status }),
    created: task.created_at,
    started: task.started_at,
    completed: task.completed_at,
    ...(task.error === null ? {} : { error: task.error }),
    ...(task.output === null ? {} : { output: task.output }),
  });
}

export function printBatch({ out }: Context, batch: Orchestrator.Batch): void {
  out.record(batch, {
    id: batch.batch_id,
    name: batch.name,
    status: batch.status,
    progress: `${batch.progress}%`,
    ...(batch.rollback_status === null ? {} : { rollback: batch.rollback_status }),
    ...(batch.dead_lettered_at == null
      ? {}
      : { 'given up': `${batch.dead_lettered_at}; provisioning batch resume ${batch.batch_id}` }),
    ...(batch.resumed_from == null ? {} : { 'resumed from': batch.resumed_from }),
    ...(batch.error === null ? {} : { error: batch.error }),
    ...(batch.priority === 'normal' ? {} : { priority: batch.priority }),
    operations: `${batch.operations_total}`,
  });
  if (out.json) return;
  out.list(batch.operations, {
    operation: ({ id }) => id,
    type: ({ type }) => type,
    status: ({ status }) => status,
    rollback: ({ rollback_status: rollback }) => rollback,
    progress: ({ progress }) => `${progress}%`,
    driver: ({ driver }) => driver,
    error: ({ error }) => error,
  });
  const rest = batch.operations_total - batch.operations.length;
  if (rest > 0) out.note(`and ${rest} more: provisioning batch operations ${batch.batch_id} --all`);
}

async function showProgress(
  client: ProvisioningClient,
  id: string,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      line.show(progressLine(await client.getWorkflowProgress(id, { signal })));
    } catch (error) {
      // Only a display: the wait beside it meets the same trouble and reports it.
      if (!(error instanceof ProvisioningError)) throw error;
    }
    await pause(PROGRESS_EVERY_MS, signal);
  }
}

function progressLine(progress: Orchestrator.Progress): string {
  const { status, current_step: step, estimated_time_remaining: left } = progress;
  return [
    `${status} ${progress.progress}%`,
    `step ${progress.completed_steps}/${progress.total_steps}`,
    ...(step === null ? [] : [step]),
    ...(left === null ? [] : [`about ${left} s left`]),
  ].join(' · ');
}

function batchLine(batch: Orchestrator.Batch): string {
  const running = batch.operations.filter(({ status }) => status === 'Running').map(({ id }) => id);
  const done = batch.operations.filter(({ status }) => status === 'Completed').length;
  const state = batch.rollback_status === 'Running' ? 'rolling back' : batch.status;
  return [
    `${batch.name}: ${state} ${batch.progress}%`,
    `${done}/${batch.operations_total} operations`,
    ...(running.length === 0 ? [] : [running.join(', ')]),
  ].join(' · ');
}

function goesOn({ out }: Context, line: ProgressLine, what: string, command: string): void {
  line.end();
  out.note(`${what} goes on without you; \`${command}\` shows it again`);
}

/** Resolves after `ms`, or at once when `signal` fires. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
