import type { ControlCenterDeps } from '../deps.ts';
import type { AppContext } from '../context.ts';
import { ok } from '../envelope.ts';
import type { ControlCenterHandlers } from './contract.ts';

type AuthHandlers = Pick<ControlCenterHandlers, 'login' | 'refresh' | 'logout' | 'getJwks'>;

const originOf = (c: AppContext) => ({ ip: c.get('ip'), requestId: c.get('requestId') });

export const authHandlers = ({ auth, jwks }: Pick<ControlCenterDeps, 'auth' | 'jwks'>): AuthHandlers => ({
  login: async (c) => c.json(ok(await auth.login(c.req.valid('json'), originOf(c))), 200),
  refresh: async (c) => c.json(ok(await auth.refresh(c.req.valid('json'), originOf(c))), 200),
  logout: async (c) => c.json(ok(await auth.logout(c.var.actor)), 200),
  getJwks: (c) => c.json({ keys: [...jwks().keys] }, 200),
});
