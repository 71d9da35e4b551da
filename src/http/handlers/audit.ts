import type { ControlCenterDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { ControlCenterHandlers } from './contract.ts';

export const auditHandlers = ({
  audit,
}: Pick<ControlCenterDeps, 'audit'>): Pick<ControlCenterHandlers, 'listAuditLogs'> => ({
  listAuditLogs: async (c) => {
    const query = c.req.valid('query');
    const page = await audit.list(query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
});
