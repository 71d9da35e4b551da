import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type DriftHandlers = Pick<
  OrchestratorHandlers,
  'listDrift' | 'checkDrift' | 'adoptDrift' | 'ignoreDrift' | 'repairDrift'
>;

export const driftHandlers = ({ drift }: Pick<OrchestratorDeps, 'drift'>): DriftHandlers => ({
  listDrift: async (c) => {
    const { kind, status, ...page } = c.req.valid('query');
    const found = await drift.list(c.var.actor, { kind, status }, page);
    pageHeaders(c, found, page);
    return c.json({ ...ok([...found.items]), unlisted: [...found.unlisted] }, 200);
  },
  checkDrift: async (c) => c.json(ok(await drift.check(c.var.actor)), 200),
  adoptDrift: async (c) => c.json(ok(await drift.adopt(c.var.actor, c.req.valid('param').id)), 200),
  ignoreDrift: async (c) =>
    c.json(ok(await drift.ignore(c.var.actor, c.req.valid('param').id, c.req.valid('json').reason)), 200),
  repairDrift: async (c) => {
    const plan = await drift.repair(c.var.actor, c.req.valid('param').id);
    return c.json(ok(plan), 201, { Location: `/plans/${plan.id}` });
  },
});
