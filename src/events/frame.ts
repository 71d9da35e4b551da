import { eventCategory, type LoggedEvent } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';

const frames = new WeakMap<LoggedEvent, string>();

/** The text of one event as clients get it; made once, however many are listening. */
export function frameOf(event: LoggedEvent): string {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const frame = JSON.stringify({
    event_type: event.type,
    timestamp: event.at.toISOString(),
    sequence: event.sequence,
    data: event.data,
    metadata: metadataOf(event),
  });
  frames.set(event, frame);
  return frame;
}

function metadataOf({ id, type, runId, taskId, data }: LoggedEvent): JsonObject {
  const status = data['status'];
  return {
    event_id: id,
    category: eventCategory[type],
    ...(runId === null ? {} : { run_id: runId }),
    ...(taskId === null ? {} : { task_id: taskId }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Says that the events after `from` up to `to` (both sequences) can't be replayed any more. */
export const gapFrame = (from: number, to: number, at: Date): string =>
  JSON.stringify({
    event_type: 'Gap',
    timestamp: at.toISOString(),
    sequence: to,
    data: { after: from, missing_up_to: to },
    metadata: {},
  });
