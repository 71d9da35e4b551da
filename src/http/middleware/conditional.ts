import type { OperationFacts } from '../../../generated/contract/facts.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StatusCode } from 'hono/utils/http-status';
import type { AppContext, Middleware } from '../context.ts';
import { etagOf, isKnown } from '../etag.ts';

/**
 * The JSON text that the handler answers with, once it has. To read it back out of the response costs more than all else
 * that is done to a read here.
 */
function textOf(c: AppContext): () => string | undefined {
  let text: string | undefined;
  const json = (data: unknown, status?: StatusCode, headers: Record<string, string> = {}): Response => {
    text = JSON.stringify(data);
    return c.newResponse(text, status, { ...headers, 'Content-Type': 'application/json' });
  };
  c.json = json as typeof c.json;
  return () => text;
}

/** Gives a successful read its `ETag`, or an empty 304 to who has the body already. */
const read: Middleware = async (c, next) => {
  const answered = textOf(c);
  await next();
  if (c.res.status !== 200) return;
  const tag = etagOf(answered() ?? (await c.res.clone().text()));
  c.res.headers.set('ETag', tag);
  if (!isKnown(c.req.header('if-none-match'), tag)) return;
  const { headers } = c.res;
  headers.delete('Content-Type');
  c.res = undefined;
  c.res = new Response(null, { status: 304, headers });
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
