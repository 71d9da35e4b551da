import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import type { LoggedEvent } from './evidence.ts';

/** The database seen from inside, past the servers; every look is repeated until the database answers. */
export interface Inside {
  endedRuns(): Promise<number>;
  openRuns(): Promise<number>;
  epochs(): Promise<ReadonlyMap<string, number>>;
  events(): Promise<readonly LoggedEvent[]>;
  close(): Promise<void>;
}

export function lookInside(url: string): Inside {
  const sql = postgres(url, { max: 2, onnotice: () => undefined });

  async function look<Row>(ask: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === '42P01') throw error;
        await delay(100);
      }
    }
  }

  const counted = async (ask: () => Promise<readonly { n: number }[]>): Promise<number> => (await look(ask))[0]!.n;

  return {
    endedRuns: () =>
      counted(() => sql<{ n: number }[]>`select count(*)::int as n from runs where completed_at is not null`),
    openRuns: () => counted(() => sql<{ n: number }[]>`select count(*)::int as n from runs where completed_at is null`),
    epochs: async () => {
      const rows = await look(() => sql<{ id: string; epoch: number }[]>`select id, epoch from runs`);
      return new Map(rows.map(({ id, epoch }) => [id, epoch]));
    },
    events: () =>
      look(
        () => sql<LoggedEvent[]>`
          select sequence::int as sequence, id, type, run_id as run, task_id as task, data->>'status' as status,
            (extract(epoch from at) * 1000)::float8 as at
          from events order by sequence`,
      ),
    close: () => sql.end({ timeout: 5 }),
  };
}
