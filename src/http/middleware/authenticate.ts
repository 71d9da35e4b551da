import type { Middleware } from '../context.ts';
import type { CommonDeps } from '../deps.ts';
import { HttpRefusal } from '../errors.ts';

/** The token of `Authorization: Bearer …` (RFC 6750 section 2.1); nothing else is looked at. */
function bearerOf(header: string | undefined): string {
  const token = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token !== undefined) return token;
  throw new HttpRefusal('unauthenticated', 'Send the token of a login as "Authorization: Bearer <token>"', {
    'WWW-Authenticate': 'Bearer realm="provisioning"',
  });
}

/** Finds out who asks; whatever is wrong with the token, the answer is the same 401. */
export const authenticate =
  ({ authenticator }: Pick<CommonDeps, 'authenticator'>): Middleware =>
  async (c, next) => {
    const user = await authenticator.authenticate(bearerOf(c.req.header('authorization')));
    c.set('actor', { ...user, requestId: c.get('requestId'), ip: c.get('ip') });
    await next();
  };
