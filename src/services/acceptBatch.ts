import type { BatchRequest, OperationRequest } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import type { Clock } from '../domain/clock.ts';
import { DomainError, graphInvalid, unprocessable, type Detail } from '../domain/errors.ts';
import { inTurn } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { rankOf } from '../domain/priority.ts';
import { inTurns } from '../domain/turns.ts';
import { validateGraph } from '../engine/graph.ts';
import { toSpec, type ClusterSpec, type HttpSpec, type ServersSpec, type TaskservsSpec } from '../operations/spec.ts';
import type { Providers } from '../providers/registry.ts';
import type { ResourceRepository } from '../repositories/resources.ts';
import type { NewRun, NewTask, NewTasks } from '../repositories/runs.ts';
import type { Catalog } from '../taskservs/catalog.ts';
import { validateParams } from '../taskservs/params.ts';
import { approvalReasons, demandApproval, type ApprovalRules } from './approvals.ts';
import { environmentsOfBatch } from './environments.ts';
import { submittedFacts } from './policyFacts.ts';
import type { Decider } from '../policy/decide.ts';

export interface AcceptDeps {
  readonly providers: Providers;
  readonly catalog: Catalog;
  /** Why a URL may not be called, or null. */
  readonly refuseUrl: (url: string) => string | null;
  readonly decider: Pick<Decider, 'require'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly host: string;
  readonly approval: ApprovalRules;
  readonly resources: Pick<ResourceRepository, 'living' | 'servers'>;
}

/** At most so many violations are listed; the rest is counted. */
const MAX_DETAILS = 1_000;

const said = (error: unknown, path: string): Detail[] => {
  if (!(error instanceof DomainError)) throw error;
  return error.details.length > 0 ? [...error.details] : [{ path, message: error.message }];
};

/**
 * Turns a valid body into the run and tasks to store, or refuses it with every violation of the rules that go beyond the
 * schema: the graph, providers, task services with their parameters, cluster types, targets of calls.
 */
export async function acceptBatch(
  deps: AcceptDeps,
  actor: Actor,
  body: BatchRequest,
): Promise<{ readonly run: NewRun; readonly tasks: NewTasks }> {
  const faults = validateGraph(body.operations);
  if (faults.length > 0) {
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    throw graphInvalid(`The batch can't be run: ${faults[0]!.message}${more}`, faults.slice(0, MAX_DETAILS));
  }
  const violations = [
    ...(await inTurns(body.operations, (operation, i) => violationsOf(deps, operation, `operations[${i}]`))).flat(),
    ...doubled(body),
  ];
  if (violations.length > 0) {
    throw unprocessable(`The batch can't be run: ${violations[0]!.message}`, violations.slice(0, MAX_DETAILS));
  }
  const used = new Set(body.operations.flatMap((operation) => ('provider' in operation ? [operation.provider] : [])));
  const environments = await environmentsOfBatch(deps.resources, body);
  await requireExecute(deps, actor, { name: body.name, providers: used, environments });
  const createdAt = deps.clock.now();
  const run: NewRun = {
    id: inTurn(deps.newId()),
    kind: 'batch',
    name: body.name,
    version: body.version,
    status: 'Pending',
    spec: {
      ...(actor.approvedPlan === undefined ? {} : { approved_plan: actor.approvedPlan }),
      ...(body.timeout_seconds === undefined ? {} : { timeout_seconds: body.timeout_seconds }),
    },
    priority: rankOf(body.priority),
    storageBackend: body.storage_backend ?? null,
    parallelLimit: body.parallel_limit,
    rollbackEnabled: body.rollback_enabled,
    tasksTotal: body.operations.length,
    createdBy: actor.userId,
    createdAt,
    host: used.size > 0 ? deps.host : null,
  };
  // All in one go: ids rise with the ordinals, and few of others lie between them.
  const taskIds = new Map(body.operations.map((operation) => [operation.id, deps.newId()]));
  const taskOf = (operation: OperationRequest, ordinal: number): NewTask => ({
    id: taskIds.get(operation.id)!,
    runId: run.id,
    ordinal,
    kind: 'operation',
    name: operation.id,
    type: operation.type,
    provider: 'provider' in operation ? operation.provider : null,
    command: 'provisioning',
    args: ['batch', 'run', body.name, '--operation', operation.id],
    dependencies: operation.dependencies.map((id) => taskIds.get(id)!),
    spec: specFor(operation),
    createdAt,
  });
  // Made when they are stored: all at once they would be held beside the request.
  const tasks: NewTasks = {
    length: body.operations.length,
    slice: (from = 0, to) => body.operations.slice(from, to).map((operation, i) => taskOf(operation, from + i)),
  };
  return { run, tasks };
}

/** Whether the policies let the actor do all of this, and whether it may be done without an approved plan. */
export async function requireExecute(
  deps: Pick<AcceptDeps, 'decider' | 'approval'>,
  actor: Actor,
  touched: {
    readonly name: string;
    readonly providers: ReadonlySet<string>;
    readonly environments: ReadonlySet<string | undefined>;
  },
): Promise<void> {
  const { name, providers, environments } = touched;
  for (const attributes of submittedFacts(actor, name, providers, environments)) {
    await deps.decider.require({ actor, action: 'execute', resource: { kind: 'batches', id: name, attributes } });
  }
  demandApproval(actor, approvalReasons(deps.approval, { environments }));
}

