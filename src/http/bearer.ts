import { HttpRefusal } from './errors.ts';

/** The token of `Authorization: Bearer …` (RFC 6750 section 2.1); nothing else is looked at. */
export function bearerOf(header: string | undefined): string {
  const token = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token !== undefined) return token;
  throw new HttpRefusal('unauthenticated', 'Send the token of a login as "Authorization: Bearer <token>"', {
    'WWW-Authenticate': 'Bearer realm="provisioning"',
  });
}
