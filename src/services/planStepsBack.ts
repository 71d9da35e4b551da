import type { PlanAction } from '../../generated/enums.ts';
import { goesWithServer } from '../engine/undoGraph.ts';
import type { Actions, NodeRecord, NodeSpec } from '../engine/ports.ts';
import type { Difference } from '../operations/spec.ts';
import { irreversibleReason, plannedNode, type Planned } from './planStep.ts';

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
  const covered = goesWithServer(nodes, (node) => describe(node).reversible);
  return nodes.map((node, index) => {
    const reason = covered.has(index) ? 'goes with its server' : irreversibleReason(describe(node));
    if (reason === null) return plannedNode(describe, node, backwardAction[node.kind], true);
    const planned = plannedNode(describe, node, 'none', true);
    return { ...planned, step: { ...planned.step, detail: reason } };
  });
}

/** What making the difference would do. */
export function stepsOfDifference(difference: Difference): Planned[] {
  const server =
    (action: PlanAction, kind: string, level: number) =>
    (one: Difference['delete_servers'][number]): Planned => ({
      kind,
      level,
      operation: '',
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
    (action: PlanAction, kind: string, level: number) =>
    (one: Difference['install_taskservs'][number]): Planned => ({
      kind,
      level,
      operation: '',
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
    ...difference.remove_taskservs.map(taskserv('remove', 'taskserv.remove', 0)),
    ...difference.delete_servers.map(server('delete', 'server.delete', 1)),
    ...difference.create_servers.map(server('create', 'server.create', 2)),
    ...difference.update_servers.map(server('update', 'server.update', 2)),
    ...difference.install_taskservs.map(taskserv('install', 'taskserv.install', 3)),
  ];
}
