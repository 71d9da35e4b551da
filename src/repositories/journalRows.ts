import { isTerminal } from '../domain/status.ts';
import type { Entry, NodeChange, NodeRecord, ResourceChange, RunChange, TaskChange } from '../engine/ports.ts';
import { plainArray, rareArray, textArray } from './arrays.ts';
import { newPack, pack, packed, type Pack } from './eventPacks.ts';
import { partNames, statementFor, type Part } from './journalStatement.ts';

type Row = Record<string, unknown>;

/** What the entries of one run (under one epoch) come to. It is committed as a whole or not at all. */
export interface RunPack extends Pack {
  /** Number of the pack, from 1. */
  readonly i: number;
  readonly id: string;
  readonly runId: string;
  readonly epoch: number;
  starts: boolean;
  change: RunChange;
  /** By ordinal, the start of a task that is under way after it; null for one that was and is not any more. */
  readonly running: Map<number, TaskChange | null>;
  readonly entries: Entry[];
}
type Origin = NonNullable<Entry['resources']>[number];

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;
const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));

interface NewNode {
  readonly i: number;
  /** How many events of the pack come before those of its entry's end. */
  readonly place: number;
  readonly node: NodeRecord;
  readonly at: string;
}

/** An end of a task on its way; `place` as that of a node. */
interface End {
  readonly i: number;
  readonly place: number;
  readonly change: TaskChange;
}

/**
 * Gathers entries into the parameters of one statement. A statement may touch a row only once, so changes of the same
 * row are laid over each other; where that can't be done the entry has to wait for the next statement.
 */
export function createRows() {
  const entries: Entry[] = [];
  const packs = new Map<string, RunPack>();
  const ends = new Map<string, End>();
  const newNodes = new Map<string, NewNode>();
  const others = new Map<Part, Map<string, Row>>();

  const put = (part: Part, key: string, row: Row): void => {
    const rows = others.get(part) ?? new Map<string, Row>();
    others.set(part, rows);
    const before = rows.get(key) ?? {};
    for (const [name, value] of Object.entries(row)) if (value !== undefined) before[name] = value;
    rows.set(key, before);
  };

  const nodeKey = (node: { readonly runId: string; readonly id: string }): string => `${node.runId}/${node.id}`;

  /** Rows that this batch writes already in a way that can't be laid over. */
  const clashes = (entry: Entry): boolean =>
    (entry.nodes ?? []).some((change) => newNodes.has(nodeKey(change)) || others.has('callRows')) ||
    (entry.callRows === true && ends.size > 0) ||
    (entry.tasks ?? []).some(
      (change) =>
        (change.rollbackStatus !== undefined && ends.has(change.id)) ||
        (change.status !== undefined && others.get('tasks')?.get(change.id)?.['rollback_status'] !== undefined),
    );

  function packOf(entry: Entry): RunPack {
    const key = `${entry.runId}/${entry.epoch}`;
    const known = packs.get(key);
    if (known !== undefined) return known;
    const { id, at, runId, epoch } = entry;
    const made: RunPack = {
      ...newPack(at),
      i: packs.size + 1,
      id,
      runId,
      epoch,
      starts: false,
      change: {},
      running: new Map(),
      entries: [],
    };
    packs.set(key, made);
    return made;
  }

  function addTask({ i, count, running }: RunPack, change: TaskChange): void {
    if (change.status !== undefined && isTerminal(change.status)) {
      ends.set(change.id, { i, place: count, change });
      if (!running.delete(change.ordinal!) && change.startedAt !== undefined) running.set(change.ordinal!, null);
      others.get('tasks')?.delete(change.id);
    } else if (change.status !== undefined) running.set(change.ordinal!, change);
    else if (!ends.has(change.id))
      put('tasks', change.id, { i, id: change.id, progress: change.progress, rollback_status: change.rollbackStatus });
  }

  return {
    /** False when the entry must wait for the next statement. */
    add(entry: Entry): boolean {
      if (entries.length > 0 && clashes(entry)) return false;
      entries.push(entry);
      const of = packOf(entry);
      of.entries.push(entry);
      of.starts ||= entry.starts;
      pack(of, entry.events, entry.at);
      if (entry.run !== undefined) of.change = { ...of.change, ...entry.run };
      const { i, count } = of;
      for (const change of entry.tasks ?? []) addTask(of, change);
      if (entry.callRows === true) put('callRows', entry.runId, { i, run_id: entry.runId });
      const at = entry.at.toISOString();
      for (const node of entry.newNodes ?? []) newNodes.set(nodeKey(node), { i, place: count, node, at });
      for (const change of entry.nodes ?? []) put('nodes', nodeKey(change), { i, place: count, ...nodeRow(change) });
      for (const origin of entry.resources ?? []) resourceRow(put, i, at, origin);
      return true;
    },

    entries: (): readonly Entry[] => entries,
    packs: (): readonly RunPack[] => [...packs.values()],

    /** `again`: tasks of which something is recorded may be among those that end here. */
    statement(again = false): { readonly text: string; readonly params: readonly (string | null)[] } {
      const known: End[] = [];
      const unknown: End[] = [];
      for (const end of ends.values()) (again || end.change.known === true ? known : unknown).push(end);
      const used = partNames.filter((part) => {
        if (part === 'ends') return unknown.length > 0;
        if (part === 'endsAgain') return known.length > 0;
        if (part === 'newNodes') return newNodes.size > 0;
        return (others.get(part)?.size ?? 0) > 0;
      });
      const { text, parameters } = statementFor(used, packs.size === 1);
      const params = parameters.flatMap((name): (string | null)[] => {
        switch (name) {
          case 'packs':
            return packColumns([...packs.values()]);
          case 'ends':
            return endColumns(unknown);
          case 'endsAgain':
            return endColumns(known);
          case 'newNodes':
            return nodeColumns([...newNodes.values()]);
          case 'json':
            return [JSON.stringify(Object.fromEntries([...others].map(([part, rows]) => [part, [...rows.values()]])))];
        }
      });
      return { text, params };
    },
  };
}

