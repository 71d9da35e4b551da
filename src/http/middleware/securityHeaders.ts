import type { Middleware } from '../context.ts';

const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Answers of the API are never sniffed, framed or kept by a cache; the docs bring a policy of their own. */
export const securityHeaders: Middleware = async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  headers.set('X-Frame-Options', 'DENY');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', API_POLICY);
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
};
