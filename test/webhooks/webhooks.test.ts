import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookEvent } from '../../generated/enums.ts';
import { verifyWebhook, verifyWebhookBody } from '../../sdk/webhooks.ts';
import { systemClock, type Clock } from '../../src/domain/clock.ts';
import type { EventDraft } from '../../src/domain/events.ts';
import { newId } from '../../src/domain/ids.ts';
import { createEventLog, type EventLog } from '../../src/events/log.ts';
import { createGuard } from '../../src/providers/http/guard.ts';
import type { Database } from '../../src/repositories/database.ts';
import { runs, tasks, taskStates, webhookDeliveries } from '../../src/repositories/schema.ts';
import { createWebhookRepository } from '../../src/repositories/webhooks.ts';
import { endpointName } from '../../src/webhooks/endpoint.ts';
import { createWebhooks, type Webhooks } from '../../src/webhooks/webhooks.ts';
import { openTestDatabase } from '../harness/database.ts';
import { silent } from '../harness/silent.ts';
import { startReceiver, type Answer } from './receiver.ts';

const all: readonly WebhookEvent[] = [
  'task.completed',
  'task.failed',
  'batch.completed',
  'rollback.failed',
  'checkpoint.created',
];
const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;

const draft = (type: EventDraft['type'], status: string, ids: Partial<EventDraft> = {}): EventDraft => ({
  type,
  runId: null,
  taskId: null,
  ...ids,
  data: { status },
});

