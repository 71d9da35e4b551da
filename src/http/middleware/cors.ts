import { cors as honoCors } from 'hono/cors';
import type { Middleware } from '../context.ts';
import type { CommonDeps } from '../deps.ts';

const SENT = ['Authorization', 'Content-Type', 'Accept', 'Prefer', 'X-Request-Id'];
const CONDITIONS = ['Idempotency-Key', 'If-Match', 'If-None-Match', 'Last-Event-ID'];
const LIMITS = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'RateLimit', 'RateLimit-Policy'];
const PAGES = ['Link', 'X-Total-Count', 'X-Total-Exact', 'X-Next-Cursor', 'X-Limit', 'X-Offset'];
const MAX_AGE_SECONDS = 600;

/**
 * Lets the pages of the configured origins use the API (https://fetch.spec.whatwg.org/#http-cors-protocol); without any
 * it does nothing. The browser's own credentials are never asked for: who asks is told by the token alone.
 */
export function cors({ settings }: Pick<CommonDeps, 'settings'>): readonly Middleware[] {
  if (settings.corsOrigins.length === 0) return [];
  const allow = honoCors({
    origin: [...settings.corsOrigins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowHeaders: [...SENT, ...CONDITIONS],
    exposeHeaders: ['ETag', 'Location', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id', ...PAGES, ...LIMITS],
    maxAge: MAX_AGE_SECONDS,
  });
  // An OPTIONS that is no preflight asks which methods there are.
  const asked: Middleware = (c, next) =>
    c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') === undefined ? next() : allow(c, next);
  return [asked];
}
