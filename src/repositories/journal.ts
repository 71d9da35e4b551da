import type { CommitOutcome, Entry, JournalStore, NodeChange, RunChange, TaskChange } from '../engine/ports.ts';
import { isTerminal } from '../domain/status.ts';
import type { Database } from './database.ts';

/**
 * One statement a commit. The entries come as one JSON parameter; `ok` keeps those whose run still has their epoch (and,
 * when they start something, is not being cancelled) and locks the run's row against a change of either until the
 * commit. The event counter is taken in the same statement, so sequences are in commit order. Parts that a batch
 * doesn't need are left out; each combination is prepared once.
 */
const parts = {
  runs: `u_runs as (
    update runs r set status = coalesce(x.status, r.status), rollback_status = coalesce(x.rollback_status, r.rollback_status),
      progress = greatest(r.progress, coalesce(x.progress, r.progress)), error = coalesce(x.error, r.error),
      result = coalesce(x.result, r.result), completed_at = coalesce(x.completed_at, r.completed_at),
      lease_until = case when x.completed_at is null then r.lease_until end
    from jsonb_to_recordset((select j->'runs' from d)) as x(i int, id uuid, status text, rollback_status text, progress real,
      error text, result jsonb, completed_at timestamptz) join ok using (i)
    where r.id = x.id)`,
  tasks: `u_tasks as (
    update task_states t set status = coalesce(x.status, t.status), ended = coalesce(x.ended, t.ended),
      progress = greatest(t.progress, coalesce(x.progress, t.progress)),
      driver = coalesce(x.driver, t.driver), output = coalesce(x.output, t.output), results = coalesce(x.results, t.results),
      error = coalesce(x.error, t.error), rollback_status = coalesce(x.rollback_status, t.rollback_status),
      started_at = coalesce(x.started_at, t.started_at), completed_at = coalesce(x.completed_at, t.completed_at)
    from jsonb_to_recordset((select j->'tasks' from d)) as x(i int, id uuid, status text, ended text, progress real, driver text, output text,
      results jsonb, error text, rollback_status text, started_at timestamptz, completed_at timestamptz) join ok using (i)
    where t.task_id = x.id)`,
  newNodes: `i_nodes as (
    insert into nodes (run_id, id, task_id, ordinal, kind, spec, dependencies, token, status)
    select x.run_id, x.id, x.task_id, x.ordinal, x.kind, x.spec, x.dependencies, x.token, x.status
    from jsonb_to_recordset((select j->'newNodes' from d)) as x(i int, run_id uuid, id text, task_id uuid, ordinal int, kind text,
      spec jsonb, dependencies text[], token text, status text) join ok using (i))`,
  nodes: `u_nodes as (
    update nodes n set status = coalesce(x.status, n.status), attempts = coalesce(x.attempts, n.attempts),
      output = coalesce(x.output, n.output), error = coalesce(x.error, n.error), changed = coalesce(x.changed, n.changed),
      intent_at = coalesce(x.intent_at, n.intent_at), done_at = coalesce(x.done_at, n.done_at),
      done_sequence = case when x.done_at is null then n.done_sequence else (select max(ev.sequence) from ev where ev.i = x.i) end,
      undo_status = coalesce(x.undo_status, n.undo_status),
      undo_attempts = coalesce(x.undo_attempts, n.undo_attempts), undo_run_id = coalesce(x.undo_run_id, n.undo_run_id),
      undo_error = coalesce(x.undo_error, n.undo_error), undone_at = coalesce(x.undone_at, n.undone_at)
    from jsonb_to_recordset((select j->'nodes' from d)) as x(i int, run_id uuid, id text, status text, attempts int, output jsonb,
      error text, changed boolean, intent_at timestamptz, done_at timestamptz, undo_status text, undo_attempts int, undo_run_id uuid,
      undo_error text, undone_at timestamptz) join ok using (i)
    where n.run_id = x.run_id and n.id = x.id)`,
  newServers: `i_servers as (
    insert into servers (id, name, provider, driver, status, host, infra, plan, zone, labels, addresses, run_id, node_id, task_id, token, created_by, created_at)
    select x.id, x.name, x.provider, x.driver, 'creating', x.host, x.infra, x.plan, x.zone, x.labels, '{}', x.run_id, x.node_id,
      x.task_id, x.token, r.created_by, x.at
    from jsonb_to_recordset((select j->'newServers' from d)) as x(i int, id uuid, name text, provider text, driver text, host text,
      infra text, plan text, zone text, labels jsonb, run_id uuid, node_id text, task_id uuid, token text, at timestamptz)
      join ok using (i) join runs r on r.id = x.run_id
    on conflict do nothing)`,
  servers: `u_servers as (
    update servers s set status = x.status, external_id = coalesce(x.external_id, s.external_id),
      addresses = coalesce(x.addresses, s.addresses), deleted_at = coalesce(x.deleted_at, s.deleted_at)
    from jsonb_to_recordset((select j->'servers' from d)) as x(i int, id uuid, status text, external_id text, addresses text[],
      deleted_at timestamptz) join ok using (i)
    where s.id = x.id),
  gone as (
    update installations n set removed_at = x.deleted_at
    from jsonb_to_recordset((select j->'servers' from d)) as x(i int, id uuid, deleted_at timestamptz) join ok using (i)
    where n.server_id = x.id and x.deleted_at is not null and n.removed_at is null)`,
  installed: `i_installed as (
    insert into installations (id, server_id, taskserv, version, params, cluster, run_id, node_id, installed_at)
    select x.id, x.server_id, x.taskserv, x.version, x.params, x.cluster, x.run_id, x.node_id, x.at
    from jsonb_to_recordset((select j->'installed' from d)) as x(i int, id uuid, server_id uuid, taskserv text, version text,
      params jsonb, cluster text, run_id uuid, node_id text, at timestamptz) join ok using (i)
    on conflict (server_id, taskserv) where removed_at is null
    do update set version = excluded.version, params = excluded.params)`,
  removed: `u_removed as (
    update installations n set removed_at = x.at
    from jsonb_to_recordset((select j->'removed' from d)) as x(i int, server_id uuid, taskserv text, at timestamptz) join ok using (i)
    where n.server_id = x.server_id and n.taskserv = x.taskserv and n.removed_at is null)`,
} as const;

