import { expect, it } from 'vitest';
import type { Batch } from '../../../generated/contract/orchestrator.ts';
import type { SinkCall } from '../../rollback/sink.ts';
import type { Budget, Cancellation, Evidence, LoggedEvent } from '../evidence.ts';
import { judge } from './index.ts';

const RUN = 'run-1';
const BAD = 'run-2';

const call = (what: 'do' | 'undo', name: string, at: number, more: Partial<SinkCall> = {}): SinkCall => ({
  what,
  name,
  key: `${what}-${name}`,
  batch: name.startsWith('good') ? RUN : BAD,
  attempt: 1,
  fence: 1,
  at,
  status: 200,
  endedAt: at + 5,
  ...more,
});

let sequence = 0;
const told = (type: string, run: string, task: string | null, status: string, at: number): LoggedEvent => {
  sequence += 1;
  return { sequence, id: `event-${sequence}`, type, run, task, status, at };
};
const operation = (run: string, task: string, from: number, to: number, end: string): LoggedEvent[] =>
  [['running', from] as const, [end, to] as const].flatMap(([status, at]) => [
    told('TaskStatusChanged', run, task, status, at),
    told('OperationStatusChanged', run, task, status, at),
  ]);

const batch = (name: string, id: string, status: string, operations: readonly (readonly [string, string, string?])[]) =>
  ({
    batch_id: id,
    name,
    status,
    terminal: true,
    error: null,
    operations: operations.map(([op, opStatus, rollback]) => ({
      id: op,
      task_id: `${name}.${op}`,
      status: opStatus,
      rollback_status: rollback ?? null,
    })),
  }) as unknown as Batch;

const submission = (name: string, id: string, fails: boolean) => ({
  key: `submit-${name}`,
  name,
  parallelLimit: 1,
  rollback: fails,
  operations: [
    { id: 's1', after: [], fails: false },
    { id: 's2', after: ['s1'], fails },
  ],
  acknowledged: [id],
  lost: 0,
});

/** One batch that was done over a kill and one that failed and was undone; all is as it should be. */
function sound() {
  sequence = 0;
  return {
    calls: [
      call('do', 'good.s1', 100),
      call('do', 'good.s2', 200, { status: 503 }),
      call('do', 'good.s2', 400, { fence: 2 }),
      call('do', 'bad.s1', 100),
      call('do', 'bad.s2', 200, { status: 400 }),
      call('undo', 'bad.s1', 300),
    ],
    standing: new Set(['good.s1', 'good.s2']),
    faults: [{ kind: 'kill', at: 205, until: 350 }],
    answers: [
      { at: 90, what: 'POST /batch/execute', status: 200 },
      { at: 300, what: 'GET /batch/operations', status: 503 },
    ],
    submissions: [submission('good', RUN, false), submission('bad', BAD, true)],
    cancellations: [] as Cancellation[],
    rollbacks: [] as { batchId: string; acknowledged: boolean }[],
    batches: [
      batch('good', RUN, 'Completed', [
        ['s1', 'Completed'],
        ['s2', 'Completed'],
      ]),
      batch('bad', BAD, 'Failed', [
        ['s1', 'Completed', 'Completed'],
        ['s2', 'Failed'],
      ]),
    ],
    events: [
      ...operation(RUN, 'good.s1', 99, 106, 'completed'),
      ...operation(RUN, 'good.s2', 199, 406, 'completed'),
      told('BatchStatusChanged', RUN, null, 'completed', 407),
      ...operation(BAD, 'bad.s1', 99, 106, 'completed'),
      ...operation(BAD, 'bad.s2', 199, 206, 'failed'),
      told('BatchStatusChanged', BAD, null, 'failed', 310),
    ],
    deliveries: [
      { id: 'd1', batchId: RUN, status: 'completed', signed: true },
      { id: 'd2', batchId: BAD, status: 'failed', signed: true },
    ],
    epochs: new Map([
      [RUN, 2],
      [BAD, 1],
    ]),
    takeovers: [{ run: RUN, afterMs: 7_000, withinMs: 8_000 }],
    budget: { maxParallel: 2, perSecond: 10 } as Budget | null,
    audit: {
      valid: true,
      unsealed: 0,
      records: [`batch.execute batches/${RUN}`, `batch.execute batches/${BAD}`],
    },
  };
}
type Sound = ReturnType<typeof sound>;

const failing = (evidence: Evidence): string[] =>
  [...judge(evidence)].filter(([, violations]) => violations.length > 0).map(([name]) => name.split(' ')[0]!);

it('finds nothing in a sound record', () => {
  expect(failing(sound())).toEqual([]);
});

/** `bad.s2` was begun at 199 and undone at 290, and nobody ever called it. */
function undoneAndNeverDone(evidence: Sound, faults: readonly (readonly [number, number])[]): void {
  evidence.calls.splice(4, 1);
  evidence.calls.push(call('undo', 'bad.s2', 290));
  evidence.faults = faults.map(([at, until]) => ({ kind: 'kill', at, until }));
}

