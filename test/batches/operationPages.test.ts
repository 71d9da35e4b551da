import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../generated/enums.ts';
import { newId } from '../../src/domain/ids.ts';
import { textArray } from '../../src/repositories/arrays.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createOperationRepository } from '../../src/repositories/operations.ts';
import { createRunRepository, type NewTask } from '../../src/repositories/runs.ts';
import { openTestDatabase } from '../harness/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const STATUSES = ['Pending', 'Running', 'Completed', 'Failed', 'Cancelled'] as const;
const COUNT = 60;

/** Two batches whose ids lie between each other's, as those of two servers do. */
async function twoBatches() {
  const runs = createRunRepository(database);
  const ids = Array.from({ length: 2 * COUNT }, () => newId());
  const [run] = await Promise.all(
    [0, 1].map(async (which) => {
      const runId = newId();
      const createdAt = new Date();
      const own = ids.filter((_, n) => n % 2 === which);
      const tasks = own.map((id, ordinal): NewTask => {
        const row = { id, runId, ordinal, kind: 'operation', name: `op-${ordinal}`, type: 'http', createdAt } as const;
        return { ...row, command: 'x', args: [], dependencies: [], spec: { after: ordinal === 0 ? [] : ['op-0'] } };
      });
      const row = { id: runId, kind: 'batch', name: 'b', status: 'Running', spec: {}, createdAt } as const;
      const more = { parallelLimit: 1, rollbackEnabled: false, tasksTotal: COUNT };
      await database.transact((tx) => runs.insert(tx, { ...row, ...more }, tasks));
      return { runId, own };
    }),
  );
  return { runs, ...run! };
}

/** Writes what the statuses say, as the journal does: ends as rows, what is under way into the run. */
async function write(runId: string, own: readonly string[], statuses: readonly TaskStatus[]): Promise<void> {
  const over = own
    .map((id, i) => ({ id, status: statuses[i]! }))
    .filter(({ status }) => !['Pending', 'Running'].includes(status));
  await database.statement(
    `insert into task_states (task_id, ended) select * from unnest($1::text::uuid[], $2::text::text[])
     on conflict (task_id) do update set ended = excluded.ended`,
    [textArray(over.map(({ id }) => id)), textArray(over.map(({ status }) => status))],
  );
  const running = Object.fromEntries(
    statuses.flatMap((status, i) => (status === 'Running' ? [[i, [1_000, null]]] : [])),
  );
  await database.statement('update runs set running = $2::text::jsonb where id = $1::text::uuid', [
    runId,
    JSON.stringify(running),
  ]);
}

/** A repeatable stream of numbers below 1 (Lehmer). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('operations of a batch in pages', () => {
  it.each([1, 2, 3])(
    'are those of the status, in order and counted, at every moment of a run (seed %i)',
    async (seed) => {
      const random = numbers(seed * 7_919);
      const { runs, runId, own } = await twoBatches();
      const statuses: TaskStatus[] = own.map(() => 'Pending');
      const operations = createOperationRepository(database);
      for (let step = 0; step < 12; step++) {
        await write(runId, own, statuses);
        const run = (await runs.find(runId))!;
        const expected = (status: TaskStatus) => own.flatMap((_, i) => (statuses[i] === status ? [`op-${i}`] : []));
        for (const status of STATUSES) {
          const all = expected(status);
          for (const [offset, limit] of [
            [0, 7],
            [Math.floor(random() * COUNT), 9],
            [all.length, 5],
            [0, COUNT],
          ] as const) {
            const { items, total } = await operations.ofStatus(run, status, { offset, limit });
            expect([status, offset, items.map(({ name }) => name)]).toEqual([
              status,
              offset,
              all.slice(offset, offset + limit),
            ]);
            expect([status, total]).toEqual([status, all.length]);
          }
        }
        // Mostly in order, as an engine goes about it; the odd one out of it, and at the end all.
        for (let n = 0; n < 8; n++) {
          const under = statuses.findIndex((one) => one === 'Running');
          if (under >= 0 && random() < 0.7)
            statuses[under] = random() < 0.9 || seed === 1 ? 'Completed' : random() < 0.5 ? 'Failed' : 'Cancelled';
          const next = statuses.findIndex((one, i) => one === 'Pending' && (random() < 0.8 || i === COUNT - 1));
          if (next >= 0) statuses[next] = 'Running';
        }
        if (step === 10)
          for (const [i, status] of statuses.entries())
            if (status === 'Pending' || status === 'Running') statuses[i] = 'Completed';
      }
    },
  );

  it('show what each waits for, and when it began', async () => {
    const { runId, own } = await twoBatches();
    await write(
      runId,
      own,
      own.map((_, i) => (i === 0 ? 'Completed' : i === 1 ? 'Running' : 'Pending')),
    );
    const [first, second] = await createOperationRepository(database).range(runId, 0, 2);
    expect(first).toMatchObject({ name: 'op-0', status: 'Completed', after: [], startedAt: null });
    expect(second).toMatchObject({ name: 'op-1', status: 'Running', after: ['op-0'], startedAt: 1_000 });
  });
});
