import { describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import { createJournal } from '../../src/engine/journal.ts';
import type { CommitOutcome, Entry, JournalStore } from '../../src/engine/ports.ts';
import { silent } from '../harness/silent.ts';

const entryOf = (runId: string, n: number, starts = false): Entry => ({
  id: newId(),
  at: new Date(),
  runId,
  epoch: 1,
  starts,
  run: { progress: n },
  events: [],
});

/** A store whose commits end when they are let, and that decides the fate of each entry by `fate`. */
function heldStore(fate: (entry: Entry) => CommitOutcome = () => 'committed') {
  const commits: {
    readonly entries: readonly Entry[];
    readonly again: boolean;
    readonly end: (error?: Error) => void;
  }[] = [];
  const arrivals: (() => void)[] = [];
  const store: JournalStore = {
    commit: (entries, again) =>
      new Promise((resolve, reject) => {
        commits.push({
          entries,
          again,
          end: (error) => {
            if (error === undefined) resolve({ outcomes: entries.map(fate), sequence: commits.length });
            else reject(error);
          },
        });
        arrivals.shift()?.();
      }),
  };
  /** The nth commit, once it has been asked for. */
  const commit = async (n: number) => {
    while (commits.length <= n) await new Promise<void>((resolve) => arrivals.push(resolve));
    return commits[n]!;
  };
  return { store, commits, commit };
}

describe('the journal', () => {
  it('gathers what comes during a commit into the next one, in order, and tells each caller when it is there', async () => {
    const { store, commits, commit } = heldStore();
    const told: (number | null)[] = [];
    const journal = createJournal({ store, log: silent, onCommit: (sequence) => told.push(sequence) });
    const first = journal.append(entryOf('a', 0));
    (await commit(0)).end();
    await first;
    const second = journal.append(entryOf('a', 1));
    await commit(1);
    const rest = [2, 3, 4].map((n) => journal.append(entryOf(n % 2 === 0 ? 'a' : 'b', n)));
    commits[1]!.end();
    await second;
    (await commit(2)).end();
    await Promise.all(rest);
    expect(commits.map(({ entries }) => entries.map((entry) => entry.run?.progress))).toEqual([[0], [1], [2, 3, 4]]);
    expect(told).toEqual([1, 2, 3]);
  });

  it('sends what waits before it tells the callers of the last commit, and of many callers tells one half first', async () => {
    const { store, commits, commit } = heldStore();
    const journal = createJournal({ store, log: silent, onCommit: () => undefined });
    const order: string[] = [];
    const caller = async (n: number): Promise<void> => {
      await journal.append(entryOf('a', n));
      order.push(`told ${n}`);
      if (n < 20) await journal.append(entryOf('a', 100 + n));
    };
    const all = Promise.all(Array.from({ length: 20 }, (_, n) => caller(n)));
    (await commit(0)).end();
    const second = await commit(1);
    // Half of the callers were told, and what they did then is on its way while the others are told.
    expect(second.entries.map((entry) => entry.run?.progress)).toEqual(Array.from({ length: 10 }, (_, n) => 100 + n));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => `told ${n}`));
    second.end();
    (await commit(2)).end();
    await all;
    expect(commits.map(({ entries }) => entries.length)).toEqual([20, 10, 10]);
  });

  it('is full at its bound and has room again when a commit has made some', async () => {
    const { store, commits, commit } = heldStore();
    const journal = createJournal({ store, log: silent, onCommit: () => undefined, maxQueued: 3 });
    const all = [journal.append(entryOf('a', 0))];
    await commit(0);
    for (let n = 1; n <= 3; n++) {
      expect(journal.full()).toBe(false);
      await journal.room();
      all.push(journal.append(entryOf('a', n)));
    }
    expect(journal.full()).toBe(true);
    let begun = false;
    const room = journal.room().then(() => {
      begun = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toBe(false);
    commits[0]!.end();
    (await commit(1)).end();
    await room;
    await Promise.all(all);
    expect(journal.full()).toBe(false);
  });

  it('has never more waiting than its bound, however many wait for room, and stops nobody for ever', async () => {
    const { store, commits, commit } = heldStore();
    const journal = createJournal({ store, log: silent, onCommit: () => undefined, maxQueued: 3 });
    const first = journal.append(entryOf('a', 0));
    await commit(0);
    const begun = Array.from({ length: 20 }, async (_, n) => {
      if (journal.full() || n > 2) await journal.room();
      // Every other one has nothing to say after all.
      if (n > 2 && n % 2 === 0) return;
      await journal.append(entryOf('a', n + 1));
    });
    const all = Promise.all([first, ...begun]);
    let done = 0;
    const endThem = setInterval(() => {
      while (done < commits.length) commits[done++]!.end();
    }, 1);
    await all.finally(() => {
      clearInterval(endThem);
    });
    expect(Math.max(...commits.map(({ entries }) => entries.length))).toBe(3);
    expect(commits.flatMap(({ entries }) => entries)).toHaveLength(13);
  });

  it('sends a commit whose answer was lost again as one that may have happened', async () => {
    const { store, commits, commit } = heldStore();
    const journal = createJournal({ store, log: silent, onCommit: () => undefined });
    const written = journal.append(entryOf('a', 0));
    (await commit(0)).end(new Error('connection lost'));
    (await commit(1)).end();
    await expect(written).resolves.toBe('committed');
    expect(commits.map(({ again }) => again)).toEqual([false, true]);
    expect(commits[1]!.entries).toEqual(commits[0]!.entries);
  });

  it('gives up what comes after a commit that failed for good, in the same runs only', async () => {
    const { store, commits, commit } = heldStore();
    const journal = createJournal({ store, log: silent, onCommit: () => undefined, retryMs: [] });
    const first = journal.append(entryOf('a', 0));
    await commit(0);
    const later = [journal.append(entryOf('a', 1)), journal.append(entryOf('b', 2))];
    const fates = Promise.allSettled([first, ...later]);
    commits[0]!.end(new Error('no space left'));
    (await commit(1)).end();
    expect((await fates).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(commits.map(({ entries }) => entries.map((entry) => entry.run?.progress))).toEqual([[0], [2]]);
  });

  it('sends what was refused only because of its neighbours before all that came later', async () => {
    const refused = new Set(['end 0']);
    const { store, commits, commit } = heldStore((entry) => {
      if (entry.starts) return 'cancelled';
      return refused.delete(`end ${String(entry.run?.progress)}`) ? 'again' : 'committed';
    });
    const journal = createJournal({ store, log: silent, onCommit: () => undefined });
    const fates = [journal.append(entryOf('a', 0)), journal.append(entryOf('a', 1, true))];
    await commit(0);
    fates.push(journal.append(entryOf('a', 2)));
    commits[0]!.end();
    (await commit(1)).end();
    expect(await Promise.all(fates)).toEqual(['committed', 'cancelled', 'committed']);
    expect(commits[1]!.entries.map((entry) => entry.run?.progress)).toEqual([0, 2]);
  });
});

describe('a commit that fails for good', () => {
  it('I3 takes what waits behind it in the same run with it, and leaves other runs alone', async () => {
    const { store, commits, commit } = heldStore();
    const journal = createJournal({ store, log: silent, onCommit: () => undefined, retryMs: [] });
    const completion = journal.append(entryOf('a', 0));
    await commit(0);
    const dependant = journal.append(entryOf('a', 1, true));
    const other = journal.append(entryOf('b', 2));
    commits[0]!.end(new Error('the database is away'));
    await expect(completion).rejects.toThrow('away');
    await expect(dependant).rejects.toThrow('away');
    const next = await commit(1);
    expect(next.entries.map(({ runId }) => runId)).toEqual(['b']);
    next.end();
    await expect(other).resolves.toBe('committed');
  });
});
