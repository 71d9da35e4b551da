import type { PlanStep } from '../../generated/contract/orchestrator.ts';
import type { PlanAction } from '../../generated/enums.ts';
import type { Actions, NodeRecord, NodeSpec, RunRecord, TaskRecord } from '../engine/ports.ts';
import { createActions } from '../operations/actions.ts';
import type { OperationDeps, RecordedServer } from '../operations/deps.ts';
import { changeOf, lookAtTaskservs, taskservKey, type LookedFor, type Seen } from '../operations/look.ts';
import { serverNode, taskservNode, toSpec, type Difference } from '../operations/spec.ts';
import type { NewRun, NewTask } from '../repositories/runs.ts';

/** A step, and the server it is about. */
export interface Planned {
  readonly step: PlanStep;
  /** Of a task service that may stand already: what to look at. */
  readonly taskserv: LookedFor | null;
  /** Kind of node it becomes; its measured durations make the estimate. */
  readonly kind: string;
  readonly server: { readonly provider: string; readonly name: string } | null;
}

/** The recorded world, and on top of it what earlier steps of the plan would make. */
function worldWith(world: OperationDeps['world'], made: RecordedServer[]): OperationDeps['world'] {
  return {
    living: async (filter) => [
      ...(await world.living(filter)),
      ...made.filter(
        (server) =>
          (filter.provider === undefined || server.provider === filter.provider) &&
          (filter.infra === undefined || server.infra === filter.infra) &&
          (filter.names === undefined || filter.names.includes(server.name)),
      ),
    ],
    servers: async (ids) => [...(await world.servers(ids)), ...made.filter((server) => ids.includes(server.id))],
    installations: (ids) => world.installations(ids),
  };
}

const runRecord = (run: NewRun): RunRecord => ({
  id: run.id,
  kind: run.kind,
  name: run.name,
  status: 'Pending',
  rollbackStatus: null,
  progress: 0,
  spec: run.spec,
  parallelLimit: run.parallelLimit,
  rollbackEnabled: run.rollbackEnabled,
  createdBy: run.createdBy ?? null,
  startedAt: null,
  cancelRequestedAt: null,
  cancelRollback: false,
  epoch: 0,
});

const taskRecord = (task: NewTask): TaskRecord => ({
  id: task.id,
  runId: task.runId,
  ordinal: task.ordinal,
  kind: task.kind,
  name: task.name,
  type: task.type,
  provider: task.provider ?? null,
  dependencies: task.dependencies,
  // A plan is about what would be done, also when the request itself only asks to look.
  spec: toSpec({ ...task.spec, check_mode: false }),
  status: 'Pending',
  progress: 0,
  error: null,
  rollbackStatus: null,
  cancelRequestedAt: null,
  startedAt: null,
});

/** Each task after those it depends on. */
function inOrder(tasks: readonly NewTask[]): NewTask[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const placed = new Set<string>();
  const order: NewTask[] = [];
  for (const first of tasks) {
    const stack = [first];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const open = placed.has(top.id) ? undefined : top.dependencies.find((id) => !placed.has(id));
      const next = open === undefined ? undefined : byId.get(open);
      if (next !== undefined) {
        stack.push(next);
        continue;
      }
      if (!placed.has(top.id)) order.push(top);
      placed.add(top.id);
      stack.pop();
    }
  }
  return order;
}

/** A planned node as if it had been done: what those that depend on it look at. */
const asDone = (node: NodeSpec, task: TaskRecord): NodeRecord => ({
  ...node,
  runId: task.runId,
  taskId: task.id,
  ordinal: 0,
  token: '',
  status: 'Completed',
  attempts: 1,
  output: node.kind === 'http' ? {} : { server_id: serverNode(node).server_id },
  error: null,
  changed: true,
  doneSequence: null,
  undoStatus: null,
  undoAttempts: 0,
});

/** What a run would do, in an order it could be done in. Reads only. */
export async function stepsOfTasks(
  deps: OperationDeps,
  run: NewRun,
  tasks: readonly NewTask[],
  signal: AbortSignal,
): Promise<Planned[]> {
  const made: RecordedServer[] = [];
  const actions = createActions({ ...deps, world: worldWith(deps.world, made) });
  const done = new Map<string, readonly NodeRecord[]>();
  const upstreamOf = new Map<string, ReadonlySet<string>>();
  /** How earlier steps of the plan leave the task services. */
  const left = new Map<string, Seen>();
  const planned: Planned[] = [];
  for (const one of inOrder(tasks)) {
    const task = taskRecord(one);
    const upstream = new Set(task.dependencies.flatMap((id) => [id, ...(upstreamOf.get(id) ?? [])]));
    upstreamOf.set(task.id, upstream);
    const expansion =
      actions.expandNow(task) ??
      (await actions.expand(task, {
        run: runRecord(run),
        upstream: () => [...upstream].flatMap((id) => done.get(id) ?? []),
        signal,
      }));
    done.set(
      task.id,
      expansion.nodes.map((node) => asDone(node, task)),
    );
    const there = await taskservsAt(deps, expansion.nodes, made, signal);
    for (const node of expansion.nodes) {
      if (node.kind === 'server.create' && !serverNode(node).existing) made.push(madeBy(node, run.id));
      planned.push(plannedNode(actions.describe, node, forwardAction(node, there, left)));
    }
  }
  return planned;
}

