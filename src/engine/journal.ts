import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';
import type { CommitOutcome, Entry, JournalStore } from './ports.ts';

/** The run has another owner: whoever held it stops without another word. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`Run ${runId} is driven by another server now`);
    this.name = 'Fenced';
  }
}

export interface Journal {
  /** Resolves when the entry is committed: 'cancelled' when it started something in a run that is being cancelled. */
  append(entry: Entry): Promise<'committed' | 'cancelled'>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly entry: Entry;
  readonly resolve: (outcome: 'committed' | 'cancelled') => void;
  readonly reject: (error: unknown) => void;
}

/** Entries in one commit at most; more only makes the first of them wait longer. */
const MAX_BATCH = 512;
const RETRY_MS = [50, 100, 200, 400, 800, 1_600, 3_000];

/**
 * Group commit: what gathers while a commit is under way goes into the next one, so a fan-out costs commits, not
 * operations. Entries keep their order. A commit whose answer was lost is looked up before it is sent again.
 */
export function createJournal(deps: {
  readonly store: JournalStore;
  readonly log: Log;
  readonly onCommit: () => void;
}): Journal {
  const queue: Waiting[] = [];
  let writing: Promise<void> | null = null;

  const settle = (waiting: Waiting, outcome: CommitOutcome): void => {
    if (outcome === 'fenced') waiting.reject(new Fenced(waiting.entry.runId));
    else waiting.resolve(outcome);
  };

  async function commit(batch: readonly Waiting[]): Promise<readonly CommitOutcome[]> {
    const entries = batch.map((waiting) => waiting.entry);
    for (let attempt = 0; ; attempt++) {
      try {
        if (attempt > 0 && (await deps.store.wasCommitted(entries))) return entries.map(() => 'committed');
        return await deps.store.commit(entries);
      } catch (error) {
        const wait = RETRY_MS[attempt];
        if (wait === undefined) throw error;
        deps.log.warn('journal commit failed, trying again', { attempt, error: String(error) });
        await delay(wait);
      }
    }
  }

  async function write(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, MAX_BATCH);
      try {
        const outcomes = await commit(batch);
        batch.forEach((waiting, i) => {
          settle(waiting, outcomes[i]!);
        });
        deps.onCommit();
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    writing = null;
  }

  return {
    append: (entry) =>
      new Promise((resolve, reject) => {
        queue.push({ entry, resolve, reject });
        // Not at once: what the same turn of the event loop adds goes into the same commit.
        writing ??= nextTurn().then(write);
      }),
    idle: () => writing ?? Promise.resolve(),
  };
}
