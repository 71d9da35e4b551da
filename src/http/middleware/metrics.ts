import type { Middleware } from '../context.ts';
import type { CommonDeps } from '../deps.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts each answer under the contract's path, so that no caller can grow the set of labels. */
export const metrics =
  ({ metrics: sink, monotonic }: Pick<CommonDeps, 'metrics' | 'monotonic'>): Middleware =>
  async (c, next) => {
    const start = monotonic();
    await next();
    const route = c.get('operation')?.path ?? 'unmatched';
    const method = METHODS.has(c.req.method) ? c.req.method : 'other';
    sink.observe(route, method, c.res.status, monotonic() - start);
  };
