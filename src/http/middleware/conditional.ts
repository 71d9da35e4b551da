import type { OperationFacts } from '../../../generated/contract/facts.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Middleware } from '../context.ts';
import { etagOf, isKnown } from '../etag.ts';

/** Gives a successful read its `ETag`, or an empty 304 to who has the body already. */
const read: Middleware = async (c, next) => {
  await next();
  if (c.res.status !== 200) return;
  const text = await c.res.text();
  const tag = etagOf(text);
  const known = isKnown(c.req.header('if-none-match'), tag);
  const headers = new Headers(c.res.headers);
  headers.set('ETag', tag);
  if (known) headers.delete('Content-Type');
  c.res = undefined;
  c.res = new Response(known ? null : text, { status: known ? 304 : 200, headers });
};

/** Refuses a change that doesn't name the state it is based on. */
const named: Middleware = async (c, next) => {
  if (c.req.header('if-match') !== undefined) return next();
  const message = 'Send If-Match with the ETag that you read, so that nobody else’s change is lost';
  throw new DomainError('precondition_required', message);
};

/** Conditional requests (RFC 9110 section 13) of one operation; what `If-Match` says is checked by the service. */
export function conditional({ etag, ifMatch }: OperationFacts, requireIfMatch: boolean): readonly Middleware[] {
  return [...(etag ? [read] : []), ...(ifMatch && requireIfMatch ? [named] : [])];
}
