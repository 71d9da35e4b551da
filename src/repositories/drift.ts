import { and, count, desc, eq, inArray, isNull, not, notInArray, sql } from 'drizzle-orm';
import type { JsonObject } from '../domain/json.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { drift, installations, servers, type DriftKind, type DriftStatus } from './schema.ts';

export type DriftRow = typeof drift.$inferSelect;
export type Difference = Omit<typeof drift.$inferInsert, 'status' | 'reason' | 'planId' | 'closedAt'>;

export interface DriftFilter {
  readonly kind?: DriftKind | undefined;
  readonly status?: DriftStatus | undefined;
}

/** Differences between the recorded and the observed world; one open row each. */
export function createDriftRepository(database: Database) {
  return {
    find: async (id: string, tx?: Tx): Promise<DriftRow | undefined> =>
      (await database.in(tx).select().from(drift).where(eq(drift.id, id)))[0],

    several: async (ids: readonly string[]): Promise<readonly DriftRow[]> =>
      database
        .in(undefined)
        .select()
        .from(drift)
        .where(inArray(drift.id, [...ids]))
        .orderBy(drift.detectedAt, drift.id),

    list: async (filter: DriftFilter, page: PageRequest): Promise<Page<DriftRow>> => {
      const where = and(
        filter.kind === undefined ? undefined : eq(drift.kind, filter.kind),
        filter.status === undefined ? undefined : eq(drift.status, filter.status),
      );
      const db = database.in(undefined);
      const items = await db
        .select()
        .from(drift)
        .where(where)
        .orderBy(desc(drift.detectedAt), desc(drift.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(drift).where(where);
      return { items, total: total?.n ?? 0 };
    },

    openCount: async (tx: Tx): Promise<number> =>
      (await database.in(tx).select({ n: count() }).from(drift).where(eq(drift.status, 'open')))[0]?.n ?? 0,

    /** Writes down a difference, or that it is still there; true when it is new. */
    seen: async (tx: Tx, row: Difference): Promise<boolean> => {
      const [written] = await database
        .in(tx)
        .insert(drift)
        .values({ ...row, status: 'open' })
        .onConflictDoUpdate({
          target: [drift.provider, drift.name, drift.kind],
          targetWhere: isNull(drift.closedAt),
          set: {
            expected: row.expected ?? null,
            observed: row.observed ?? null,
            externalId: row.externalId ?? null,
            lastSeenAt: row.lastSeenAt,
          },
        })
        .returning({ id: drift.id });
      return written?.id === row.id;
    },

    /**
     * Closes what was looked for at these providers and not seen at this time; answers how many. Of what is `hidden`
     * nothing is known: single task services (`<provider>/<server>/<taskserv>`), and task services without a record at
     * whole providers.
     */
    closeUnseen: async (
      tx: Tx,
      providers: readonly string[],
      at: Date,
      hidden: { readonly taskservs: readonly string[]; readonly strangersOf: readonly string[] },
    ): Promise<number> => {
      if (providers.length === 0) return 0;
      const rows = await database
        .in(tx)
        .update(drift)
        .set({ status: 'gone', closedAt: at })
        .where(
          and(
            inArray(drift.provider, [...providers]),
            isNull(drift.closedAt),
            sql`${drift.lastSeenAt} < ${at.toISOString()}::timestamptz`,
            notInArray(sql`${drift.provider} || '/' || ${drift.name}`, [...hidden.taskservs]),
            not(
              and(
                eq(drift.kind, 'orphan'),
                sql`position('/' in ${drift.name}) > 0`,
                inArray(drift.provider, [...hidden.strangersOf]),
              ) ?? sql`false`,
            ),
          ),
        )
        .returning({ id: drift.id });
      return rows.length;
    },

    /** False when it is not open any more. */
    decide: async (
      tx: Tx,
      id: string,
      decision: { readonly status: 'ignored' | 'adopted'; readonly reason: string | null; readonly at: Date },
    ): Promise<boolean> =>
      (
        await database
          .in(tx)
          .update(drift)
          .set({
            status: decision.status,
            reason: decision.reason,
            ...(decision.status === 'adopted' ? { closedAt: decision.at } : {}),
          })
          .where(and(eq(drift.id, id), eq(drift.status, 'open')))
          .returning({ id: drift.id })
      ).length > 0,

    planned: async (tx: Tx, ids: readonly string[], planId: string): Promise<void> => {
      await database
        .in(tx)
        .update(drift)
        .set({ planId })
        .where(inArray(drift.id, [...ids]));
    },

    adoptInstallation: async (
      tx: Tx,
      serverId: string,
      taskserv: string,
      version: string,
      params: JsonObject,
    ): Promise<void> => {
      await database
        .in(tx)
        .update(installations)
        .set({ version, params })
        .where(
          and(
            eq(installations.serverId, serverId),
            eq(installations.taskserv, taskserv),
            isNull(installations.removedAt),
          ),
        );
    },

    /** The record takes over what was observed. */
    adoptServer: async (
      tx: Tx,
      serverId: string,
      observed: {
        readonly plan: string;
        readonly zone: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly externalId: string;
        readonly status: 'running' | 'stopped';
      },
    ): Promise<void> => {
      await database
        .in(tx)
        .update(servers)
        .set(observed)
        .where(and(eq(servers.id, serverId), isNull(servers.deletedAt)));
    },
  };
}

export type DriftRepository = ReturnType<typeof createDriftRepository>;
