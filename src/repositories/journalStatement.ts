import { CALLS_INTO_NODES } from './callRows.ts';

/**
 * The journal's statement: one a commit. `kept` are the packs (what the commit says of one run) whose run still has their
 * epoch and, when something starts in them, is not being cancelled; it writes the run's row and so holds it against a
 * change of either until the commit. The event counter is taken in the same statement, so sequences are in commit order.
 * `ok` tells each kept pack the sequence before its first event. Rows of runs are locked in the order of their ids, as
 * everybody does who locks several. Mostly there is but one pack, and its values come as they are: that halves the
 * statement's time.
 *
 * What every step writes comes as columns to `unnest`, what is rare as rows of one JSON parameter. Parts that a batch
 * does not need are left out, and each combination is prepared once.
 */

const ENDS = [
  'i int',
  'id uuid',
  'call int',
  'status text',
  'progress real',
  'output text',
  'results text',
  'error text',
  'at timestamptz',
  'started timestamptz',
  'driver text',
  'infra text',
  'provider text',
] as const;

/** Columns of what every step writes; `i` is the number of the pack, from 1. */
const columns = {
  packs: [
    'run uuid',
    'epoch int',
    'starts boolean',
    'id uuid',
    'at timestamptz',
    'count int',
    'snapshots int',
    'body text',
    'progress real',
    'status text',
    'rollback_status text',
    'error text',
    'result text',
    'completed_at timestamptz',
    'running text',
  ],
  ends: ENDS,
  endsAgain: ENDS,
  newNodes: [
    'i int',
    'place int',
    'run_id uuid',
    'id text',
    'task_id uuid',
    'ordinal int',
    'kind text',
    'spec text',
    'dependencies text',
    'token text',
    'status text',
    'attempts int',
    'intent_at timestamptz',
    'done_at timestamptz',
    'changed boolean',
    'output text',
    'error text',
  ],
} as const;

export type Column = keyof typeof columns;

