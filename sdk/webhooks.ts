import type { WebhookPayload } from '../generated/sdk/orchestrator.ts';
import { ProvisioningError } from './core/errors.ts';

/** The delivery is not what it claims to be; answer 400 and look at nothing else in it. */
export class WebhookVerificationError extends ProvisioningError {}

export type { WebhookPayload };

/** Headers as fetch, node:http or a plain map has them; names in any case. */
export type WebhookHeaders = Pick<Headers, 'get'> | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookDelivery {
  /** The bytes as they came, as text: a body that was parsed and printed again no longer has the signed form. */
  readonly body: string;
  readonly headers: WebhookHeaders;
  /** The endpoint's secret: `whsec_` + base64, or plain text. */
  readonly secret: string;
  /** How far the delivery's clock may be off, in seconds; 300 when left out. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since the epoch; the present when left out. */
  readonly now?: number;
}

const encoder = new TextEncoder();

/**
 * Checks a delivery by its Standard Webhooks headers (`webhook-id`, `webhook-timestamp`, `webhook-signature`), which
 * also stop replays, and returns its body. `webhook-id` stays the same over retries: use it to drop duplicates.
 * Throws `WebhookVerificationError`. Source: https://www.standardwebhooks.com
 */
export async function verifyWebhook(delivery: WebhookDelivery): Promise<WebhookPayload> {
  const id = header(delivery.headers, 'webhook-id');
  const timestamp = header(delivery.headers, 'webhook-timestamp');
  const signatures = header(delivery.headers, 'webhook-signature');
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookVerificationError('webhook-timestamp is not in whole seconds');
  const ageSeconds = (delivery.now ?? Date.now()) / 1000 - Number(timestamp);
  if (Math.abs(ageSeconds) > (delivery.toleranceSeconds ?? 300)) {
    throw new WebhookVerificationError(`webhook-timestamp is ${String(Math.round(ageSeconds))} s away from now`);
  }
  const key = await hmacKey(secretBytes(delivery.secret));
  const signed = encoder.encode(`${id}.${timestamp}.${delivery.body}`);
  // Several signatures stand side by side while a secret is being changed.
  for (const signature of signatures.split(' ')) {
    const bytes = signature.startsWith('v1,') ? fromBase64(signature.slice(3)) : undefined;
    if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return parseBody(delivery.body);
  }
  throw new WebhookVerificationError('webhook-signature does not match the body and the secret');
}

/**
 * Checks the `signature` member inside a body, for receivers that see no headers, and returns the body. It can't tell a
 * replay: prefer `verifyWebhook`. Throws `WebhookVerificationError`.
 */
export async function verifyWebhookBody(body: string, secret: string): Promise<WebhookPayload> {
  const { signature, ...rest } = parseBody(body);
  const bytes = typeof signature === 'string' ? fromHex(signature.replace(/^sha256=/, '')) : undefined;
  if (!bytes) throw new WebhookVerificationError('the body has no signature of the form sha256=<hex>');
  const key = await hmacKey(secretBytes(secret));
  if (!(await crypto.subtle.verify('HMAC', key, bytes, encoder.encode(JSON.stringify(rest))))) {
    throw new WebhookVerificationError('signature does not match the body and the secret');
  }
  return { ...rest, signature };
}

const hmacKey = (secret: Uint8Array<ArrayBuffer>): Promise<CryptoKeyLike> =>
  crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
type CryptoKeyLike = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  if (!secret.startsWith('whsec_')) return encoder.encode(secret);
  const bytes = fromBase64(secret.slice('whsec_'.length));
  if (!bytes) throw new WebhookVerificationError('the secret starts with whsec_ but no base64 follows');
  return bytes;
}

function header(headers: WebhookHeaders, name: string): string {
  const value = isHeaders(headers) ? headers.get(name) : lookUp(headers, name);
  if (value === null || value === undefined || value === '') throw new WebhookVerificationError(`no ${name} header`);
  return value;
}

const isHeaders = (headers: WebhookHeaders): headers is Pick<Headers, 'get'> => typeof headers.get === 'function';

function lookUp(headers: Readonly<Record<string, string | readonly string[] | undefined>>, name: string) {
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : value?.[0];
}

function parseBody(body: string): WebhookPayload {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new WebhookVerificationError('the body is not JSON', { cause });
  }
  if (!isPayload(value)) throw new WebhookVerificationError('the body is not a webhook delivery');
  return value;
}

function isPayload(value: unknown): value is WebhookPayload {
  if (typeof value !== 'object' || value === null) return false;
  return 'event' in value && typeof value.event === 'string' && 'data' in value && 'timestamp' in value;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^([0-9a-f]{2})+$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
