import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type PlanHandlers = Pick<OrchestratorHandlers, 'createPlan' | 'listPlans' | 'getPlan' | 'approvePlan' | 'applyPlan'>;

export const planHandlers = ({ plans }: Pick<OrchestratorDeps, 'plans'>): PlanHandlers => ({
  createPlan: async (c) => {
    const plan = await plans.create(c.var.actor, c.req.valid('json'));
    return c.json(ok(plan), 201, { Location: `/plans/${plan.id}` });
  },
  listPlans: async (c) => {
    const query = c.req.valid('query');
    const page = await plans.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  getPlan: async (c) => c.json(ok(await plans.get(c.var.actor, c.req.valid('param').id)), 200),
  approvePlan: async (c) =>
    c.json(ok(await plans.approve(c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200),
  applyPlan: async (c) => c.json(ok(await plans.apply(c.var.actor, c.req.valid('param').id)), 200),
});