const parts = {
  // Without a look for a row that is there already: rarely is there one.
  ends: `insert into task_states (task_id, ended, progress, driver, output, results, error, started_at, completed_at,
      infra, provider, call_sequence)
    select x.id, x.status, x.progress, x.driver, x.output, x.results::jsonb, x.error, x.started, x.at, x.infra, x.provider, ok.first + x.call
    from {{columns ends}}`,
  endsAgain: `insert into task_states (task_id, ended, progress, driver, output, results, error, started_at, completed_at,
      infra, provider, call_sequence)
    select x.id, x.status, x.progress, x.driver, x.output, x.results::jsonb, x.error, x.started, x.at, x.infra, x.provider, ok.first + x.call
    from {{columns endsAgain}}
    on conflict (task_id) do update set ended = excluded.ended, progress = greatest(task_states.progress, excluded.progress),
      driver = excluded.driver, output = excluded.output, results = excluded.results, error = excluded.error,
      started_at = excluded.started_at, completed_at = excluded.completed_at, infra = excluded.infra,
      provider = excluded.provider, call_sequence = excluded.call_sequence`,
  tasks: `insert into task_states (task_id, progress, rollback_status)
    select x.id, coalesce(x.progress, 0), x.rollback_status from {{json tasks: id uuid, progress real, rollback_status text}}
    on conflict (task_id) do update set progress = greatest(task_states.progress, excluded.progress),
      rollback_status = coalesce(excluded.rollback_status, task_states.rollback_status)`,
  // Behind `offset 0` the view is asked for one run at a time.
  callRows: `${CALLS_INTO_NODES}
    from {{json callRows: run_id uuid}}
      cross join lateral (select * from current_nodes n where n.run_id = x.run_id and n.kind = 'http' offset 0) c
    on conflict do nothing`,
  newNodes: `insert into nodes (run_id, id, task_id, ordinal, kind, spec, dependencies, token, status, attempts, intent_at, done_at,
      changed, output, error, done_sequence)
    select x.run_id, x.id, x.task_id, x.ordinal, x.kind, x.spec::jsonb, x.dependencies::text[], x.token, x.status, x.attempts,
      x.intent_at, x.done_at, x.changed, x.output::jsonb, x.error, case when x.done_at is not null then ok.first + x.place end
    from {{columns newNodes}}`,
  nodes: `update nodes n set status = coalesce(x.status, n.status), attempts = coalesce(x.attempts, n.attempts),
      output = coalesce(x.output, n.output), error = coalesce(x.error, n.error), changed = coalesce(x.changed, n.changed),
      intent_at = coalesce(x.intent_at, n.intent_at), done_at = coalesce(x.done_at, n.done_at),
      done_sequence = case when x.done_at is null then n.done_sequence else ok.first + x.place end,
      undo_status = coalesce(x.undo_status, n.undo_status), undo_attempts = coalesce(x.undo_attempts, n.undo_attempts),
      undo_run_id = coalesce(x.undo_run_id, n.undo_run_id), undo_error = coalesce(x.undo_error, n.undo_error),
      undone_at = coalesce(x.undone_at, n.undone_at)
    from {{json nodes: place int, run_id uuid, id text, status text, attempts int, output jsonb, error text, changed boolean,
      intent_at timestamptz, done_at timestamptz, undo_status text, undo_attempts int, undo_run_id uuid, undo_error text, undone_at timestamptz}}
    where n.run_id = x.run_id and n.id = x.id`,
  newServers: `insert into servers (id, name, provider, driver, status, host, infra, plan, zone, labels, addresses, protect, run_id, node_id,
      task_id, token, created_by, created_at)
    select x.id, x.name, x.provider, x.driver, 'creating', x.host, x.infra, x.plan, x.zone, x.labels, '{}', coalesce(x.protect, false),
      x.run_id, x.node_id, x.task_id, x.token, r.created_by, x.at
    from {{json newServers: id uuid, name text, provider text, driver text, host text, infra text, plan text, zone text, labels jsonb,
      protect boolean, run_id uuid, node_id text, task_id uuid, token text, at timestamptz}} join runs r on r.id = x.run_id
    on conflict do nothing`,
  servers: `update servers s set status = coalesce(x.status, s.status), plan = coalesce(x.plan, s.plan), zone = coalesce(x.zone, s.zone),
      labels = coalesce(x.labels, s.labels), external_id = coalesce(x.external_id, s.external_id),
      addresses = coalesce(x.addresses, s.addresses), deleted_at = coalesce(x.deleted_at, s.deleted_at)
    from {{json servers: id uuid, status text, plan text, zone text, labels jsonb, external_id text, addresses text[], deleted_at timestamptz}} where s.id = x.id`,
  gone: `update installations n set removed_at = x.at
    from {{json gone: server_id uuid, at timestamptz}} where n.server_id = x.server_id and n.removed_at is null`,
  installed: `insert into installations (id, server_id, taskserv, version, params, cluster, run_id, node_id, installed_at)
    select x.id, x.server_id, x.taskserv, x.version, x.params, x.cluster, x.run_id, x.node_id, x.at
    from {{json installed: id uuid, server_id uuid, taskserv text, version text, params jsonb, cluster text, run_id uuid, node_id text,
      at timestamptz}}
    on conflict (server_id, taskserv) where removed_at is null
    do update set version = excluded.version, params = excluded.params`,
  removed: `update installations n set removed_at = x.at
    from {{json removed: server_id uuid, taskserv text, at timestamptz}}
    where n.server_id = x.server_id and n.taskserv = x.taskserv and n.removed_at is null`,
} as const;

export type Part = keyof typeof parts;

/** What becomes of a run, from the columns of a pack. */
const changed = (of: (column: string) => string): string => `status = coalesce(${of('status')}, r.status),
      rollback_status = coalesce(${of('rollback_status')}, r.rollback_status),
      progress = greatest(r.progress, ${of('progress')}), error = coalesce(${of('error')}, r.error),
      result = coalesce(${of('result')}::jsonb, r.result), completed_at = coalesce(${of('completed_at')}, r.completed_at),
      lease_until = case when ${of('completed_at')} is null then r.lease_until end,
      running = case when ${of('running')} is null then r.running
        else jsonb_strip_nulls(r.running || ${of('running')}::jsonb) end`;

