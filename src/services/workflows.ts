import type { Lease } from '../engine/ports.ts';
import { submitRun } from './submitRun.ts';
import type { ClusterWorkflow, ServersWorkflow, TaskservWorkflow } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { unprocessable, type Detail } from '../domain/errors.ts';
import type { Priority } from '../../generated/enums.ts';
import type { EventDraft } from '../domain/events.ts';
import { inTurn } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { isWhole, keepAnswer } from '../domain/keyedRequest.ts';
import { rankOf } from '../domain/priority.ts';
import { toSpec, type ClusterSpec, type ServersSpec, type TaskservsSpec } from '../operations/spec.ts';
import type { Providers } from '../providers/registry.ts';
import type { NewRun, NewTask } from '../repositories/runs.ts';
import type { Submission as NewSubmission } from '../repositories/submissions.ts';
import type { Settings, SettingsReader } from '../settings/settings.ts';
import type { Catalog } from '../taskservs/catalog.ts';
import type { Action, ResourceKind } from '../policy/vocabulary.ts';
import { approvalReasons, demandApproval, type ApprovalRules } from './approvals.ts';
import { submittedFacts } from './policyFacts.ts';
import type { Alongside } from './alongside.ts';
import type { RunServiceDeps } from './runDeps.ts';

interface Workflows<T, More extends unknown[] = []> {
  servers(actor: Actor, body: ServersWorkflow, ...more: More): Promise<T>;
  taskserv(actor: Actor, body: TaskservWorkflow, ...more: More): Promise<T>;
  cluster(actor: Actor, body: ClusterWorkflow, ...more: More): Promise<T>;
}

/** Each answers with the id of the task it made; the work goes on behind it. */
export interface WorkflowService extends Workflows<string, [alongside?: Alongside]> {
  /** The same without doing it. */
  readonly prepare: Workflows<Submission>;
}

interface WorkflowDeps extends RunServiceDeps {
  readonly settings: SettingsReader;
  readonly providers: Providers;
  readonly catalog: Catalog;
  readonly approval: ApprovalRules;
}

/** A workflow that was accepted, on its way to become a task. */
export interface Submission {
  readonly name: string;
  readonly type: 'server_batch' | 'taskserv_batch' | 'cluster_batch';
  readonly args: readonly string[];
  readonly spec: object;
  /** Environment of its settings. */
  readonly environment: string | undefined;
  readonly audit: { readonly action: string; readonly resource: string; readonly details: JsonObject };
}

/** The flags an operator would type after `provisioning servers create`. */
const flags = (body: {
  readonly infra: string;
  readonly settings: string;
  readonly check_mode: boolean;
  readonly wait: boolean;
  readonly priority: Priority;
}): string[] => [
  '--infra',
  body.infra,
  '--settings',
  body.settings,
  ...(body.check_mode ? ['--check'] : []),
  ...(body.wait ? ['--wait'] : []),
  ...(body.priority === 'normal' ? [] : ['--priority', body.priority]),
];

