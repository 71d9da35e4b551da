import type { Json, JsonObject } from '../../domain/json.ts';
import { ProviderError } from '../provider.ts';
import { AddressRefused, type Answer, type Guard } from './guard.ts';

/** One direction of an `http` operation: a POST to the user's own service. */
export interface HttpCall {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** Who calls, told in headers. */
export interface HttpCallMeta {
  /** One per operation and direction, the same over every retry and restart. */
  readonly idempotencyKey: string;
  readonly batchId: string;
  readonly operationId: string;
  readonly attempt: number;
  /** Epoch of the run's owner: never falls, rises with each owner. */
  readonly fence: number;
}

export interface HttpResult {
  readonly status: number;
  /** The JSON answer, or its text when it isn't JSON; null when it was empty. */
  readonly answer: Json;
}

export interface HttpAction {
  /** Why this call can't be made, known before it is stored; null when it can. */
  check(call: HttpCall): string | null;
  /** @throws ProviderError, classified by the answer; the signal's reason when aborted */
  run(call: HttpCall, meta: HttpCallMeta, signal: AbortSignal): Promise<HttpResult>;
}

const maxAnswerBytes = 1024 * 1024;
/** Set by us or by the connection; a call's own headers may not say otherwise. */
const reserved = new Set([
  ...['idempotency-key', 'x-batch-id', 'x-operation-id', 'x-attempt', 'x-fencing-token', 'content-type', 'accept'],
  ...['host', 'content-length', 'connection', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'keep-alive'],
  ...['proxy-authorization', 'accept-encoding'],
]);

/** 4xx are final answers but for these: too slow, too early, too many (RFC 9110, RFC 8470, RFC 6585). */
const retryableStatus = new Set([408, 425, 429]);

export function createHttpAction({
  guard,
  timeoutMs = 30_000,
  now,
}: {
  guard: Guard;
  timeoutMs?: number;
  now: () => Date;
}): HttpAction {
  return {
    check({ url, headers = {} }) {
      const reason = guard.check(url);
      if (reason !== null) return `${URL.parse(url)?.host ?? 'the target'} may not be called: ${reason}`;
      const taken = Object.keys(headers).find((name) => reserved.has(name.toLowerCase()));
      return taken === undefined ? null : `the header ${taken} is set by the server itself`;
    },

    async run({ url, headers = {}, body = {} }, meta, signal) {
      signal.throwIfAborted();
      const own = {
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': meta.idempotencyKey,
        'x-batch-id': meta.batchId,
        'x-operation-id': meta.operationId,
        'x-attempt': String(meta.attempt),
        'x-fencing-token': String(meta.fence),
      };
      const target = new URL(url).host;
      const request = {
        headers: { ...headers, ...own },
        body: JSON.stringify(body),
        signal,
        timeoutMs,
        maxAnswerBytes,
      };
      const answer = await guard.post(url, request).catch((cause: unknown) => {
        if (signal.aborted) throw signal.reason;
        throw unanswered(target, cause);
      });
      if (answer.status >= 200 && answer.status < 300) return { status: answer.status, answer: bodyOf(answer) };
      throw refusedBy(target, answer, now());
    },
  };
}

/** Cut off under way, in whatever way: the service may have got it. What has another code of the system never left. */
const mayHaveArrived = (cause: unknown): boolean => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code === '' || code === 'ECONNRESET' || code === 'EPIPE' || code.startsWith('HPE_');
};

/** Sending again with the same key is safe and resolves it; when nobody ever answers, an undo is owed for what may have arrived. */
function unanswered(target: string, cause: unknown): ProviderError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof AddressRefused) return new ProviderError('ADDRESS_REFUSED', 'fatal', reason, { cause });
  const retry = mayHaveArrived(cause) ? 'unknown_outcome' : 'retryable';
  return new ProviderError('NO_ANSWER', retry, `${target} did not answer: ${reason}`, { cause });
}

function refusedBy(target: string, answer: Answer, now: Date): ProviderError {
  const { status } = answer;
  const redirect = status >= 300 && status < 400;
  const message = `${target} answered ${status}${redirect ? '; redirects are not followed' : ''}`;
  const final = status >= 400 && status < 500 && !retryableStatus.has(status);
  if (final) return new ProviderError('HTTP_REFUSED', 'fatal', message);
  const afterMs = retryAfterMs(answer.headers['retry-after'], now);
  const retry = status === 429 ? 'throttled' : 'retryable';
  return new ProviderError('HTTP_FAILED', retry, message, afterMs === null ? {} : { retryAfterMs: afterMs });
}

/** Seconds or a date (RFC 9110 section 10.2.3), at most an hour; null when absent or neither. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined || header.trim() === '') return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 3_600_000);
}

function bodyOf({ body, truncated }: Answer): Json {
  const text = new TextDecoder().decode(body);
  if (text === '') return null;
  if (!truncated) {
    const parsed = parseJson(text);
    if (parsed !== undefined) return parsed;
  }
  const plain = text.replaceAll('\0', '').toWellFormed();
  return truncated ? `${plain}\n[cut off at ${maxAnswerBytes} bytes]` : plain;
}

/** Undefined for what isn't JSON, or nested deeper than anything here can take, or holds what no store takes. */
function parseJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isStorable(value, 64) ? value : undefined;
  } catch {
    return undefined;
  }
}

const storableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

function isStorable(value: unknown, depth: number): value is Json {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, part]) => storableText(key) && isStorable(part, depth - 1));
}
