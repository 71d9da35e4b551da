import { jobId, mustSupport, step, type TaskservAction } from './action.ts';
import { presenceOf, standingOf, type Presence } from './flows.ts';
import { readMarker, type Standing } from './marker.ts';

/** A task service as it really is on a server, compared with the version and parameters that were asked about. */
export interface Look {
  readonly presence: Presence;
  /** What our mark there says; null without one. */
  readonly standing: Standing | null;
}

/**
 * Runs the task service's own `check`, which never writes, with the given version and parameters, and leaves no job
 * behind. The action's token must be one of this look alone.
 * @throws ProviderError `CHECK_FAILED`, and whatever the transport throws
 */
export async function look(action: TaskservAction, version: string): Promise<Look> {
  mustSupport(action);
  const { transport, taskserv } = action;
  const asked = { ...action, taskserv: { ...taskserv, version } };
  try {
    const presence = presenceOf(asked, (await step(asked, 'do', 'check')).rc);
    const marker = await readMarker(transport, taskserv.name);
    return { presence, standing: marker && standingOf(marker) };
  } finally {
    await transport.forget(jobId(action.token, 'do', action.attempt, 'check'));
  }
}
