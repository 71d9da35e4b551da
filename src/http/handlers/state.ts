import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type StateHandlers = Pick<
  OrchestratorHandlers,
  'getWorkflowProgress' | 'listWorkflowSnapshots' | 'getSystemMetrics' | 'getSystemHealth' | 'getStatistics'
>;

export const stateHandlers = ({ state, health }: Pick<OrchestratorDeps, 'state' | 'health'>): StateHandlers => ({
  getWorkflowProgress: async (c) => c.json(ok(await state.progress(c.var.actor, c.req.valid('param').id)), 200),
  listWorkflowSnapshots: async (c) => {
    const query = c.req.valid('query');
    const page = await state.snapshots(c.var.actor, c.req.valid('param').id, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  getSystemMetrics: async (c) => c.json(ok(await health.systemMetrics()), 200),
  getSystemHealth: async (c) => c.json(ok(await health.systemHealth()), 200),
  getStatistics: async (c) => c.json(ok(await health.statistics()), 200),
});
