import { randomUUID } from 'node:crypto';
import { and, desc, eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isVisible, rowAttributes, type RowAttribute, type RowFilter } from '../../src/domain/rowFilter.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Database } from '../../src/repositories/database.ts';
import {
  endedPolicyColumns,
  runPolicyColumns,
  serverPolicyColumns,
  taskPolicyColumns,
} from '../../src/repositories/policyColumns.ts';
import { visibleRows } from '../../src/repositories/rowFilter.ts';
import { currentTasks, runs, servers, taskStates } from '../../src/repositories/schema.ts';
import { createTaskRepository } from '../../src/repositories/tasks.ts';
import { openTestDatabase } from '../harness/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const OWNERS = ['0197a5a0-0000-7000-8000-00000000000a', '0197a5a0-0000-7000-8000-00000000000b'] as const;
/** Also what no row may have: not a UUID, and one that is written in another way than it is stored. */
const VALUES = ['web-01', 'production', 'aws', ...OWNERS, OWNERS[0].toUpperCase(), '', 'a_b%'];

const attribute = fc.constantFrom(...rowAttributes);
const filters = fc.letrec<{ tree: RowFilter }>((tie) => {
  const parts = fc.array(tie('tree'), { maxLength: 3 });
  return {
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.record({ kind: fc.constantFrom('all', 'none') }),
      fc.record({ kind: fc.constant('present'), attribute }),
      fc.record({ kind: fc.constant('among'), attribute, values: fc.subarray(VALUES) }),
      fc.record({
        kind: fc.constant('like'),
        attribute,
        pattern: fc.constantFrom(['web-', null], [null, 'o', null], ['a_b%']),
      }),
      fc.record({ kind: fc.constant('same'), left: attribute, right: attribute }),
      fc.record({ kind: fc.constantFrom('and', 'or'), parts }),
      fc.record({ kind: fc.constant('not'), part: tie('tree') }),
    ),
  };
}).tree;

