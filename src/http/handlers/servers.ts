import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type ServerHandlers = Pick<OrchestratorHandlers, 'listServers' | 'getServer'>;

export const serverHandlers = ({ servers }: Pick<OrchestratorDeps, 'servers'>): ServerHandlers => ({
  listServers: async (c) => {
    const query = c.req.valid('query');
    const page = await servers.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  getServer: async (c) => c.json(ok(await servers.get(c.var.actor, c.req.valid('param').id)), 200),
});
