import { sql, type SQL } from 'drizzle-orm';

/**
 * Gives the calls that have no row among the nodes (`currentNodes`) one, so that they can be changed. `which` is a
 * condition on `c`, by constants.
 */
export const callRows = (which: SQL): SQL => sql`
  insert into nodes (run_id, id, task_id, ordinal, kind, spec, dependencies, token, status, attempts, output, changed,
    intent_at, done_at, done_sequence, undo_attempts)
  select c.run_id, c.id, c.task_id, c.ordinal, c.kind, c.spec, c.dependencies, c.token, c.status, c.attempts, c.output,
    c.changed, c.intent_at, c.done_at, c.done_sequence, 0
  from current_nodes c where c.kind = 'http' and ${which} on conflict do nothing`;
