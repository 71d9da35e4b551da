import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import type { OrchestratorHandlers } from './contract.ts';

type WorkflowHandlers = Pick<
  OrchestratorHandlers,
  'createServersWorkflow' | 'createTaskservWorkflow' | 'createClusterWorkflow'
>;

export const workflowHandlers = ({ workflows }: Pick<OrchestratorDeps, 'workflows'>): WorkflowHandlers => ({
  createServersWorkflow: async (c) => c.json(ok(await workflows.servers(c.var.actor, c.req.valid('json'))), 200),
  createTaskservWorkflow: async (c) => c.json(ok(await workflows.taskserv(c.var.actor, c.req.valid('json'))), 200),
  createClusterWorkflow: async (c) => c.json(ok(await workflows.cluster(c.var.actor, c.req.valid('json'))), 200),
});