/** One server made by two operations of the same batch: the second could only find the first one's. */
function doubled(body: BatchRequest): Detail[] {
  const seen = new Map<string, string>();
  return body.operations.flatMap((operation, i) => {
    if (operation.type !== 'server_batch') return [];
    return operation.server_configs.flatMap((server, j) => {
      const key = `${operation.provider}/${server.name}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, operation.id);
      if (first === undefined) return [];
      const message = `server ${server.name} of ${operation.provider} is made by operation "${first}" already`;
      return [{ path: `operations[${i}].server_configs[${j}].name`, message }];
    });
  });
}

function violationsOf(deps: AcceptDeps, operation: OperationRequest, path: string): Detail[] {
  const provider = 'provider' in operation ? deps.providers.lookUp(operation.provider) : null;
  const faults: Detail[] =
    provider !== null && 'reason' in provider ? [{ path: `${path}.provider`, message: provider.reason }] : [];
  if (operation.concurrency_limit !== undefined && operation.concurrency_key === undefined) {
    const message = 'a limit needs a `concurrency_key` that it is of';
    faults.push({ path: `${path}.concurrency_limit`, message });
  }
  switch (operation.type) {
    case 'server_batch':
      return faults;
    case 'taskserv_batch':
      return [...faults, ...taskservViolations(deps, operation, path)];
    case 'cluster_batch':
      if (deps.catalog.clusterType(operation.cluster_type) === undefined) {
        const there = deps.catalog.clusterTypes.map((type) => type.name).join(', ');
        faults.push({
          path: `${path}.cluster_type`,
          message: `There is no cluster type ${operation.cluster_type}; the catalog has ${there}`,
        });
      }
      return faults;
    case 'http':
      for (const direction of ['do', 'undo'] as const) {
        const call = operation[direction];
        const reason = call === undefined ? null : deps.refuseUrl(call.url);
        if (reason !== null) faults.push({ path: `${path}.${direction}.url`, message: reason });
      }
      return faults;
  }
}

function taskservViolations(
  deps: AcceptDeps,
  operation: OperationRequest & { type: 'taskserv_batch' },
  path: string,
): Detail[] {
  const faults: Detail[] = [];
  operation.taskservs.forEach((name, j) => {
    const taskserv = deps.catalog.taskserv(name);
    if (taskserv === undefined) {
      const there = deps.catalog.taskservs.map((one) => one.name).join(', ');
      faults.push({
        path: `${path}.taskservs[${j}]`,
        message: `There is no taskserv ${name}; the catalog has ${there}`,
      });
      return;
    }
    try {
      validateParams(taskserv, operation.params?.[name] ?? {}, `${path}.params.${name}`);
    } catch (error) {
      faults.push(...said(error, `${path}.params.${name}`));
    }
  });
  if (faults.length > 0) return faults;
  try {
    const order = deps.catalog.order(operation.taskservs);
    for (const name of Object.keys(operation.params ?? {})) {
      if (!order.includes(name))
        faults.push({
          path: `${path}.params.${name}`,
          message: `${name} is not among the taskservs of this operation`,
        });
    }
  } catch (error) {
    faults.push(...said(error, `${path}.taskservs`));
  }
  return faults;
}

function specFor(operation: OperationRequest): JsonObject {
  const { retry, timeout_seconds, continue_on_error, priority, dependencies, concurrency_key: key } = operation;
  const common = {
    after: dependencies,
    continue_on_error,
    priority,
    ...(retry === undefined ? {} : { retry: toSpec(retry) }),
    ...(timeout_seconds === undefined ? {} : { timeout_seconds }),
    ...(key === undefined ? {} : { concurrency: { key, limit: operation.concurrency_limit ?? 1 } }),
  };
  switch (operation.type) {
    case 'server_batch': {
      const servers = operation.server_configs.map((server) => ({
        name: server.name,
        provider: operation.provider,
        plan: server.plan,
        zone: server.zone,
        labels: server.labels ?? {},
        protect: server.protect,
      }));
      return toSpec({ ...common, steps: servers.length, infra: null, servers } satisfies ServersSpec & {
        after: string[];
      });
    }
    case 'taskserv_batch':
      return toSpec({
        ...common,
        steps: operation.taskservs.length,
        action: 'create',
        targets: { provider: operation.provider, infra: null, servers: operation.servers ?? null },
        taskservs: operation.taskservs,
        params: (operation.params ?? {}) as Record<string, JsonObject>,
      } satisfies TaskservsSpec & { after: string[] });
    case 'cluster_batch':
      return toSpec({
        ...common,
        steps: 3,
        action: 'create',
        targets: { provider: operation.provider, infra: null, servers: operation.servers ?? null },
        cluster_type: operation.cluster_type,
      } satisfies ClusterSpec & { after: string[] });
    case 'http':
      return toSpec({
        ...common,
        steps: 1,
        do: operation.do as HttpSpec['do'],
        ...(operation.undo === undefined ? {} : { undo: operation.undo as NonNullable<HttpSpec['undo']> }),
      } satisfies HttpSpec & { after: string[] });
  }
}