/** The columns of a pack. */
const packRow = (row: RunPack): readonly (string | number | boolean | null | undefined)[] => [
  row.runId,
  row.epoch,
  row.starts,
  row.id,
  row.at.toISOString(),
  row.count,
  row.snapshots,
  packed(row),
  row.change.progress,
  row.change.status,
  row.change.rollbackStatus,
  row.change.error,
  json(row.change.result),
  iso(row.change.completedAt),
  row.running.size === 0 ? null : underWay(row.running),
];

/** As they are of one pack, as arrays of several. */
function packColumns(packs: readonly RunPack[]): (string | null)[] {
  const rows = packs.map((one) =>
    packRow(one).map((value) => (value === null || value === undefined ? null : String(value))),
  );
  return rows.length === 1 ? rows[0]! : rows[0]!.map((_, n) => textArray(rows.map((row) => row[n])));
}

/** What is laid over `runs.running`. */
const underWay = (running: RunPack['running']): string =>
  `{${[...running]
    .map(([ordinal, start]) =>
      start === null
        ? `"${ordinal}":null`
        : `"${ordinal}":[${start.startedAt!.getTime()},${start.driver === undefined ? 'null' : JSON.stringify(start.driver)}]`,
    )
    .join()}}`;

const endColumns = (rows: readonly End[]): string[] => [
  plainArray(rows.map((row) => row.i)),
  plainArray(rows.map((row) => row.change.id)),
  plainArray(rows.map((row) => (row.change.call === true ? row.place : null))),
  plainArray(rows.map((row) => row.change.status)),
  plainArray(rows.map((row) => row.change.progress ?? 0)),
  textArray(rows.map((row) => row.change.output)),
  textArray(rows.map((row) => json(row.change.results))),
  rareArray(rows.map((row) => row.change.error)),
  plainArray(rows.map((row) => iso(row.change.completedAt))),
  plainArray(rows.map((row) => iso(row.change.startedAt))),
  textArray(rows.map((row) => row.change.driver)),
  rareArray(rows.map((row) => row.change.infra)),
  rareArray(rows.map((row) => row.change.provider)),
];

const nodeColumns = (rows: readonly NewNode[]): string[] => [
  plainArray(rows.map((row) => row.i)),
  plainArray(rows.map((row) => row.place)),
  plainArray(rows.map((row) => row.node.runId)),
  textArray(rows.map((row) => row.node.id)),
  plainArray(rows.map((row) => row.node.taskId)),
  plainArray(rows.map((row) => row.node.ordinal)),
  plainArray(rows.map((row) => row.node.kind)),
  textArray(rows.map((row) => JSON.stringify(row.node.spec))),
  textArray(rows.map((row) => textArray(row.node.dependencies))),
  plainArray(rows.map((row) => row.node.token)),
  plainArray(rows.map((row) => row.node.status)),
  plainArray(rows.map((row) => row.node.attempts)),
  plainArray(rows.map((row) => (row.node.status === 'Pending' ? null : row.at))),
  plainArray(rows.map((row) => (isTerminal(row.node.status) ? row.at : null))),
  plainArray(rows.map((row) => row.node.changed)),
  textArray(rows.map((row) => json(row.node.output))),
  textArray(rows.map((row) => row.node.error)),
];

const nodeRow = (change: NodeChange): Row => ({
  run_id: change.runId,
  id: change.id,
  status: change.status,
  attempts: change.attempts,
  output: change.output,
  error: change.error,
  changed: change.changed,
  intent_at: change.intentAt,
  done_at: change.doneAt,
  undo_status: change.undoStatus,
  undo_attempts: change.undoAttempts,
  undo_run_id: change.undoRunId,
  undo_error: change.undoError,
  undone_at: change.undoneAt,
});

function resourceRow(
  put: (part: Part, key: string, row: Row) => void,
  i: number,
  at: string,
  { runId, nodeId, taskId, change }: Origin,
): void {
  const origin = { i, at, run_id: runId, node_id: nodeId, task_id: taskId };
  const { kind: _, ...rest } = change as ResourceChange & Row;
  switch (change.kind) {
    case 'server.creating':
      put('newServers', change.id, { ...rest, ...origin });
      break;
    case 'server.running':
      put('servers', change.id, {
        i,
        id: change.id,
        status: 'running',
        external_id: change.externalId,
        addresses: change.addresses,
      });
      break;
    case 'server.status':
      put('servers', change.id, { i, id: change.id, status: change.status });
      break;
    case 'server.updated':
      put('servers', change.id, { i, id: change.id, plan: change.plan, zone: change.zone, labels: change.labels });
      break;
    case 'server.deleted':
      put('servers', change.id, { i, id: change.id, status: 'deleted', deleted_at: at });
      put('gone', change.id, { i, at, server_id: change.id });
      break;
    case 'taskserv.installed':
      put('installed', `${change.serverId}/${change.taskserv}`, { ...rest, server_id: change.serverId, ...origin });
      break;
    case 'taskserv.removed':
      put('removed', `${change.serverId}/${change.taskserv}`, {
        i,
        at,
        server_id: change.serverId,
        taskserv: change.taskserv,
      });
      break;
  }
}
