import type { RollbackRequest } from '../../generated/contract/orchestrator.ts';
import { conflict, DomainError, notFound, unprocessable } from '../domain/errors.ts';
import type { NodeRecord } from '../engine/ports.ts';
import { serverNode } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface NamedTask {
  readonly id: string;
  readonly name: string;
  readonly runId: string;
  readonly runOpen: boolean;
}

/** A task id, `batch_id/operation_id`, or a bare operation id when only one operation has it. */
async function resolveOperation(repository: CheckpointRepository, text: string, path: string): Promise<NamedTask> {
  const slash = text.indexOf('/');
  const [batch, operation] = slash < 0 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)];
  if (batch !== undefined && !uuid.test(batch)) throw notFound('operation', text);
  const found =
    batch === undefined && uuid.test(text)
      ? await repository.tasksNamed({ id: text })
      : await repository.tasksNamed({ name: operation, ...(batch === undefined ? {} : { runId: batch }) });
  const [first] = found;
  if (first === undefined) throw notFound('operation', text);
  if (found.length > 1) {
    const message = `"${text}" is the name of ${found.length} operations: write <batch id>/${text}, or the id of its task`;
    throw unprocessable(message, [{ path, message }]);
  }
  return first;
}

/** Tasks of the same runs that depend on the chosen ones, directly or not. */
async function dependantsOf(
  repository: CheckpointRepository,
  chosen: readonly NamedTask[],
): Promise<Map<string, string>> {
  const all = await repository.tasksOfRuns([...new Set(chosen.map((task) => task.runId))]);
  const waiting = new Map<string, (typeof all)[number][]>();
  for (const task of all) {
    for (const id of task.dependencies) {
      const others = waiting.get(id);
      if (others === undefined) waiting.set(id, [task]);
      else others.push(task);
    }
  }
  const reached = new Map<string, string>();
  const queue = chosen.map((task) => task.id);
  for (let head = 0; head < queue.length; head++) {
    for (const next of waiting.get(queue[head]!) ?? []) {
      if (reached.has(next.id)) continue;
      reached.set(next.id, next.name);
      queue.push(next.id);
    }
  }
  for (const task of chosen) reached.delete(task.id);
  return reached;
}

/** The nodes that named operations still stand by; what would be left hanging is refused, or taken along by `cascade`. */
async function operationsScope(
  repository: CheckpointRepository,
  ids: readonly string[],
  cascade: boolean,
): Promise<readonly NodeRecord[]> {
  const chosen: NamedTask[] = [];
  for (const [i, id] of ids.entries()) chosen.push(await resolveOperation(repository, id, `operation_ids[${i}]`));
  const running = chosen.find((task) => task.runOpen);
  if (running !== undefined)
    throw conflict(
      `Operation "${running.name}" belongs to run ${running.runId}, which is still active: wait for its end or cancel it`,
    );
  const dependants = await dependantsOf(repository, chosen);
  const own = await repository.standing(undefined, { taskIds: chosen.map((task) => task.id) });
  const hanging =
    dependants.size === 0 ? [] : await repository.standing(undefined, { taskIds: [...dependants.keys()] });
  const key = (node: NodeRecord): string => `${node.runId}/${node.id}`;
  const taken = new Map([...own, ...hanging].map((node) => [key(node), node]));
  const servers = own.filter((node) => node.kind === 'server.create').map((node) => serverNode(node).server_id);
  const onTop = (await repository.standingOnServers(servers)).filter((node) => !taken.has(key(node)));
  const left = [...hanging, ...onTop];
  if (left.length > 0 && !cascade) {
    const names = [...new Set(left.map((node) => dependants.get(node.taskId) ?? node.id))];
    throw conflict(
      `These depend on what would be undone: ${names.join(', ')}. Undo them first, or send "cascade": true`,
    );
  }
  return [...taken.values(), ...onTop].sort((a, b) => (b.doneSequence ?? 0) - (a.doneSequence ?? 0));
}

export interface RollbackScope {
  /** Newest first. */
  readonly nodes: readonly NodeRecord[];
  readonly name: string;
  readonly checkpointId: string | null;
  /** What was done after `upTo` and is not in the scope. */
  readonly later: readonly NodeRecord[];
}

/**
 * What a rollback request asks to have undone, newest first. Exactly one of its two fields must be there. A rollback to a
 * checkpoint that was planned earlier undoes what was done up to then: `upTo`, a position in the journal.
 */
export async function rollbackScope(
  repository: CheckpointRepository,
  body: RollbackRequest,
  upTo = Infinity,
): Promise<RollbackScope> {
  const { checkpoint_id: checkpointId, operation_ids: operationIds } = body;
  if ((checkpointId === undefined) === (operationIds === undefined)) {
    const message = 'Send either checkpoint_id or operation_ids, not both and not neither';
    throw new DomainError('unprocessable', message, {
      details: [
        { path: 'checkpoint_id', message },
        { path: 'operation_ids', message },
      ],
    });
  }
  if (operationIds !== undefined) {
    return {
      nodes: await operationsScope(repository, operationIds, body.cascade),
      name: operationIds.join(', ').slice(0, 200),
      checkpointId: null,
      later: [],
    };
  }
  const checkpoint = await repository.find(checkpointId!);
  if (checkpoint === undefined) throw notFound('checkpoint', checkpointId!);
  const standing = await repository.standing(undefined, { after: checkpoint.position });
  const planned = (node: NodeRecord): boolean => (node.doneSequence ?? 0) <= upTo;
  return {
    nodes: standing.filter(planned),
    name: checkpoint.name,
    checkpointId: checkpoint.id,
    later: standing.filter((node) => !planned(node)),
  };
}
