import { setTimeout as pause } from 'node:timers/promises';
import { ProviderError } from '../providers/provider.ts';
import type { Transport } from '../providers/transport.ts';
import type { Taskserv } from './catalog.ts';
import { defaultTimeouts, type ScriptName } from './definition.ts';
import { createOutput, plainText } from './output.ts';
import type { Params } from './params.ts';

/** How long a job gets between TERM and KILL. */
const graceMs = 2000;

export interface ScriptRun {
  readonly transport: Transport;
  /** For messages. */
  readonly server: { readonly name: string; readonly driver: string };
  readonly taskserv: Taskserv;
  readonly script: ScriptName;
  /** The same id attaches to the job that was started with it before. */
  readonly jobId: string;
  readonly params: Params;
  /** Plain text as it comes, in whole lines. */
  readonly onOutput?: ((text: string) => void) | undefined;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

export interface ScriptResult {
  readonly rc: number;
  /** The end of what it printed, at most 64 KiB, plain text. */
  readonly output: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Runs one script of a task service as a job, or attaches to it when it was started before, and waits for its end.
 * An abort kills the job and throws the signal's reason.
 * @throws ProviderError `SCRIPT_TIMEOUT` (retryable; the job is killed), `JOB_LOST` (unknown outcome)
 */
export async function runScript(run: ScriptRun): Promise<ScriptResult> {
  const { transport, taskserv, script, jobId, signal } = run;
  const text = taskserv.scriptText[script];
  if (text === undefined)
    throw new ProviderError('NO_SCRIPT', 'fatal', `Taskserv ${taskserv.name} has no ${script} script`);
  signal.throwIfAborted();
  await transport.start({
    id: jobId,
    script: text,
    params: run.params,
    env: { PROV_TASKSERV: taskserv.name, PROV_TASKSERV_VERSION: taskserv.version },
    files: taskserv.jobFiles,
    become: taskserv.become,
  });

  const limitMs = run.timeoutMs ?? (taskserv.timeouts[script] ?? defaultTimeouts[script]) * 1000;
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await follow(run, AbortSignal.any([signal, limit]));
  } catch (error) {
    if (!signal.aborted && !limit.aborted) throw error;
    await transport.kill(jobId, graceMs);
    if (signal.aborted) throw signal.reason;
    const message = `${taskserv.name} ${script} on ${run.server.name} took longer than ${limitMs / 1000} s and was stopped`;
    throw new ProviderError('SCRIPT_TIMEOUT', 'retryable', message);
  }
}

async function follow(
  { transport, taskserv, script, jobId, server, onOutput }: ScriptRun,
  until: AbortSignal,
): Promise<ScriptResult> {
  const output = createOutput();
  const show = (text: string): void => {
    if (text !== '') onOutput?.(text);
  };
  for (let from = 0, wait = 10; ;) {
    const job = await transport.poll(jobId, from);
    from += job.out.length;
    show(output.take(job.out));
    if (job.state === 'exited') {
      show(output.end());
      return { rc: job.rc, output: output.tail(), outputs: await outputsOf(transport, jobId) };
    }
    if (job.state === 'lost') {
      const message = `${taskserv.name} ${script} on ${server.name} ended without leaving an exit status`;
      throw new ProviderError('JOB_LOST', 'unknown_outcome', message);
    }
    until.throwIfAborted();
    if (job.out.length > 0) wait = 10;
    else wait = Math.min(wait * 1.5, 250);
    await pause(wait, undefined, { signal: until });
  }
}

async function outputsOf(transport: Transport, jobId: string): Promise<Record<string, string>> {
  const entries = Object.entries(await transport.outputs(jobId));
  return Object.fromEntries(entries.map(([key, value]) => [plainText(key), plainText(value)]));
}