const madeBy = (node: NodeSpec, runId: string): RecordedServer => {
  const { server_id: id, ...spec } = serverNode(node);
  return { ...spec, id, status: 'running', externalId: null, runId };
};

/** How the task services of these nodes stand on the servers that there are: looked at, and as recorded. */
interface Standing {
  readonly seen: ReadonlyMap<string, Seen>;
  /** By `<server id>/<taskserv>`. */
  readonly recorded: ReadonlySet<string>;
}

async function taskservsAt(
  deps: OperationDeps,
  nodes: readonly NodeSpec[],
  made: readonly RecordedServer[],
  signal: AbortSignal,
): Promise<Standing> {
  const specs = nodes.flatMap((node) => (node.kind.startsWith('taskserv.') ? taskservNode(node) : []));
  const found = await deps.world.installations([...new Set(specs.map((spec) => spec.server_id))]);
  const madeIds = new Set(made.map((server) => server.id));
  const there = specs.filter((spec) => !madeIds.has(spec.server_id));
  return {
    seen: await lookAtTaskservs(deps, there, signal),
    recorded: new Set([...found.values()].flat().map((one) => `${one.serverId}/${one.taskserv}`)),
  };
}

function forwardAction(node: NodeSpec, { seen, recorded }: Standing, left: Map<string, Seen>): PlanAction {
  switch (node.kind) {
    case 'server.create':
      return serverNode(node).existing ? 'none' : 'create';
    case 'server.update':
      return 'update';
    case 'server.delete':
      return 'delete';
    case 'http':
      return 'call';
    case 'taskserv.restart':
    case 'taskserv.remove':
    case 'taskserv.install':
    case 'taskserv.update': {
      const spec = taskservNode(node);
      const key = taskservKey(spec);
      const change = changeOf(
        node.kind,
        left.get(key) ?? seen.get(key),
        recorded.has(`${spec.server_id}/${spec.taskserv}`),
      );
      if (node.kind !== 'taskserv.restart')
        left.set(key, { presence: node.kind === 'taskserv.remove' ? 'absent' : 'ok', standing: null });
      return change;
    }
  }
}

function plannedNode(describe: Actions['describe'], node: NodeSpec, action: PlanAction, undo = false): Planned {
  const seen = describe(node);
  const server = node.kind === 'http' ? null : serverOf(node);
  const loses = action === 'delete' && seen.kind === 'server';
  return {
    kind: node.kind,
    server,
    taskserv: node.kind.startsWith('taskserv.') ? taskservNode(node) : null,
    step: {
      action,
      kind: seen.kind,
      name: seen.name.slice(0, 512),
      provider: seen.provider,
      reversible: undo ? false : seen.reversible,
      protected: undo && seen.isProtected,
      detail: loses ? `the data on server ${seen.name} is lost for good` : null,
    },
  };
}

function serverOf(node: NodeSpec): { readonly provider: string; readonly name: string } {
  if (node.kind.startsWith('server.')) {
    const { provider, name } = serverNode(node);
    return { provider, name };
  }
  const { provider, server } = taskservNode(node);
  return { provider, name: server };
}

const backwardAction: Record<NodeSpec['kind'], PlanAction> = {
  'server.create': 'delete',
  'server.update': 'update',
  'server.delete': 'none',
  'taskserv.install': 'remove',
  'taskserv.update': 'update',
  'taskserv.remove': 'install',
  'taskserv.restart': 'none',
  http: 'call',
};

/** What undoing these nodes would do; what can't be undone says so. */
export function stepsOfUndo(describe: Actions['describe'], nodes: readonly NodeRecord[]): Planned[] {
  return nodes.map((node) => {
    const { reversible, removeByHand } = describe(node);
    if (reversible) return plannedNode(describe, node, backwardAction[node.kind], true);
    const planned = plannedNode(describe, node, 'none', true);
    return { ...planned, step: { ...planned.step, detail: `can't be undone: ${removeByHand}` } };
  });
}

/** What making the difference would do. */
export function stepsOfDifference(difference: Difference): Planned[] {
  const server =
    (action: PlanAction, kind: string) =>
    (one: Difference['delete_servers'][number]): Planned => ({
      kind,
      server: { provider: one.provider, name: one.name },
      taskserv: null,
      step: {
        action,
        kind: 'server',
        name: one.name,
        provider: one.provider,
        reversible: action !== 'delete',
        protected: action === 'delete' && one.protect === true,
        detail: action === 'delete' ? `the data on server ${one.name} is lost for good` : null,
      },
    });
  const taskserv =
    (action: PlanAction, kind: string) =>
    (one: Difference['install_taskservs'][number]): Planned => ({
      kind,
      server: { provider: one.provider, name: one.server },
      taskserv: one,
      step: {
        action,
        kind: 'taskserv',
        name: `${one.server}/${one.taskserv}`,
        provider: one.provider,
        reversible: true,
        protected: false,
        detail: null,
      },
    });
  return [
    ...difference.remove_taskservs.map(taskserv('remove', 'taskserv.remove')),
    ...difference.delete_servers.map(server('delete', 'server.delete')),
    ...difference.create_servers.map(server('create', 'server.create')),
    ...difference.update_servers.map(server('update', 'server.update')),
    ...difference.install_taskservs.map(taskserv('install', 'taskserv.install')),
  ];
}