type Part = keyof typeof parts;
const partNames = Object.keys(parts) as Part[];

const head = `with d as (select $1::text::jsonb as j),
  ok as materialized (
    select x.i from jsonb_to_recordset((select j->'entries' from d)) as x(i int, run uuid, epoch int, starts boolean)
    join runs r on r.id = x.run and r.epoch = x.epoch and (not x.starts or r.cancel_requested_at is null) for share of r),
  es as materialized (
    select x.*, row_number() over (order by x.n) as place
    from jsonb_to_recordset((select j->'events' from d)) as x(i int, n int, id uuid, type text, run_id uuid, task_id uuid, data jsonb, at timestamptz)
    join ok using (i)),
  c as (update counters set value = value + (select count(*) from es) where name = 'event_sequence' returning value),
  ev as materialized (select es.*, c.value - (select count(*) from es) + es.place as sequence from es, c),
  i_events as (insert into events (sequence, id, type, run_id, task_id, data, at)
    select sequence, id, type, run_id, task_id, data, at from ev)`;

const statements = new Map<string, string>();

function statementFor(used: readonly Part[]): string {
  const key = used.join();
  let text = statements.get(key);
  if (text === undefined) {
    text = `${[head, ...used.map((part) => parts[part])].join(',\n  ')}\nselect i from ok`;
    statements.set(key, text);
  }
  return text;
}

const runRow = (id: string, change: RunChange) => ({
  id,
  status: change.status,
  rollback_status: change.rollbackStatus,
  progress: change.progress,
  error: change.error,
  result: change.result,
  completed_at: change.completedAt,
});

const taskRow = (change: TaskChange) => ({
  id: change.id,
  status: change.status,
  ended: change.status !== undefined && isTerminal(change.status) ? change.status : undefined,
  progress: change.progress,
  driver: change.driver,
  output: change.output,
  results: change.results,
  error: change.error,
  rollback_status: change.rollbackStatus,
  started_at: change.startedAt,
  completed_at: change.completedAt,
});

