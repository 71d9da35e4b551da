import { randomBytes } from 'node:crypto';
import type {
  Webhook,
  WebhookCreate,
  WebhookCreated,
  WebhookDelivery,
  WebhookRotation,
  WebhookUpdate,
} from '../../generated/contract/orchestrator.ts';
import type { DeliveryStatus } from '../../generated/enums.ts';
import type { SecretBox } from '../auth/secretBox.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { conflict, notFound, unprocessable } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import type { Decider } from '../policy/decide.ts';
import type { Action } from '../policy/vocabulary.ts';
import type { StoredDelivery, StoredWebhook, WebhookEndpointRepository } from '../repositories/webhookEndpoints.ts';
import { secretContext } from '../webhooks/targets.ts';

export interface WebhookService {
  /** Oldest first. */
  list(actor: Actor, page: PageRequest): Promise<Page<Webhook>>;
  get(actor: Actor, id: string): Promise<Webhook>;
  /** It hears of what happens from now on; its secret is shown this once. */
  create(actor: Actor, body: WebhookCreate): Promise<WebhookCreated>;
  /** Merges: what the body leaves out stays. */
  update(actor: Actor, id: string, body: WebhookUpdate, precondition?: Precondition): Promise<Webhook>;
  /** Its deliveries go with it. */
  remove(actor: Actor, id: string, precondition?: Precondition): Promise<string>;
  /** The secret before signs beside the new one for `overlap_seconds`. */
  rotate(actor: Actor, id: string, body: WebhookRotation): Promise<WebhookCreated>;
  /** Newest first. */
  deliveries(
    actor: Actor,
    id: string,
    query: PageRequest & { readonly status?: DeliveryStatus | undefined },
  ): Promise<Page<WebhookDelivery>>;
  redeliver(actor: Actor, id: string, delivery: string): Promise<WebhookDelivery>;
}

export interface WebhookServiceDeps {
  readonly webhooks: WebhookEndpointRepository;
  readonly secretBox: Pick<SecretBox, 'seal'>;
  /** Whether this installation sends webhooks at all. */
  readonly enabled: boolean;
  /** Why nothing can be sent to the URL; null when it can. */
  readonly refuseUrl: (url: string) => string | null;
  /** Something is to be sent, or to whom has changed. */
  readonly changed: () => void;
  readonly decider: Pick<Decider, 'require' | 'rows'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly newId: () => string;
}

const SECRET_BYTES = 32;
const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

const toWebhook = (stored: StoredWebhook): Webhook => ({
  id: stored.id,
  url: stored.url,
  events: [...stored.events],
  description: stored.description,
  enabled: stored.enabled,
  disabled_reason: stored.disabledReason,
  previous_secret_until: stored.previousUntil?.toISOString() ?? null,
  created_at: stored.createdAt.toISOString(),
  updated_at: stored.updatedAt.toISOString(),
});

const toDelivery = (stored: StoredDelivery): WebhookDelivery => ({
  id: stored.id,
  event: stored.event,
  sequence: stored.sequence,
  status: stored.status,
  attempts: stored.attempts,
  next_attempt_at: stored.status === 'pending' ? stored.nextAttemptAt.toISOString() : null,
  last_status: stored.lastStatus,
  last_error: stored.lastError,
  created_at: stored.createdAt.toISOString(),
  delivered_at: stored.deliveredAt?.toISOString() ?? null,
});

