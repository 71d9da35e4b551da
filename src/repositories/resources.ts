import { and, asc, count, desc, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import type { ServerStatus } from '../../generated/enums.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import { EVERY_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { serverPolicyColumns } from './policyColumns.ts';
import { visibleRows } from './rowFilter.ts';
import { installations, servers } from './schema.ts';

export type ServerRow = typeof servers.$inferSelect;
export type InstallationRow = typeof installations.$inferSelect;

/** The recorded world: servers and the task services installed on them. */
export function createResourceRepository(database: Database) {
  const living = isNull(servers.deletedAt);
  const select = (where: SQL | undefined, tx?: Tx): Promise<ServerRow[]> =>
    database.in(tx).select().from(servers).where(where).orderBy(asc(servers.createdAt), asc(servers.id));

  return {
    server: async (id: string): Promise<ServerRow | undefined> => (await select(eq(servers.id, id)))[0],

    servers: (ids: readonly string[]): Promise<ServerRow[]> =>
      ids.length === 0 ? Promise.resolve([]) : select(inArray(servers.id, [...ids])),

    /** Living servers of a provider, by name when names are given. */
    living: (filter: {
      readonly provider?: string;
      readonly names?: readonly string[];
      readonly infra?: string;
    }): Promise<ServerRow[]> =>
      filter.names?.length === 0
        ? Promise.resolve([])
        : select(
            and(
              living,
              filter.provider === undefined ? undefined : eq(servers.provider, filter.provider),
              filter.names === undefined ? undefined : inArray(servers.name, [...filter.names]),
              filter.infra === undefined ? undefined : eq(servers.infra, filter.infra),
            ),
          ),

    list: async (
      filter: {
        readonly provider?: string | undefined;
        readonly status?: ServerStatus | undefined;
        readonly infra?: string | undefined;
        /** The ones that may be seen. */
        readonly visible?: RowFilter;
      },
      page: PageRequest,
    ): Promise<Page<ServerRow>> => {
      const where = and(
        filter.provider === undefined ? undefined : eq(servers.provider, filter.provider),
        filter.status === undefined ? undefined : eq(servers.status, filter.status),
        filter.infra === undefined ? undefined : eq(servers.infra, filter.infra),
        visibleRows(filter.visible ?? EVERY_ROW, serverPolicyColumns),
      );
      const db = database.in(undefined);
      const items = await db
        .select()
        .from(servers)
        .where(where)
        .orderBy(desc(servers.createdAt), desc(servers.id))
        .limit(page.limit)
        .offset(page.offset);
      const [total] = await db.select({ n: count() }).from(servers).where(where);
      return { items, total: total?.n ?? 0 };
    },

    /** What is installed now on these servers, by server id. */
    installations: async (serverIds: readonly string[], tx?: Tx): Promise<ReadonlyMap<string, InstallationRow[]>> => {
      const found = new Map<string, InstallationRow[]>(serverIds.map((id) => [id, []]));
      if (serverIds.length === 0) return found;
      const rows = await database
        .in(tx)
        .select()
        .from(installations)
        .where(and(inArray(installations.serverId, [...serverIds]), isNull(installations.removedAt)))
        .orderBy(asc(installations.installedAt), asc(installations.id));
      for (const row of rows) found.get(row.serverId)?.push(row);
      return found;
    },

    /** Everything that lives, for a checkpoint. */
    world: async (
      tx: Tx,
    ): Promise<{ readonly servers: readonly ServerRow[]; readonly installations: readonly InstallationRow[] }> => ({
      servers: await select(living, tx),
      installations: await database
        .in(tx)
        .select()
        .from(installations)
        .where(isNull(installations.removedAt))
        .orderBy(asc(installations.installedAt), asc(installations.id)),
    }),
  };
}

export type ResourceRepository = ReturnType<typeof createResourceRepository>;
