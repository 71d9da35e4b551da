import type { CommitOutcome, Entry, JournalStore } from '../engine/ports.ts';
import { plainArray } from './arrays.ts';
import type { Database } from './database.ts';
import { createRows, type RunPack } from './journalRows.ts';

/** Events further back than this are not looked through for a commit whose answer was lost. */
const LOOK_BACK = 100_000;

/** A task ends of which something is recorded already: a cancellation that was asked for, or progress. */
const isDuplicate = (error: unknown): boolean =>
  error instanceof Error &&
  (error as { code?: unknown }).code === '23505' &&
  error.message.includes('task_states_pkey');

/** The journal's tables: runs, tasks, nodes, resources and the event log, written together. */
export function createJournalStore(database: Database): JournalStore {
  /** Why packs were refused: their run has another owner, or something starts in them and the run is being cancelled. */
  async function fates(refused: readonly RunPack[], fate: Map<Entry, CommitOutcome>): Promise<void> {
    const ids = plainArray([...new Set(refused.map((one) => one.runId))]);
    const rows = await database.statement<{ id: string; epoch: number }>(
      'select id, epoch from runs where id = any($1::text::uuid[])',
      [ids],
    );
    const epochs = new Map(rows.map((row) => [row.id, row.epoch]));
    for (const { runId, epoch, entries } of refused) {
      const fenced = epochs.get(runId) !== epoch;
      for (const entry of entries) fate.set(entry, fenced ? 'fenced' : entry.starts ? 'cancelled' : 'again');
    }
  }

  /** Packs of a commit whose answer was lost; empty when it did not happen (or told nothing). */
  async function found(packs: readonly RunPack[]): Promise<ReadonlySet<number>> {
    // By the connection of the journal: whatever has come of the commit, it is over then.
    const rows = await database.journal<{ id: string }>(
      `select id from event_packs where id = any($1::text::uuid[])
         and last_sequence > (select value from counters where name = 'event_sequence') - ${LOOK_BACK}`,
      [plainArray(packs.map((one) => one.id))],
    );
    const ids = new Set(rows.map((row) => row.id));
    return new Set(packs.filter((one) => ids.has(one.id)).map((one) => one.i));
  }

  return {
    commit: async (entries, again) => {
      const rows = createRows();
      for (const entry of entries) if (!rows.add(entry)) break;
      const packs = rows.packs();
      let sequence: number | null = null;
      let kept = again ? await found(packs) : new Set<number>();
      if (kept.size === 0) {
        const write = (known: boolean) => {
          const { text, params } = rows.statement(known);
          return database.journal<{ i: number; first: number }>(text, params);
        };
        const written = await write(false).catch((error: unknown) => {
          if (!isDuplicate(error)) throw error;
          return write(true);
        });
        kept = new Set(written.map((row) => row.i));
        for (const { i, first } of written) sequence = Math.max(sequence ?? 0, first + packs[i - 1]!.count);
      }
      const fate = new Map<Entry, CommitOutcome>();
      if (kept.size < packs.length)
        await fates(
          packs.filter((one) => !kept.has(one.i)),
          fate,
        );
      return { outcomes: rows.entries().map((entry) => fate.get(entry) ?? 'committed'), sequence };
    },
  };
}
