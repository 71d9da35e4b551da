import type { JsonObject } from '../domain/json.ts';
import {
  EffectError,
  type Actions,
  type Effect,
  type EffectContext,
  type Expansion,
  type NodeRecord,
  type NodeSpec,
  type ResourceChange,
  type TaskRecord,
} from '../engine/ports.ts';
import { effect, type OperationDeps } from './deps.ts';
import { describeNode } from './describe.ts';
import { createServer, deleteServer, expandServers, serverFailed, serverIntent, updateServer } from './servers.ts';
import { httpSpec, restoreSpec, serverNode, taskservNode, toSpec, type ServerNodeSpec } from './spec.ts';
import { asEffectError, expandCluster, expandTaskservs, performTaskserv, undoTaskserv } from './taskservs.ts';

/** The engine's action port: each type of task and each kind of node, sent to the file that knows it. */
export function createActions(deps: OperationDeps): Actions {
  async function call(node: NodeRecord, context: EffectContext, direction: 'do' | 'undo'): Promise<JsonObject> {
    const spec = httpSpec(node);
    const target = direction === 'do' ? spec.do : spec.undo!;
    const call = () =>
      deps.callHttp({
        url: target.url,
        headers: target.headers ?? {},
        body: target.body ?? {},
        idempotencyKey: context.token,
        batchId: node.runId,
        operationId: node.id,
        attempt: context.attempt,
        fencingToken: context.fence,
        signal: context.signal,
      });
    const answer = await effect(call).catch((error: unknown) => {
      if (error instanceof EffectError) throw spec.undo === undefined ? withoutLeftover(error) : error;
      if (!context.signal.aborted) throw error;
      // Cut off under way: whether the other side did it is not known, so its undo is owed.
      const message = `the call to ${target.url} was cut off, its outcome is not known`;
      throw new EffectError('UNKNOWN_OUTCOME', message, { leftover: spec.undo !== undefined, cause: error });
    });
    return { status: answer.status, result: (answer.result ?? null) as JsonObject | null };
  }

  return {
    expandNow: (task) => (task.type === 'http' ? expandCall(task) : null),

    expand: async (task, context) => {
      try {
        switch (task.type) {
          case 'server_batch':
            return await expandServers(deps, task);
          case 'taskserv_batch':
            return await expandTaskservs(deps, task, context);
          case 'cluster_batch':
            return await expandCluster(deps, task, context);
          case 'http':
            return expandCall(task);
          case 'restore':
            return expandRestore(task);
          case 'rollback':
            throw new Error('a rollback has no nodes of its own');
        }
      } catch (error) {
        throw asEffectError(error);
      }
    },

    intent: (node) => (node.kind.startsWith('server.') ? serverIntent(deps, node) : []),
    failed: (node, _run, leftover) => (node.kind.startsWith('server.') ? serverFailed(node, leftover) : []),

    perform: async (node, context): Promise<Effect> => {
      switch (node.kind) {
        case 'server.create':
          return createServer(deps, node, context);
        case 'server.update':
          return { ...(await updateServer(deps, node, context, 'do')), changed: true };
        case 'server.delete':
          return {
            output: { server_id: serverNode(node).server_id },
            changed: true,
            resources: await deleteServer(deps, node, context),
          };
        case 'http':
          return { output: await call(node, context, 'do'), changed: true, resources: [] };
        case 'taskserv.install':
        case 'taskserv.remove':
        case 'taskserv.update':
        case 'taskserv.restart':
          return performTaskserv(deps, node, context);
      }
    },

    undo: async (node, context) => ({ resources: await undo(node, context) }),
    describe: (node) => describeNode(deps, node),
    summarize,
  };

  async function undo(node: NodeRecord, context: EffectContext): Promise<readonly ResourceChange[]> {
    switch (node.kind) {
      case 'server.create':
        return deleteServer(deps, node, context);
      case 'server.update':
        return (await updateServer(deps, node, context, 'undo')).resources;
      case 'http':
        await call(node, context, 'undo');
        return [];
      case 'taskserv.install':
      case 'taskserv.remove':
      case 'taskserv.update':
      case 'taskserv.restart':
        return undoTaskserv(deps, node, context);
      case 'server.delete':
        throw new Error('a deleted server can not be brought back');
    }
  }
}

