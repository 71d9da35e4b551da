import type { SlotAsk, SlotStore } from '../engine/slotPort.ts';
import type { Database } from './database.ts';

const list = (asks: readonly SlotAsk[]): string =>
  JSON.stringify(
    asks.map(({ pool, runId, holder, epoch, taskId, max }) => ({
      pool,
      run_id: runId,
      holder,
      epoch,
      task_id: taskId,
      max,
    })),
  );

/** Slots in the database. A round is one statement: `settle_slots` (drizzle/) holds its lock no longer than it runs. */
export function createSlotStore(database: Database): SlotStore {
  return {
    settle: async (server, released, asked, all) =>
      (
        await database.statement<{ pool: string; run_id: string; holder: string; granted: boolean }>(
          'select pool, run_id, holder, granted from settle_slots($1, $2::text::jsonb, $3::text::jsonb, $4)',
          [server, list(released), list(asked), all],
        )
      ).map(({ run_id: runId, ...row }) => ({ ...row, runId })),
  };
}
