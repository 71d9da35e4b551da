import type { JsonObject } from '../domain/json.ts';
import {
  EffectError,
  type Effect,
  type EffectContext,
  type Expansion,
  type NodeRecord,
  type NodeSpec,
  type ResourceChange,
  type TaskRecord,
} from '../engine/ports.ts';
import { ProviderError, type Observed, type ServerProvider } from '../providers/provider.ts';
import { ctxOf, effect, type OperationDeps, type RecordedServer } from './deps.ts';
import { serverNode, serversSpec, toSpec, type ServerNodeSpec, type ServersSpec, type WantedServer } from './spec.ts';

const keyOf = (server: { readonly provider: string; readonly name: string }): string =>
  `${server.provider}/${server.name}`;

async function recorded(deps: OperationDeps, wanted: readonly WantedServer[]): Promise<Map<string, RecordedServer>> {
  const providers = [...new Set(wanted.map((server) => server.provider))];
  const found = await Promise.all(
    providers.map((provider) =>
      deps.world.living({ provider, names: wanted.filter((s) => s.provider === provider).map((s) => s.name) }),
    ),
  );
  return new Map(found.flat().map((server) => [keyOf(server), server]));
}

/** A server node for each wanted server; one that is recorded already is only looked at. */
export async function expandServers(deps: OperationDeps, task: TaskRecord): Promise<Expansion> {
  const spec = serversSpec(task);
  const existing = await recorded(deps, spec.servers);
  if (spec.check_mode === true) return planServers(deps, spec, existing);
  const drivers = new Set<string>();
  const nodes = spec.servers.map((wanted): NodeSpec => {
    const { driver } = deps.provider(wanted.provider);
    drivers.add(driver);
    const id = `${task.name}/${wanted.provider}/${wanted.name}`;
    const there = existing.get(keyOf(wanted));
    // Half-made by the batch that this one resumes: it is finished under its own token.
    const taken = there?.status === 'error' && spec.tokens?.[id] === there.token;
    if (there !== undefined && there.status !== 'running' && there.runId !== task.runId && !taken) {
      throw new EffectError(
        'BUSY',
        `server ${wanted.name} of ${wanted.provider} is being changed by run ${there.runId}`,
      );
    }
    const node: ServerNodeSpec = {
      server_id: there?.id ?? deps.newId(),
      name: wanted.name,
      provider: wanted.provider,
      driver,
      plan: wanted.plan,
      zone: wanted.zone,
      labels: wanted.labels,
      infra: spec.infra,
      existing: there !== undefined && !taken,
      protect: wanted.protect ?? false,
    };
    return {
      id,
      kind: 'server.create',
      spec: toSpec(node),
      dependencies: [],
    };
  });
  return { nodes, driver: [...drivers].join(', '), notes: spec.notes ?? [] };
}

function planServers(deps: OperationDeps, spec: ServersSpec, existing: ReadonlyMap<string, RecordedServer>): Expansion {
  const plan = spec.servers.map((wanted) => {
    const provider = deps.provider(wanted.provider);
    const there = existing.get(keyOf(wanted));
    const change = provider.plan(wanted, there === undefined ? null : observedOf(there));
    return { name: wanted.name, provider: wanted.provider, driver: provider.driver, ...change };
  });
  const of = (action: string): number => plan.filter((item) => item.action === action).length;
  const output = [
    `Plan: ${of('create')} to create, ${of('update')} to update, ${of('delete')} to delete, ${of('none')} unchanged`,
    ...plan.map((item) => `${item.action} server ${item.name} (${item.provider}, driver ${item.driver})`),
  ].join('\n');
  return {
    nodes: [],
    driver: null,
    notes: spec.notes ?? [],
    planned: { output, results: { plan: plan as unknown as JsonObject[] } },
  };
}

const observedOf = (server: RecordedServer): Observed => ({
  externalId: server.externalId ?? '',
  phase: 'running',
  spec: { name: server.name, plan: server.plan, zone: server.zone, labels: server.labels },
  addresses: [],
  createdBy: '',
  host: null,
});

export function serverIntent(deps: OperationDeps, node: NodeRecord): readonly ResourceChange[] {
  const spec = serverNode(node);
  if (node.kind === 'server.delete') return [{ kind: 'server.status', id: spec.server_id, status: 'deleting' }];
  if (spec.existing || node.kind === 'server.update') return [];
  return [
    {
      kind: 'server.creating',
      id: spec.server_id,
      name: spec.name,
      provider: spec.provider,
      driver: spec.driver,
      host: deps.host,
      infra: spec.infra,
      plan: spec.plan,
      zone: spec.zone,
      labels: spec.labels,
      protect: spec.protect ?? false,
      token: node.token,
    },
  ];
}

export function serverFailed(node: NodeRecord, leftover: boolean): readonly ResourceChange[] {
  const spec = serverNode(node);
  if (node.kind === 'server.delete') return [{ kind: 'server.status', id: spec.server_id, status: 'error' }];
  if (spec.existing || node.kind === 'server.update') return [];
  return [
    leftover
      ? { kind: 'server.status', id: spec.server_id, status: 'error' }
      : { kind: 'server.deleted', id: spec.server_id },
  ];
}

const outputOf = (spec: ServerNodeSpec, server: Observed): JsonObject => ({
  server_id: spec.server_id,
  name: spec.name,
  provider: spec.provider,
  driver: spec.driver,
  external_id: server.externalId,
  addresses: server.addresses.map((address) => address.ip),
});

