import type { ErrorCode } from '../../generated/enums.ts';

/** One violation: `path` points into the body, query or configuration (`operations[2].provider`). */
export interface Detail {
  readonly path: string;
  readonly message: string;
}

interface ErrorOptionsOf {
  readonly cause?: unknown;
  readonly details?: readonly Detail[];
  /** For the log only; the caller never sees it. */
  readonly log?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
}

/**
 * A fact of the domain that a caller can act on. `message` is the sentence the caller reads; `code` is the stable word
 * that `http/errors.ts` turns into a status. What only operators may read goes into `log` and `cause`.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: readonly Detail[];
  readonly log: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptionsOf = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.details = options.details ?? [];
    this.log = options.log ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** 404: nothing of that kind with that id is visible to the caller. */
export const notFound = (kind: string, id: string): DomainError =>
  new DomainError('not_found', `There is no ${kind} with id ${id}`);

/** 409: the state of the record forbids it; say what state it is in. */
export const conflict = (message: string, details: readonly Detail[] = []): DomainError =>
  new DomainError('conflict', message, { details });

/** 422: well-formed, but breaks a business rule. */
export const unprocessable = (message: string, details: readonly Detail[] = []): DomainError =>
  new DomainError('unprocessable', message, { details });

/** 422: the dependency graph of a batch is not one. */
export const graphInvalid = (message: string, details: readonly Detail[]): DomainError =>
  new DomainError('graph_invalid', message, { details });

export const forbidden = (message: string): DomainError => new DomainError('forbidden', message);

/** 401 with one text for every reason, so that nothing tells which one it was. */
export const unauthenticated = (message = 'Authentication required or no longer valid: log in again'): DomainError =>
  new DomainError('unauthenticated', message);

/** 503: a part we need (database, provider) is away; worth trying again. */
export const unavailable = (message: string, cause?: unknown): DomainError =>
  new DomainError('unavailable', message, { cause, retryAfterSeconds: 5 });
