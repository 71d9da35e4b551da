import type { NodeRecord, TaskRecord } from '../engine/ports.ts';
import { plainArray } from './arrays.ts';
import type { Database } from './database.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A node as an undo needs it. Of a call that is its address, not what it was known by or what it answered; and there may
 * be a hundred thousand of them, so the row is the record.
 */
const NODE = `select run_id as "runId", id, task_id as "taskId", ordinal, kind, spec - 'after' as spec,
    array_to_json(dependencies) as dependencies, case when kind = 'http' then '' else token end as token, status, attempts,
    case when kind = 'http' then null else output end as output, error, changed, done_sequence::float8 as "doneSequence",
    undo_status as "undoStatus", undo_attempts as "undoAttempts"`;

const NOTHING: readonly string[] = [];

/** Texts that many rows have in common are kept once. */
function sharing(): (rows: readonly NodeRecord[]) => readonly NodeRecord[] {
  const texts = new Map<string, string>();
  const same = <T extends string>(text: T): T => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return (known ?? text) as T;
  };
  return (rows) => {
    for (const row of rows as readonly Mutable<NodeRecord>[]) {
      row.runId = same(row.runId);
      row.kind = same(row.kind);
      row.status = same(row.status);
      if (row.dependencies.length === 0) row.dependencies = NOTHING;
    }
    return rows;
  };
}

/** Nodes that changed something and still stand, done after a position of the journal; newest first. */
export async function standingAfter(database: Database, position: number): Promise<readonly NodeRecord[]> {
  const rows = await database.statement<NodeRecord>(
    `${NODE} from current_nodes where done_sequence > $1 and changed and (undo_status is null or undo_status = 'Failed')
     order by done_sequence desc, ordinal desc`,
    [position],
  );
  return sharing()(rows);
}

/** What a rollback run has to undo: the nodes, and the tasks of their runs with what they wait for. */
export async function undoScope(
  database: Database,
  runId: string,
): Promise<{ readonly nodes: readonly NodeRecord[]; readonly tasks: readonly TaskRecord[] }> {
  const nodes = sharing()(
    await database.statement<NodeRecord>(`${NODE} from nodes where undo_run_id = $1 order by done_sequence desc`, [
      runId,
    ]),
  );
  const owners = [...new Set(nodes.map((node) => node.runId))];
  if (owners.length === 0) return { nodes, tasks: [] };
  const tasks = await database.statement<TaskRecord>(
    `select t.id, t.run_id as "runId", t.ordinal, t.kind, t.name, t.type, t.provider,
       array_to_json(t.dependencies) as dependencies,
       case when t.spec ? 'concurrency' then jsonb_build_object('concurrency', t.spec->'concurrency') else '{}' end as spec,
       coalesce(s.ended, 'Pending') as status, coalesce(s.progress, 0::real) as progress, s.driver, s.error,
       s.rollback_status as "rollbackStatus", null as "cancelRequestedAt", null as "startedAt"
     from tasks t left join task_states s on s.task_id = t.id
     where t.run_id = any($1::text::uuid[]) order by t.run_id, t.ordinal`,
    [plainArray(owners)],
  );
  const ids = new Map(tasks.map(({ id }) => [id, id]));
  const same = (text: string): string => ids.get(text) ?? text;
  for (const node of nodes as readonly Mutable<NodeRecord>[]) node.taskId = same(node.taskId);
  for (const task of tasks as readonly Mutable<TaskRecord>[]) task.dependencies = task.dependencies.map(same);
  return { nodes, tasks };
}
