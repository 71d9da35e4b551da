import type { Actor } from '../domain/actor.ts';
import { conflict, unprocessable, type Detail } from '../domain/errors.ts';
import { inTurn } from '../domain/ids.ts';
import type { Tx } from '../domain/tx.ts';
import { httpSpec, serversSpec, taskservsSpec, toSpec } from '../operations/spec.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { Adoption, EndedNode, ResumptionRepository } from '../repositories/resumptions.ts';
import type { NewRun, NewTask, RunRow, TaskRow } from '../repositories/runs.ts';
import { requireExecute, type AcceptDeps } from './acceptBatch.ts';
import { environmentsOf, type Placement } from './environments.ts';
import { serverKey, type Observe } from './observation.ts';
import { refuseSecond } from './rollbackRuns.ts';
import type { RunServiceDeps } from './runDeps.ts';

export interface ResumeDeps {
  readonly resumptions: ResumptionRepository;
  readonly checkpoints: CheckpointRepository;
  readonly observe: Observe;
}

export interface Resumption {
  readonly run: NewRun;
  readonly tasks: readonly NewTask[];
  /** Ids of the new tasks that are completed already. */
  readonly kept: ReadonlySet<string>;
  /** Holds rollbacks off and refuses when anything has changed since it was decided what is kept. */
  readonly before: (tx: Tx) => Promise<void>;
  /** Takes over what is kept, once the new batch is stored. */
  readonly after: (tx: Tx) => Promise<void>;
}

/** Names listed in a refusal; the rest is counted. */
const NAMED = 10;

const named = (names: readonly string[]): string =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');

/** Done, not undone (or left by a person's decision), and still recorded as there. */
const stands = (node: EndedNode): boolean =>
  node.status === 'Completed' && (node.undoStatus === null || node.undoStatus === 'Skipped') && node.recorded;

/** Operations that completed and of which every node still stands. */
function standing(tasks: readonly TaskRow[], nodes: readonly EndedNode[]): readonly TaskRow[] {
  const fallen = new Set(nodes.filter((node) => !stands(node)).map((node) => node.taskId));
  return tasks.filter((task) => task.status === 'Completed' && !fallen.has(task.id));
}

/** Why nothing can be resumed; null when it can. */
function refusal(
  run: RunRow,
  tasks: readonly TaskRow[],
  nodes: readonly EndedNode[],
  takenOverBy: string | undefined,
): string | null {
  const about = `Batch ${run.id}`;
  if (run.completedAt === null) return `${about} is still running: wait for its end or cancel it`;
  if (takenOverBy !== undefined) return `${about} was resumed already by batch ${takenOverBy}: resume that one`;
  if (nodes.some(({ undoStatus }) => undoStatus === 'Pending' || undoStatus === 'Running'))
    return `${about} is being rolled back: wait for the end of the rollback`;
  const stuck = nodes.filter(({ undoStatus }) => undoStatus === 'Failed').map(({ id }) => id);
  if (stuck.length > 0) {
    return `${about} left what could not be undone: ${named(stuck)}. Retry, skip or resolve these leftovers first`;
  }
  const undone = run.rollbackStatus === 'Completed' || nodes.some(({ undoStatus }) => undoStatus === 'Completed');
  if (undone && !nodes.some((node) => node.changed && stands(node)))
    return `${about} was rolled back, nothing of it stands: submit it again with POST /batch/execute`;
  if (standing(tasks, nodes).length === tasks.length) return `${about} has completed: there is nothing left to do`;
  return null;
}

/**
 * Decides what of an ended batch is kept and what is done (again), and makes the new batch for it. Refuses (409) with the
 * reason when there is nothing to resume, and (422) when what is left to do can't be done any more.
 */
