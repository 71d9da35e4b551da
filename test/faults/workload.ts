import { setTimeout as delay } from 'node:timers/promises';
import type { Sink } from '../rollback/sink.ts';
import type { Client } from './client.ts';
import { sinkName, type AskedRollback, type Cancellation, type Operation, type Submission } from './evidence.ts';
import type { Inside } from './inside.ts';

/** What kinds of batches there are, as shares of the whole; the rest are plain chains of two steps. */
export interface Mix {
  /** The second step is refused for good and the first is undone. */
  readonly failing: number;
  /** Cancelled while it runs. */
  readonly cancelled: number;
  /** Six operations in three layers, two at once. */
  readonly wide: number;
  /** Rolled back by request once it has ended. */
  readonly rolledBack: number;
}

export const MIXED: Mix = { failing: 0.08, cancelled: 0.05, wide: 0.07, rolledBack: 0 };

/** Batches that may be open at once, so that every fault finds some under way, and requests at once. */
const OPEN_AT_ONCE = 60;
const SENT_AT_ONCE = 6;

const step = (id: string, after: readonly string[] = [], fails = false): Operation => ({ id, after, fails });

interface Planned extends Submission {
  readonly cancel: boolean;
  readonly rollBack: boolean;
}

/** The batches of a seed, in the order they are sent. */
export function planned(count: number, mix: Mix, random: () => number): Planned[] {
  return Array.from({ length: count }, (_, n) => {
    const draw = random();
    const name = `batch-${n}`;
    const common = { key: `submit-${n}`, name, acknowledged: [], lost: 0, cancel: false, rollBack: false };
    const two = { ...common, parallelLimit: 10, operations: [step('s1'), step('s2', ['s1'])] };
    if (draw < mix.failing) return { ...two, operations: [step('s1'), step('s2', ['s1'], true)], rollback: true };
    if (draw < mix.failing + mix.cancelled) return { ...two, rollback: false, cancel: true };
    if (draw < mix.failing + mix.cancelled + mix.wide) {
      const operations = [
        ...['a1', 'a2', 'a3'].map((id) => step(id)),
        step('b1', ['a1', 'a2']),
        step('b2', ['a3']),
        step('c1', ['b1', 'b2']),
      ];
      return { ...common, parallelLimit: 2, operations, rollback: true };
    }
    const rollBack = draw < mix.failing + mix.cancelled + mix.wide + mix.rolledBack;
    return { ...two, rollback: false, rollBack };
  });
}

/** Names at the sink whose `do` is refused for good. */
export const refusedNames = (submissions: readonly Submission[]): ReadonlySet<string> =>
  new Set(
    submissions.flatMap(({ name, operations }) =>
      operations.filter(({ fails }) => fails).map(({ id }) => sinkName(name, id)),
    ),
  );

interface Work {
  readonly client: Client;
  readonly sink: Sink;
  readonly inside: Inside;
  readonly batches: readonly Planned[];
  readonly cancellations: Cancellation[];
  readonly rollbacks: AskedRollback[];
}

/** Sends the batches, a bounded number open at once, cancels those that are to be, and waits until all have ended. */
export async function work({ client, sink, inside, batches, cancellations, rollbacks }: Work): Promise<void> {
  let next = 0;
  let acknowledged = 0;
  let ended = 0;
  let sending = true;

  const watch = async (): Promise<void> => {
    while (sending) {
      ended = await inside.endedRuns();
      await delay(50);
    }
  };

  async function submit(batch: Planned): Promise<void> {
    const body = {
      name: batch.name,
      parallel_limit: batch.parallelLimit,
      rollback_enabled: batch.rollback,
      operations: batch.operations.map(({ id, after }) => sink.operation(id, after, sinkName(batch.name, id))),
    };
    for (;;) {
      const { status, body: answer } = await client.send('POST', '/batch/execute', body, {
        'idempotency-key': batch.key,
      });
      if (status === 200) {
        batch.acknowledged.push(answer.data.batch_id as string);
        acknowledged++;
        return;
      }
      // 409: an earlier try of the same key is still under way.
      if (status !== null && status !== 503 && status !== 409)
        throw new Error(`${batch.name} was answered ${status}: ${JSON.stringify(answer)}`);
      batch.lost++;
      await delay(100);
    }
  }

  async function cancel(batch: Planned): Promise<void> {
    const [batchId] = batch.acknowledged;
    if (batchId === undefined) return;
    const cancellation: Cancellation = { batchId, askedAt: Date.now(), acknowledgedAt: null, tries: 0 };
    cancellations.push(cancellation);
    for (;;) {
      cancellation.tries++;
      const { status } = await client.send('POST', `/batch/operations/${batchId}/cancel`, {});
      if (status === 200) cancellation.acknowledgedAt = Date.now();
      // 409: it had ended before.
      if (status === 200 || status === 409) return;
      await delay(100);
    }
  }

  async function rollBack(batch: Planned): Promise<void> {
    const [batchId] = batch.acknowledged;
    if (batchId === undefined) return;
    const asked: AskedRollback = { batchId, acknowledged: false };
    rollbacks.push(asked);
    const body = { operation_ids: batch.operations.map(({ id }) => `${batchId}/${id}`) };
    while (!asked.acknowledged) {
      // 409 while the batch, or a rollback of it that was begun without an answer, still runs.
      const { status } = await client.send('POST', '/rollback/execute', body, { prefer: 'respond-async' });
      asked.acknowledged = status !== null && status < 300;
      if (!asked.acknowledged) await delay(100);
    }
  }

  const send = async (): Promise<void> => {
    for (let batch = batches[next++]; batch !== undefined; batch = batches[next++]) {
      while (acknowledged - ended >= OPEN_AT_ONCE) await delay(20);
      await submit(batch);
      if (batch.cancel) await cancel(batch);
      if (batch.rollBack) await rollBack(batch);
    }
  };

  const watching = watch();
  try {
    await Promise.all(Array.from({ length: SENT_AT_ONCE }, send));
  } finally {
    sending = false;
    await watching;
  }
}
