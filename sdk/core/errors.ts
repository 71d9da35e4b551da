/** One violation of a request, as the API lists it: where (`operations.0.id`) and what. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** What an answer with an error status said, whichever of the API's two error forms it used. */
export interface ApiFailure {
  readonly status: number;
  readonly message: string;
  /** The API's stable word for the error (`not_found`, `graph_invalid`, …); `unknown` when something between us answered. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly ErrorDetail[];
  /** How long the server asks callers to stay away, in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** Root of everything this package throws on purpose. */
export class ProvisioningError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An argument that can't be sent as it is; nothing left the process. */
export class InvalidArgumentError extends ProvisioningError {}

/** No answer arrived: refused, reset, unknown host, or an answer that broke off. */
export class ConnectionError extends ProvisioningError {}

/** No answer within `timeoutMs`, or a wait that ran past its own deadline. */
export class TimeoutError extends ProvisioningError {}

/** The caller's `signal` fired. */
export class AbortedError extends ProvisioningError {}

/** The service answered, and said no. */
export class ApiError extends ProvisioningError {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterMs: number | undefined;

  constructor(failure: ApiFailure) {
    super(failure.message);
    this.status = failure.status;
    this.code = failure.code;
    this.requestId = failure.requestId;
    this.details = failure.details;
    this.retryAfterMs = failure.retryAfterMs;
  }
}

/** 400: malformed JSON, or a bad path, query or header value. */
export class BadRequestError extends ApiError {}
/** 401: no token, or one that no longer counts. */
export class AuthenticationError extends ApiError {}
/** 403: the policies don't allow this user that. */
export class PermissionError extends ApiError {}
/** 404 */
export class NotFoundError extends ApiError {}
/** 409: the thing's present state forbids it. */
export class ConflictError extends ApiError {}
/** 422: well formed, but against the schema or a business rule; `details` lists every violation. */
export class ValidationError extends ApiError {}
/** 429: see `retryAfterMs`. */
export class RateLimitError extends ApiError {}
/** 5xx */
export class ServerError extends ApiError {}
/** 503: the service or its database is away for the moment. */
export class UnavailableError extends ServerError {}

const byStatus: ReadonlyMap<number, new (failure: ApiFailure) => ApiError> = new Map([
  [400, BadRequestError],
  [401, AuthenticationError],
  [403, PermissionError],
  [404, NotFoundError],
  [409, ConflictError],
  [422, ValidationError],
  [429, RateLimitError],
  [503, UnavailableError],
]);

/** The error class for a status; statuses without one of their own are `ServerError` (5xx) or plain `ApiError`. */
export function toApiError(failure: ApiFailure): ApiError {
  const Specific = byStatus.get(failure.status) ?? (failure.status >= 500 ? ServerError : ApiError);
  return new Specific(failure);
}

/**
 * Reads an error body: the envelope (`{success: false, error, code, request_id, details}`) or an RFC 9457 problem.
 * Anything else (a proxy's HTML page, say) still gives a failure that names the status.
 */
export function readFailure(status: number, headers: Headers, text: string, retryAfterMs?: number): ApiFailure {
  const body = parseObject(text);
  const message = stringOf(body['error']) ?? stringOf(body['detail']) ?? stringOf(body['title']);
  return {
    status,
    message: message ?? `the server answered ${String(status)}${excerpt(text)}`,
    code: stringOf(body['code']) ?? 'unknown',
    requestId: stringOf(body['request_id']) ?? headers.get('x-request-id') ?? undefined,
    details: Array.isArray(body['details']) ? body['details'].filter(isDetail) : [],
    retryAfterMs,
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function isDetail(value: unknown): value is ErrorDetail {
  if (typeof value !== 'object' || value === null) return false;
  return 'path' in value && typeof value.path === 'string' && 'message' in value && typeof value.message === 'string';
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return ' without a body';
  return `: ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`;
}
