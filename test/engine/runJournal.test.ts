import { expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import { createControl } from '../../src/engine/control.ts';
import { drive } from '../../src/engine/drive.ts';
import { createJournal } from '../../src/engine/journal.ts';
import type { Entry, JournalStore, LoadedRun, RunRecord, TaskRecord } from '../../src/engine/ports.ts';
import { createRunJournal } from '../../src/engine/runJournal.ts';
import { silent } from '../harness/silent.ts';
import { createLedger, ledgerActions } from './world.ts';

const run: RunRecord = {
  id: newId(),
  kind: 'batch',
  name: 'many',
  status: 'Running',
  rollbackStatus: null,
  progress: 0,
  spec: {},
  parallelLimit: 100,
  rollbackEnabled: false,
  createdBy: null,
  startedAt: null,
  cancelRequestedAt: null,
  cancelRollback: false,
  epoch: 1,
};

const task = (ordinal: number): TaskRecord => ({
  id: newId(),
  runId: run.id,
  ordinal,
  kind: 'operation',
  name: `task-${ordinal}`,
  type: 'http',
  provider: null,
  dependencies: [],
  spec: {},
  status: 'Pending',
  progress: 0,
  error: null,
  rollbackStatus: null,
  cancelRequestedAt: null,
  startedAt: null,
  driver: null,
});

/** A store that holds its first commit until `go`, over a journal of that bound. */
function held(maxQueued: number) {
  const go = Promise.withResolvers<undefined>();
  const commits: (readonly Entry[])[] = [];
  const store: JournalStore = {
    commit: async (entries) => {
      commits.push(entries);
      if (commits.length === 1) await go.promise;
      return { outcomes: entries.map(() => 'committed'), sequence: null };
    },
  };
  const journal = createJournal({ store, log: silent, onCommit: () => undefined, maxQueued });
  const deps = {
    actions: ledgerActions(createLedger(), true),
    journal,
    slots: { take: () => Promise.reject(new Error('nothing has a budget here')) },
    clock: { now: () => new Date() },
    newId,
    random: Math.random,
    log: silent,
  };
  return { go: () => go.resolve(undefined), commits, journal, deps };
}

const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
};

it.each([
  [5, 5],
  [1_000, 40],
])(
  'with room for %i entries in the journal, %i of 40 tasks begin before a commit has made more',
  async (max, begun) => {
    const { go, commits, deps } = held(max);
    const loaded: LoadedRun = { run, tasks: Array.from({ length: 40 }, (_, n) => task(n)), nodes: [] };
    const driven = drive(
      loaded,
      deps,
      createControl(() => 0),
    );
    await turns(20);
    expect(commits.map((entries) => entries.filter(({ starts }) => starts).length)).toEqual([begun]);
    go();
    await driven;
    const starts = commits.flat().filter((entry) => entry.starts);
    expect(starts).toHaveLength(40);
    expect(commits.flat().at(-1)?.run).toMatchObject({ status: 'Completed' });
  },
);

it('what a script prints is dropped while more waits to be committed than is good, and nothing else is', async () => {
  const { go, commits, journal, deps } = held(3);
  const own = createRunJournal(deps, run);
  const line = (n: number) => ({ type: 'TaskOutput', runId: run.id, taskId: null, data: { n } }) as never;
  const first = own.append({ starts: false, events: [] });
  while (commits.length === 0) await turns(1);
  for (let n = 0; n < 10; n++) own.tell(line(n));
  expect(journal.full()).toBe(true);
  own.post({ starts: false, run: { progress: 50 }, events: [] });
  go();
  await Promise.all([first, own.settled()]);
  const printed = commits.flat().flatMap(({ events }) => events.map(({ data }) => data['n']));
  expect(printed).toEqual([0, 1, 2]);
  expect(commits.flat().filter((entry) => entry.run?.progress === 50)).toHaveLength(1);
});
