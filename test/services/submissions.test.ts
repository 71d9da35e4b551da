import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyMark } from '../../src/domain/keyedRequest.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createIdempotencyKeyRepository } from '../../src/repositories/idempotencyKeys.ts';
import { createSubmissionRepository, type Submission } from '../../src/repositories/submissions.ts';
import { createSubmit } from '../../src/services/submissions.ts';
import { openTestDatabase } from '../harness/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const AT = new Date('2026-01-01T00:00:00Z');
const clock = { now: () => AT };

function submission(tasks = 1, id: string = randomUUID()): Submission {
  const audit = {
    id: randomUUID(),
    at: AT,
    userId: null,
    username: 'ada',
    action: 'batch.execute',
    resource: `batches/${id}`,
    result: 'success',
    details: { operations: tasks },
    requestId: null,
    ip: null,
    countedUntil: null,
    mac: 'code',
  } as const;
  return {
    run: {
      id,
      kind: 'batch',
      name: 'many at once',
      status: 'Pending',
      spec: {},
      parallelLimit: 10,
      rollbackEnabled: false,
      tasksTotal: tasks,
      createdBy: null,
      createdAt: AT,
    },
    tasks: Array.from({ length: tasks }, (_, ordinal) => ({
      id: randomUUID(),
      runId: id,
      ordinal,
      kind: 'operation' as const,
      name: `op "${ordinal}"`,
      type: 'http' as const,
      command: 'provisioning',
      args: ['batch', 'run'],
      dependencies: [],
      spec: { n: ordinal },
      createdAt: AT,
    })),
    audit,
    events: [{ type: 'BatchStatusChanged', runId: id, taskId: null, data: { batch_id: id, status: 'running' } }],
  };
}

/** What of each is stored: runs, tasks, records, events. */
async function storedOf(ids: readonly string[]): Promise<object> {
  const [row] = await database.statement<object>(
    `select (select count(*)::int from runs where id = any($1::text::uuid[])) as runs,
       (select count(*)::int from tasks where run_id = any($1::text::uuid[])) as tasks,
       (select count(*)::int from audit_log where substr(resource, 9)::uuid = any($1::text::uuid[])) as records,
       (select count(*)::int from events where run_id = any($1::text::uuid[])) as events`,
    [`{${ids.join()}}`],
  );
  return row!;
}

/** The real store, with the sizes of the groups that it was given. */
function watched() {
  const repository = createSubmissionRepository({ database, clock });
  const groups: number[] = [];
  const store = (submissions: readonly Submission[]): Promise<boolean> => {
    groups.push(submissions.length);
    return repository.store(submissions);
  };
  return { groups, submit: createSubmit({ store }) };
}

describe('group commit of submissions', () => {
  it('stores all that comes while another is being stored by one statement, each with tasks, record and event', async () => {
    const { groups, submit } = watched();
    const all = Array.from({ length: 20 }, (_, i) => submission(1 + (i % 3)));
    const first = submit(all[0]!);
    await Promise.resolve();
    expect(await Promise.all([first, ...all.slice(1).map(submit)])).toEqual(all.map(() => true));

    expect(groups).toEqual([1, 19]);
    const tasks = all.reduce((sum, one) => sum + one.tasks.length, 0);
    const stored = await storedOf(all.map(({ run }) => run.id));
    expect(stored).toEqual({ runs: 20, tasks, records: 20, events: 20 });
  });

  it('gives every event its own place in the log, without a gap', async () => {
    const { submit } = watched();
    const all = Array.from({ length: 30 }, () => submission());
    await Promise.all(all.map(submit));

    const [row] = await database.statement<object>(
      `select count(distinct sequence)::int as places, (max(sequence) = (select value from counters
         where name = 'event_sequence')) as to_the_head, (max(sequence) - min(sequence))::int + 1 as span from events`,
      [],
    );
    expect(row).toMatchObject({ to_the_head: true });
    const { places, span } = row as { readonly places: number; readonly span: number };
    expect(span).toBe(places);
  });

  it('stores nothing of a group that the database refuses, says so, and goes on with the next', async () => {
    const { submit } = watched();
    const before = submission();
    await submit(before);
    const again = submission(1, before.run.id);
    const other = submission();
    expect(await Promise.all([submit(again), submit(other)])).toEqual([false, false]);

    expect(await storedOf([other.run.id])).toEqual({ runs: 0, tasks: 0, records: 0, events: 0 });
    expect(await storedOf([before.run.id])).toEqual({ runs: 1, tasks: 1, records: 1, events: 1 });
    expect(await submit(other)).toBe(true);
    expect(await storedOf([other.run.id])).toEqual({ runs: 1, tasks: 1, records: 1, events: 1 });
  });

  describe('B51 of requests with a key', () => {
    const keyed = async (): Promise<KeyMark> => {
      const mark = { userId: randomUUID(), key: 'k', claim: randomUUID(), status: 200, location: null, data: '"done"' };
      const user = `insert into users
        (id, username, username_key, email, password_hash, roles, enabled, created_at, updated_at)
        values ($1::uuid, $2, $2, '', '', '{}', true, now(), now())`;
      await database.statement(user, [mark.userId, mark.userId]);
      const keys = createIdempotencyKeyRepository({ database });
      await keys.claim({ ...mark, requestHash: 'hash' }, { claimSeconds: 60, keepSeconds: 60 });
      return mark;
    };
    const keptOf = async ({ userId, key }: KeyMark): Promise<object> => {
      const text = 'select committed, data from idempotency_keys where user_id = $1::uuid and key = $2';
      const [row] = await database.statement<object>(text, [userId, key]);
      return row!;
    };

    it('keeps the answer of each with it', async () => {
      const { groups, submit } = watched();
      const [mark, other] = [await keyed(), await keyed()];
      const first = submit(submission());
      await Promise.resolve();
      const all = [{ ...submission(), mark }, submission(), { ...submission(), mark: { ...other, data: '"other"' } }];
      expect(await Promise.all([first, ...all.map(submit)])).toEqual([true, true, true, true]);

      expect(groups).toEqual([1, 3]);
      expect(await keptOf(mark)).toEqual({ committed: true, data: '"done"' });
      expect(await keptOf(other)).toEqual({ committed: true, data: '"other"' });
    });

    it('stores none of them when another try has taken over the key of one', async () => {
      const { submit } = watched();
      const mark = await keyed();
      const late = { ...submission(), mark: { ...mark, claim: randomUUID() } };
      expect(await submit(late)).toBe(false);

      expect(await storedOf([late.run.id])).toEqual({ runs: 0, tasks: 0, records: 0, events: 0 });
      expect(await keptOf(mark)).toEqual({ committed: false, data: null });
    });
  });

  it('leaves what is too large for one statement to a transaction, and stores no group that becomes so', async () => {
    const { groups, submit } = watched();
    expect(await submit(submission(1_001))).toBe(false);
    const [one, two] = [submission(600), submission(600)];
    expect(await Promise.all([submit(one), submit(two)])).toEqual([true, true]);
    expect(groups).toEqual([1, 1]);
    expect(await storedOf([one.run.id, two.run.id])).toEqual({ runs: 2, tasks: 1_200, records: 2, events: 2 });
  });

  it('does not take a lost answer for a refusal', async () => {
    const lost = Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
    const away: Database = { ...database, submission: () => Promise.reject(lost) };
    const submit = createSubmit(createSubmissionRepository({ database: away, clock }));
    await expect(submit(submission())).rejects.toThrow(lost);
  });
});
