import { ProviderError } from '../providers/provider.ts';
import type { HostFacts, Transport } from '../providers/transport.ts';
import type { Taskserv } from './catalog.ts';
import { scriptNames, type ScriptName } from './definition.ts';
import type { Params } from './params.ts';
import { runScript, type ScriptResult } from './scripts.ts';

/** One task service on one server, in one direction. */
export interface TaskservAction {
  readonly transport: Transport;
  readonly server: { readonly name: string; readonly driver: string; readonly provider: string };
  readonly taskserv: Taskserv;
  /** As `validateParams` returned them. */
  readonly params: Params;
  /** The effect's token (`effectToken`); for `undoInstall` that of the install. */
  readonly token: string;
  /** 1, 2, …; the same number again attaches to that attempt's jobs, a higher one stops them first. */
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly onOutput?: (text: string) => void;
  /** Told before each script. */
  readonly onStep?: (script: ScriptName) => void;
}

/** Why this task service can't run on that server, in a sentence that names driver and task service; null when it can. */
export function unsupportedReason(taskserv: Taskserv, server: TaskservAction['server']): string | null {
  const drivers: readonly string[] = taskserv.supports.drivers;
  if (drivers.includes(server.driver)) return null;
  return (
    `taskserv ${taskserv.name} can't run on server ${server.name}: provider ${server.provider} is served by driver ` +
    `${server.driver}, and ${taskserv.name} supports ${drivers.join(', ')}`
  );
}

/** @throws ProviderError `UNSUPPORTED_DRIVER`, fatal */
export function mustSupport(action: TaskservAction): void {
  const reason = unsupportedReason(action.taskserv, action.server);
  if (reason !== null) throw new ProviderError('UNSUPPORTED_DRIVER', 'fatal', reason);
}

/**
 * Asked before an install alone: what stands on a host that was another then must still come off it.
 * @throws ProviderError `UNSUPPORTED_HOST`, fatal
 */
export async function mustFit({ taskserv, server, transport }: TaskservAction): Promise<void> {
  if (taskserv.supports.os === undefined && taskserv.supports.arch === undefined) return;
  const reason = unfitReason(taskserv, server.name, await transport.facts());
  if (reason !== null) throw new ProviderError('UNSUPPORTED_HOST', 'fatal', reason);
}

/** Why this task service can't run on a host that is so, in a sentence that names both; null when it can. */
function unfitReason({ name, supports }: Taskserv, server: string, { os, arch }: HostFacts): string | null {
  const known = (one: { id: string; versions: readonly string[] }): boolean =>
    one.id === os?.id && one.versions.includes(os.version);
  if (supports.os?.some(known) === false) {
    const is = os === null ? 'an unknown system' : `${os.id} ${os.version}`.trim();
    const wanted = supports.os.map(({ id, versions }) => `${id} ${versions.join(', ')}`).join('; ');
    return `taskserv ${name} can't run on server ${server}: it is ${is}, and ${name} supports ${wanted}`;
  }
  const archs: readonly string[] | undefined = supports.arch;
  if (archs?.includes(arch) === false) {
    return `taskserv ${name} can't run on server ${server}: its machine is ${arch}, and ${name} supports ${archs.join(', ')}`;
  }
  return null;
}

export const jobId = (token: string, direction: string, attempt: number, script: ScriptName): string =>
  `${token}.${direction}${attempt}.${script}`;

/** Runs one script of the action. `direction` keeps the jobs of doing, undoing and cleaning up apart. */
export function step(
  action: TaskservAction,
  direction: 'do' | 'undo' | 'clean',
  script: ScriptName,
): Promise<ScriptResult> {
  const { transport, server, taskserv, params, signal, onOutput, token, attempt } = action;
  action.onStep?.(script);
  const id = jobId(token, direction, attempt, script);
  return runScript({ transport, server, taskserv, script, jobId: id, params, onOutput, signal });
}

/** As `step`, but an exit status other than 0 is an error: 75 retryable, all others fatal. Missing optional scripts pass. */
export async function mustSucceed(
  action: TaskservAction,
  direction: 'do' | 'undo' | 'clean',
  script: ScriptName,
): Promise<Readonly<Record<string, string>>> {
  if (action.taskserv.scriptText[script] === undefined) return {};
  const { rc, output, outputs } = await step(action, direction, script);
  if (rc === 0) return outputs;
  const said = output.trim().split('\n').slice(-3).join(' | ').slice(-500);
  const message = `${action.taskserv.name} ${script} on ${action.server.name} failed with exit status ${rc}`;
  throw new ProviderError(
    'SCRIPT_FAILED',
    rc === 75 ? 'retryable' : 'fatal',
    said === '' ? message : `${message}: ${said}`,
  );
}

/** Ends jobs of attempts `1..upTo` that may still run, so that never two of them work on the same server. */
export async function stopAttempts(
  { transport, token }: TaskservAction,
  directions: readonly ('do' | 'undo' | 'clean')[],
  upTo: number,
): Promise<void> {
  for (let attempt = 1; attempt <= upTo; attempt += 1) {
    for (const direction of directions) {
      await Promise.all(scriptNames.map((script) => transport.kill(jobId(token, direction, attempt, script), 1000)));
    }
  }
}
