import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import type { LoggedEvent } from './evidence.ts';

export interface Ownership {
  readonly id: string;
  readonly epoch: number;
  readonly ended: boolean;
  /** On the database's clock, in ms since the epoch; null when nobody has the run. */
  readonly leaseUntil: number | null;
}

/** The database seen from inside, past the servers; every look is repeated until the database answers. */
export interface Inside {
  endedRuns(): Promise<number>;
  openRuns(): Promise<number>;
  /** Runs that have an owner and have not ended. */
  heldRuns(): Promise<readonly string[]>;
  ownersOf(runs: Iterable<string>): Promise<readonly Ownership[]>;
  /** The highest fencing epoch of whoever drove each run, or undid what it did. */
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
    heldRuns: async () => {
      const rows = await look(
        () => sql<{ id: string }[]>`select id from runs where completed_at is null and owner is not null`,
      );
      return rows.map(({ id }) => id);
    },
    ownersOf: (ids) =>
      look(
        () => sql<Ownership[]>`
          select id, epoch, completed_at is not null as ended,
            (extract(epoch from lease_until) * 1000)::float8 as "leaseUntil"
          from runs where id = any(${[...ids]}::uuid[])`,
      ),
    epochs: async () => {
      const rows = await look(
        () => sql<{ id: string; epoch: number }[]>`
          select r.id, greatest(r.epoch, max(u.epoch)) as epoch
          from runs r left join nodes n on n.run_id = r.id left join runs u on u.id = n.undo_run_id
          group by r.id, r.epoch`,
      );
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
