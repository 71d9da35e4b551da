import type { CommitOutcome, Entry, JournalStore } from '../engine/ports.ts';
import { plainArray } from './arrays.ts';
import type { Database } from './database.ts';
import { createRows } from './journalRows.ts';

/** Events further back than this are not looked through for a commit whose answer was lost. */
const LOOK_BACK = 100_000;

/** The journal's tables: runs, tasks, nodes, resources and the event log, written together. */
export function createJournalStore(database: Database): JournalStore {
  /** Entries that were not kept have another owner, or start something in a run that is being cancelled. */
  async function fates(entries: readonly Entry[], kept: ReadonlySet<number>): Promise<CommitOutcome[]> {
    if (kept.size === entries.length) return entries.map(() => 'committed');
    const ids = plainArray([...new Set(entries.map((entry) => entry.runId))]);
    const rows = await database.statement<{ id: string; epoch: number }>(
      'select id, epoch from runs where id = any($1::text::uuid[])',
      [ids],
    );
    const epochs = new Map(rows.map((row) => [row.id, row.epoch]));
    return entries.map((entry, n) => {
      if (kept.has(n + 1)) return 'committed';
      return epochs.get(entry.runId) === entry.epoch ? 'cancelled' : 'fenced';
    });
  }

  async function commitRows(rows: ReturnType<typeof createRows>): Promise<CommitOutcome[]> {
    const { text, params } = rows.statement();
    const kept = await database.statement<{ i: number }>(text, params);
    return fates(rows.entries(), new Set(kept.map((row) => row.i)));
  }

  return {
    commit: async (entries) => {
      const outcomes: CommitOutcome[] = [];
      let rows = createRows();
      for (const entry of entries) {
        if (rows.add(entry)) continue;
        outcomes.push(...(await commitRows(rows)));
        rows = createRows();
        rows.add(entry);
      }
      outcomes.push(...(await commitRows(rows)));
      return outcomes;
    },

    wasCommitted: async (entries) => {
      const ids = plainArray(entries.flatMap((entry) => entry.events.slice(0, 1).map((event) => event.id)));
      const [found] = await database.statement<{ n: number }>(
        `select count(*)::int as n from events where id = any($1::text::uuid[])
           and sequence > (select value from counters where name = 'event_sequence') - ${LOOK_BACK}`,
        [ids],
      );
      return (found?.n ?? 0) > 0;
    },
  };
}
