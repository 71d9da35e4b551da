import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { preconditionOf } from '../etag.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type WebhookHandlers = Pick<
  OrchestratorHandlers,
  | 'listWebhooks'
  | 'createWebhook'
  | 'getWebhook'
  | 'updateWebhook'
  | 'deleteWebhook'
  | 'rotateWebhookSecret'
  | 'listWebhookDeliveries'
  | 'redeliverWebhook'
>;

export const webhookHandlers = ({ webhooks }: Pick<OrchestratorDeps, 'webhooks'>): WebhookHandlers => ({
  listWebhooks: async (c) => {
    const query = c.req.valid('query');
    const page = await webhooks.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  createWebhook: async (c) => {
    const webhook = await webhooks.create(c.var.actor, c.req.valid('json'));
    return c.json(ok(webhook), 201, { Location: `/webhooks/${webhook.id}` });
  },
  getWebhook: async (c) => c.json(ok(await webhooks.get(c.var.actor, c.req.valid('param').id)), 200),
  updateWebhook: async (c) => {
    const { id } = c.req.valid('param');
    return c.json(ok(await webhooks.update(c.var.actor, id, c.req.valid('json'), preconditionOf(c))), 200);
  },
  deleteWebhook: async (c) =>
    c.json(ok(await webhooks.remove(c.var.actor, c.req.valid('param').id, preconditionOf(c))), 200),
  rotateWebhookSecret: async (c) =>
    c.json(ok(await webhooks.rotate(c.var.actor, c.req.valid('param').id, c.req.valid('json'))), 200),
  listWebhookDeliveries: async (c) => {
    const query = c.req.valid('query');
    const page = await webhooks.deliveries(c.var.actor, c.req.valid('param').id, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  redeliverWebhook: async (c) => {
    const { id, delivery } = c.req.valid('param');
    return c.json(ok(await webhooks.redeliver(c.var.actor, id, delivery)), 202);
  },
});
