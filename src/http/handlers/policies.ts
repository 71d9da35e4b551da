import type { ControlCenterDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { preconditionOf } from '../etag.ts';
import { pageHeaders } from '../paging.ts';
import type { ControlCenterHandlers } from './contract.ts';

type PolicyHandlers = Pick<
  ControlCenterHandlers,
  'simulatePolicies' | 'listPolicies' | 'createPolicy' | 'getPolicy' | 'updatePolicy' | 'deletePolicy'
>;

export const policyHandlers = ({
  policies,
  policySimulator,
}: Pick<ControlCenterDeps, 'policies' | 'policySimulator'>): PolicyHandlers => ({
  simulatePolicies: async (c) => c.json(ok(await policySimulator.simulate(c.var.actor, c.req.valid('json'))), 200),
  listPolicies: async (c) => {
    const query = c.req.valid('query');
    const page = await policies.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  createPolicy: async (c) => {
    const policy = await policies.create(c.var.actor, c.req.valid('json'));
    return c.json(ok(policy), 201, { Location: `/policies/${policy.id}` });
  },
  getPolicy: async (c) => c.json(ok(await policies.get(c.var.actor, c.req.valid('param').id)), 200),
  updatePolicy: async (c) => {
    const { id } = c.req.valid('param');
    return c.json(ok(await policies.update(c.var.actor, id, c.req.valid('json'), preconditionOf(c))), 200);
  },
  deletePolicy: async (c) =>
    c.json(ok(await policies.remove(c.var.actor, c.req.valid('param').id, preconditionOf(c))), 200),
});
