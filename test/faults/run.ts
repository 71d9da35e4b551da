import { setTimeout as delay } from 'node:timers/promises';
import type { Batch } from '../../generated/contract/orchestrator.ts';
import { verifyWebhook } from '../../sdk/webhooks.ts';
import { randomFrom } from '../harness/random.ts';
import { createClient, type Client } from './client.ts';
import type { Answer, AskedRollback, Cancellation, Delivery, Evidence } from './evidence.ts';
import type { Inside } from './inside.ts';
import type { Scenario } from './scenario.ts';
import { setUp, WEBHOOK_SECRET, type Receiver } from './stage.ts';
import { planned, refusedNames, work } from './workload.ts';

export interface Wish {
  readonly seed: number;
  readonly batches: number;
  /** Whether ends are also delivered as webhooks; a delivery that a killed server had begun takes a minute. */
  readonly webhooks: boolean;
  /** Folder that the servers' logs are written to. */
  readonly logs?: string;
}

/** What has not ended so long after the last fault is for the checks to find. */
const PATIENCE_MS = 120_000;
/** A delivery that was under way in a server that died is taken up after a minute. */
const DELIVERY_MS = 150_000;
/** Records are sealed within a second; this long on a slow machine. */
const SEALING_MS = 20_000;

/** Plays a scenario on a cluster and servers of its own and gathers all that can be known of it afterwards. */
export async function play(scenario: Scenario, { seed, batches: count, webhooks, logs }: Wish): Promise<Evidence> {
  const random = randomFrom(seed);
  const batches = planned(count, scenario.mix, random);
  const answers: Answer[] = [];
  const cancellations: Cancellation[] = [];
  const rollbacks: AskedRollback[] = [];
  await using set = await setUp(scenario, {
    seed,
    random,
    webhooks,
    logs: logs ?? null,
    refused: refusedNames(batches),
  });
  const { stage, sink, inside, receiver } = set;
  const client = createClient(stage.fleet, answers);

  const harm = scenario.begin(stage);
  await work({ client, sink, inside, batches, cancellations, rollbacks });
  // All are sent; what is under way is harmed to its end, or until nothing moves any more.
  await ended(inside);
  await harm.stop();
  await ended(inside);
  const shown = await pages<Batch>(client, '/batch/operations');
  if (webhooks) await delivered(receiver, shown);
  return {
    calls: sink.calls,
    standing: sink.standing,
    faults: stage.faults,
    answers,
    submissions: batches,
    cancellations,
    rollbacks,
    batches: shown,
    events: await inside.events(),
    deliveries: webhooks ? await deliveriesOf(receiver) : null,
    epochs: await inside.epochs(),
    takeovers: stage.takeovers,
    budget: scenario.budget ?? null,
    audit: await auditOf(client),
  };
}

async function ended(inside: Inside): Promise<void> {
  const giveUp = Date.now() + PATIENCE_MS;
  while ((await inside.openRuns()) > 0 && Date.now() < giveUp) await delay(50);
}

async function pages<T>(client: Client, path: string, api?: 'control_center'): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await client.read<T[]>(`${path}${path.includes('?') ? '&' : '?'}limit=1000&offset=${all.length}`, api);
    all.push(...page);
    if (page.length < 1000) return all;
  }
}

const deliveriesOf = (receiver: Receiver): Promise<Delivery[]> =>
  Promise.all(
    receiver.received.map(async ({ headers, body, at }) => {
      const { event, data } = JSON.parse(body) as { event: string; data: { batch_id: string } };
      const signed = await verifyWebhook({ headers, body, secret: WEBHOOK_SECRET, now: at }).then(
        () => true,
        () => false,
      );
      const status = event.replace('batch.', '');
      return { id: String(headers['webhook-id']), batchId: data.batch_id, status, signed };
    }),
  );

async function delivered(receiver: Receiver, batches: readonly Batch[]): Promise<void> {
  const giveUp = Date.now() + DELIVERY_MS;
  for (;;) {
    const told = new Set((await deliveriesOf(receiver)).map(({ batchId }) => batchId));
    if (batches.every(({ batch_id: id }) => told.has(id)) || Date.now() > giveUp) return;
    await delay(200);
  }
}

async function auditOf(client: Client): Promise<Evidence['audit']> {
  const giveUp = Date.now() + SEALING_MS;
  const verify = () => client.read<{ valid: boolean; unsealed: number }>('/audit/verify', 'control_center');
  let found = await verify();
  while (found.valid && found.unsealed > 0 && Date.now() < giveUp) {
    await delay(100);
    found = await verify();
  }
  const records: string[] = [];
  for (const action of ['batch.execute', 'batch.cancel']) {
    const all = await pages<{ action: string; resource: string; result: string }>(
      client,
      `/audit/logs?action=${action}`,
      'control_center',
    );
    for (const one of all) if (one.result === 'success') records.push(`${one.action} ${one.resource}`);
  }
  return { valid: found.valid, unsealed: found.unsealed, records };
}
