import { Webhook as StandardWebhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Webhook, WebhookCreated, WebhookDelivery } from '../../generated/contract/orchestrator.ts';
import { startServer, type TestAnswer, type TestServer } from '../harness/server.ts';
import { startReceiver, type Answer } from './receiver.ts';

let server: TestServer;
const ending: (() => Promise<void>)[] = [];
beforeAll(async () => {
  server = await startServer({ config: { webhookAllowCidrs: ['127.0.0.0/8'] } });
});
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});
afterAll(() => server.stop());

const call = (
  method: string,
  path: string,
  json?: unknown,
  headers: Record<string, string> = {},
): Promise<TestAnswer> =>
  server.request('orchestrator', path, { method, headers, ...(json === undefined ? {} : { json }) });

async function data<T>(answer: Promise<TestAnswer>): Promise<T> {
  const { status, body, text } = await answer;
  if (status >= 300) throw new Error(`${String(status)}: ${text}`);
  return body.data as T;
}

const receiver = async (...answers: Answer[]) => {
  const started = await startReceiver(answers);
  ending.push(started.stop);
  return started;
};

/** Something that endpoints can hear of. */
const checkpoint = (name: string): Promise<string> => data(call('POST', '/rollback/checkpoints', { name }));

const create = (url: string, more: object = {}): Promise<WebhookCreated> =>
  data(call('POST', '/webhooks', { url, events: ['checkpoint.created'], ...more }));