/** A call that has no undo leaves nothing that could be taken back. */
const withoutLeftover = (error: EffectError): EffectError =>
  new EffectError(error.code, error.message, {
    retryable: error.retryable,
    cause: error,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });

const expandCall = (task: TaskRecord): Expansion => ({
  nodes: [{ id: task.name, kind: 'http', spec: task.spec, dependencies: [] }],
  driver: 'http',
  notes: [],
});

/** Removals before deletions, creations before installations; whatever is left alone keeps running. */
function expandRestore(task: TaskRecord): Expansion {
  const spec = restoreSpec(task);
  const node = (kind: NodeSpec['kind'], id: string, of: object, dependencies: readonly string[]): NodeSpec => ({
    id: `${task.name}/${id}`,
    kind,
    spec: toSpec(of),
    dependencies,
  });
  const removed = spec.remove_taskservs.map((one) =>
    node('taskserv.remove', `remove/${one.provider}/${one.server}/${one.taskserv}`, one, []),
  );
  const deleted = spec.delete_servers.map((one) =>
    node(
      'server.delete',
      `delete/${one.provider}/${one.name}`,
      one,
      removed.filter((r) => taskservNode(r).server_id === one.server_id).map((r) => r.id),
    ),
  );
  const created = spec.create_servers.map((one) =>
    node(
      'server.create',
      `create/${one.provider}/${one.name}`,
      one,
      deleted.filter((d) => sameName(serverNode(d), one)).map((d) => d.id),
    ),
  );
  const updated = spec.update_servers.map((one) =>
    node('server.update', `update/${one.provider}/${one.name}`, one, []),
  );
  const standing = new Map([...created, ...updated].map((one) => [serverNode(one).server_id, one.id]));
  const lastOn = new Map<string, string>();
  const installed = spec.install_taskservs.map((one) => {
    const id = `install/${one.provider}/${one.server}/${one.taskserv}`;
    const before = lastOn.get(one.server_id) ?? standing.get(one.server_id);
    lastOn.set(one.server_id, `${task.name}/${id}`);
    return node('taskserv.install', id, one, before === undefined ? [] : [before]);
  });
  return {
    nodes: [...removed, ...deleted, ...created, ...updated, ...installed],
    driver: null,
    notes: spec.notes ?? [],
  };
}

const sameName = (a: ServerNodeSpec, b: ServerNodeSpec): boolean => a.provider === b.provider && a.name === b.name;

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** The sentence a person reads and the results a program reads. */
function summarize(
  task: TaskRecord,
  nodes: readonly NodeRecord[],
): { readonly output: string; readonly results: JsonObject } {
  const done = nodes.filter((node) => node.status === 'Completed');
  const outputs = done.map((node) => node.output ?? {});
  const servers = (kind: NodeSpec['kind']): number => done.filter((node) => node.kind === kind && node.changed).length;
  switch (task.type) {
    case 'server_batch': {
      const made = servers('server.create');
      const there = done.length - made;
      const more = there === 0 ? '' : `; ${there} already there`;
      return {
        output:
          done.length === nodes.length
            ? `Successfully created ${counted(made, 'server')}${more}`
            : `Created ${made} of ${counted(nodes.length, 'server')}${more}`,
        results: { servers: outputs, created: made, unchanged: there },
      };
    }
    case 'taskserv_batch':
    case 'cluster_batch': {
      const changed = done.filter((node) => node.changed).length;
      return {
        output: `${done.length} of ${nodes.length} task services done, ${changed} changed`,
        results: { taskservs: outputs, changed, unchanged: done.length - changed },
      };
    }
    case 'http':
      return {
        output: done.length === 1 ? `Answered ${JSON.stringify(outputs[0]?.['status'])}` : 'Not answered',
        results: outputs[0] ?? {},
      };
    case 'restore':
    case 'rollback':
      return { output: `${done.length} of ${nodes.length} steps done`, results: { steps: outputs } };
  }
}
