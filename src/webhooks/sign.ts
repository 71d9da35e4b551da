import { createHmac } from 'node:crypto';
import type { JsonObject } from '../domain/json.ts';

/** What a delivery says; its members are sent in this order. */
export interface Notice {
  /** `<thing>.<status>`, such as `task.completed`. */
  readonly event: string;
  /** RFC 3339, when it happened. */
  readonly timestamp: string;
  readonly data: JsonObject;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `whsec_` + base64 as Standard Webhooks has it, else the bytes of the text itself. */
const secretBytes = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');

/**
 * The request of one attempt. `signature` in the body is `sha256=<hex>` of the HMAC over the compact JSON of the other
 * members; the headers sign id, time and body and so also stop replays (https://www.standardwebhooks.com). `id` stays
 * the same over all attempts, `now` (milliseconds since the epoch) is the attempt's own. Each of the secrets signs the
 * headers, the first of them the body.
 */
export function signed(notice: Notice, id: string, secrets: readonly string[], now: number): SignedRequest {
  const keys = secrets.map(secretBytes);
  const [key = Buffer.alloc(0)] = keys;
  const { event, timestamp, data } = notice;
  const unsigned = JSON.stringify({ event, timestamp, data });
  const signature = `sha256=${createHmac('sha256', key).update(unsigned).digest('hex')}`;
  const body = JSON.stringify({ event, timestamp, data, signature });
  const seconds = Math.floor(now / 1000).toString();
  const macs = keys.map((one) => createHmac('sha256', one).update(`${id}.${seconds}.${body}`).digest('base64'));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'provisioning-webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': macs.map((mac) => `v1,${mac}`).join(' '),
    },
  };
}