async function until<T>(read: () => Promise<T>, so: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (so(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const deliveries = (id: string, query = ''): Promise<WebhookDelivery[]> =>
  data(call('GET', `/webhooks/${id}/deliveries${query}`));

const headersOf = (received: { readonly headers: object }): Record<string, string> =>
  received.headers as Record<string, string>;

describe('a webhook endpoint made by the API', () => {
  it('is told of what happens from then on, signed with the secret that was shown once', async () => {
    await checkpoint('before it was there');
    const hook = await receiver({ status: 204 });
    const made = await create(hook.url);
    expect(made.secret).toMatch(/^whsec_/);
    await checkpoint('afterwards');
    await hook.until(1);
    const [got] = hook.received;
    expect(new StandardWebhook(made.secret).verify(got!.body, headersOf(got!))).toMatchObject({
      event: 'checkpoint.created',
      data: { name: 'afterwards' },
    });
    const [delivery] = await until(
      () => deliveries(made.id),
      ([first]) => first?.status === 'delivered',
    );
    expect(delivery).toMatchObject({
      id: got!.headers['webhook-id'],
      attempts: 1,
      last_status: 204,
      next_attempt_at: null,
    });
    expect(await deliveries(made.id, '?status=failed')).toEqual([]);
    const text = JSON.stringify([
      (await call('GET', `/webhooks/${made.id}`)).text,
      (await call('GET', '/webhooks')).text,
    ]);
    expect(text).not.toContain(made.secret);
    expect(server.logLines.join('\n')).not.toContain(made.secret);
  });

  it('takes a new secret while the old one still signs, and none afterwards', async () => {
    const hook = await receiver({ status: 204 });
    const made = await create(hook.url);
    const rotated = await data<WebhookCreated>(call('POST', `/webhooks/${made.id}/rotate-secret`, {}));
    expect(rotated.secret).not.toBe(made.secret);
    expect(Date.parse(rotated.previous_secret_until!)).toBeGreaterThan(Date.now());
    const verifies = (secret: string, index: number): boolean => {
      try {
        new StandardWebhook(secret).verify(hook.received[index]!.body, headersOf(hook.received[index]!));
        return true;
      } catch {
        return false;
      }
    };
    // The change reaches the sender beside the answer: from some delivery on both secrets count.
    let sent = 0;
    const next = async (): Promise<number> => {
      await checkpoint(`number ${String(sent)}`);
      sent += 1;
      await hook.until(sent);
      return sent - 1;
    };
    const both = await until(next, (index) => verifies(rotated.secret, index));
    expect(verifies(made.secret, both)).toBe(true);
    const body = { overlap_seconds: 0, secret: 'a secret of my own choice' };
    const last = await data<WebhookCreated>(call('POST', `/webhooks/${made.id}/rotate-secret`, body));
    expect([last.secret, last.previous_secret_until]).toEqual([body.secret, null]);
    const only = await until(next, (index) => !verifies(rotated.secret, index));
    expect(verifies(made.secret, only)).toBe(false);
  });

  it('is switched off when its receiver is gone, and goes on when it is switched on again', async () => {
    const hook = await receiver({ status: 410 }, { status: 204 });
    const made = await create(hook.url);
    await checkpoint('nobody there');
    const off = await until(
      () => data<Webhook>(call('GET', `/webhooks/${made.id}`)),
      ({ enabled }) => !enabled,
    );
    expect(off.disabled_reason).toContain('410');
    const [failed] = await deliveries(made.id, '?status=failed');
    expect(failed).toMatchObject({ last_status: 410, delivered_at: null });
    const on = await data<Webhook>(call('PUT', `/webhooks/${made.id}`, { enabled: true }));
    expect(on).toMatchObject({ enabled: true, disabled_reason: null });
    const again = await call('POST', `/webhooks/${made.id}/deliveries/${failed!.id}/redeliver`);
    expect([again.status, again.body.data.status]).toEqual([202, 'pending']);
    await hook.until(2);
    expect(hook.received[1]!.headers['webhook-id']).toBe(failed!.id);
    await until(
      () => deliveries(made.id, '?status=delivered'),
      (list) => list.length === 1,
    );
  });

  it('is sent only what it asked for, and nothing once it is deleted', async () => {
    const hook = await receiver({ status: 204 });
    const made = await create(hook.url, { events: ['batch.failed'] });
    await checkpoint('not asked for');
    const tag = (await call('GET', `/webhooks/${made.id}`)).headers.get('etag')!;
    await data(call('PUT', `/webhooks/${made.id}`, { events: ['checkpoint.created', 'checkpoint.created'] }));
    expect((await call('DELETE', `/webhooks/${made.id}`, undefined, { 'if-match': tag })).status).toBe(412);
    // The change reaches the sender beside the answer.
    await until(
      () => checkpoint('asked for').then(() => hook.received[0]),
      (first) => first !== undefined,
    );
    expect(hook.received[0]!.body).toContain('"asked for"');
    await data(call('DELETE', `/webhooks/${made.id}`));
    for (const path of [`/webhooks/${made.id}`, `/webhooks/${made.id}/deliveries`])
      expect((await call('GET', path)).status).toBe(404);
    const rows = await server.database.statement('select from webhook_cursors where endpoint = $1', [made.id]);
    expect(rows).toEqual([]);
  });

  it('refuses addresses that nothing may be sent to, and names the field', async () => {
    for (const url of ['http://10.0.0.1/hook', 'http://169.254.169.254/latest']) {
      const { status, body } = await call('POST', '/webhooks', { url, events: ['batch.failed'] });
      expect([status, body.details[0].path]).toEqual([422, 'url']);
    }
    const { status, body } = await call('POST', '/webhooks', { url: 'https://ops.example.com/', events: ['nothing'] });
    expect([status, body.details[0].path]).toEqual([422, 'events[0]']);
  });

  it('is recorded in the audit log without its secret or the path of its URL', async () => {
    const hook = await receiver({ status: 204 });
    const made = await create(`${hook.url}/token-of-the-chat`);
    const { text, body } = await server.request('control-center', '/audit/logs?action=webhook.create');
    expect(body.data[0]).toMatchObject({ resource: `webhooks/${made.id}`, result: 'success' });
    expect(text).not.toContain('token-of-the-chat');
    expect(text).not.toContain(made.secret);
  });
});