export function createWorkflows(deps: WorkflowDeps): WorkflowService {
  async function load(
    actor: Actor,
    action: Action,
    kind: ResourceKind,
    id: string,
    body: { readonly infra: string; readonly settings: string },
  ): Promise<Settings> {
    const loaded = await deps.settings.load(body.infra, body.settings);
    const { environment } = loaded.desired;
    const providers = loaded.desired.servers.map(({ provider }) => provider);
    for (const facts of submittedFacts(actor, undefined, providers, [environment])) {
      const attributes = { ...facts, infra: body.infra };
      await deps.decider.require({ actor, action, resource: { kind, id, attributes } });
    }
    const faults = loaded.desired.servers.flatMap((server, i): Detail[] => {
      const provider = deps.providers.lookUp(server.provider);
      return 'reason' in provider
        ? [{ path: `${loaded.source}: servers.${i}.provider`, message: provider.reason }]
        : [];
    });
    if (faults.length > 0) throw unprocessable(`${loaded.source} can't be used: ${faults[0]!.message}`, faults);
    return loaded;
  }

  async function submit(
    actor: Actor,
    operation: string,
    { name, type, args, spec, environment, audit }: Submission,
    alongside?: Alongside,
  ): Promise<string> {
    if ((spec as { check_mode?: boolean }).check_mode !== true)
      demandApproval(actor, approvalReasons(deps.approval, { environments: [environment] }));
    const createdAt = deps.clock.now();
    const run: NewRun = {
      id: inTurn(deps.newId()),
      kind: 'workflow',
      name,
      status: 'Pending',
      spec: actor.approvedPlan === undefined ? {} : { approved_plan: actor.approvedPlan },
      priority: rankOf((spec as { priority?: Priority }).priority ?? 'normal'),
      parallelLimit: 1,
      rollbackEnabled: false,
      tasksTotal: 1,
      createdBy: actor.userId,
      createdAt,
      host: deps.host,
    };
    const task: NewTask = {
      id: deps.newId(),
      runId: run.id,
      ordinal: 0,
      kind: 'workflow',
      name,
      type,
      command: 'provisioning',
      args: [...args],
      dependencies: [],
      spec: toSpec(spec),
      createdAt,
    };
    const details = { ...audit.details, task_id: task.id };
    const entry: AuditEntry = { actor, ...audit, result: 'success', details };
    const told: EventDraft = {
      type: 'TaskStatusChanged',
      runId: run.id,
      taskId: task.id,
      data: { task_id: task.id, name, status: 'pending' },
    };
    const store = (lease: Lease | undefined): Promise<void> =>
      deps.transact(async (tx) => {
        await deps.runs.insert(tx, run, [task], lease);
        await keepAnswer(tx, actor, operation, { data: task.id });
        await deps.audit(tx, entry);
        const more = (await alongside?.(tx, { runId: run.id, taskId: task.id })) ?? [];
        await deps.events.append(tx, [...more, told]);
      });
    await submitRun(deps, run, [task], async (lease) => {
      const whole = (): NewSubmission => ({
        run,
        tasks: [task],
        lease,
        audit: deps.signed(entry),
        events: [told],
        mark: actor.keyed?.mark({ data: task.id }),
      });
      const alone = alongside === undefined && isWhole(actor, operation);
      if (!(alone && (await deps.submit(whole())))) await store(lease);
    });
    return task.id;
  }

  const notesOf = (loaded: Settings): string[] => [`settings: ${loaded.source}`, ...loaded.notes];

  const prepare: Workflows<Submission> = {
    servers: async (actor, body) => {
      const loaded = await load(actor, 'create', 'servers', '*', body);
      const servers = loaded.desired.servers.map(({ name, provider, plan, zone, labels, protect }) => ({
        name,
        provider,
        plan,
        zone,
        labels,
        protect,
      }));
      const spec: ServersSpec = {
        steps: servers.length,
        infra: body.infra,
        servers,
        check_mode: body.check_mode,
        priority: body.priority,
        notes: notesOf(loaded),
      };
      return {
        name: 'create_servers',
        type: 'server_batch',
        args: ['servers', 'create', ...flags(body)],
        spec,
        environment: loaded.desired.environment,
        audit: {
          action: 'server.create',
          resource: `servers/${body.infra}`,
          details: { infra: body.infra, servers: servers.map((server) => server.name), check_mode: body.check_mode },
        },
      };
    },

    taskserv: async (actor, body) => {
      if (deps.catalog.taskserv(body.taskserv) === undefined) {
        const there = deps.catalog.taskservs.map((one) => one.name).join(', ');
        const message = `There is no taskserv ${body.taskserv}; the catalog has ${there}`;
        throw unprocessable(message, [{ path: 'taskserv', message }]);
      }
      const loaded = await load(actor, 'execute', 'taskservs', body.taskserv, body);
      const listing = loaded.desired.servers.filter((server) =>
        server.taskservs.some((one) => one.name === body.taskserv),
      );
      const serverParams = Object.fromEntries(
        loaded.desired.servers.flatMap((server) =>
          server.taskservs.map((one) => [`${server.name}/${one.name}`, one.params]),
        ),
      );
      const spec: TaskservsSpec = {
        steps: Math.max(1, listing.length),
        action: body.operation,
        // The servers whose settings list it; when none does, all of the infra.
        targets: {
          provider: null,
          infra: body.infra,
          servers: listing.length === 0 ? null : listing.map((server) => server.name),
        },
        taskservs: [body.taskserv],
        params: {},
        serverParams,
        check_mode: body.check_mode,
        priority: body.priority,
        notes: notesOf(loaded),
      };
      return {
        name: `${body.operation}_${body.taskserv}`,
        type: 'taskserv_batch',
        args: ['taskserv', body.operation, body.taskserv, ...flags(body)],
        spec,
        environment: loaded.desired.environment,
        audit: {
          action: 'taskserv.execute',
          resource: `taskservs/${body.taskserv}`,
          details: { operation: body.operation, infra: body.infra, check_mode: body.check_mode },
        },
      };
    },

    cluster: async (actor, body) => {
      if (deps.catalog.clusterType(body.cluster_type) === undefined) {
        const there = deps.catalog.clusterTypes.map((one) => one.name).join(', ');
        const message = `There is no cluster type ${body.cluster_type}; the catalog has ${there}`;
        throw unprocessable(message, [{ path: 'cluster_type', message }]);
      }
      const loaded = await load(actor, 'execute', 'clusters', body.cluster_type, body);
      const placed = loaded.desired.clusters?.find((cluster) => cluster.type === body.cluster_type);
      const spec: ClusterSpec = {
        steps: 3,
        action: body.operation,
        targets: { provider: null, infra: body.infra, servers: placed?.servers ?? null },
        cluster_type: body.cluster_type,
        check_mode: body.check_mode,
        priority: body.priority,
        notes: notesOf(loaded),
      };
      return {
        name: `${body.operation}_${body.cluster_type}`,
        type: 'cluster_batch',
        args: ['cluster', body.operation, body.cluster_type, ...flags(body)],
        spec,
        environment: loaded.desired.environment,
        audit: {
          action: 'cluster.execute',
          resource: `clusters/${body.cluster_type}`,
          details: { operation: body.operation, infra: body.infra, check_mode: body.check_mode },
        },
      };
    },
  };

  return {
    prepare,
    servers: async (actor, body, alongside) =>
      submit(actor, 'createServersWorkflow', await prepare.servers(actor, body), alongside),
    taskserv: async (actor, body, alongside) =>
      submit(actor, 'createTaskservWorkflow', await prepare.taskserv(actor, body), alongside),
    cluster: async (actor, body, alongside) =>
      submit(actor, 'createClusterWorkflow', await prepare.cluster(actor, body), alongside),
  };
}
