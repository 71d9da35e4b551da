import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Entry } from '../../src/engine/ports.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createEventRepository } from '../../src/repositories/events.ts';
import { createJournalStore } from '../../src/repositories/journal.ts';
import { createRunRepository } from '../../src/repositories/runs.ts';
import { openTestDatabase } from '../harness/database.ts';

/** What a commit tells of a run is one row of the log; nobody who reads it may notice. */
describe('events in packs', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const runOf = async (): Promise<string> => {
    const id = newId();
    const run = {
      id,
      kind: 'batch' as const,
      name: 'packs',
      status: 'Running' as const,
      spec: {},
      createdAt: new Date(),
    };
    await database.transact((tx) =>
      createRunRepository(database).insert(
        tx,
        { ...run, parallelLimit: 1, rollbackEnabled: false, tasksTotal: 0, epoch: 1 },
        [],
      ),
    );
    return id;
  };
  const entry = (runId: string, more: Partial<Entry>): Entry => ({
    id: newId(),
    at: new Date('2026-01-01T00:00:00.123Z'),
    runId,
    epoch: 1,
    starts: false,
    events: [],
    ...more,
  });
  const data = { text: 'a "quoted" \\ text, {braces}, \u00e9' };
  const told = (runId: string, count: number): Entry =>
    entry(runId, {
      events: Array.from({ length: count }, () => [
        { type: 'TaskStatusChanged' as const, runId, taskId: runId, data },
        { type: 'OperationStatusChanged' as const, runId, taskId: runId, data },
      ]).flat(),
    });

  it('numbers, identifies and dates the events of a commit as if each had a row, in SQL and out of it', async () => {
    const store = createJournalStore(database);
    const repository = createEventRepository({ database, clock: systemClock });
    const [one, two] = [await runOf(), await runOf()];
    const before = await repository.head();
    const late = { ...told(one, 1), at: new Date('2026-01-01T00:00:00.456Z') };
    const { outcomes, sequence } = await store.commit([told(one, 2), told(two, 1), late], false);
    expect(outcomes).toEqual(['committed', 'committed', 'committed']);
    expect(sequence).toBe(before + 8);
    const read = await repository.since(before, 100);
    expect(read.map((event) => event.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => before + n));
    expect(read.map((event) => event.runId)).toEqual([one, one, one, one, one, one, two, two]);
    expect(new Set(read.map((event) => event.id)).size).toBe(8);
    expect(read[5]).toMatchObject({ type: 'OperationStatusChanged', taskId: one, data, at: late.at });
    const pages = [];
    for (let at = before; at < before + 8; at += 3) pages.push(...(await repository.since(at, 3)));
    expect(pages).toEqual(read);
    const { items } = await repository.about({ runId: one, taskId: one }, { limit: 100, offset: 0 });
    expect(items).toEqual(read.slice(0, 6));
  });

  it('gives back all that a change of status of an operation says, in SQL and out of it', async () => {
    const store = createJournalStore(database);
    const repository = createEventRepository({ database, clock: systemClock });
    const id = await runOf();
    const taskId = newId();
    const before = await repository.head();
    const change = (status: string, more: object, at: string): Entry => {
      const said = { task_id: taskId, name: 'op "a"', status, batch_id: id, operation_id: 'op "a"', ...more };
      const draft = { runId: id, taskId, data: said };
      const events = [
        { type: 'TaskStatusChanged' as const, ...draft },
        { type: 'OperationStatusChanged' as const, ...draft },
      ];
      return { ...entry(id, { events }), at: new Date(at) };
    };
    const entries = [
      change('running', {}, '2026-01-01T00:00:00.000Z'),
      change('failed', { error: 'it \\ broke' }, '2026-01-01T00:00:00.017Z'),
    ];
    await store.commit(entries, false);
    const read = await repository.since(before, 10);
    const expected = entries.flatMap((one) => one.events.map((event) => ({ ...event, at: one.at })));
    expect(read).toEqual(expected.map((event, n) => ({ ...event, id: read[n]!.id, sequence: before + 1 + n })));
    const { items } = await repository.about({ runId: id, taskId }, { limit: 10, offset: 0 });
    expect(items).toEqual(read);
    const [row] = await database.statement<{ n: number }>('select snapshots as n from event_packs where run_id = $1', [
      id,
    ]);
    expect(row?.n).toBe(2);
  });

  it('tells a commit whose answer was lost from one that never happened, pack by pack', async () => {
    const store = createJournalStore(database);
    const repository = createEventRepository({ database, clock: systemClock });
    const [one, fenced] = [await runOf(), await runOf()];
    const batch = [told(one, 1), { ...told(fenced, 1), epoch: 7 }];
    await store.commit(batch, true);
    const head = await repository.head();
    const { outcomes } = await store.commit(batch, true);
    expect(outcomes).toEqual(['committed', 'fenced']);
    expect(await repository.head()).toBe(head);
  });

  it('goes on at the oldest event there is when what comes before is gone', async () => {
    const store = createJournalStore(database);
    const repository = createEventRepository({ database, clock: systemClock });
    const id = await runOf();
    const before = await repository.head();
    for (let i = 0; i < 3; i++) await store.commit([told(id, 5)], false);
    await database.statement('delete from event_packs where last_sequence <= $1', [before + 10]);
    const read = await repository.since(before - 1, 4);
    expect(read.map((event) => event.sequence)).toEqual([1, 2, 3, 4].map((n) => before + 10 + n));
    expect(await repository.oldest()).toBe(before + 11);
  });

  it('refuses a start in a run that is being cancelled, and nothing else of it', async () => {
    const store = createJournalStore(database);
    const id = await runOf();
    await database.statement('update runs set cancel_requested_at = now() where id = $1', [id]);
    const { outcomes } = await store.commit([told(id, 1), entry(id, { starts: true })], false);
    expect(outcomes).toEqual(['again', 'cancelled']);
    expect((await store.commit([told(id, 1)], false)).outcomes).toEqual(['committed']);
  });

  it('keeps what PostgreSQL takes no JSON with: NUL and half a surrogate pair', async () => {
    const store = createJournalStore(database);
    const repository = createEventRepository({ database, clock: systemClock });
    const id = await runOf();
    const output = { output: 'a\u0000b\ud800c' };
    await store.commit([entry(id, { events: [{ type: 'TaskOutput', runId: id, taskId: id, data: output }] })], false);
    const { items } = await repository.about({ runId: id }, { limit: 10, offset: 0 });
    expect(items.map((event) => event.data)).toEqual([{ output: 'a\ufffdb\ufffdc' }]);
  });
});