describe('a list narrowed by policies', () => {
  it('has those rows that the filter lets through, whatever the filter and whatever a row lacks', async () => {
    const rows = ['web-01', 'a_b%', OWNERS[0]].flatMap((name) =>
      [null, 'production', 'web-01'].flatMap((infra) =>
        [null, 'production', 'aws'].flatMap((environment) =>
          [null, ...OWNERS].map((owner) => ({ id: randomUUID(), name, infra, provider: 'aws', environment, owner })),
        ),
      ),
    );
    await database.statement(
      `insert into servers (id, name, provider, driver, status, infra, plan, zone, labels, addresses, run_id, node_id, task_id, token, created_at, deleted_at, created_by)
       select x.id, x.name, x.provider, 'process', 'running', x.infra, 'small', 'z1',
         jsonb_strip_nulls(jsonb_build_object('environment', x.environment)), '{}', x.id, 'n', x.id, '', now(), now(), x.owner
       from jsonb_to_recordset($1::text::jsonb) as x(id uuid, name text, infra text, provider text, environment text, owner uuid)`,
      [JSON.stringify(rows)],
    );
    const all = database.in(undefined).select({ id: servers.id }).from(servers);
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const found = await all.where(visibleRows(filter, serverPolicyColumns));
        const expected = rows.filter((row) => isVisible(filter, row));
        expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('of tasks has the same rows whichever table says it, in order and counted', async () => {
    const [infras, providers, statuses] = [
      [null, 'production', 'web-01'],
      [null, 'aws'],
      ['Completed', 'Failed', null],
    ] as const;
    const rows = infras.flatMap((infra) =>
      providers.flatMap((provider) =>
        [null, ...OWNERS].flatMap((owner) =>
          statuses.map((ended) => ({
            id: newId(),
            run: newId(),
            name: infra ?? 'web-01',
            infra,
            provider,
            owner,
            ended,
          })),
        ),
      ),
    );
    const source = `from jsonb_to_recordset($1::text::jsonb)
      as x(id uuid, run uuid, name text, infra text, provider text, owner uuid, ended text)`;
    for (const into of [
      `insert into runs (id, kind, name, status, spec, parallel_limit, rollback_enabled, tasks_total, created_by, created_at)
       select run, 'batch', 'b', 'Running', '{}', 1, false, 1, owner, now() ${source}`,
      `insert into tasks (id, run_id, ordinal, kind, name, type, provider, command, args, dependencies, spec, created_at)
       select id, run, 0, 'operation', name, 'http', provider, 'p', '{}', '{}',
         jsonb_strip_nulls(jsonb_build_object('infra', infra)), now() ${source}`,
      `insert into task_states (task_id, ended, infra, provider) select id, ended, infra, provider ${source} where ended is not null`,
    ])
      await database.statement(into, [JSON.stringify(rows)]);
    const tasks = createTaskRepository(database);
    const wanted = fc.constantFrom('Completed', 'Failed', 'Pending', undefined);
    await fc.assert(
      fc.asyncProperty(filters, wanted, async (visible, status) => {
        const expected = rows
          .filter((row) => (status === undefined || (row.ended ?? 'Pending') === status) && isVisible(visible, row))
          .map(({ id }) => id)
          .reverse();
        const page = await tasks.list({ visible, status }, { limit: 5, offset: 1 });
        expect(page.items.map(({ task }) => task.id)).toEqual(expected.slice(1, 6));
        expect(page.total).toBe(expected.length);
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('of batches and of tasks is read by an index, whether the policy names the owner, the provider or the infra', async () => {
    await database.statement(
      `insert into runs (id, kind, name, status, spec, parallel_limit, rollback_enabled, tasks_total, created_by, created_at, completed_at)
       select md5('r' || n)::uuid, 'batch', 'b-' || n, 'Completed', '{}', 1, false, 1, md5((n % 1000)::text)::uuid,
         now() - n * interval '1 second', now()
       from generate_series(1, 100000) n`,
      [],
    );
    await database.statement(
      `insert into tasks (id, run_id, ordinal, kind, name, type, provider, command, args, dependencies, spec, created_at)
       select md5('t' || n)::uuid, md5('r' || n)::uuid, 0, 'operation', 'one', 'http', case when n % 500 = 0 then 'aws' end, 'p', '{}', '{}',
         case when n % 500 = 1 then '{"infra": "production"}'::jsonb else '{}' end, now()
       from generate_series(1, 100000) n`,
      [],
    );
    await database.statement(
      `insert into task_states (task_id, ended, infra, provider)
       select id, case when ascii(id::text) % 4 = 0 then 'Failed' else 'Completed' end, spec->>'infra', provider from tasks
       on conflict do nothing`,
      [],
    );
    await database.statement('analyze runs, tasks, task_states', []);
    const db = database.in(undefined);
    const among = (attribute: RowAttribute, value: string): RowFilter => ({
      kind: 'among',
      attribute,
      values: [value],
    });
    const own = among('owner', 'c4ca4238-a0b9-2382-0dcc-509a6f75849b');
    const batches = db
      .select({ id: runs.id })
      .from(runs)
      .where(and(eq(runs.kind, 'batch'), visibleRows(own, runPolicyColumns)))
      .orderBy(desc(runs.createdAt), desc(runs.id))
      .limit(51);
    const tasks = (visible: RowFilter) =>
      db
        .select({ id: currentTasks.id })
        .from(currentTasks)
        .innerJoin(runs, eq(runs.id, currentTasks.runId))
        .where(visibleRows(visible, taskPolicyColumns))
        .orderBy(desc(currentTasks.id))
        .limit(51);
    const completed = (visible: RowFilter) =>
      db
        .select({ id: taskStates.taskId })
        .from(taskStates)
        .where(and(eq(taskStates.ended, 'Completed'), visibleRows(visible, endedPolicyColumns)))
        .orderBy(desc(taskStates.taskId))
        .limit(51);
    const plans = [
      ['runs_owner', batches],
      ['runs_owner', tasks(own)],
      ['tasks_provider', tasks(among('provider', 'aws'))],
      ['tasks_infra', tasks(among('infra', 'production'))],
      ['task_states_provider', completed(among('provider', 'aws'))],
      ['task_states_infra', completed(among('infra', 'production'))],
    ] as const;
    for (const [index, query] of plans) {
      const plan = JSON.stringify(await db.execute(sql`explain ${query.getSQL()}`));
      expect(plan).toContain(index);
      expect(plan).not.toContain('Seq Scan on runs');
      expect(await query).toHaveLength(51);
    }
  });
});
