import { setImmediate as nextTurn } from 'node:timers/promises';
import { asc, inArray } from 'drizzle-orm';
import type { LoadedRun, NodeRecord, TaskKind, TaskRecord, TaskType } from '../engine/ports.ts';
import type { JsonObject } from '../domain/json.ts';
import { plainArray } from './arrays.ts';
import type { Database } from './database.ts';
import { toNode, toRun, toTask, UNTOUCHED } from './records.ts';
import { currentNodes, currentTasks, runs } from './schema.ts';

/** Tasks of a run read at once; of one that has more the rest is read piece by piece, with turns for others in between. */
const AT_ONCE = 2_000;

/** A task that nobody has begun: only what was asked for. */
interface FreshRow {
  readonly id: string;
  readonly run_id: string;
  readonly ordinal: number;
  readonly kind: TaskKind;
  readonly name: string;
  readonly type: TaskType;
  readonly provider: string | null;
  readonly dependencies: readonly string[];
  readonly spec: JsonObject;
}

interface Parts {
  readonly tasks: readonly TaskRecord[];
  readonly nodes: readonly NodeRecord[];
}

/** Loads runs as a whole for the engine. Those that are asked for in the same turn, as those of one claim are, are read together. */
export function createLoader(database: Database): (runId: string, fresh?: boolean) => Promise<LoadedRun> {
  /** Of runs that nobody has driven yet: no state but that a cancellation may have been asked for. */
  async function fresh(ids: readonly string[]): Promise<Parts> {
    if (ids.length === 0) return { tasks: [], nodes: [] };
    const params = [plainArray(ids)];
    const [tasks, cancelled] = await Promise.all([
      freshTasks(ids),
      database.statement<{ id: string; at: Date }>(
        `select t.id, s.cancel_requested_at as at from task_states s join tasks t on t.id = s.task_id
         where s.cancel_requested_at is not null and s.ended is null and t.run_id = any($1::text::uuid[])`,
        params,
      ),
    ]);
    if (cancelled.length === 0) return { tasks, nodes: [] };
    const asked = new Map(cancelled.map(({ id, at }) => [id, at]));
    return {
      tasks: tasks.map((task) => ({ ...task, cancelRequestedAt: asked.get(task.id) ?? null })),
      nodes: [],
    };
  }

  /** What it waits for by name is for people; the engine goes by `dependencies`. */
  const freshRows = (ids: readonly string[], from: number) =>
    database.statement<FreshRow>(
      `select id, run_id, ordinal, kind, name, type, provider, array_to_json(dependencies) as dependencies,
         spec - 'after' as spec
       from tasks where run_id = any($1::text::uuid[]) and ordinal >= $2 and ordinal < $3 order by run_id, ordinal`,
      [plainArray(ids), from, from + AT_ONCE],
    );

  async function freshTasks(ids: readonly string[]): Promise<readonly TaskRecord[]> {
    const tasks: TaskRecord[] = [];
    const known = new Map<string, string>();
    const keep = (rows: readonly FreshRow[]): void => {
      for (const { run_id: runId, dependencies, ...row } of rows) {
        const same = (text: string): string => known.get(text) ?? text;
        known.set(row.id, row.id);
        // One text for each id, however many wait for it.
        tasks.push({ ...UNTOUCHED, ...row, runId: same(runId), dependencies: dependencies.map(same) });
      }
    };
    for (const id of ids) known.set(id, id);
    const first = await freshRows(ids, 0);
    keep(first);
    const count = new Map<string, number>();
    for (const row of first) count.set(row.run_id, (count.get(row.run_id) ?? 0) + 1);
    for (const id of ids) {
      let last = count.get(id) ?? 0;
      for (let from = AT_ONCE; last === AT_ONCE; from += AT_ONCE) {
        const rows = await freshRows([id], from);
        keep(rows);
        last = rows.length;
      }
    }
    return tasks;
  }

  async function begun(ids: readonly string[]): Promise<Parts> {
    if (ids.length === 0) return { tasks: [], nodes: [] };
    const db = database.in(undefined);
    const [taskRows, nodeRows] = await Promise.all([
      db
        .select()
        .from(currentTasks)
        .where(inArray(currentTasks.runId, [...ids]))
        .orderBy(asc(currentTasks.runId), asc(currentTasks.ordinal)),
      db
        .select()
        .from(currentNodes)
        .where(inArray(currentNodes.runId, [...ids]))
        .orderBy(asc(currentNodes.ordinal)),
    ]);
    return { tasks: taskRows.map(toTask), nodes: nodeRows.map(toNode) };
  }

  async function loadAll(wanted: ReadonlyMap<string, boolean>): Promise<ReadonlyMap<string, LoadedRun>> {
    const ids = [...wanted.keys()];
    const [runRows, ...parts] = await Promise.all([
      database.in(undefined).select().from(runs).where(inArray(runs.id, ids)),
      fresh(ids.filter((id) => wanted.get(id) === true)),
      begun(ids.filter((id) => wanted.get(id) !== true)),
    ]);
    const found = new Map(
      runRows.map((row) => [row.id, { run: toRun(row), tasks: [] as TaskRecord[], nodes: [] as NodeRecord[] }]),
    );
    for (const { tasks, nodes } of parts) {
      for (const task of tasks) found.get(task.runId)?.tasks.push(task);
      for (const node of nodes) found.get(node.runId)?.nodes.push(node);
    }
    return found;
  }

  let gathering: {
    readonly wanted: Map<string, boolean>;
    readonly loaded: Promise<ReadonlyMap<string, LoadedRun>>;
  } | null = null;
  return async (runId, isFresh = false) => {
    if (gathering === null) {
      const wanted = new Map<string, boolean>();
      const loaded = nextTurn().then(() => {
        gathering = null;
        return loadAll(wanted);
      });
      gathering = { wanted, loaded };
    }
    gathering.wanted.set(runId, isFresh);
    const run = (await gathering.loaded).get(runId);
    if (run === undefined) throw new Error(`run ${runId} is gone`);
    return run;
  };
}