const nodeRow = (change: NodeChange) => ({
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

type Row = Readonly<Record<string, unknown>>;

/** Rows by what they update; a later change of the same row is laid over an earlier one, since a statement may touch it once. */
class Rows {
  readonly #byPart = new Map<Part, Map<string, Row>>();

  put(part: Part, key: string, row: Row): void {
    const rows = this.#byPart.get(part) ?? new Map<string, Row>();
    this.#byPart.set(part, rows);
    const defined = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
    rows.set(key, { ...rows.get(key), ...defined });
  }

  used(): Part[] {
    return partNames.filter((part) => this.#byPart.has(part));
  }

  toJson(): Record<string, Row[]> {
    return Object.fromEntries([...this.#byPart].map(([part, rows]) => [part, [...rows.values()]]));
  }
}

function resourceRows(rows: Rows, i: number, entry: Entry): void {
  const at = entry.events[0]?.at;
  for (const { runId, nodeId, taskId, change } of entry.resources ?? []) {
    const origin = { run_id: runId, node_id: nodeId, task_id: taskId, at, i };
    switch (change.kind) {
      case 'server.creating': {
        const { kind: _, ...server } = change;
        rows.put('newServers', change.id, { ...server, ...origin });
        break;
      }
      case 'server.running':
        rows.put('servers', change.id, {
          i,
          id: change.id,
          status: 'running',
          external_id: change.externalId,
          addresses: change.addresses,
        });
        break;
      case 'server.status':
        rows.put('servers', change.id, { i, id: change.id, status: change.status });
        break;
      case 'server.deleted':
        rows.put('servers', change.id, { i, id: change.id, status: 'deleted', deleted_at: at });
        break;
      case 'taskserv.installed':
        rows.put('installed', `${change.serverId}/${change.taskserv}`, {
          id: change.id,
          server_id: change.serverId,
          taskserv: change.taskserv,
          version: change.version,
          params: change.params,
          cluster: change.cluster,
          ...origin,
        });
        break;
      case 'taskserv.removed':
        rows.put('removed', `${change.serverId}/${change.taskserv}`, {
          i,
          server_id: change.serverId,
          taskserv: change.taskserv,
          at,
        });
        break;
    }
  }
}

/** The parameter of the statement: plain rows, each with the number `i` of its entry. */
function payload(entries: readonly Entry[]): { readonly used: Part[]; readonly json: string } {
  const rows = new Rows();
  const events: Row[] = [];
  entries.forEach((entry, i) => {
    if (entry.run !== undefined) rows.put('runs', entry.runId, { i, ...runRow(entry.runId, entry.run) });
    for (const change of entry.tasks ?? []) rows.put('tasks', change.id, { i, ...taskRow(change) });
    for (const node of entry.newNodes ?? []) {
      rows.put('newNodes', `${node.runId}/${node.id}`, {
        i,
        run_id: node.runId,
        id: node.id,
        task_id: node.taskId,
        ordinal: node.ordinal,
        kind: node.kind,
        spec: node.spec,
        dependencies: node.dependencies,
        token: node.token,
        status: node.status,
      });
    }
    for (const change of entry.nodes ?? [])
      rows.put('nodes', `${change.runId}/${change.id}`, { i, ...nodeRow(change) });
    resourceRows(rows, i, entry);
    for (const event of entry.events) {
      events.push({
        i,
        n: events.length,
        id: event.id,
        type: event.type,
        run_id: event.runId,
        task_id: event.taskId,
        data: event.data,
        at: event.at,
      });
    }
  });
  const list = entries.map((entry, i) => ({ i, run: entry.runId, epoch: entry.epoch, starts: entry.starts }));
  return { used: rows.used(), json: JSON.stringify({ entries: list, events, ...rows.toJson() }) };
}

/** The journal's tables: runs, tasks, nodes, resources and the event log, written together. */
export function createJournalStore(database: Database): JournalStore {
  return {
    commit: async (entries) => {
      const { used, json } = payload(entries);
      const kept = new Set((await database.statement<{ i: number }>(statementFor(used), [json])).map((row) => row.i));
      if (kept.size === entries.length) return entries.map((): CommitOutcome => 'committed');
      const ids = [...new Set(entries.map((entry) => entry.runId))];
      const epochs = new Map(
        (
          await database.statement<{ id: string; epoch: number }>(
            'select id, epoch from runs where id = any($1::text::uuid[])',
            [`{${ids.join()}}`],
          )
        ).map((row) => [row.id, row.epoch]),
      );
      return entries.map((entry, i): CommitOutcome => {
        if (kept.has(i)) return 'committed';
        return epochs.get(entry.runId) === entry.epoch ? 'cancelled' : 'fenced';
      });
    },
    wasCommitted: async (entries) => {
      const ids = entries.flatMap((entry) => entry.events.slice(0, 1).map((event) => event.id));
      const found = await database.statement<{ n: number }>(
        "select count(*)::int as n from events where id = any($1::text::uuid[]) and sequence > (select value from counters where name = 'event_sequence') - 100000",
        [`{${ids.join()}}`],
      );
      return (found[0]?.n ?? 0) > 0;
    },
  };
}