/** Creates the server (or finds the one this very node made before a crash) and waits until it runs. */
export async function createServer(deps: OperationDeps, node: NodeRecord, context: EffectContext): Promise<Effect> {
  const spec = serverNode(node);
  const provider = deps.provider(spec.provider);
  const ctx = ctxOf(deps, context);
  if (spec.existing) return confirmServer(deps, provider, spec, context);
  return effect(async () => {
    const made =
      (await provider.find(ctx, { token: context.token, name: spec.name })) ??
      (await provider.create(ctx, { name: spec.name, plan: spec.plan, zone: spec.zone, labels: spec.labels }));
    try {
      const server = (await provider.wait(ctx, made.externalId, 'running')) ?? made;
      const addresses = server.addresses.map((address) => address.ip);
      return {
        output: outputOf(spec, server),
        changed: true,
        resources: [{ kind: 'server.running', id: spec.server_id, externalId: server.externalId, addresses }],
      };
    } catch (error) {
      throw await withdrawn(provider, made.externalId, ctx, error);
    }
  });
}

/** A create that fails after the server exists takes the server back, so that a failed node has left nothing. */
async function withdrawn(
  provider: ServerProvider,
  externalId: string,
  ctx: ReturnType<typeof ctxOf>,
  error: unknown,
): Promise<unknown> {
  if (error instanceof ProviderError && error.retry !== 'fatal') return error;
  try {
    await provider.delete({ ...ctx, signal: AbortSignal.timeout(60_000) }, externalId);
    return error;
  } catch (cause) {
    const reason = error instanceof Error ? error.message : String(error);
    return new ProviderError('CREATE_FAILED', 'fatal', `${reason}; taking it back failed too`, {
      partial: { external_id: externalId },
      cause,
    });
  }
}

async function confirmServer(
  deps: OperationDeps,
  provider: ServerProvider,
  spec: ServerNodeSpec,
  context: EffectContext,
): Promise<Effect> {
  const found = await effect(() => provider.find(ctxOf(deps, context), { name: spec.name }));
  if (found === null) {
    throw new EffectError(
      'MISSING',
      `server ${spec.name} is recorded but ${spec.provider} no longer has it; restore a checkpoint or delete the record`,
    );
  }
  return { output: outputOf(spec, found), changed: false, resources: [] };
}

/** Without the approval of a plan, what is protected stays. */
function refuseProtected(node: NodeRecord, context: EffectContext): void {
  const spec = serverNode(node);
  // The approval of a batch is one of making, not of unmaking.
  const { kind, spec: about } = context.run;
  const approved = (kind === 'rollback' || kind === 'restore') && typeof about['approved_plan'] === 'string';
  if (spec.protect !== true || approved) return;
  throw new EffectError(
    'PROTECTED',
    `server ${spec.name} of ${spec.provider} is protected: its deletion needs an approved plan (POST /plans)`,
  );
}

/** Brings plan, zone and labels to what is wanted, and starts it again when it stands still. */
export async function updateServer(
  deps: OperationDeps,
  node: NodeRecord,
  context: EffectContext,
  direction: 'do' | 'undo',
): Promise<{ readonly output: JsonObject; readonly resources: readonly ResourceChange[] }> {
  const spec = serverNode(node);
  const to = direction === 'undo' && spec.before !== undefined ? { ...spec, ...spec.before } : spec;
  const wanted = { name: spec.name, plan: to.plan, zone: to.zone, labels: to.labels };
  const provider = deps.provider(spec.provider);
  const ctx = ctxOf(deps, context);
  return effect(async () => {
    const found = await provider.find(ctx, { name: spec.name });
    if (found === null) {
      throw new ProviderError('NOT_FOUND', 'fatal', `server ${spec.name} of ${spec.provider} is gone`);
    }
    if (found.phase !== 'running' && spec.token !== undefined && found.createdBy === spec.token) {
      // The same token is the same server: creating it again starts it.
      await provider.create({ ...ctx, token: spec.token }, found.spec);
      await provider.wait(ctx, found.externalId, 'running');
    }
    const updated = await provider.update(ctx, found.externalId, wanted);
    const { plan, zone, labels } = to;
    return {
      output: outputOf(spec, updated),
      resources: [{ kind: 'server.updated', id: spec.server_id, plan, zone, labels }],
    };
  });
}

/** Deletes what the node created, also when only its token is known; nothing there is done. */
export async function deleteServer(
  deps: OperationDeps,
  node: NodeRecord,
  context: EffectContext,
): Promise<readonly ResourceChange[]> {
  const spec = serverNode(node);
  refuseProtected(node, context);
  const provider = deps.provider(spec.provider);
  const ctx = ctxOf(deps, context);
  await effect(async () => {
    const known = node.output?.['external_id'] ?? spec.external_id;
    const found =
      typeof known === 'string'
        ? await provider.find(ctx, { externalId: known })
        : node.kind === 'server.delete'
          ? await provider.find(ctx, { name: spec.name })
          : await provider.find(ctx, { token: node.token, name: spec.name });
    if (found === null) return;
    await provider.delete(ctx, found.externalId);
    await provider.wait(ctx, found.externalId, 'gone');
  });
  return [{ kind: 'server.deleted', id: spec.server_id }];
}
