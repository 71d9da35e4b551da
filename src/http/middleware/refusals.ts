import type { AuditResult, ErrorCode } from '../../../generated/enums.ts';
import { actorOrNull, type Middleware } from '../context.ts';
import type { CommonDeps } from '../deps.ts';
import { asDomainError } from '../errors.ts';

const DENIED: ReadonlySet<ErrorCode> = new Set(['unauthenticated', 'forbidden', 'rate_limited']);
/** Well-formed tries that came to nothing. What is malformed never was a try; without a database nothing can be recorded. */
const FAILED: ReadonlySet<ErrorCode> = new Set([
  'not_found',
  'conflict',
  'unprocessable',
  'graph_invalid',
  'precondition_failed',
  'internal',
]);

function resultOf(code: ErrorCode, reads: boolean): AuditResult | undefined {
  if (DENIED.has(code)) return 'denied';
  return !reads && FAILED.has(code) ? 'failure' : undefined;
}

/**
 * Records every denied try and every failed change. The record of a change that succeeded is written by its service in
 * the change's own transaction.
 */
export const refusals =
  ({ refusals: audit, log }: Pick<CommonDeps, 'refusals' | 'log'>): Middleware =>
  async (c, next) => {
    await next();
    const operation = c.get('operation');
    if (c.error === undefined || operation === undefined) return;
    const { code } = asDomainError(c.error);
    const result = resultOf(code, operation.method === 'get');
    if (result === undefined) return;
    const requestId = c.get('requestId');
    const kind = operation.permission?.resource ?? operation.audit.split('.')[0]!;
    const entry = {
      actor: actorOrNull(c),
      action: operation.audit,
      resource: `${kind}/${c.req.param('id') ?? '*'}`,
      result,
      details: { code, method: c.req.method, path: operation.path },
      requestId,
      ip: c.get('ip'),
    };
    try {
      await audit.recordRefusal(entry, c.error);
    } catch (error) {
      // The refusal itself changed nothing and stands either way.
      log.error('a refusal could not be recorded', { request_id: requestId, error });
    }
  };
