import { DomainError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import {
  EffectError,
  type Effect,
  type EffectContext,
  type ExpandContext,
  type Expansion,
  type NodeKind,
  type NodeRecord,
  type NodeSpec,
  type ResourceChange,
  type TaskRecord,
} from '../engine/ports.ts';
import { unsupportedReason, type TaskservAction } from '../taskservs/action.ts';
import { placeCluster } from '../taskservs/cluster.ts';
import { install, remove, restart, undoInstall } from '../taskservs/flows.ts';
import { readMarker } from '../taskservs/marker.ts';
import { validateParams } from '../taskservs/params.ts';
import { ctxOf, effect, type OperationDeps, type RecordedServer } from './deps.ts';
import { changeOf, lookAtTaskservs, obstacleTo, taskservKey } from './look.ts';
import {
  serverNode,
  clusterSpec,
  taskservNode,
  taskservsSpec,
  toSpec,
  type InstalledSpec,
  type TaskservsSpec,
  type Targets,
  type WorkflowAction,
} from './spec.ts';

const nodeKind: Record<WorkflowAction, NodeKind> = {
  create: 'taskserv.install',
  update: 'taskserv.update',
  delete: 'taskserv.remove',
  restart: 'taskserv.restart',
};

/** Named servers, else those the dependencies made, else all of the provider (or infra) that run. */
export async function targetServers(
  deps: OperationDeps,
  targets: Targets,
  context: ExpandContext,
): Promise<readonly RecordedServer[]> {
  const made = context
    .upstream()
    .flatMap((node) => (node.kind === 'server.create' ? [serverNode(node).server_id] : []));
  const upstream = [...(await deps.world.servers(made))].sort((a, b) => made.indexOf(a.id) - made.indexOf(b.id));
  if (targets.servers !== null) {
    const names = targets.servers;
    const living = [
      ...upstream,
      ...(await deps.world.living({ names, ...(targets.infra === null ? {} : { infra: targets.infra }) })),
    ];
    return names.map((name) => {
      const found = living.find((server) => server.name === name && server.status === 'running');
      if (found === undefined) throw new EffectError('NO_SUCH_SERVER', `there is no running server named ${name}`);
      return found;
    });
  }
  if (upstream.length > 0) return upstream;
  const all = await deps.world.living({
    ...(targets.infra === null ? {} : { infra: targets.infra }),
    ...(targets.provider === null ? {} : { provider: targets.provider }),
  });
  const running = all.filter((server) => server.status === 'running');
  if (running.length > 0) return running;
  const where = targets.infra === null ? `provider ${targets.provider ?? '(any)'}` : `infra ${targets.infra}`;
  throw new EffectError(
    'NO_TARGETS',
    `no running server of ${where} to work on: name servers, depend on an operation that makes them, or create them first`,
  );
}

interface Placed {
  readonly server: RecordedServer;
  readonly taskserv: string;
  readonly params: JsonObject;
  readonly cluster: string | null;
}

/** One node a placement; on each server they go one after the other, in the given order. */
function nodesFor(
  deps: OperationDeps,
  task: TaskRecord,
  action: WorkflowAction,
  placed: readonly Placed[],
): NodeSpec[] {
  const last = new Map<string, string>();
  const ordered = action === 'delete' ? [...placed].reverse() : placed;
  return ordered.map(({ server, taskserv: name, params, cluster }): NodeSpec => {
    const taskserv = deps.catalog.taskserv(name);
    if (taskserv === undefined)
      throw new EffectError('UNKNOWN_TASKSERV', `there is no taskserv ${name} in the catalog`);
    const reason = unsupportedReason(taskserv, server);
    if (reason !== null) throw new EffectError('UNSUPPORTED_DRIVER', reason);
    const spec: InstalledSpec = {
      server_id: server.id,
      server: server.name,
      provider: server.provider,
      driver: server.driver,
      taskserv: name,
      params: validateParams(taskserv, params, `params.${name}`),
      cluster,
    };
    const id = `${task.name}/${server.provider}/${server.name}/${name}`;
    const before = last.get(server.id);
    last.set(server.id, id);
    return { id, kind: nodeKind[action], spec: toSpec(spec), dependencies: before === undefined ? [] : [before] };
  });
}

const driversOf = (servers: readonly RecordedServer[]): string =>
  [...new Set(servers.map((server) => server.driver))].join(', ');

export async function expandTaskservs(
  deps: OperationDeps,
  task: TaskRecord,
  context: ExpandContext,
): Promise<Expansion> {
  const spec = taskservsSpec(task);
  const servers = await targetServers(deps, spec.targets, context);
  const order = orderOf(deps, spec);
  const installed = await deps.world.installations(servers.map((server) => server.id));
  // What was not named but is depended on stays as it is where it stands already.
  const brought = (server: RecordedServer, name: string): boolean =>
    spec.taskservs.includes(name) || !(installed.get(server.id) ?? []).some((one) => one.taskserv === name);
  const placed = servers.flatMap((server) =>
    order
      .filter((name) => brought(server, name))
      .map((taskserv): Placed => ({
        server,
        taskserv,
        params: spec.serverParams?.[`${server.name}/${taskserv}`] ?? spec.params[taskserv] ?? {},
        cluster: null,
      })),
  );
  return planned(
    deps,
    spec.check_mode === true,
    nodesFor(deps, task, spec.action, placed),
    driversOf(servers),
    spec.notes ?? [],
    context.signal,
  );
}

/** Installing brings along what a task service depends on; removing and restarting touch only what was named. */
function orderOf(deps: OperationDeps, spec: TaskservsSpec): readonly string[] {
  const all = deps.catalog.order(spec.taskservs);
  return spec.action === 'create' || spec.action === 'update'
    ? all
    : all.filter((name) => spec.taskservs.includes(name));
}

export async function expandCluster(deps: OperationDeps, task: TaskRecord, context: ExpandContext): Promise<Expansion> {
  const spec = clusterSpec(task);
  const cluster = deps.catalog.clusterType(spec.cluster_type);
  if (cluster === undefined)
    throw new EffectError('UNKNOWN_CLUSTER', `there is no cluster type ${spec.cluster_type} in the catalog`);
  const servers = await targetServers(deps, spec.targets, context);
  const byName = new Map(servers.map((server) => [server.name, server]));
  const placed = placeCluster(cluster, servers).map(({ server, taskserv, params }): Placed => ({
    server: byName.get(server)!,
    taskserv,
    params,
    cluster: cluster.name,
  }));
  return planned(
    deps,
    spec.check_mode === true,
    nodesFor(deps, task, spec.action, placed),
    driversOf(servers),
    spec.notes ?? [],
    context.signal,
  );
}

/** In the words of the workflows. */
const planVerb = { install: 'create', update: 'update', remove: 'delete', restart: 'restart', none: 'none' } as const;

/** In check mode the nodes are not run but compared with what really stands on the servers. */
async function planned(
  deps: OperationDeps,
  checkMode: boolean,
  nodes: readonly NodeSpec[],
  driver: string,
  notes: readonly string[],
  signal: AbortSignal,
): Promise<Expansion> {
  if (!checkMode) return { nodes, driver, notes };
  const specs = nodes.map((node) => taskservNode(node));
  const installed = await deps.world.installations([...new Set(specs.map((spec) => spec.server_id))]);
  const seen = await lookAtTaskservs(deps, specs, signal);
  const plan = nodes.map((node) => {
    const spec = taskservNode(node);
    const recorded = installed.get(spec.server_id)?.some((one) => one.taskserv === spec.taskserv) ?? false;
    const found = seen.get(taskservKey(spec));
    const removable = deps.catalog.taskserv(spec.taskserv)?.scriptText.remove !== undefined;
    const about = { name: spec.taskserv, server: spec.server, removable };
    const problem = obstacleTo(node.kind, about, found, recorded);
    const action = planVerb[changeOf(node.kind, found, recorded)];
    const { taskserv, server, provider, driver } = spec;
    return { action, taskserv, server, provider, driver, ...(problem === null ? {} : { problem }) };
  });
  const changes = plan.filter((item) => item.action !== 'none').length;
  const output = [
    `Plan: ${changes} to change, ${plan.length - changes} unchanged`,
    ...plan.map(
      (item) =>
        `${item.action} taskserv ${item.taskserv} on ${item.server} (${item.provider}, driver ${item.driver})` +
        (item.problem === undefined ? '' : `; ${item.problem}`),
    ),
  ].join('\n');
  return { nodes: [], driver: null, notes, planned: { output, results: { plan } } };
}

async function actionOf(
  deps: OperationDeps,
  node: NodeRecord,
  context: EffectContext,
): Promise<TaskservAction & { readonly close: () => Promise<void> }> {
  const spec = taskservNode(node);
  const taskserv = deps.catalog.taskserv(spec.taskserv);
  if (taskserv === undefined)
    throw new EffectError('UNKNOWN_TASKSERV', `there is no taskserv ${spec.taskserv} in the catalog`);
  const provider = deps.provider(spec.provider);
  const ctx = ctxOf(deps, context);
  const server = await provider.find(ctx, { name: spec.server });
  if (server === null) throw new EffectError('NO_SUCH_SERVER', `server ${spec.server} of ${spec.provider} is gone`);
  const transport = await provider.transport(ctx, server.externalId);
  return {
    transport,
    server: { name: spec.server, driver: spec.driver, provider: spec.provider },
    taskserv,
    params: spec.params,
    token: node.token,
    attempt: context.attempt,
    signal: context.signal,
    onOutput: (text) => {
      context.output(text);
    },
    close: () => transport.close(),
  };
}

/** Runs one task service's flow on its server, over a transport that is closed afterwards. */
async function withAction<T>(
  deps: OperationDeps,
  node: NodeRecord,
  context: EffectContext,
  work: (action: TaskservAction) => Promise<T>,
): Promise<T> {
  return effect(async () => {
    const action = await actionOf(deps, node, context);
    try {
      return await work(action);
    } finally {
      await action.close();
    }
  });
}

export async function performTaskserv(deps: OperationDeps, node: NodeRecord, context: EffectContext): Promise<Effect> {
  const spec = taskservNode(node);
  const about = {
    server_id: spec.server_id,
    server: spec.server,
    provider: spec.provider,
    driver: spec.driver,
    taskserv: spec.taskserv,
  };
  switch (node.kind) {
    case 'taskserv.install':
    case 'taskserv.update':
      return withAction(deps, node, context, async (action) => {
        const done = await install(action);
        return {
          output: { ...about, version: done.version, change: done.change, outputs: done.outputs },
          changed: done.change !== 'unchanged',
          resources: [installedChange(deps, spec, done.version)],
        };
      });
    case 'taskserv.remove':
      return withAction(deps, node, context, async (action) => {
        const done = await remove(action);
        return {
          output: { ...about, change: done.change, previous: done.previous as unknown as JsonObject | null },
          changed: done.change === 'removed',
          resources: [{ kind: 'taskserv.removed', serverId: spec.server_id, taskserv: spec.taskserv }],
        };
      });
    case 'taskserv.restart':
      return withAction(deps, node, context, async (action) => ({
        output: { ...about, change: 'restarted', outputs: await restart(action) },
        changed: false,
        resources: [],
      }));
    case 'server.create':
    case 'server.update':
    case 'server.delete':
    case 'http':
      throw new Error(`${node.kind} is not a taskserv node`);
  }
}

const installedChange = (deps: OperationDeps, spec: InstalledSpec, version: string): ResourceChange => ({
  kind: 'taskserv.installed',
  id: deps.newId(),
  serverId: spec.server_id,
  taskserv: spec.taskserv,
  version,
  params: spec.params,
  cluster: spec.cluster,
});

/** Puts back what stood there before: nothing, the former version, or (after a removal) the task service itself. */
export async function undoTaskserv(
  deps: OperationDeps,
  node: NodeRecord,
  context: EffectContext,
): Promise<readonly ResourceChange[]> {
  const spec = taskservNode(node);
  const provider = deps.provider(spec.provider);
  if ((await effect(() => provider.find(ctxOf(deps, context), { name: spec.server }))) === null) {
    return [{ kind: 'taskserv.removed', serverId: spec.server_id, taskserv: spec.taskserv }];
  }
  if (node.kind === 'taskserv.remove') {
    const previous = node.output?.['previous'] as
      { readonly version: string; readonly params: InstalledSpec['params'] } | null | undefined;
    if (previous === null || previous === undefined) return [];
    const again: NodeRecord = { ...node, token: context.token };
    const done = await withAction(deps, again, context, (action) => install({ ...action, params: previous.params }));
    return [installedChange(deps, { ...spec, params: previous.params }, done.version)];
  }
  const standing = await withAction(deps, node, context, async (action) => {
    await undoInstall(action);
    return readMarker(action.transport, spec.taskserv);
  });
  if (standing !== null) return [installedChange(deps, { ...spec, params: standing.params }, standing.version)];
  return [{ kind: 'taskserv.removed', serverId: spec.server_id, taskserv: spec.taskserv }];
}

/** A fault in the request that only shows when targets are known, in the engine's words. */
export const asEffectError = (error: unknown): unknown =>
  error instanceof DomainError
    ? new EffectError(
        error.code,
        [error.message, ...error.details.map((detail) => `${detail.path}: ${detail.message}`)].join('; '),
        { cause: error },
      )
    : error;
