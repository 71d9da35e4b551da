import { STATUS_CODES } from 'node:http';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../generated/enums.ts';
import { DomainError, unavailable, type Detail } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { AppContext } from './context.ts';
import { databaseAway } from './databaseAway.ts';
import { chooseErrorType, PROBLEM_TYPE } from './negotiate.ts';

/** The one table from what went wrong to what HTTP calls it. */
export const statusOf = {
  malformed_json: 400,
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  conflict: 409,
  idempotency_in_progress: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  unprocessable: 422,
  graph_invalid: 422,
  idempotency_key_reused: 422,
  upgrade_required: 426,
  precondition_required: 428,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

/** A refusal that says more in its headers: `Allow`, `WWW-Authenticate`. */
export class HttpRefusal extends DomainError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, headers: Readonly<Record<string, string>>) {
    super(code, message);
    this.headers = headers;
  }
}

// Bounds of the contract's Error schema.
const MAX_DETAILS = 10_000;
const MAX_ERROR = 65_536;
const MAX_PATH = 1024;
const MAX_MESSAGE = 4096;

const bounded = ({ path, message }: Detail): Detail => ({
  path: path.slice(0, MAX_PATH),
  message: message.slice(0, MAX_MESSAGE) || 'is not valid',
});

/** What the caller may know of an error: its own sentence for a fact of the domain, nothing for anything else. */
export function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (databaseAway(error)) return unavailable('The database can not be reached: try again', error);
  return new DomainError('internal', 'Something went wrong on our side: the request id finds it in the log', {
    cause: error,
  });
}

function headersOf(error: DomainError): Record<string, string> {
  const headers: Record<string, string> = error instanceof HttpRefusal ? { ...error.headers } : {};
  const wait = error.retryAfterSeconds ?? (error.code === 'unavailable' ? 5 : undefined);
  if (wait !== undefined) headers['Retry-After'] = String(wait);
  if (error.code === 'unauthenticated') headers['WWW-Authenticate'] ??= 'Bearer error="invalid_token"';
  if (error.code === 'upgrade_required') headers['Upgrade'] = 'websocket';
  return headers;
}

/** Turns whatever was thrown into the contract's answer, and tells the log what the caller must not see. */
export function answerError(c: AppContext, thrown: unknown, log: Log): Response {
  const error = asDomainError(thrown);
  const status = statusOf[error.code];
  const requestId = c.get('requestId');
  if (status >= 500) {
    const fields = { request_id: requestId, operation: c.get('operation')?.operationId, error: thrown };
    if (status === 503) log.warn('a request could not be served', fields);
    else log.error('a request failed', fields);
  }
  const details = error.details.slice(0, MAX_DETAILS).map(bounded);
  const shared = { code: error.code, request_id: requestId, ...(details.length > 0 && { details }) };
  const sentence = error.message.slice(0, MAX_ERROR) || (STATUS_CODES[status] ?? 'Error');
  const type = chooseErrorType(c.req.header('accept'));
  const body =
    type === PROBLEM_TYPE
      ? { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: sentence, ...shared }
      : { success: false, error: sentence, ...shared };
  return c.body(JSON.stringify(body), status, { ...headersOf(error), 'Content-Type': type });
}
