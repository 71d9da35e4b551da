import { and, count, desc, eq, gte, lte, sql } from 'drizzle-orm';
import type { AuditResult } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { auditLog } from './schema.ts';

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
}

export interface StoredAuditRow extends AuditRow {
  readonly sequence: number;
}

/** Each filter matches exactly; `from` and `to` are both inclusive. */
export interface AuditFilter extends PageRequest {
  readonly userId?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export interface AuditRepository {
  insert(tx: Tx | undefined, row: AuditRow): Promise<void>;
  /** Inserts the row with `details.count` 1, or raises the count of the row that has its id. */
  countUp(row: AuditRow): Promise<void>;
  /** Newest first. */
  list(filter: AuditFilter): Promise<Page<StoredAuditRow>>;
}

export function createAuditRepository({ database }: { readonly database: Database }): AuditRepository {
  return {
    async insert(tx, row) {
      await database.in(tx).insert(auditLog).values(row);
    },

    async countUp(row) {
      const counted = { ...row, details: { ...row.details, count: 1 } };
      const raised = sql`jsonb_set(${auditLog.details}, '{count}', to_jsonb((${auditLog.details}->>'count')::int + 1))`;
      await database
        .in(undefined)
        .insert(auditLog)
        .values(counted)
        .onConflictDoUpdate({ target: auditLog.id, set: { details: raised } });
    },

    async list({ userId, action, resource, from, to, limit, offset }) {
      const db = database.in(undefined);
      const where = and(
        userId === undefined ? undefined : eq(auditLog.userId, userId),
        action === undefined ? undefined : eq(auditLog.action, action),
        resource === undefined ? undefined : eq(auditLog.resource, resource),
        from === undefined ? undefined : gte(auditLog.at, from),
        to === undefined ? undefined : lte(auditLog.at, to),
      );
      const items = await db
        .select()
        .from(auditLog)
        .where(where)
        .orderBy(desc(auditLog.at), desc(auditLog.sequence))
        .limit(limit)
        .offset(offset);
      const [row] = await db.select({ total: count() }).from(auditLog).where(where);
      return { items, total: row?.total ?? 0 };
    },
  };
}
