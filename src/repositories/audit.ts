import { and, asc, count, desc, eq, gte, inArray, lte, sql, type SQL } from 'drizzle-orm';
import type { AuditResult } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import { unavailable } from '../domain/errors.ts';
import type { SeekPage, SeekRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { auditLog } from './schema.ts';
import { behind } from './seek.ts';

export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly userId: string | null;
  readonly username: string | null;
  readonly action: string;
  readonly resource: string;
  readonly result: AuditResult;
  readonly details: JsonObject;
  readonly requestId: string | null;
  readonly ip: string | null;
  /** Until when it is counted up; null when it is about one try only. */
  readonly countedUntil: Date | null;
}

/** With the keyed code that says that a server wrote it. */
export interface SignedAudit extends AuditRow {
  readonly mac: string;
}

export interface StoredAuditRow extends AuditRow {
  readonly sequence: number;
  /** Its place in the chain and the hash there, in hex; null while it isn't sealed. */
  readonly seal: number | null;
  readonly hash: string | null;
  readonly mac: string;
}

/** Each filter matches exactly; `from` and `to` are both inclusive. */
export interface AuditFilter {
  readonly userId?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** Where a reading of the log stands: it goes on after this record. */
export interface AuditPlace {
  readonly at: Date;
  readonly sequence: number;
}

export interface AuditRepository {
  /** Throws `unavailable` when the record can't be written: then the change that it is of is not to be made either. */
  insert(tx: Tx | undefined, row: AuditRow, mac: string): Promise<void>;
  /** Inserts the row with `details.count` 1, or raises the count of the row that has its id; false when that is sealed. */
  countUp(row: AuditRow, mac: string): Promise<boolean>;
  /** Newest first. */
  list(filter: AuditFilter & SeekRequest): Promise<SeekPage<StoredAuditRow>>;
  /** The next records after `place`, oldest first. */
  after(filter: AuditFilter, place: AuditPlace | undefined, limit: number): Promise<readonly StoredAuditRow[]>;
}

const matching = ({ userId, action, resource, from, to }: AuditFilter): SQL | undefined =>
  and(
    userId === undefined ? undefined : eq(auditLog.userId, userId),
    action === undefined ? undefined : eq(auditLog.action, action),
    resource === undefined ? undefined : eq(auditLog.resource, resource),
    from === undefined ? undefined : gte(auditLog.at, from),
    to === undefined ? undefined : lte(auditLog.at, to),
  );

/** Written by hand, since it is part of every change. */
const INSERT = `insert into audit_log
    (id, at, user_id, username, action, resource, result, details, request_id, ip, counted_until, mac)
  values ($1, $2::text::timestamptz, $3, $4, $5, $6, $7, $8::text::jsonb, $9, $10, $11::text::timestamptz, $12)`;

/** The transaction had failed before: it is not the record that couldn't be written. */
const failedBefore = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && error.code === '25P02') || failedBefore(error.cause));

export function createAuditRepository({ database }: { readonly database: Database }): AuditRepository {
  /**
   * The seals run without a gap (a trigger keeps it so), so what is sealed needn't be counted: that would cost more than
   * the page when there is no filter to make it small.
   */
  async function countAll(): Promise<number> {
    const sealed = sql`coalesce((select max(seal) from audit_log), 0) - coalesce((select min(seal) - 1 from audit_log), 0)`;
    const [row] = await database
      .in(undefined)
      .select({ total: sql<number>`(${sealed} + count(*))::float8` })
      .from(auditLog)
      .where(sql`${auditLog.seal} is null`);
    return row?.total ?? 0;
  }

  async function countMatching(where: SQL): Promise<number> {
    const [row] = await database.in(undefined).select({ total: count() }).from(auditLog).where(where);
    return row?.total ?? 0;
  }

  return {
    async insert(tx, row, mac) {
      const { id, at, userId, username, action, resource, result, details, requestId, ip, countedUntil } = row;
      const who = [userId, username, action, resource, result, JSON.stringify(details), requestId, ip];
      const values = [id, at.toISOString(), ...who, countedUntil?.toISOString() ?? null, mac];
      try {
        await database.statement(INSERT, values, tx);
      } catch (error) {
        if (failedBefore(error)) throw error;
        throw unavailable('The change could not be recorded, so it was not made: try again', error);
      }
    },

    async countUp(row, mac) {
      const counted = { ...row, mac, details: { ...row.details, count: 1 } };
      const raised = sql`jsonb_set(${auditLog.details}, '{count}', to_jsonb((${auditLog.details}->>'count')::int + 1))`;
      const rows = await database
        .in(undefined)
        .insert(auditLog)
        .values(counted)
        .onConflictDoUpdate({
          target: auditLog.id,
          set: { details: raised },
          setWhere: sql`${auditLog.seal} is null`,
        })
        .returning({ id: auditLog.id });
      return rows.length > 0;
    },

    async list({ limit, offset, after, ...filter }) {
      const where = matching(filter);
      // The page is found in an index alone: what a far offset skips is never fetched.
      const page = database
        .in(undefined)
        .select({ sequence: auditLog.sequence })
        .from(auditLog)
        .where(and(where, behind(after, auditLog.at, auditLog.sequence)))
        .orderBy(desc(auditLog.at), desc(auditLog.sequence))
        .limit(limit + 1)
        .offset(offset);
      const rows = await database
        .in(undefined)
        .select()
        .from(auditLog)
        .where(inArray(auditLog.sequence, page))
        .orderBy(desc(auditLog.at), desc(auditLog.sequence));
      const total = after === undefined ? await (where === undefined ? countAll() : countMatching(where)) : null;
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const more = rows.length > limit && last !== undefined;
      return { items, total, exact: true, next: more ? { at: last.at, id: String(last.sequence) } : null };
    },

    after: (filter, place, limit) =>
      database
        .in(undefined)
        .select()
        .from(auditLog)
        .where(
          and(
            matching(filter),
            place &&
              sql`(${auditLog.at}, ${auditLog.sequence}) > (${place.at.toISOString()}::timestamptz, ${place.sequence}::bigint)`,
          ),
        )
        .orderBy(asc(auditLog.at), asc(auditLog.sequence))
        .limit(limit),
  };
}
