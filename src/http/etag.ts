import { hash } from 'node:crypto';
import { DomainError } from '../domain/errors.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { AppContext } from './context.ts';
import { ok } from './envelope.ts';

/** The strong entity tag of a body (RFC 9110 section 8.8.3): it changes exactly when the body does. */
export const etagOf = (text: string): string => `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;

const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** Whether a list of entity tags names this one; by weak comparison `W/"x"` names `"x"` too, by strong it names nothing. */
function names(header: string, tag: string, comparison: 'weak' | 'strong'): boolean {
  if (header.trim() === '*') return true;
  const listed = header.match(TAG) ?? [];
  return listed.some((one) => (comparison === 'weak' ? one.replace(/^W\//, '') : one) === tag);
}

/** Whether the caller has this body already (RFC 9110 section 13.1.2). */
export const isKnown = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch !== undefined && names(ifNoneMatch, tag, 'weak');

/**
 * What `If-Match` demands of the record as it is before the change (RFC 9110 section 13.1.1): that `GET` would answer
 * with one of these tags. The service asks in its transaction, with the record held.
 */
export function preconditionOf(c: AppContext): Precondition | undefined {
  const header = c.req.header('if-match');
  if (header === undefined) return undefined;
  return (current) => {
    if (names(header, etagOf(JSON.stringify(ok(current))), 'strong')) return;
    throw new DomainError('precondition_failed', 'It was changed since you read it: read it again and decide anew');
  };
}
