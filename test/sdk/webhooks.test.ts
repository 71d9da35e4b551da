import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyWebhook, verifyWebhookBody, WebhookVerificationError } from '../../sdk/webhooks.ts';

const secret = `whsec_${Buffer.from('a secret of the endpoint').toString('base64')}`;
const now = Date.UTC(2026, 0, 1);
const unsigned = { event: 'task.completed', timestamp: '2026-01-01T00:00:00Z', data: { task_id: 't-1', n: 1.5 } };

function signedBody(key: string | Buffer): string {
  const signature = createHmac('sha256', key).update(JSON.stringify(unsigned)).digest('hex');
  return JSON.stringify({ ...unsigned, signature: `sha256=${signature}` });
}

function headersFor(body: string, at = now): Record<string, string> {
  return {
    'Webhook-Id': 'msg_1',
    'Webhook-Timestamp': String(Math.floor(at / 1000)),
    'Webhook-Signature': new Webhook(secret).sign('msg_1', new Date(at), body),
  };
}

describe('a delivery with Standard Webhooks headers', () => {
  const body = signedBody('any');

  it('is accepted when an independent implementation signed it', async () => {
    const payload = await verifyWebhook({ body, headers: headersFor(body), secret, now });
    expect(payload).toMatchObject(unsigned);
  });

  it('is accepted with a plain secret, and with Headers', async () => {
    const plain = new Webhook(Buffer.from('webhook-secret').toString('base64'));
    const headers = new Headers({ ...headersFor(body), 'webhook-signature': plain.sign('msg_1', new Date(now), body) });
    await expect(verifyWebhook({ body, headers, secret: 'webhook-secret', now })).resolves.toMatchObject(unsigned);
  });

  it('is accepted when one of several signatures fits', async () => {
    const headers = headersFor(body);
    headers['Webhook-Signature'] = `v1,AAAA v2,zzzz ${headers['Webhook-Signature'] ?? ''}`;
    await expect(verifyWebhook({ body, headers, secret, now })).resolves.toMatchObject(unsigned);
  });

  it.each([-301, 301])('is refused when it is %i s away from now', async (seconds) => {
    const headers = headersFor(body, now + seconds * 1000);
    await expect(verifyWebhook({ body, headers, secret, now })).rejects.toThrow(WebhookVerificationError);
  });

  it.each([
    ['another body', { body: `${body} ` }],
    ['another secret', { secret: 'whsec_AAAA' }],
    ['another id', { headers: { ...headersFor(body), 'Webhook-Id': 'msg_2' } }],
    ['no signature', { headers: { ...headersFor(body), 'Webhook-Signature': undefined } }],
    ['a signature that is not base64', { headers: { ...headersFor(body), 'Webhook-Signature': 'v1,%%%' } }],
    ['a timestamp that is not a number', { headers: { ...headersFor(body), 'Webhook-Timestamp': 'NaN' } }],
  ])('is refused with %s', async (_what, change) => {
    const delivery = { body, headers: headersFor(body), secret, now, ...change };
    await expect(verifyWebhook(delivery)).rejects.toThrow(WebhookVerificationError);
  });
});

describe('the signature inside a body', () => {
  it('is HMAC-SHA256 over the compact JSON of the rest', async () => {
    await expect(verifyWebhookBody(signedBody('webhook-secret'), 'webhook-secret')).resolves.toMatchObject(unsigned);
  });

  it.each([
    ['another secret', signedBody('webhook-secret'), 'other'],
    ['a changed body', signedBody('webhook-secret').replace('t-1', 't-2'), 'webhook-secret'],
    ['no signature', JSON.stringify(unsigned), 'webhook-secret'],
    ['a body that is not JSON', '{', 'webhook-secret'],
  ])('is refused with %s', async (_what, body, key) => {
    await expect(verifyWebhookBody(body, key)).rejects.toThrow(WebhookVerificationError);
  });
});