const headOfOne = `kept as (
    update runs r set ${changed((column) => `{{one ${column}}}`)}
    where r.id = {{one run}} and r.epoch = {{one epoch}} and (not {{one starts}} or r.cancel_requested_at is null)
    returning r.id),
  ok as (update counters set value = value + {{one count}} where name = 'event_sequence' and exists (select from kept)
    returning 1 as i, value - {{one count}} as first),
  i_events as (insert into event_packs (last_sequence, count, snapshots, run_id, id, at, body)
    select ok.first + {{one count}}, {{one count}}, {{one snapshots}}, {{one run}}, {{one id}}, {{one at}}, {{one body}}
    from ok where {{one count}} > 0)`;

const headOfSeveral = `p as materialized (
    select * from unnest({{arrays packs}}) with ordinality as x({{names packs}}, i) order by run),
  kept as (
    update runs r set ${changed((column) => `p.${column}`)}
    from p where r.id = p.run and r.epoch = p.epoch and (not p.starts or r.cancel_requested_at is null)
    returning p.i::int as i, p.count),
  c as (update counters set value = value + (select coalesce(sum(count), 0) from kept) where name = 'event_sequence'
    returning value - (select coalesce(sum(count), 0) from kept) as before),
  ok as materialized (select k.i, c.before + sum(k.count) over (order by k.i) - k.count as first from kept k, c),
  i_events as (insert into event_packs (last_sequence, count, snapshots, run_id, id, at, body)
    select ok.first + p.count, p.count, p.snapshots, p.run, p.id, p.at, p.body from ok join p on p.i = ok.i where p.count > 0)`;

export interface Statement {
  readonly text: string;
  /** What the parameters are, in order: the columns of a part as arrays (of one pack: as they are), or the JSON document (`json`). */
  readonly parameters: readonly (Column | 'json')[];
}

const prepared = new Map<string, Statement>();

/** The statement for these parts and one pack or several, and which parameters it wants in which order. */
export function statementFor(used: readonly Part[], single: boolean): Statement {
  const key = `${used.join()}${single ? ',single' : ''}`;
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const parameters: (Column | 'json')[] = ['packs'];
  const first = new Map<Column | 'json', number>([['packs', 1]]);
  let next = 1 + columns.packs.length;
  const claim = (name: Column | 'json', count: number): number => {
    const at = first.get(name);
    if (at !== undefined) return at;
    first.set(name, next);
    parameters.push(name);
    next += count;
    return next - count;
  };
  const arrays = (name: Column): string => {
    const from = claim(name, columns[name].length);
    return columns[name].map((column, n) => `$${from + n}::text::${column.split(' ')[1]!}[]`).join(', ');
  };
  const expanded = (sql: string): string =>
    sql
      .replace(/\{\{one (\w+)\}\}/g, (_, name: string) => {
        const n = columns.packs.findIndex((column) => column.startsWith(`${name} `));
        return `$${n + 1}::text::${columns.packs[n]!.split(' ')[1]!}`;
      })
      .replace(/\{\{arrays (\w+)\}\}/g, (_, name: Column) => arrays(name))
      .replace(/\{\{names (\w+)\}\}/g, (_, name: Column) => namesOf(name))
      .replace(/\{\{columns (\w+)\}\}/g, (_, name: Column) => {
        return `unnest(${arrays(name)}) as x(${namesOf(name)}) join ok using (i)`;
      })
      .replace(/\{\{json (\w+): ([^}]+)\}\}/g, (_, name: string, types: string) => {
        const from = claim('json', 1);
        return `jsonb_to_recordset($${from}::text::jsonb->'${name}') as x(i int, ${types}) join ok using (i)`;
      });
  const all = [
    expanded(single ? headOfOne : headOfSeveral),
    ...used.map((part) => `p_${part} as (${expanded(parts[part])})`),
  ];
  const statement = { text: `with ${all.join(',\n  ')}\nselect i, first::float8 as first from ok`, parameters };
  prepared.set(key, statement);
  return statement;
}

const namesOf = (name: Column): string => columns[name].map((column) => column.split(' ')[0]).join(', ');

export const partNames = Object.keys(parts) as readonly Part[];
