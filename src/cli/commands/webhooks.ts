import { Command } from 'commander';
import type { Orchestrator } from '../../../sdk/index.ts';
import { pagingOf, printList, withPaging, type Act, type Context, type ListOptions } from '../context.ts';

interface CreateOptions {
  readonly event: readonly Orchestrator.WebhookEvent[];
  readonly description?: string;
}

interface UpdateOptions {
  readonly to?: string;
  readonly event?: readonly Orchestrator.WebhookEvent[];
  readonly description?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
}

/** Who is told of what happened. */
export function webhookCommands(act: Act): Command[] {
  const group = new Command('webhooks').description('who is told of what happened');

  const list = withPaging(group.command('list'));
  act<ListOptions>(list, async (context, options) => {
    const client = await context.client();
    await printList(context, client.listWebhooks(pagingOf(options), { signal: context.signal }), options, {
      id: ({ id }) => id,
      url: ({ url }) => url,
      events: ({ events }) => events.join(' '),
      enabled: ({ enabled }) => (enabled ? 'yes' : 'no'),
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    print(context, await client.getWebhook(id, { signal: context.signal }));
  });

  const create = group
    .command('create')
    .argument('<url>')
    .requiredOption('--event <name...>', 'such as batch.failed')
    .option('--description <text>');
  act<CreateOptions>(create, async (context, { event, description }, [url = '']) => {
    const client = await context.client();
    const body = { url, events: [...event], ...(description === undefined ? {} : { description }) };
    print(context, await client.createWebhook(body, { signal: context.signal }));
  });

  const update = group
    .command('update')
    .argument('<id>')
    .option('--to <url>', 'where to send from now on')
    .option('--event <name...>', 'instead of those it has')
    .option('--description <text>')
    .option('--enable', 'go on where it stood')
    .option('--disable', 'send nothing for now');
  act<UpdateOptions>(update, async (context, { to, event, description, enable, disable }, [id = '']) => {
    const client = await context.client();
    const body = {
      ...(to === undefined ? {} : { url: to }),
      ...(event === undefined ? {} : { events: [...event] }),
      ...(description === undefined ? {} : { description }),
      ...(enable === true ? { enabled: true } : {}),
      ...(disable === true ? { enabled: false } : {}),
    };
    print(context, await client.updateWebhook(id, body, { signal: context.signal }));
  });

  const remove = group.command('delete').argument('<id>');
  act(remove, async (context, _options, [id = '']) => {
    const client = await context.client();
    const message = await client.deleteWebhook(id, { signal: context.signal });
    context.out.say(message, message);
  });

  const rotate = group
    .command('rotate')
    .description('give it a new secret')
    .argument('<id>')
    .option('--overlap <seconds>', 'how long the old one signs too', Number);
  act<{ overlap?: number }>(rotate, async (context, { overlap }, [id = '']) => {
    const client = await context.client();
    const body = overlap === undefined ? {} : { overlap_seconds: overlap };
    print(context, await client.rotateWebhookSecret(id, body, { signal: context.signal }));
  });

  const deliveries = withPaging(group.command('deliveries').argument('<id>')).option('--status <status>');
  act<ListOptions & { status?: Orchestrator.DeliveryStatus }>(deliveries, async (context, options, [id = '']) => {
    const client = await context.client();
    const query = { ...pagingOf(options), ...(options.status === undefined ? {} : { status: options.status }) };
    await printList(context, client.listWebhookDeliveries(id, query, { signal: context.signal }), options, {
      id: (delivery) => delivery.id,
      event: ({ event }) => event,
      status: ({ status }) => status,
      attempts: ({ attempts }) => attempts,
      answer: (delivery) => delivery.last_status ?? delivery.last_error ?? '',
      created: (delivery) => delivery.created_at,
    });
  });

  const redeliver = group.command('redeliver').description('send it again').argument('<id>').argument('<delivery>');
  act(redeliver, async (context, _options, [id = '', delivery = '']) => {
    const client = await context.client();
    const again = await client.redeliverWebhook(id, delivery, { signal: context.signal });
    context.out.say(`${again.id} is sent again`, again);
  });
  return [group];
}

function print(context: Context, webhook: Orchestrator.Webhook & { readonly secret?: string }): void {
  context.out.record(webhook, {
    id: webhook.id,
    url: webhook.url,
    events: webhook.events.join(' '),
    enabled: webhook.enabled,
    ...(webhook.disabled_reason === null ? {} : { 'switched off': webhook.disabled_reason }),
    ...(webhook.previous_secret_until === null ? {} : { 'old secret until': webhook.previous_secret_until }),
    ...(webhook.secret === undefined ? {} : { 'secret (shown this once)': webhook.secret }),
  });
}
