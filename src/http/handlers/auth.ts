import type { ControlCenterDeps } from '../deps.ts';
import type { AppContext } from '../context.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { ControlCenterHandlers } from './contract.ts';

type AuthHandlers = Pick<
  ControlCenterHandlers,
  | 'login'
  | 'refresh'
  | 'logout'
  | 'getJwks'
  | 'listSessions'
  | 'endSession'
  | 'verifyToken'
  | 'changePassword'
  | 'rotateKeys'
>;

const originOf = (c: AppContext) => ({
  ip: c.get('ip'),
  requestId: c.get('requestId'),
  userAgent: c.req.header('user-agent'),
});

export const authHandlers = ({
  auth,
  sessions,
  account,
  keys,
  jwks,
}: Pick<ControlCenterDeps, 'auth' | 'sessions' | 'account' | 'keys' | 'jwks'>): AuthHandlers => ({
  login: async (c) => c.json(ok(await auth.login(c.req.valid('json'), originOf(c))), 200),
  refresh: async (c) => c.json(ok(await auth.refresh(c.req.valid('json'), originOf(c))), 200),
  logout: async (c) => c.json(ok(await auth.logout(c.var.actor)), 200),
  listSessions: async (c) => {
    const query = c.req.valid('query');
    const page = await sessions.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  endSession: async (c) => c.json(ok(await sessions.end(c.var.actor, c.req.valid('param').id)), 200),
  verifyToken: async (c) => c.json(ok(await sessions.tokenInfo(c.var.actor)), 200),
  changePassword: async (c) => c.json(ok(await account.changePassword(c.var.actor, c.req.valid('json'))), 200),
  rotateKeys: async (c) => c.json(ok(await keys.rotate(c.var.actor, c.req.valid('json'))), 200),
  getJwks: async (c) => c.json({ keys: [...(await jwks()).keys] }, 200),
});
