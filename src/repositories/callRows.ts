import { sql, type SQL } from 'drizzle-orm';

const COLUMNS = [
  ...['run_id', 'id', 'task_id', 'ordinal', 'kind', 'spec', 'dependencies', 'token', 'status', 'attempts', 'output'],
  ...['changed', 'intent_at', 'done_at', 'done_sequence'],
];

/** How a statement begins that gives calls (rows `c` of `currentNodes`) a row among the nodes. */
export const CALLS_INTO_NODES = `insert into nodes (${COLUMNS.join(', ')})
    select ${COLUMNS.map((column) => `c.${column}`).join(', ')}`;

/**
 * Gives the calls that have no row among the nodes (`currentNodes`) one, so that they can be changed. `which` is a
 * condition on `c`, by constants.
 */
export const callRows = (which: SQL): SQL => sql`
  ${sql.raw(CALLS_INTO_NODES)}
  from current_nodes c where c.kind = 'http' and ${which} on conflict do nothing`;
