import type { Clock } from '../domain/clock.ts';
import type { EventDraft } from '../domain/events.ts';
import type { KeyMark } from '../domain/keyedRequest.ts';
import type { Lease } from '../engine/ports.ts';
import type { SignedAudit } from './audit.ts';
import { bulkInserts } from './bulk.ts';
import type { Database } from './database.ts';
import { appending, appendParams, TELL } from './events.ts';
import { markKeys } from './idempotencyKeys.ts';
import { runInserts, type NewRun, type NewTasks } from './runs.ts';
import { auditLog, tasks } from './schema.ts';

/** A run that is asked for: all that its acceptance stores. It has at least one task and tells at least one event. */
export interface Submission {
  readonly run: NewRun;
  readonly tasks: NewTasks;
  /** When a server has taken it already. */
  readonly lease?: Lease | undefined;
  readonly audit: SignedAudit;
  readonly events: readonly EventDraft[];
  /** When it was asked for under a key, its mark: refused when another try has taken the key over. */
  readonly mark?: KeyMark | undefined;
}

export interface SubmissionRepository {
  /**
   * Stores them by one statement, which is a transaction by itself: one round trip, and one flush for all of them.
   * False when the database refuses one of them: then none is stored, and which one it was is not known. Throws when it
   * can't be told whether they are.
   */
  store(submissions: readonly Submission[]): Promise<boolean>;
}

const taskInsert = bulkInserts(tasks);
const auditInsert = bulkInserts(auditLog);

/** The database has answered that the statement failed, and lives on: nothing of it is done. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && (error as { severity?: unknown }).severity === 'ERROR';

export function createSubmissionRepository({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): SubmissionRepository {
  return {
    async store(submissions) {
      const drafts = submissions.flatMap((one) => one.events);
      const params = appendParams(drafts, clock.now());
      const from = () => params.length + 1;
      const parts = [
        ['runs', () => runInserts(submissions, from())],
        [
          'tasks',
          () =>
            taskInsert(
              submissions.flatMap((one) => one.tasks.slice()),
              from(),
            ),
        ],
        [
          'audit_log',
          () =>
            auditInsert(
              submissions.map((one) => one.audit),
              from(),
            ),
        ],
      ] as const;
      const inserts = parts.map(([table, make]) => {
        const { columns, select, source, params: more } = make();
        params.push(...more);
        return `new_${table} as (insert into ${table} (${columns}) select ${select} from ${source} returning 1)`;
      });
      // All else is done before the counter row is taken, for which everybody waits who writes events.
      const done = parts.map(([table]) => `(select count(*) from new_${table}) > 0`);
      const marks = submissions.flatMap(({ mark }) => mark ?? []);
      if (marks.length > 0) {
        const marking = markKeys(marks, from());
        params.push(...marking.params, marks.length);
        inserts.push(`marked as (${marking.text})`);
        // A mark that can't be made fails the statement, by a division by zero.
        done.push(`(select 1 / (count(*) = $${params.length}::int)::int from marked) = 1`);
      }
      try {
        await database.submission(`with ${inserts.join(', ')}, ${appending(done.join(' and '))} ${TELL}`, params);
        return true;
      } catch (error) {
        if (isRefusal(error)) return false;
        throw error;
      }
    },
  };
}