describe('webhooks', () => {
  let database: Database;
  let eventLog: EventLog;
  const ending: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    database = await openTestDatabase();
    eventLog = createEventLog({ database, clock: systemClock, log: silent });
    await eventLog.start();
  });
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end();
    await eventLog.stop();
    await database.close();
  });

  const announce = (...drafts: EventDraft[]): Promise<number> => database.transact((tx) => eventLog.append(tx, drafts));

  const receiver = async (...answers: Answer[]) => {
    const started = await startReceiver(answers);
    ending.push(started.stop);
    return started;
  };

  const serve = async (
    endpoints: readonly { url: string; events?: readonly WebhookEvent[]; secret?: string }[],
    options: { clock?: Clock; allow?: readonly string[] } = {},
  ): Promise<Webhooks> => {
    const guard = createGuard({ allow: options.allow ?? ['127.0.0.0/8'], mode: 'publicOrAllowed' });
    const repository = createWebhookRepository({ database });
    let registered = 0;
    let allRegistered: () => void = () => undefined;
    const ready = new Promise<void>((done) => {
      allRegistered = done;
    });
    const webhooks = createWebhooks({
      targets: () =>
        Promise.resolve(
          endpoints.map(({ url, events = all, secret: own = secret }) => ({
            name: endpointName(url),
            url,
            events,
            secrets: [own],
            version: '',
            isStored: false,
          })),
        ),
      onGone: () => Promise.resolve(),
      repository: {
        ...repository,
        register: async (endpoint) => {
          await repository.register(endpoint);
          registered += 1;
          if (registered === endpoints.length) allRegistered();
        },
      },
      eventLog,
      post: (url, request) => guard.post(url, request),
      clock: options.clock ?? systemClock,
      random: () => 0.5,
      log: silent,
      onAttempt: () => undefined,
    });
    webhooks.start();
    ending.push(() => webhooks.stop());
    await ready;
    return webhooks;
  };

  /** Deliveries in the outbox once none of them is pending or `until` says that they are as wanted. */
  const outbox = async (until: (rows: (typeof webhookDeliveries.$inferSelect)[]) => boolean) => {
    for (;;) {
      const rows = await database.in(undefined).select().from(webhookDeliveries).orderBy(webhookDeliveries.sequence);
      if (until(rows)) return rows;
      await new Promise((again) => setTimeout(again, 20));
    }
  };

  it('B77 signs deliveries so that the standardwebhooks package and the SDK accept them', async () => {
    const { url, received, until } = await receiver({ status: 204 });
    await serve([{ url }]);
    await announce(draft('BatchStatusChanged', 'completed'));
    await until(1);
    const { body, headers } = received[0]!;
    const standard = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    expect(new Webhook(secret).verify(body, standard)).toMatchObject({
      event: 'batch.completed',
      data: { status: 'completed' },
    });
    await expect(verifyWebhook({ body, headers, secret })).resolves.toMatchObject({ event: 'batch.completed' });
    await expect(verifyWebhookBody(body, secret)).resolves.toMatchObject({ event: 'batch.completed' });

    const changed = body.replace('completed', 'complEted');
    expect(() => new Webhook(secret).verify(changed, standard)).toThrow();
    await expect(verifyWebhookBody(changed, secret)).rejects.toThrow();
    const late = new Date(Date.now() + 6 * 60_000).getTime();
    await expect(verifyWebhook({ body, headers, secret, now: late })).rejects.toThrow();
  });

  it('tells the end of a task with its output, in the form of the reference', async () => {
    const { url, received, until } = await receiver({ status: 200 });
    const [runId, taskId] = [newId(), newId()];
    const now = new Date();
    const db = database.in(undefined);
    await db.insert(runs).values({
      id: runId,
      kind: 'workflow',
      name: 'create_servers',
      status: 'Completed',
      spec: {},
      parallelLimit: 1,
      rollbackEnabled: false,
      tasksTotal: 1,
      createdAt: now,
    });
    await db.insert(tasks).values({
      id: taskId,
      runId,
      ordinal: 0,
      kind: 'workflow',
      name: 'create_servers',
      type: 'server_batch',
      command: 'provisioning',
      args: [],
      dependencies: [],
      spec: {},
      createdAt: now,
    });
    await db.insert(taskStates).values({
      taskId,
      ended: 'Completed',
      output: 'Task completed successfully',
    });
    await serve([{ url, secret: 'webhook-secret' }]);
    const change: EventDraft = {
      type: 'TaskStatusChanged',
      runId,
      taskId,
      data: { task_id: taskId, status: 'completed' },
    };
    await announce(change);
    await until(1);
    const payload = JSON.parse(received[0]!.body) as Record<string, unknown>;
    expect(Object.keys(payload)).toEqual(['event', 'timestamp', 'data', 'signature']);
    expect(payload).toMatchObject({
      event: 'task.completed',
      data: { task_id: taskId, status: 'completed', output: 'Task completed successfully' },
    });
    await expect(verifyWebhookBody(received[0]!.body, 'webhook-secret')).resolves.toBeDefined();
  });

  it('sends only the events an endpoint asked for, from its registration on', async () => {
    await announce(draft('BatchStatusChanged', 'completed'));
    const { url, received, until } = await receiver({ status: 200 });
    await serve([{ url, events: ['batch.completed', 'checkpoint.created'] }]);
    await announce(
      draft('BatchStatusChanged', 'running'),
      draft('BatchStatusChanged', 'failed'),
      draft('TaskStatusChanged', 'completed'),
      draft('BatchStatusChanged', 'completed'),
      draft('CheckpointCreated', 'completed'),
    );
    await until(2);
    expect(received.map(({ body }) => (JSON.parse(body) as { event: string }).event).sort()).toEqual([
      'batch.completed',
      'checkpoint.created',
    ]);
    expect(await outbox((rows) => rows.every((row) => row.status === 'delivered'))).toHaveLength(2);
  });

  it('B76 tries again with the same id and a new timestamp until it is received', async () => {
    const { url, received, until } = await receiver(
      { status: 500 },
      'drop',
      { status: 302, headers: { location: '/' } },
      { status: 200 },
    );
    // Its time goes on only when the test says so: no attempt comes before the one before it was looked at.
    let now = Date.now();
    const clock: Clock = { now: () => new Date(now) };
    const webhooks = await serve([{ url }], { clock });
    await announce(draft('BatchStatusChanged', 'completed'));
    for (const [index, status] of [500, null, 302, 200].entries()) {
      await until(index + 1);
      await outbox(([row]) => row?.attempts === index + 1 && row.lastStatus === status);
      now += 3_600_000;
      await announce(draft('TaskProgress', 'running'));
    }
    const [row] = await outbox((rows) => rows[0]?.status === 'delivered');
    expect(row?.attempts).toBe(4);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(received[0]?.headers['webhook-id']).toBe(row?.id);
    expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(4);
    await webhooks.stop();
  });

  it('B76 keeps to a Retry-After that is longer than its own delay', async () => {
    const { url, until } = await receiver({ status: 429, headers: { 'retry-after': '120' } });
    const at = new Date('2025-09-26T10:00:00Z');
    await serve([{ url }], { clock: { now: () => at } });
    await announce(draft('BatchStatusChanged', 'completed'));
    await until(1);
    const [row] = await outbox((rows) => rows[0]?.lastStatus === 429);
    expect(row?.nextAttemptAt).toEqual(new Date('2025-09-26T10:02:00Z'));
  });

  it('B76 stops sending to a receiver that answers 410, and marks what waited as failed', async () => {
    const { url, received, until } = await receiver({ status: 410 });
    await serve([{ url }]);
    await announce(draft('BatchStatusChanged', 'completed'), draft('CheckpointCreated', 'completed'));
    await until(1);
    const rows = await outbox((found) => found.length === 2 && found.every((row) => row.status === 'failed'));
    expect(rows.map((row) => row.status)).toEqual(['failed', 'failed']);
    const before = received.length;
    await announce(draft('BatchStatusChanged', 'completed'));
    expect(received).toHaveLength(before);
  });

  it('B76 does not let a hanging receiver hold up another', async () => {
    const hanging = await receiver('hang');
    const good = await receiver({ status: 200 });
    await serve([{ url: hanging.url }, { url: good.url }]);
    for (let i = 1; i <= 3; i++) {
      await announce(draft('BatchStatusChanged', 'completed'));
      await good.until(i);
    }
    expect(good.received).toHaveLength(3);
  });

  it('B74 sends nothing to an address of this network that is not allowed', async () => {
    const { url, received } = await receiver({ status: 200 });
    await serve([{ url }], { allow: [] });
    await announce(draft('BatchStatusChanged', 'completed'));
    const [row] = await outbox((rows) => rows[0]?.lastError !== undefined && rows[0].lastError !== null);
    expect(row?.lastError).toContain('may not be called');
    expect(received).toEqual([]);
  });

  it('delivers after a restart what was fed before it, under the same id', async () => {
    const { url, received, until } = await receiver('hang', { status: 200 });
    const first = await serve([{ url }]);
    await announce(draft('BatchStatusChanged', 'completed'));
    await until(1);
    await first.stop();
    await serve([{ url }]);
    await until(2);
    expect(received[1]?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id']);
  });

  it('makes one delivery of an event however many servers feed the endpoint', async () => {
    const { url, received, until } = await receiver({ status: 200 });
    await serve([{ url }]);
    await serve([{ url }]);
    for (let i = 0; i < 20; i++) await announce(draft('BatchStatusChanged', 'completed'));
    await until(20);
    const rows = await outbox((found) => found.length === 20 && found.every((row) => row.status === 'delivered'));
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(20);
    expect(rows.every((row) => row.attempts === 1)).toBe(true);
  });

  it('B78 keeps the secret out of the outbox', async () => {
    const { url, until } = await receiver({ status: 500 });
    await serve([{ url }]);
    await announce(draft('BatchStatusChanged', 'completed'));
    await until(1);
    const rows = await outbox((found) => found[0]?.lastStatus === 500);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });
});
