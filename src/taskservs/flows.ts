import type { Json } from '../domain/json.ts';
import { ProviderError } from '../providers/provider.ts';
import { mustFit, mustSucceed, mustSupport, step, stopAttempts, type TaskservAction } from './action.ts';
import { dropMarker, readMarker, writeMarker, type Marker, type Standing } from './marker.ts';

export type Presence = 'ok' | 'absent' | 'different';

export interface Installed {
  readonly change: 'installed' | 'updated' | 'unchanged';
  readonly version: string;
  /** What the scripts reported with `prov_output` (ports, addresses). */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Removed {
  readonly change: 'removed' | 'absent';
  /** What an undo of the removal would install again. */
  readonly previous: Standing | null;
}

/** Looks, never writes: exit status 0 is there as wanted, 10 absent, 11 there in another form. */
export async function check(action: TaskservAction): Promise<Presence> {
  mustSupport(action);
  const { rc } = await step(action, 'do', 'check');
  return presenceOf(action, rc);
}

/** What the exit status of a `check` says. @throws ProviderError `CHECK_FAILED` when it says nothing of the kind */
export function presenceOf(action: TaskservAction, rc: number): Presence {
  const presence = ({ 0: 'ok', 10: 'absent', 11: 'different' } as const)[rc];
  if (presence) return presence;
  const message = `${action.taskserv.name} check on ${action.server.name} ended with exit status ${rc}`;
  throw new ProviderError('CHECK_FAILED', rc === 75 ? 'retryable' : 'fatal', message);
}

/**
 * Installs, configures and probes; does nothing when it stands there as wanted. When it fails or is aborted after it
 * began, what stood there before is put back, so a failed install has left nothing.
 * @throws ProviderError; with `partial` when putting back failed too. The signal's reason when aborted.
 */
export async function install(action: TaskservAction): Promise<Installed> {
  const { transport, taskserv, token, attempt } = action;
  mustSupport(action);
  await mustFit(action);
  await stopAttempts(action, ['do', 'clean'], attempt - 1);
  const found = await check(action);
  const before = await readMarker(transport, taskserv.name);
  const mine = before?.token === token;
  if (found === 'ok' && !mine) {
    return { change: 'unchanged', version: taskserv.version, outputs: await mustSucceed(action, 'do', 'healthcheck') };
  }
  if (found === 'different' && before === null) {
    const message = `${taskserv.name} is on ${action.server.name} in another form and isn't ours; remove it there first`;
    throw new ProviderError('NOT_OURS', 'fatal', message);
  }
  const previous = mine ? before.previous : found === 'different' && before ? standingOf(before) : null;
  const marker: Marker = { token, attempt, version: taskserv.version, params: action.params, previous };
  await writeMarker(transport, taskserv.name, marker);
  try {
    const outputs = {
      ...(await mustSucceed(action, 'do', 'install')),
      ...(await mustSucceed(action, 'do', 'configure')),
      ...(await mustSucceed(action, 'do', 'healthcheck')),
    };
    return { change: previous ? 'updated' : 'installed', version: taskserv.version, outputs };
  } catch (error) {
    await cleanUp(action, marker, error);
    throw error;
  }
}

/** Takes it off the server; absent is done. Its data goes with it. */
export async function remove(action: TaskservAction): Promise<Removed> {
  const { transport, taskserv, attempt } = action;
  mustSupport(action);
  await stopAttempts(action, ['do'], attempt - 1);
  const before = await readMarker(transport, taskserv.name);
  if (before === null && (await check(action)) === 'absent') return { change: 'absent', previous: null };
  needRemove(action);
  await mustSucceed(action, 'do', 'remove');
  await dropMarker(transport, taskserv.name);
  return { change: 'removed', previous: before && standingOf(before) };
}

/** Restarts it and probes it; without a `restart` script it is configured again. */
export async function restart(action: TaskservAction): Promise<Readonly<Record<string, string>>> {
  mustSupport(action);
  await stopAttempts(action, ['do'], action.attempt - 1);
  if ((await check(action)) === 'absent') {
    const message = `${action.taskserv.name} isn't installed on ${action.server.name}, so it can't be restarted`;
    throw new ProviderError('ABSENT', 'fatal', message);
  }
  const script = action.taskserv.scriptText.restart === undefined ? 'configure' : 'restart';
  return { ...(await mustSucceed(action, 'do', script)), ...(await mustSucceed(action, 'do', 'healthcheck')) };
}

/**
 * Undoes the install that `token` names, whether it ended, failed or was cut off by a crash: what stood there before is
 * put back. A task service that another install left there isn't touched.
 */
export async function undoInstall(action: TaskservAction): Promise<'undone' | 'nothing'> {
  const { transport, taskserv, token, attempt } = action;
  const marker = await readMarker(transport, taskserv.name);
  if (marker?.token !== token) return 'nothing';
  await stopAttempts(action, ['do', 'clean'], marker.attempt);
  await stopAttempts(action, ['undo'], attempt - 1);
  await putBack(action, marker, 'undo');
  return 'undone';
}

export const standingOf = ({ token, version, params }: Standing): Standing => ({ token, version, params });

function needRemove({ taskserv, server }: TaskservAction): void {
  if (taskserv.scriptText.remove !== undefined) return;
  const message = `${taskserv.name} has no remove script: take it off ${server.name} by hand`;
  throw new ProviderError('UNDO_MANUAL', 'fatal', message);
}

/** Brings back `marker.previous`, or removes what was new. */
async function putBack(action: TaskservAction, marker: Marker, direction: 'undo' | 'clean'): Promise<void> {
  const { transport, taskserv, server } = action;
  const { previous } = marker;
  if (previous === null) {
    needRemove(action);
    await mustSucceed({ ...action, params: marker.params }, direction, 'remove');
    return dropMarker(transport, taskserv.name);
  }
  if (previous.version !== taskserv.version) {
    const message = `${taskserv.name} ${previous.version} stood on ${server.name}; only ${taskserv.version} can be installed`;
    throw new ProviderError('NO_DOWNGRADE', 'fatal', message);
  }
  const back = { ...action, params: previous.params };
  await mustSucceed(back, direction, 'install');
  await mustSucceed(back, direction, 'configure');
  await mustSucceed(back, direction, 'healthcheck');
  return writeMarker(transport, taskserv.name, { ...previous, attempt: marker.attempt, previous: null });
}

async function cleanUp(action: TaskservAction, marker: Marker, error: unknown): Promise<void> {
  try {
    // The abort that may have brought us here must not stop the cleaning; the scripts' own time limits bound it.
    await putBack({ ...action, signal: new AbortController().signal }, marker, 'clean');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const failed = error instanceof Error ? error.message : String(error);
    const partial: Json = { kind: 'taskserv', name: action.taskserv.name, server: action.server.name, reason };
    const { code, retry } =
      error instanceof ProviderError ? error : { code: 'INSTALL_FAILED', retry: 'fatal' as const };
    const message = `${failed}; cleaning up failed as well: ${reason}`;
    throw new ProviderError(code, retry, message, { partial, cause });
  }
}
