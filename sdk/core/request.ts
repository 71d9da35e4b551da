import { ApiError, ConnectionError, ProvisioningError, readFailure, TimeoutError, toApiError } from './errors.ts';
import { paged, type PagePromise } from './pagination.ts';
import { queryString } from './path.ts';
import { abortedBy, LONGEST_RETRY_AFTER_MS, parseRetryAfter, retryDelay, type Clock } from './retry.ts';

/** A bearer token, or how to get the current one; asked again for every attempt. */
export type TokenSource = string | (() => Promise<string> | string);

/** What any call may be given. */
export interface CallOptions {
  /** Ends the call, including its retries and waits. */
  readonly signal?: AbortSignal | undefined;
  /** Sent as `Idempotency-Key`: the same key and body never do the work twice, so lost answers are asked for again. */
  readonly idempotencyKey?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Encoded, with a leading slash. */
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly options?: CallOptions | undefined;
  /** The operation takes `Idempotency-Key`: one is made when the caller gave none. */
  readonly keyed?: boolean;
}

/** One service, spoken to over fetch. Every method rejects with the classes of errors.ts. */
export interface Requester {
  /** The `data` of a success envelope. */
  data<T>(call: Call): Promise<T>;
  /** A JSON body that has no envelope. */
  json<T>(call: Call): Promise<T>;
  text(call: Call, accept: string): Promise<string>;
  page<T>(call: Call): PagePromise<T>;
}

export interface RequesterDeps {
  /** See `baseUrlOf`. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  readonly fetch: typeof globalThis.fetch;
  /** Further attempts after the first. */
  readonly maxRetries: number;
  /** For one attempt, its body included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly newKey: () => string;
}

interface Answer {
  readonly headers: Headers;
  readonly text: string;
}

const V1 = 'application/vnd.provisioning.v1+json';

export function createRequester(deps: RequesterDeps): Requester {
  const envelope = async (call: Call): Promise<{ data: unknown; headers: Headers }> => {
    const answer = await send(deps, call, V1);
    return { data: dataOf(answer), headers: answer.headers };
  };
  return {
    // The contract types what a service answers, and the services are tested against it; it isn't parsed a second time.
    data: async <T>(call: Call) => (await envelope(call)).data as T,
    json: async <T>(call: Call) => parse(await send(deps, call, 'application/json')) as T,
    text: async (call, accept) => (await send(deps, call, accept)).text,
    page: <T>(call: Call) =>
      paged<T>(async (query) => {
        const { data, headers } = await envelope({ ...call, query: { ...call.query, ...query } });
        return { items: data as readonly T[], headers };
      }),
  };
}

async function send(deps: RequesterDeps, call: Call, accept: string): Promise<Answer> {
  const key = call.options?.idempotencyKey ?? (call.keyed ? deps.newKey() : undefined);
  // Reading twice is harmless; a write is only where the server knows the key (a DELETE sent twice would tell 404).
  const repeatable = call.method === 'GET' || key !== undefined;
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptOnce(deps, call, accept, key);
    } catch (error) {
      const delay = attempt < deps.maxRetries ? waitBeforeRetry(error, repeatable, attempt, deps.random) : undefined;
      if (delay === undefined) throw error;
      await deps.clock.sleep(delay, call.options?.signal);
    }
  }
}

/** Milliseconds until the next attempt, or undefined when this error is final. */
function waitBeforeRetry(
  error: unknown,
  repeatable: boolean,
  attempt: number,
  random: () => number,
): number | undefined {
  if (error instanceof ConnectionError || error instanceof TimeoutError) {
    return repeatable ? retryDelay(attempt, random) : undefined;
  }
  if (!(error instanceof ApiError)) return undefined;
  const { status, retryAfterMs } = error;
  // 429 is refused before any work; a 503 without Retry-After may have come after it, so only repeatable calls go again.
  const again = status === 429 || (status === 503 && (repeatable || retryAfterMs !== undefined));
  if (!again || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) return undefined;
  return retryDelay(attempt, random, retryAfterMs);
}

async function attemptOnce(deps: RequesterDeps, call: Call, accept: string, key: string | undefined): Promise<Answer> {
  const caller = call.options?.signal;
  if (caller?.aborted) throw abortedBy(caller);
  const deadline = AbortSignal.timeout(deps.timeoutMs);
  const headers = await headersOf(deps, call, accept, key);
  const url = `${deps.baseUrl}${call.path}${queryString({ ...call.query })}`;
  let response: Response;
  let text: string;
  try {
    response = await deps.fetch(url, {
      method: call.method,
      headers,
      signal: caller ? AbortSignal.any([caller, deadline]) : deadline,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    text = await response.text();
  } catch (cause) {
    if (caller?.aborted) throw abortedBy(caller);
    const what = `${call.method} ${url}`;
    if (deadline.aborted) throw new TimeoutError(`${what}: no answer within ${String(deps.timeoutMs)} ms`, { cause });
    throw new ConnectionError(`${what}: ${rootMessage(cause)}`, { cause });
  }
  if (response.ok) return { headers: response.headers, text };
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), deps.clock.now());
  throw toApiError(readFailure(response.status, response.headers, text, retryAfterMs));
}

async function headersOf(
  deps: RequesterDeps,
  call: Call,
  accept: string,
  key: string | undefined,
): Promise<Record<string, string>> {
  const token = typeof deps.token === 'function' ? await deps.token() : deps.token;
  return {
    accept,
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...Object.fromEntries(
      Object.entries(call.options?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
  };
}

function dataOf(answer: Answer): unknown {
  const body = parse(answer);
  if (typeof body === 'object' && body !== null && 'success' in body && body.success === true && 'data' in body) {
    return body.data;
  }
  throw new ProvisioningError('the answer is not of this API: no {"success": true, "data": …}; check the base URL');
}

function parse(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    throw new ProvisioningError('the answer is not JSON; check that the base URL is that of this API', { cause });
  }
}

// fetch says "fetch failed" and hides the reason (ECONNREFUSED, ENOTFOUND) in the cause, sometimes in a list of them.
function rootMessage(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return rootMessage(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