/** Receivers that are made and looked after by the API. */
export function createWebhookService(deps: WebhookServiceDeps): WebhookService {
  const { webhooks, secretBox, decider, transact, audit, clock, newId } = deps;
  const seal = (id: string, secret: string): string => secretBox.seal(secret, secretContext(id));

  async function permitted(actor: Actor, action: Action, id: string): Promise<void> {
    const found = await webhooks.find(id);
    if (found === undefined) throw notFound('webhook endpoint', id);
    const attributes = found.createdBy === null ? {} : { owner: found.createdBy };
    await decider.require({ actor, action, resource: { kind: 'webhooks', id, attributes } });
  }

  async function held(tx: Tx, id: string): Promise<StoredWebhook> {
    const found = await webhooks.lock(tx, id);
    if (found === undefined) throw notFound('webhook endpoint', id);
    return found;
  }

  function requireReachable(url: string | undefined): void {
    const reason = url === undefined ? null : deps.refuseUrl(url);
    if (reason !== null)
      throw unprocessable(`Nothing can be sent to url: ${reason}`, [{ path: 'url', message: reason }]);
  }

  /** Changes an endpoint and records it; the other servers see it when they look next. */
  async function change(
    actor: Actor,
    id: string,
    action: string,
    work: (tx: Tx, before: StoredWebhook) => Promise<{ readonly details?: object }>,
  ): Promise<void> {
    await transact(async (tx) => {
      const { details = {} } = await work(tx, await held(tx, id));
      await audit(tx, { actor, action, resource: `webhooks/${id}`, result: 'success', details: { ...details } });
    });
    deps.changed();
  }

  return {
    async list(actor, page) {
      const { items, total } = await webhooks.list(page, await decider.rows(actor, 'read', 'webhooks'));
      return { items: items.map(toWebhook), total };
    },

    async get(actor, id) {
      await permitted(actor, 'read', id);
      const found = await webhooks.find(id);
      if (found === undefined) throw notFound('webhook endpoint', id);
      return toWebhook(found);
    },

    async create(actor, { url, events, description, enabled, secret = newSecret() }) {
      const id = newId();
      await decider.require({ actor, action: 'create', resource: { kind: 'webhooks', id, attributes: {} } });
      if (!deps.enabled) throw conflict('Webhooks are switched off here: set webhooks.enabled');
      requireReachable(url);
      const now = clock.now();
      const stored: StoredWebhook = {
        id,
        url,
        events: [...new Set(events)],
        description,
        secret: seal(id, secret),
        previousSecret: null,
        previousUntil: null,
        enabled,
        disabledReason: null,
        createdBy: actor.userId,
        createdAt: now,
        updatedAt: now,
      };
      await transact(async (tx) => {
        await webhooks.insert(tx, stored);
        const details = { host: new URL(url).host, events: stored.events, enabled };
        await audit(tx, { actor, action: 'webhook.create', resource: `webhooks/${id}`, result: 'success', details });
      });
      deps.changed();
      return { ...toWebhook(stored), secret };
    },

    async update(actor, id, body, precondition) {
      await permitted(actor, 'update', id);
      requireReachable(body.url);
      let after: StoredWebhook | undefined;
      await change(actor, id, 'webhook.update', async (tx, before) => {
        precondition?.(toWebhook(before));
        const { url = before.url, description = before.description, enabled = before.enabled } = body;
        const events = body.events === undefined ? before.events : [...new Set(body.events)];
        const disabledReason = enabled ? null : before.disabledReason;
        after = { ...before, url, description, enabled, events, disabledReason, updatedAt: clock.now() };
        await webhooks.replace(tx, after);
        return { details: { fields: Object.keys(body).sort() } };
      });
      return toWebhook(after!);
    },

    async remove(actor, id, precondition) {
      await permitted(actor, 'delete', id);
      await change(actor, id, 'webhook.delete', async (tx, before) => {
        precondition?.(toWebhook(before));
        await webhooks.remove(tx, id);
        return {};
      });
      return 'Webhook endpoint deleted';
    },

    async rotate(actor, id, { overlap_seconds: overlap, secret = newSecret() }) {
      await permitted(actor, 'update', id);
      let after: StoredWebhook | undefined;
      await change(actor, id, 'webhook.rotate', async (tx, before) => {
        const now = clock.now();
        const kept = overlap > 0;
        after = {
          ...before,
          secret: seal(id, secret),
          previousSecret: kept ? before.secret : null,
          previousUntil: kept ? new Date(now.getTime() + overlap * 1_000) : null,
          updatedAt: now,
        };
        await webhooks.replace(tx, after);
        return { details: { overlap_seconds: overlap } };
      });
      return { ...toWebhook(after!), secret };
    },

    async deliveries(actor, id, query) {
      await permitted(actor, 'read', id);
      const { items, total } = await webhooks.deliveries(id, query);
      return { items: items.map(toDelivery), total };
    },

    async redeliver(actor, id, delivery) {
      await permitted(actor, 'update', id);
      let again: WebhookDelivery | undefined;
      await change(actor, id, 'webhook.redeliver', async (tx) => {
        const stored = await webhooks.redeliver(tx, id, delivery, clock.now());
        if (stored === undefined) throw notFound('delivery', delivery);
        again = toDelivery(stored);
        await keepAnswer(tx, actor, 'redeliverWebhook', { data: again });
        return { details: { delivery, event: stored.event } };
      });
      return again!;
    },
  };
}
