import { createHash } from 'node:crypto';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { OperationFacts } from '../../generated/contract/facts.ts';
import type { StoredAnswer } from '../services/idempotency.ts';
import type { AppContext } from './context.ts';
import type { CommonDeps } from './deps.ts';
import { ok } from './envelope.ts';

type Handler = (c: AppContext) => Response | Promise<Response>;

/** A structured string (RFC 8941) and the bare word are one key. */
const keyOf = (header: string): string => /^"(.*)"$/.exec(header)?.[1] ?? header;

/** Path and query name the record, `body` is what is left of the body after its defaults were filled in. */
function hashOf(c: AppContext, facts: OperationFacts, body: unknown): string {
  const { pathname, search } = new URL(c.req.url);
  return createHash('sha256')
    .update(JSON.stringify([facts.operationId, pathname, search, body ?? null]))
    .digest('hex');
}

async function storedOf(response: Response): Promise<StoredAnswer> {
  const { data } = (await response.clone().json()) as { readonly data: unknown };
  return { status: response.status, location: response.headers.get('location'), data: JSON.stringify(data) };
}

/**
 * Answers a request with an `Idempotency-Key` once: the same key and request of the same user get the stored answer.
 * To stand after the body was checked, so that what is refused as malformed takes no key.
 */
export function idempotent(
  facts: OperationFacts,
  handler: Handler,
  { idempotency }: Pick<CommonDeps, 'idempotency'>,
): (c: AppContext, body: unknown) => Promise<Response> {
  return async (c, body) => {
    const header = facts.keyed ? c.req.header('idempotency-key') : undefined;
    const { userId } = header === undefined ? { userId: null } : c.var.actor;
    if (header === undefined || userId === null) return handler(c);
    const request = {
      userId,
      key: keyOf(header),
      operation: facts.operationId,
      requestHash: hashOf(c, facts, body),
      status: facts.successStatus,
    };
    let fresh: Response | undefined;
    const answer = await idempotency.once(request, async (keyed) => {
      c.set('actor', { ...c.var.actor, keyed });
      const response = (fresh = await handler(c));
      return { status: response.status, stored: () => storedOf(response) };
    });
    if (answer === null) return fresh!;
    if (answer.location !== null) c.header('Location', answer.location);
    return c.json(ok(JSON.parse(answer.data) as unknown), answer.status as ContentfulStatusCode);
  };
}
