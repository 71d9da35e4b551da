import type { ClaimChoice, RunStore } from '../engine/ports.ts';
import type { Database } from './database.ts';
import { createLoader } from './loadRuns.ts';
import { undoScope } from './undoNodes.ts';

/**
 * Where a waiting run stands: by age, a priority being worth ten minutes of it. So nobody waits for ever behind newer
 * runs of a higher priority. As the index `runs_queue` has it.
 */
const QUEUE_ORDER = "(created_at at time zone 'UTC') - priority * interval '10 minutes'";

/**
 * New runs fall to the servers that take some by the end of their ids, so that each gets as many, whoever is the quickest
 * (domain/ids.ts, `inTurn`). Those that are pinned to a machine or have had an owner are anybody's, and when $6 isn't null
 * those that have waited for so many seconds, too, or were submitted by a clock that is ahead.
 */
const OWN = `(host is not null or owner is not null
                 or ($6::float8 is not null and created_at not between now() - make_interval(secs => $6::float8) and now())
                 or (select ('x' || right(runs.id::text, 4))::bit(16)::int % greatest(count(*), 1) = count(*) filter (where m.owner < $1)
                   from engine_members m where m.owner = $1 or m.seen_at > now() - make_interval(secs => $3)))`;

/** The engine's side: claims under a lease with a rising epoch, on the database's clock. */
export function createRunStore(database: Database): RunStore {
  const list = (ids: readonly string[]): string => `{${ids.join()}}`;

  const load = createLoader(database);

  return {
    load,

    claim: async (
      owner,
      host,
      leaseSeconds,
      limit,
      { suspects, maxCrashes, othersAfterMs }: ClaimChoice = { suspects: false, maxCrashes: 32_767 },
    ) => {
      const rows = await database.statement<{ id: string; epoch: number; dead: boolean; fresh: boolean }>(
        `update runs r set owner = $1, epoch = r.epoch + 1, lease_until = now() + make_interval(secs => $3),
           status = 'Running', started_at = coalesce(r.started_at, now()), crashes = f.crashes, crash_mark = f.mark,
           dead_lettered_at = case when f.crashes >= $5 then coalesce(r.dead_lettered_at, now()) else r.dead_lettered_at end
         from (
           select d.id, case when d.owner is null then d.crash_mark else settled.n end as mark,
             case when d.owner is null then d.crashes when settled.n > d.crash_mark then 1 else d.crashes + 1 end as crashes
           from (
             select id, owner, crashes, crash_mark from runs
             where completed_at is null and (lease_until is null or lease_until < now()) and (host is null or host = $2)
               and ${suspects ? 'owner is not null and crashes > 0' : '(owner is null or crashes = 0)'}
               ${othersAfterMs === undefined ? '' : `and ${OWN}`}
             order by ${QUEUE_ORDER} limit $4 for update skip locked) d
           cross join lateral (
             select (select count(*) from tasks t join task_states s on s.task_id = t.id
                 where d.owner is not null and t.run_id = d.id and s.ended is not null)
               + (select count(*) from nodes n where d.owner is not null and n.run_id = d.id and n.done_at is not null)
               + (select count(*) from nodes n where d.owner is not null and n.run_id = d.id and n.undone_at is not null)
               + (select count(*) from nodes n where d.owner is not null and n.undo_run_id = d.id and n.undone_at is not null)
               as n) settled) f
         where r.id = f.id
         returning r.id, r.epoch, r.dead_lettered_at is not null as dead,
           r.epoch = 1 and r.resumed_from is null as fresh`,
        [
          owner,
          host,
          leaseSeconds,
          limit,
          maxCrashes,
          ...(othersAfterMs === undefined ? [] : [othersAfterMs === null ? null : othersAfterMs / 1_000]),
        ],
      );
      return rows.map(({ id, epoch, dead, fresh }) => ({ runId: id, epoch, dead, fresh }));
    },

    attend: async (owner, leaseSeconds) => {
      await database.endCutStatements();
      const [row] = await database.statement<{ n: number }>(
        `with me as (insert into engine_members (owner, seen_at) values ($1, now())
             on conflict (owner) do update set seen_at = excluded.seen_at),
           gone as (delete from engine_members where owner <> $1 and seen_at < now() - make_interval(secs => 10 * $2))
         select count(*)::int + 1 as n from engine_members
         where owner <> $1 and seen_at > now() - make_interval(secs => $2)`,
        [owner, leaseSeconds],
      );
      return row?.n ?? 1;
    },

    leave: async (owner) => {
      await database.statement('delete from engine_members where owner = $1', [owner]);
    },

    open: async (most) => {
      const [row] = await database.statement<{ n: number }>(
        'select count(*)::int as n from (select from runs where completed_at is null limit $1) o',
        [most],
      );
      return row?.n ?? 0;
    },

    renew: async (owner, runIds, leaseSeconds) =>
      (
        await database.statement<{
          id: string;
          cancel_requested_at: Date | null;
          cancel_rollback: boolean;
          tasks: string[] | null;
        }>(
          `with kept as (
             update runs r set lease_until = now() + make_interval(secs => $3)
             from (select id from runs where owner = $1 and id = any($2::text::uuid[]) and completed_at is null
               order by id for update) held
             where r.id = held.id
             returning r.id, r.cancel_requested_at, r.cancel_rollback)
           select kept.*, (select array_agg(t.id::text) from task_states s join tasks t on t.id = s.task_id
             where t.run_id = kept.id and s.cancel_requested_at is not null and s.ended is null) as tasks from kept`,
          [owner, list(runIds), leaseSeconds],
        )
      ).map((row) => ({
        runId: row.id,
        cancelRequestedAt: row.cancel_requested_at,
        cancelRollback: row.cancel_rollback,
        cancelledTasks: row.tasks ?? [],
      })),

    release: async (owner, runIds) => {
      await database.statement(
        `update runs r set lease_until = null, owner = null
         from (select id from runs where owner = $1 and id = any($2::text::uuid[]) and completed_at is null
           order by id for update) held
         where r.id = held.id`,
        [owner, list(runIds)],
      );
    },

    undoScope: (runId) => undoScope(database, runId),
  };
}
