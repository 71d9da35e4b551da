import type { PlanStep } from '../../generated/contract/orchestrator.ts';
import type { PlanAction } from '../../generated/enums.ts';
import type { Actions, NodeDescription, NodeSpec } from '../engine/ports.ts';
import type { LookedFor } from '../operations/look.ts';
import { serverNode, taskservNode } from '../operations/spec.ts';

/** The kind of a step that undoes one. */
export const UNDO = 'undo';

/** A step, and the server it is about. */
export interface Planned {
  readonly step: PlanStep;
  /** Of a task service that may stand already: what to look at. */
  readonly taskserv: LookedFor | null;
  /** Kind of node it becomes, or `UNDO`; its measured durations make the estimate. */
  readonly kind: string;
  /** Steps of a lower level come before it. */
  readonly level: number;
  /** Steps of one operation have the same. */
  readonly operation: string;
  readonly server: { readonly provider: string; readonly name: string } | null;
  /** Why it would fail, as things stand. */
  readonly problem?: string;
}

/** The step that a node becomes; `undo`: that its undoing becomes. */
export function plannedNode(describe: Actions['describe'], node: NodeSpec, action: PlanAction, undo = false): Planned {
  const seen = describe(node);
  const server = node.kind === 'http' ? null : serverOf(node);
  const loses = action === 'delete' && seen.kind === 'server';
  return {
    kind: undo ? UNDO : node.kind,
    level: 0,
    operation: '',
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

/**
 * Why a node can't be undone, for a plan; null when it can. A task service without a `remove` script, and a call without
 * an undo, is for a person to undo.
 */
export function irreversibleReason({ reversible, kind, removeByHand }: NodeDescription): string | null {
  if (reversible) return null;
  return kind === 'server' ? `can't be undone: ${removeByHand}` : `can't be undone, undo: manual: ${removeByHand}`;
}
