import { and, asc, count, desc, gt, isNotNull, isNull, lte, min, or, sql } from 'drizzle-orm';
import type { Tx } from '../domain/tx.ts';
import type { StoredAuditRow } from './audit.ts';
import type { Database } from './database.ts';
import { auditFloors, auditLog } from './schema.ts';

/** The end of the chain, or any place in it: what is exported and compared later. `seal` 0 is before the first record. */
export interface AuditHead {
  readonly seal: number;
  /** SHA-256 in hex. */
  readonly hash: string;
}

export interface AuditSeal extends AuditHead {
  readonly sequence: number;
  readonly mac: string;
}

export interface AuditFloor extends AuditHead {
  readonly mac: string;
  readonly at: Date;
}

/** What comes before the first record. */
export const GENESIS: AuditHead = { seal: 0, hash: '0'.repeat(64) };

export interface AuditChainRepository {
  /** Whether there is something to seal. Cheap: it is asked several times a second. */
  waiting(now: Date): Promise<boolean>;
  /**
   * Seals the next records, oldest first, one server at a time: `seal` makes their seals from the head and the records.
   * Returns the new head; undefined when another server is sealing or there was nothing.
   */
  sealNext(
    now: Date,
    limit: number,
    seal: (head: AuditHead, rows: readonly StoredAuditRow[]) => readonly AuditSeal[],
  ): Promise<AuditHead | undefined>;
  head(): Promise<AuditHead>;
  /** Where retention cut; undefined when nothing was removed yet. */
  floor(): Promise<AuditFloor | undefined>;
  /** Sealed records after a place, in the order of the chain. */
  sealedAfter(seal: number, limit: number): Promise<readonly StoredAuditRow[]>;
  unsealed(): Promise<{ readonly records: number; readonly oldest: Date | null }>;
  /** Unsealed records after a sequence, in its order. */
  unsealedAfter(sequence: number, limit: number): Promise<readonly StoredAuditRow[]>;
  /** The last sealed record of the longest prefix of at most `limit` records that are all older than `before`. */
  oldPrefix(before: Date, limit: number): Promise<(AuditHead & { readonly records: number }) | undefined>;
  /**
   * Removes the sealed records up to the floor, which takes their place, in one transaction with `record`. False when
   * another server has done so already.
   */
  removeTo(floor: AuditFloor, record: (tx: Tx) => Promise<void>): Promise<boolean>;
}

/** Arbitrary constant; all servers use the same. */
const SEALING_LOCK = 7_203_420;

export function createAuditChainRepository({ database }: { readonly database: Database }): AuditChainRepository {
  const ready = (now: Date) =>
    and(isNull(auditLog.seal), or(isNull(auditLog.countedUntil), lte(auditLog.countedUntil, now)));

  type Handle = ReturnType<Database['in']>;

  async function floorIn(db: Handle): Promise<AuditFloor | undefined> {
    const [row] = await db.select().from(auditFloors).orderBy(desc(auditFloors.seal)).limit(1);
    return row;
  }

  async function headIn(db: Handle): Promise<AuditHead> {
    const [row] = await db
      .select({ seal: auditLog.seal, hash: auditLog.hash })
      .from(auditLog)
      .where(isNotNull(auditLog.seal))
      .orderBy(desc(auditLog.seal))
      .limit(1);
    if (row?.seal == null) return (await floorIn(db)) ?? GENESIS;
    return { seal: row.seal, hash: row.hash ?? '' };
  }

  async function store(db: Handle, seals: readonly AuditSeal[]): Promise<void> {
    const rows = seals.map((one) => sql`(${one.sequence}::bigint, ${one.seal}::bigint, ${one.hash}, ${one.mac})`);
    await db.execute(sql`
      update ${auditLog} set seal = v.seal, hash = v.hash, mac = v.mac
      from (values ${sql.join(rows, sql`, `)}) as v (sequence, seal, hash, mac)
      where ${auditLog.sequence} = v.sequence and ${auditLog.seal} is null`);
  }

  return {
    async waiting(now) {
      const rows = await database
        .in(undefined)
        .select({ s: auditLog.sequence })
        .from(auditLog)
        .where(ready(now))
        .limit(1);
      return rows.length > 0;
    },

    sealNext: (now, limit, seal) =>
      database.transact(async (tx) => {
        const db = database.in(tx);
        const [lock] = await db
          .select({ taken: sql<boolean>`pg_try_advisory_xact_lock(${SEALING_LOCK})` })
          .from(sql`(select 1) as one`);
        if (lock?.taken !== true) return undefined;
        // Locked, so that no refusal is counted up between the reading and the sealing.
        const rows = await db
          .select()
          .from(auditLog)
          .where(ready(now))
          .orderBy(asc(auditLog.sequence))
          .limit(limit)
          .for('update');
        if (rows.length === 0) return undefined;
        const seals = seal(await headIn(db), rows);
        await store(db, seals);
        return seals.at(-1);
      }),

    head: () => headIn(database.in(undefined)),
    floor: () => floorIn(database.in(undefined)),

    sealedAfter: (seal, limit) =>
      database
        .in(undefined)
        .select()
        .from(auditLog)
        .where(gt(auditLog.seal, seal))
        .orderBy(asc(auditLog.seal))
        .limit(limit),

    async unsealed() {
      const [row] = await database
        .in(undefined)
        .select({ records: count(), oldest: min(auditLog.at) })
        .from(auditLog)
        .where(isNull(auditLog.seal));
      return { records: row?.records ?? 0, oldest: row?.oldest ?? null };
    },

    unsealedAfter: (sequence, limit) =>
      database
        .in(undefined)
        .select()
        .from(auditLog)
        .where(and(isNull(auditLog.seal), gt(auditLog.sequence, sequence)))
        .orderBy(asc(auditLog.sequence))
        .limit(limit),

    async oldPrefix(before, limit) {
      const rows = await database
        .in(undefined)
        .select({ seal: auditLog.seal, hash: auditLog.hash, at: auditLog.at })
        .from(auditLog)
        .where(isNotNull(auditLog.seal))
        .orderBy(asc(auditLog.seal))
        .limit(limit);
      const firstKept = rows.findIndex(({ at }) => at >= before);
      const records = firstKept === -1 ? rows.length : firstKept;
      const last = rows[records - 1];
      return last?.seal == null ? undefined : { seal: last.seal, hash: last.hash ?? '', records };
    },

    removeTo: (floor, record) =>
      database.transact(async (tx) => {
        const db = database.in(tx);
        // The trigger on the log lets go only of what lies below a floor.
        const mine = await db.insert(auditFloors).values(floor).onConflictDoNothing().returning();
        if (mine.length === 0) return false;
        await db.delete(auditLog).where(lte(auditLog.seal, floor.seal));
        await record(tx);
        return true;
      }),
  };
}
