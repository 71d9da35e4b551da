import type { Orchestrator, PlatformEvent, ProvisioningClient } from '../../sdk/index.ts';
import { createBoard, type Board, type OperationState, type Screen } from './board.ts';

/** A batch at its end, and its undone steps in the order in which they were undone (`operation/…`). */
export interface Followed {
  readonly batch: Orchestrator.Batch;
  readonly undone: readonly { readonly node: string; readonly step: string }[];
}

type Events = ReturnType<ProvisioningClient['events']>;

/** Submits a batch and shows it live, from the event stream, until nothing in it can change any more. */
export async function runBatch(
  client: ProvisioningClient,
  events: Events,
  request: Orchestrator.BatchRequest,
  screen: Screen,
  signal: AbortSignal,
): Promise<Followed> {
  const accepted = await client.executeBatch(request, { signal });
  const board = createBoard(
    screen,
    accepted.operations.map(({ id }) => id),
  );
  const states = new Map<string, OperationState>();
  const undone: { node: string; step: string }[] = [];
  for (;;) {
    const { value: event } = await events.next();
    if (event.data['batch_id'] === accepted.batch_id) {
      showOperation(event, board, states);
      if (event.event_type === 'BatchStatusChanged' && event.data['status'] !== 'running') break;
    } else if (event.event_type === 'RollbackStatusChanged' && event.data['run_id'] === accepted.batch_id) {
      showUndo(event, board, states, undone);
    }
  }
  return { batch: await client.waitForBatch(accepted.batch_id, { signal }), undone };
}

const word = (event: PlatformEvent, member: string): string => {
  const value = event.data[member];
  return typeof value === 'string' ? value : '';
};

/** Long reasons go into the summary below the board. */
const short = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 90);

function showOperation(event: PlatformEvent, board: Board, states: Map<string, OperationState>): void {
  const id = word(event, 'operation_id');
  const before = states.get(id) ?? { status: 'running', progress: 0, note: '' };
  const next =
    event.event_type === 'OperationStatusChanged'
      ? {
          status: word(event, 'status'),
          progress: word(event, 'status') === 'completed' ? 100 : before.progress,
          note: short(word(event, 'error') || word(event, 'reason') || word(event, 'output')),
        }
      : event.event_type === 'TaskProgress'
        ? { ...before, progress: Number(event.data['progress']), note: short(word(event, 'step')) }
        : undefined;
  if (next === undefined) return;
  states.set(id, next);
  board.set(id, next);
}

function showUndo(
  event: PlatformEvent,
  board: Board,
  states: Map<string, OperationState>,
  undone: { node: string; step: string }[],
): void {
  const [node, step, undo] = [word(event, 'node'), word(event, 'step'), word(event, 'undo')];
  if (node === '') return;
  if (undo === 'completed') undone.push({ node, step });
  const id = operationOf(node);
  const { progress } = states.get(id) ?? { progress: 0 };
  const status = undo === 'completed' ? 'undone' : undo === 'running' ? 'undoing' : undo;
  const next = { status, progress, note: `${step}: ${status}` };
  states.set(id, next);
  board.set(id, next);
}

/** Steps are named `<operation>/<provider>/<server>…`. */
export const operationOf = (node: string): string => node.split('/')[0] ?? node;
