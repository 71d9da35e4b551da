import { bearerOf } from '../bearer.ts';
import type { Guard } from '../context.ts';
import type { CommonDeps } from '../deps.ts';

/** Finds out who asks; whatever is wrong with the token, the answer is the same 401. */
export const authenticate =
  ({ authenticator }: Pick<CommonDeps, 'authenticator'>): Guard =>
  async (c) => {
    const user = await authenticator.authenticate(bearerOf(c.req.header('authorization')));
    c.set('actor', { ...user, requestId: c.get('requestId'), ip: c.get('ip') });
  };
