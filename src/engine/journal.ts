import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';
import type { Entry, JournalStore } from './ports.ts';

/** The run has another owner: whoever held it stops without another word. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`Run ${runId} is driven by another server now`);
    this.name = 'Fenced';
  }
}

/** The store did not take it although it was tried for long: the run stops here, through no fault of its own. */
export class Unwritten extends Error {
  constructor(cause: unknown) {
    super(`The journal could not be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'Unwritten';
  }
}

export interface Journal {
  /** Resolves when the entry is committed: 'cancelled' when it started something in a run that is being cancelled. */
  append(entry: Entry): Promise<'committed' | 'cancelled'>;
  /** Whether so much waits that nothing new should begin. */
  full(): boolean;
  /** Resolves when there is room again. */
  room(): Promise<void>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly entry: Entry;
  readonly resolve: (outcome: 'committed' | 'cancelled') => void;
  readonly reject: (error: unknown) => void;
}

/** From so many callers on, half of them are told first: while one half works the other's entries are being committed. */
const HALVED = 16;
/** Callers told before others get their turn: each begins something, which takes a while. */
const TOLD_AT_ONCE = 32;
/** Entries in one commit at most: with each one the row of the run is written again, with all that is under way in it. */
const MAX_BATCH = 2_048;
/** Entries that wait at most before whoever makes them is asked to hold on. */
const MAX_QUEUED = 2 * MAX_BATCH;
const RETRY_MS = [50, 100, 200, 400, 800, 1_600, 3_000];

/**
 * Group commit: what gathers while a commit is under way goes into the next one, so a fan-out costs commits, not
 * operations. Entries keep their order, and only one commit is under way at a time. What waits when it ends is sent
 * before its callers are told, so that their work and the next commit go on together. A commit whose answer was lost is
 * looked up before it is sent again.
 */
export function createJournal(deps: {
  readonly store: JournalStore;
  readonly log: Log;
  /** Called after each commit with the sequence of its last event; null when it wrote none or its answer was lost. */
  readonly onCommit: (sequence: number | null) => void;
  readonly maxQueued?: number;
  /** Milliseconds between the tries of a commit. */
  readonly retryMs?: readonly number[];
}): Journal {
  const { maxQueued = MAX_QUEUED, retryMs = RETRY_MS } = deps;
  let queue: Waiting[] = [];
  let writing: Promise<void> | null = null;
  const held: (() => void)[] = [];

  const full = (): boolean => queue.length >= maxQueued;

  /** Commits the batch's first entries; those that were not looked at, or must be sent again, wait once more. */
  async function commit(batch: readonly Waiting[]): Promise<(() => void)[]> {
    const entries = batch.map((waiting) => waiting.entry);
    for (let attempt = 0; ; attempt++) {
      try {
        const { outcomes, sequence } = await deps.store.commit(entries, attempt > 0);
        const rest: Waiting[] = [];
        const told: (() => void)[] = [];
        batch.forEach((waiting, i) => {
          const outcome = outcomes[i] ?? 'again';
          if (outcome === 'again') rest.push(waiting);
          else if (outcome === 'fenced') waiting.reject(new Fenced(waiting.entry.runId));
          else {
            told.push(() => {
              waiting.resolve(outcome);
            });
          }
        });
        if (rest.length > 0) queue = [...rest, ...queue];
        deps.onCommit(sequence);
        return told;
      } catch (error) {
        const wait = retryMs[attempt];
        if (wait === undefined) throw error;
        deps.log.warn('journal commit failed, trying again', { attempt, error: String(error) });
        await delay(wait);
      }
    }
  }

  /** What waits behind a lost entry of the same run may build on it, so it is lost as well. */
  function lose(batch: readonly Waiting[], error: unknown): void {
    const runs = new Set(batch.map(({ entry }) => `${entry.runId} ${entry.epoch}`));
    const isLost = ({ entry }: Waiting): boolean => runs.has(`${entry.runId} ${entry.epoch}`);
    const behind = queue.filter(isLost);
    queue = queue.filter((waiting) => !isLost(waiting));
    for (const waiting of [...batch, ...behind]) waiting.reject(error);
  }

  /** As many as there is room for, and more when these have not taken it. */
  function release(): void {
    if (held.length === 0 || full()) return;
    for (const go of held.splice(0, maxQueued - queue.length)) go();
    if (held.length > 0) setImmediate(release);
  }

  async function write(): Promise<void> {
    /** What tells the callers of the last commit. */
    let told: (() => void)[] = [];
    const tell = (count: number): void => {
      for (const resolve of told.splice(0, count)) resolve();
    };
    while (queue.length > 0 || told.length > 0) {
      if (queue.length === 0) {
        tell(told.length < HALVED ? told.length : Math.ceil(told.length / 2));
        await nextTurn();
        continue;
      }
      const batch = queue.slice(0, MAX_BATCH);
      queue = queue.slice(MAX_BATCH);
      const sent = commit(batch);
      while (told.length > 0) {
        tell(TOLD_AT_ONCE);
        if (told.length > 0) await nextTurn();
      }
      try {
        told = await sent;
      } catch (error) {
        lose(batch, new Unwritten(error));
      }
      release();
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
    full,
    room: () =>
      new Promise((resolve) => {
        if (full()) held.push(resolve);
        else resolve();
      }),
    idle: () => writing ?? Promise.resolve(),
  };
}
