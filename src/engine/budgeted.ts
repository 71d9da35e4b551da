import type { Actions, EffectContext, NodeRecord } from './ports.ts';
import type { Slots } from './slots.ts';

/**
 * The same actions, but of each provider named in `maxParallel` at most so many effects (doing and undoing, each try of
 * its own) are under way at once, over all runs and servers. Providers without a budget are called as before.
 */
export function budgeted(actions: Actions, maxParallel: ReadonlyMap<string, number>, slots: Slots): Actions {
  if (maxParallel.size === 0) return actions;

  async function within<T>(node: NodeRecord, context: EffectContext, work: () => Promise<T>): Promise<T> {
    const { provider } = actions.describe(node);
    const max = maxParallel.get(provider);
    if (max === undefined) return work();
    const { run, fence, token, signal } = context;
    const giveBack = await slots.take(
      { pool: `provider:${provider}`, runId: run.id, epoch: fence, holder: token, taskId: node.taskId, max },
      signal,
    );
    try {
      return await work();
    } finally {
      giveBack();
    }
  }

  return {
    ...actions,
    perform: (node, context) => within(node, context, () => actions.perform(node, context)),
    undo: (node, context) => within(node, context, () => actions.undo(node, context)),
  };
}
