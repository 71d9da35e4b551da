import type { ControlCenterDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { ControlCenterHandlers } from './contract.ts';

type Handlers = Pick<ControlCenterHandlers, 'createServiceToken' | 'listServiceTokens' | 'deleteServiceToken'>;

export const serviceTokenHandlers = ({ serviceTokens }: Pick<ControlCenterDeps, 'serviceTokens'>): Handlers => ({
  createServiceToken: async (c) => {
    const made = await serviceTokens.create(c.var.actor, c.req.valid('json'));
    return c.json(ok(made), 201, { Location: `/service-tokens/${made.id}` });
  },
  listServiceTokens: async (c) => {
    const query = c.req.valid('query');
    const page = await serviceTokens.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  deleteServiceToken: async (c) => c.json(ok(await serviceTokens.remove(c.var.actor, c.req.valid('param').id)), 200),
});
