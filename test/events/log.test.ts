import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import type { EventDraft, LoggedEvent } from '../../src/domain/events.ts';
import { createEventLog, type EventLog } from '../../src/events/log.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createEventRepository } from '../../src/repositories/events.ts';
import { openTestDatabase } from '../harness/database.ts';
import { silent } from '../harness/silent.ts';

const draft = (n: number): EventDraft => ({ type: 'TaskProgress', runId: null, taskId: null, data: { n } });
const drafts = (count: number): EventDraft[] => Array.from({ length: count }, (_, n) => draft(n));

describe('event log', () => {
  let database: Database;
  let eventLog: EventLog;
  const append = (count: number): Promise<number> => database.transact((tx) => eventLog.append(tx, drafts(count)));
  const collect = () => {
    const seen: number[] = [];
    const waiting: { at: number; done: () => void }[] = [];
    const onEvents = (events: readonly LoggedEvent[]): void => {
      seen.push(...events.map((event) => event.sequence));
      for (const { at, done } of waiting) if ((seen.at(-1) ?? 0) >= at) done();
    };
    const until = (at: number): Promise<void> =>
      new Promise((done) => {
        waiting.push({ at, done });
        if ((seen.at(-1) ?? 0) >= at) done();
      });
    return { seen, onEvents, until };
  };
  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  beforeAll(async () => {
    database = await openTestDatabase();
    eventLog = createEventLog({ database, clock: systemClock, log: silent });
    await eventLog.start();
  });
  afterAll(async () => {
    await eventLog.stop();
    await database.close();
  });

  it('numbers events without a gap, however many transactions append at once', async () => {
    const before = await eventLog.head();
    await Promise.all(range(1, 20).map(() => append(3)));
    const events = await eventLog.since(before, 1000);
    expect(events.map((event) => event.sequence)).toEqual(range(before + 1, before + 60));
    expect(await eventLog.head()).toBe(before + 60);
  });

  it('leaves no trace of a transaction that is rolled back', async () => {
    const before = await eventLog.head();
    await expect(
      database.transact(async (tx) => {
        await eventLog.append(tx, drafts(5));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await eventLog.head()).toBe(before);
    expect(await append(1)).toBe(before + 1);
  });

  it('hands every event to a subscriber once and in order, told by the commit itself', async () => {
    const before = await eventLog.head();
    const { seen, onEvents, until } = collect();
    const unsubscribe = eventLog.subscribe(onEvents, before);
    await Promise.all(range(1, 10).map(() => append(7)));
    await until(before + 70);
    unsubscribe();
    expect(seen).toEqual(range(before + 1, before + 70));
  });

  it('tells a patient subscriber everything, too, and one that is not at once beside it', async () => {
    const before = await eventLog.head();
    const patient = collect();
    const prompt = collect();
    const stopPatient = eventLog.subscribe(patient.onEvents, undefined, true);
    await append(600);
    await patient.until(before + 600);
    const stopPrompt = eventLog.subscribe(prompt.onEvents);
    await Promise.all(range(1, 10).map(() => append(7)));
    await prompt.until(before + 670);
    await patient.until(before + 670);
    stopPrompt();
    await append(5);
    await patient.until(before + 675);
    stopPatient();
    expect(patient.seen).toEqual(range(before + 1, before + 675));
    expect(prompt.seen).toEqual(range(before + 601, before + 670));
  });

  it('replays what was missed and goes on live without a gap or a doubling', async () => {
    const before = await eventLog.head();
    await append(1200);
    const { seen, onEvents, until } = collect();
    const unsubscribe = eventLog.subscribe(onEvents, before);
    await Promise.all(range(1, 20).map(() => append(10)));
    await until(before + 1400);
    unsubscribe();
    expect(seen).toEqual(range(before + 1, before + 1400));
  });

  it('gives a subscriber that is busy nothing more until it is done, then what it missed', async () => {
    const before = await eventLog.head();
    const { seen, onEvents, until } = collect();
    let calls = 0;
    let release: () => void = () => undefined;
    const busy = new Promise<void>((done) => {
      release = done;
    });
    const unsubscribe = eventLog.subscribe((events) => {
      calls += 1;
      onEvents(events);
      return calls === 1 ? busy : undefined;
    }, before);
    await append(5);
    await until(before + 5);
    await append(5);
    await eventLog.since(before, 1);
    expect(calls).toBe(1);
    release();
    await until(before + 10);
    unsubscribe();
    expect(seen).toEqual(range(before + 1, before + 10));
  });

  it('keeps serving the others when one subscriber throws', async () => {
    const before = await eventLog.head();
    const { seen, onEvents, until } = collect();
    const stopBad = eventLog.subscribe(() => {
      throw new Error('bad subscriber');
    });
    const stopGood = eventLog.subscribe(onEvents, before);
    await append(3);
    await until(before + 3);
    stopBad();
    stopGood();
    expect(seen).toEqual(range(before + 1, before + 3));
  });

  it('tells servers that share the database of each other’s events', async () => {
    const other = createEventLog({ database, clock: systemClock, log: silent });
    await other.start();
    const before = await eventLog.head();
    const { seen, onEvents, until } = collect();
    other.subscribe(onEvents, before);
    await append(4);
    await until(before + 4);
    await other.stop();
    expect(seen).toEqual(range(before + 1, before + 4));
  });

  it('lists the events of one run, of the wanted types, page by page', async () => {
    const repository = createEventRepository({ database, clock: systemClock });
    const runId = '01890000-0000-7000-8000-000000000001';
    await database.transact((tx) =>
      repository.append(tx, [
        { type: 'BatchStatusChanged', runId, taskId: null, data: { status: 'running' } },
        { type: 'TaskProgress', runId, taskId: null, data: { progress: 50 } },
        { type: 'BatchStatusChanged', runId, taskId: null, data: { status: 'completed' } },
      ]),
    );
    const page = await repository.about({ runId }, { limit: 1, offset: 1 }, ['BatchStatusChanged']);
    expect(page.total).toBe(2);
    expect(page.items.map((event) => event.data)).toEqual([{ status: 'completed' }]);
    expect((await repository.about({ runId }, { limit: 10, offset: 0 })).total).toBe(3);
  });
});