it('allows an undo of what was begun and never called when a fault lies between the two', () => {
  const evidence = sound();
  undoneAndNeverDone(evidence, [[205, 250]]);
  expect(failing(evidence)).not.toContain('I7');
});

const wrongs: readonly (readonly [string, string, (evidence: Sound) => void])[] = [
  ['I1', 'an acknowledged batch that is not there', (e) => e.batches.shift()],
  ['I1', 'a batch that never ended', (e) => Object.assign(e.batches[0]!, { terminal: false, status: 'Running' })],
  ['I1', 'a batch that ended otherwise than its operations', (e) => (e.submissions[0]!.operations[1]!.fails = true)],
  ['I1', 'a rollback that left something', (e) => e.rollbacks.push({ batchId: RUN, acknowledged: true })],
  ['I2', 'another key', (e) => Object.assign(e.calls[2]!, { key: 'other' })],
  ['I2', 'a second call without a fault', (e) => e.calls.push(call('do', 'bad.s1', 150))],
  ['I3', 'a call before its dependency answered', (e) => (e.calls[0]!.endedAt = 250)],
  ['I4', 'calls of one owner at once', (e) => (e.calls[3]!.endedAt = 250)],
  ['I4', 'operations running at once by the log', (e) => e.events.splice(2, 2)],
  [
    'I5',
    'a start after the cancel',
    (e) => e.cancellations.push({ batchId: RUN, askedAt: 140, acknowledgedAt: 150, tries: 1 }),
  ],
  [
    'I5',
    'a late first effect',
    (e) => {
      e.cancellations.push({ batchId: BAD, askedAt: 240, acknowledgedAt: 250, tries: 1 });
      e.calls.push(call('do', 'bad.s3', 2_300));
    },
  ],
  ['I6', 'a word after the end', (e) => e.events.push(told('TaskStatusChanged', RUN, 'good.s1', 'running', 500))],
  ['I6', 'another end shown than told', (e) => Object.assign(e.batches[1]!.operations[1]!, { status: 'Cancelled' })],
  ['I7', 'an undo of what was never done, and no fault', (e) => undoneAndNeverDone(e, [])],
  ['I7', 'an undo of what was never done, and a fault before it was begun', (e) => undoneAndNeverDone(e, [[150, 198]])],
  ['I7', 'an undo of what was never done, and a fault after it', (e) => undoneAndNeverDone(e, [[291, 350]])],
  [
    'I7',
    'an undo of what was never begun, over a fault',
    (e) => {
      undoneAndNeverDone(e, [[205, 250]]);
      e.events = e.events.filter(({ task }) => task !== 'bad.s2');
    },
  ],
  [
    'I7',
    'a dependency undone first',
    (e) => {
      e.calls[4]!.status = 200;
      e.calls.push(call('undo', 'bad.s2', 310));
    },
  ],
  ['I8', 'a broken chain', (e) => (e.audit.valid = false)],
  ['I8', 'a change without its record', (e) => e.audit.records.pop()],
  ['I8', 'a change recorded twice', (e) => e.audit.records.push(`batch.execute batches/${RUN}`)],
  ['I9', 'an end that was not delivered', (e) => e.deliveries.pop()],
  [
    'I9',
    'an end delivered under two ids',
    (e) => e.deliveries.push({ id: 'd3', batchId: RUN, status: 'completed', signed: true }),
  ],
  ['I9', 'a delivery that is not signed', (e) => (e.deliveries[0]!.signed = false)],
  ['I9', 'an end told twice', (e) => e.events.push({ ...e.events[8]!, sequence: 99 })],
  ['I10', 'a call taken from a zombie', (e) => e.calls.push(call('do', 'good.s2', 410))],
  ['I10', 'a fence nobody was given', (e) => e.epochs.set(RUN, 1)],
  ['I11', 'an internal error', (e) => e.answers.push({ at: 300, what: 'GET /', status: 500 })],
  ['I11', 'unavailable long after the fault', (e) => e.answers.push({ at: 10_351, what: 'GET /', status: 503 })],
  ['I12', 'a second batch of one key', (e) => e.batches.push({ ...e.batches[0]!, batch_id: 'run-3' })],
  ['budgets:', 'too many calls at once', (e) => (e.budget = { maxParallel: 1, perSecond: 10 })],
  ['budgets:', 'calls ahead of the pace', (e) => (e.budget = { maxParallel: 2, perSecond: 2 })],
  ['take-over:', 'one too late', (e) => e.takeovers.push({ run: BAD, afterMs: 8_001, withinMs: 8_000 })],
  ['take-over:', 'none at all', (e) => e.takeovers.push({ run: BAD, afterMs: Infinity, withinMs: 8_000 })],
  ['effects:', 'a lost effect', (e) => e.standing.delete('good.s1')],
  ['effects:', 'an effect left over', (e) => e.standing.add('bad.s1')],
];

it.each(wrongs)('%s sees %s', (name, _what, spoil) => {
  const evidence = sound();
  spoil(evidence);
  expect(failing(evidence)).toContain(name);
});