export async function resumeBatch(
  deps: RunServiceDeps & AcceptDeps & ResumeDeps,
  actor: Actor,
  old: RunRow,
): Promise<Resumption> {
  const { resumptions } = deps;
  const read = async (tx?: Tx) => {
    const [tasks, nodes] = [await resumptions.tasks(old.id, tx), await resumptions.nodes(old.id, tx)];
    const reason = refusal(old, tasks, nodes, await resumptions.takenOverBy(old.id, tx));
    if (reason !== null) throw conflict(reason);
    return { tasks, nodes, keep: standing(tasks, nodes) };
  };
  const { tasks, nodes, keep } = await read();
  const keptIds = new Set(keep.map((task) => task.id));
  const rest = tasks.filter((task) => !keptIds.has(task.id));
  refuseImpossible(deps, rest);
  await requireExecute(deps, actor, {
    name: old.name,
    providers: new Set(rest.flatMap(({ provider }) => provider ?? [])),
    environments: await environmentsOf(deps.resources, tasks.map(placementOf), ({ id }) => keptIds.has(id)),
  });
  await refuseVanished(
    deps,
    nodes.filter((node) => keptIds.has(node.taskId)),
  );

  const createdAt = deps.clock.now();
  const run: NewRun = {
    id: inTurn(deps.newId()),
    kind: 'batch',
    name: old.name,
    version: old.version,
    status: 'Pending',
    spec: {
      ...(old.spec['timeout_seconds'] === undefined ? {} : { timeout_seconds: old.spec['timeout_seconds'] }),
      ...(actor.approvedPlan === undefined ? {} : { approved_plan: actor.approvedPlan }),
    },
    storageBackend: old.storageBackend,
    parallelLimit: old.parallelLimit,
    rollbackEnabled: old.rollbackEnabled,
    tasksTotal: old.tasksTotal,
    priority: old.priority,
    createdBy: actor.userId,
    createdAt,
    host: old.host,
    resumedFrom: old.id,
    // What is done again under its former token must not come under a lower fence than before.
    epoch: old.epoch,
  };
  const newIds = new Map(tasks.map((task) => [task.id, deps.newId()]));
  const adoptions = keep.map((task): Adoption => ({ from: task.id, to: newIds.get(task.id)! }));
  const unknown = tokensOf(nodes);
  return {
    run,
    tasks: tasks.map((task): NewTask => ({
      id: newIds.get(task.id)!,
      runId: run.id,
      ordinal: task.ordinal,
      kind: 'operation',
      name: task.name,
      type: task.type,
      provider: task.provider,
      command: task.command,
      args: task.args,
      dependencies: task.dependencies.map((id) => newIds.get(id)!),
      spec: toSpec({ ...task.spec, tokens: { ...handedOn(task, nodes), ...unknown.get(task.id) } }),
      createdAt,
    })),
    kept: new Set(adoptions.map(({ to }) => to)),
    before: async (tx) => {
      await refuseSecond(deps, tx);
      const now = await read(tx);
      if (now.keep.length !== keep.length || now.keep.some((task) => !keptIds.has(task.id)))
        throw conflict(`What stands of batch ${old.id} has just changed: send the request again`);
    },
    after: (tx) => resumptions.adopt(tx, { from: old.id, to: run.id }, adoptions),
  };
}

/** By task and node, the tokens of effects of which nobody knows whether they happened: they are asked for again by the same. */
function tokensOf(nodes: readonly EndedNode[]): ReadonlyMap<string, Record<string, string>> {
  const found = new Map<string, Record<string, string>>();
  for (const { taskId, id, token, status, changed, undoStatus } of nodes) {
    if (status === 'Completed' || !changed || undoStatus === 'Completed') continue;
    found.set(taskId, { ...found.get(taskId), [id]: token });
  }
  return found;
}

/** Tokens that the old batch had itself inherited, for nodes it never came to. */
function handedOn(task: TaskRow, nodes: readonly EndedNode[]): Record<string, string> {
  const inherited = (task.spec['tokens'] as Readonly<Record<string, string>> | undefined) ?? {};
  const ids = Object.keys(inherited);
  if (ids.length === 0) return {};
  const met = new Set(nodes.filter((node) => node.taskId === task.id).map((node) => node.id));
  return Object.fromEntries(Object.entries(inherited).filter(([id]) => !met.has(id)));
}

/** Where an operation that was accepted once puts things. */
function placementOf(task: TaskRow): Placement {
  const { id, dependencies } = task;
  if (task.type === 'server_batch')
    return { id, dependencies, makes: new Set(serversSpec(task).servers.map(({ labels }) => labels['environment'])) };
  if (task.type !== 'taskserv_batch' && task.type !== 'cluster_batch') return { id, dependencies };
  const { targets } = taskservsSpec(task);
  return { id, dependencies, goesTo: { provider: targets.provider ?? '', names: targets.servers } };
}

/** What was accepted once may be impossible now: a provider is no longer configured, an address no longer allowed. */
function refuseImpossible(deps: AcceptDeps, rest: readonly TaskRow[]): void {
  const faults = rest.flatMap((task): Detail[] => {
    const path = `operations[${task.ordinal}]`;
    if (task.type === 'http') {
      const spec = httpSpec(task);
      return (['do', 'undo'] as const).flatMap((direction) => {
        const url = spec[direction]?.url;
        const reason = url === undefined ? null : deps.refuseUrl(url);
        return reason === null ? [] : [{ path: `${path}.${direction}.url`, message: reason }];
      });
    }
    const provider = task.provider === null ? null : deps.providers.lookUp(task.provider);
    return provider !== null && 'reason' in provider ? [{ path: `${path}.provider`, message: provider.reason }] : [];
  });
  if (faults.length > 0)
    throw unprocessable(`The batch can't be resumed: ${faults[0]!.message}`, faults.slice(0, 1_000));
}

/** What the record calls standing must be there: the providers of servers that are kept are asked. */
async function refuseVanished(deps: ResumeDeps, kept: readonly EndedNode[]): Promise<void> {
  const servers = kept.flatMap(({ kind, provider, server: name }) =>
    kind === 'server.create' && provider !== null && name !== null ? [{ provider, name }] : [],
  );
  const seen = await deps.observe(servers.map(({ provider }) => provider));
  const [failure] = seen.failures;
  if (failure !== undefined) {
    throw conflict(`What stands at ${failure[0]} can't be seen now: ${failure[1]}. Send the request again later`);
  }
  const gone = servers.map(serverKey).filter((key) => !seen.servers.has(key));
  if (gone.length === 0) return;
  throw conflict(
    `Recorded but no longer there: ${named(gone)}. Look with POST /drift/check and adopt or repair it, then resume`,
  );
}
