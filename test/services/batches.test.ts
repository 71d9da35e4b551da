import { expect, it } from 'vitest';
import type { OperationRow } from '../../src/repositories/operations.ts';
import type { RunRow } from '../../src/repositories/runs.ts';
import { createBatches } from '../../src/services/batches.ts';

const now = new Date('2026-01-15T12:00:00.000Z');
const operation = (status: OperationRow['status']) =>
  ({ id: 't', name: 'a', type: 'http', status, startedAt: null, completedAt: null }) as OperationRow;

/** The operations of a batch that ended then, when they were read before its end at first and again after it. */
async function shown(completedAt: Date): Promise<string[]> {
  const run = { kind: 'batch', name: 'b', status: 'Completed', createdAt: now, completedAt, spec: {}, tasksTotal: 1 };
  const reads = [operation('Running'), operation('Completed')];
  const batches = createBatches({
    clock: { now: () => now },
    runs: { find: () => Promise.resolve(run as unknown as RunRow) },
    operations: { range: () => Promise.resolve([reads.shift()!]) },
    decider: { decide: () => Promise.resolve({ allowed: true }) },
  } as unknown as Parameters<typeof createBatches>[0]);
  const batch = await batches.get({} as never, 'b');
  return batch.operations.map(({ status }) => status);
}

it('a batch that has just ended is shown with its operations as they were at its end', async () => {
  expect(await shown(new Date(now.getTime() - 50))).toEqual(['Completed']);
});

it('a batch that ended long ago is read once', async () => {
  expect(await shown(new Date(now.getTime() - 3_600_000))).toEqual(['Running']);
});
