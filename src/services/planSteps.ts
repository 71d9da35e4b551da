import type { PlanAction } from '../../generated/enums.ts';
import type { Actions, NodeRecord, NodeSpec, TaskRecord } from '../engine/ports.ts';
import { createActions } from '../operations/actions.ts';
import type { OperationDeps, RecordedServer } from '../operations/deps.ts';
import { changeOf, lookAtTaskservs, obstacleTo, taskservKey, type Seen } from '../operations/look.ts';
import { serverNode, taskservNode, toSpec } from '../operations/spec.ts';
import { freshRun, freshTask } from '../repositories/records.ts';
import type { NewRun, NewTask } from '../repositories/runs.ts';
import { irreversibleReason, plannedNode, type Planned } from './planStep.ts';

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

/** A plan is about what would be done, also when the request itself only asks to look. */
const taskRecord = (task: NewTask): TaskRecord => ({
  ...freshTask(task),
  spec: toSpec({ ...task.spec, check_mode: false }),
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
  /** The highest level of each task's steps. */
  const levels = new Map<string, number>();
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
        run: freshRun(run),
        upstream: () => [...upstream].flatMap((id) => done.get(id) ?? []),
        signal,
      }));
    done.set(
      task.id,
      expansion.nodes.map((node) => asDone(node, task)),
    );
    const there = await taskservsAt(deps, expansion.nodes, made, signal);
    const base = task.dependencies.reduce((most, id) => Math.max(most, levels.get(id) ?? 0), 0);
    const inTask = new Map<string, number>();
    for (const node of expansion.nodes) {
      if (node.kind === 'server.create' && !serverNode(node).existing) made.push(madeBy(node, run.id));
      const before = node.dependencies.map((id) => inTask.get(id) ?? 0);
      const level = 1 + before.reduce((most, one) => Math.max(most, one), base);
      inTask.set(node.id, level);
      planned.push({ ...forwardStep(deps, actions.describe, node, there, left), level, operation: task.id });
    }
    levels.set(
      task.id,
      [...inTask.values()].reduce((most, one) => Math.max(most, one), base),
    );
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

const forwardVerb: Partial<Record<NodeSpec['kind'], PlanAction>> = {
  'server.update': 'update',
  'server.delete': 'delete',
  http: 'call',
};

/** A step forward; what it leaves behind is noted in `left`, for the steps after it. */
function forwardStep(
  { catalog }: OperationDeps,
  describe: Actions['describe'],
  node: NodeSpec,
  { seen, recorded }: Standing,
  left: Map<string, Seen>,
): Planned {
  if (!node.kind.startsWith('taskserv.')) {
    const creates = node.kind === 'server.create' && !serverNode(node).existing ? 'create' : 'none';
    return plannedNode(describe, node, forwardVerb[node.kind] ?? creates);
  }
  const spec = taskservNode(node);
  const key = taskservKey(spec);
  const found = left.get(key) ?? seen.get(key);
  const known = recorded.has(`${spec.server_id}/${spec.taskserv}`);
  const removable = catalog.taskserv(spec.taskserv)?.scriptText.remove !== undefined;
  const change = changeOf(node.kind, found, known);
  const problem = obstacleTo(node.kind, { name: spec.taskserv, server: spec.server, removable }, found, known);
  if (node.kind !== 'taskserv.restart')
    left.set(key, { presence: node.kind === 'taskserv.remove' ? 'absent' : 'ok', standing: null });
  const planned = plannedNode(describe, node, change);
  const detail = problem ?? (change === 'none' ? null : irreversibleReason(describe(node)));
  return { ...planned, step: { ...planned.step, detail }, ...(problem === null ? {} : { problem }) };
}
