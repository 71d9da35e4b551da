import {
  AbortedError,
  ApiError,
  AuthenticationError,
  BadRequestError,
  ConnectionError,
  InvalidArgumentError,
  PermissionError,
  TimeoutError,
  UnavailableError,
  ValidationError,
} from '../../sdk/index.ts';

/** What the exit status says. 130 is what shells give a command that Ctrl-C ended. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, denied: 3, unreachable: 4, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was called in a way that can't work; the message says what to change. */
export class UsageError extends Error {}

/** There is no token to send; the message says how to get one. */
export class NotLoggedInError extends Error {}

export interface Failure {
  readonly exitCode: ExitCode;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** The refusal, when the API gave one. */
  readonly refusal?: ApiError;
}

/** What a person is told about an error, and the exit status that goes with it. */
export function failureOf(error: unknown, url: string): Failure {
  if (error instanceof UsageError) return { exitCode: exitCodes.usage, message: error.message };
  if (error instanceof NotLoggedInError) return { exitCode: exitCodes.denied, message: error.message };
  if (error instanceof AbortedError) return { exitCode: exitCodes.interrupted, message: 'interrupted' };
  if (error instanceof InvalidArgumentError) return { exitCode: exitCodes.usage, message: error.message };
  if (error instanceof ConnectionError || error instanceof TimeoutError) {
    const hint = `is the server running at ${url}? \`provisioning serve\` starts one, --url points elsewhere`;
    return { exitCode: exitCodes.unreachable, message: error.message, hint };
  }
  if (error instanceof ApiError) return apiFailure(error);
  return { exitCode: exitCodes.failed, message: error instanceof Error ? error.message : String(error) };
}

function apiFailure(refusal: ApiError): Failure {
  return { ...explain(refusal), refusal };
}

function explain(error: ApiError): Failure {
  const message = [
    error.message,
    ...error.details.map(({ path, message: what }) => `  ${path || '(body)'}: ${what}`),
  ].join('\n');
  if (error instanceof AuthenticationError) {
    return { exitCode: exitCodes.denied, message, hint: 'run `provisioning login`, or set PROVISIONING_TOKEN' };
  }
  if (error instanceof PermissionError) {
    return { exitCode: exitCodes.denied, message, hint: 'an administrator can allow it by a role or a policy' };
  }
  if (error instanceof ValidationError || error instanceof BadRequestError)
    return { exitCode: exitCodes.usage, message };
  const request =
    error.requestId === undefined ? {} : { hint: `the server's log has more under request ${error.requestId}` };
  if (error instanceof UnavailableError) return { exitCode: exitCodes.unreachable, message, ...request };
  return { exitCode: exitCodes.failed, message, ...(error.status >= 500 ? request : {}) };
}
