import { and, count, eq, isNull, lt, or } from 'drizzle-orm';
import type { Tx } from '../domain/tx.ts';
import type { Database } from './database.ts';
import { recoveryCodes, totp } from './schema.ts';

/** A user's second factor: the seed that counts, if any, and the one that waits for its first code, if any; sealed. */
export interface StoredTotp {
  readonly seedSealed: string | null;
  readonly confirmedAt: Date | null;
  readonly pendingSealed: string | null;
  readonly pendingSince: Date | null;
}

export interface TotpRepository {
  find(userId: string): Promise<StoredTotp | undefined>;
  /** Reads it and holds the row until the transaction ends. */
  lock(tx: Tx, userId: string): Promise<StoredTotp | undefined>;
  /** Puts a new seed beside the one that counts. */
  begin(tx: Tx, userId: string, pendingSealed: string, now: Date): Promise<void>;
  /** Makes the waiting seed the one that counts; the code that proved it, of time step `step`, is used up. */
  confirm(tx: Tx, userId: string, step: number, now: Date): Promise<void>;
  /** Uses up the code of a time step; false when it or a newer one was used before, on whichever server. */
  useStep(tx: Tx, userId: string, step: number): Promise<boolean>;
  /** Takes the second factor away, recovery codes and all; false when there was none. */
  remove(tx: Tx, userId: string): Promise<boolean>;
  replaceRecoveryCodes(tx: Tx, userId: string, hashes: readonly string[]): Promise<void>;
  /** Uses up a recovery code; false when there is no such code, or it was used before. */
  useRecoveryCode(tx: Tx, userId: string, hash: string, now: Date): Promise<boolean>;
  recoveryCodesLeft(userId: string): Promise<number>;
}

export function createTotpRepository({ database }: { readonly database: Database }): TotpRepository {
  const dropCodes = (tx: Tx, userId: string) =>
    database.in(tx).delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));

  return {
    async find(userId) {
      const [row] = await database.in(undefined).select().from(totp).where(eq(totp.userId, userId));
      return row;
    },

    async lock(tx, userId) {
      const [row] = await database.in(tx).select().from(totp).where(eq(totp.userId, userId)).for('update');
      return row;
    },

    async begin(tx, userId, pendingSealed, now) {
      const pending = { pendingSealed, pendingSince: now };
      await database
        .in(tx)
        .insert(totp)
        .values({ userId, ...pending })
        .onConflictDoUpdate({ target: totp.userId, set: pending });
    },

    async confirm(tx, userId, step, now) {
      await database
        .in(tx)
        .update(totp)
        .set({
          seedSealed: totp.pendingSealed,
          confirmedAt: now,
          lastStep: step,
          pendingSealed: null,
          pendingSince: null,
        })
        .where(eq(totp.userId, userId));
    },

    async useStep(tx, userId, step) {
      const rows = await database
        .in(tx)
        .update(totp)
        .set({ lastStep: step })
        .where(and(eq(totp.userId, userId), or(isNull(totp.lastStep), lt(totp.lastStep, step))))
        .returning({ userId: totp.userId });
      return rows.length > 0;
    },

    async remove(tx, userId) {
      // In the order of a login, so that the two can't wait for each other.
      const rows = await database.in(tx).delete(totp).where(eq(totp.userId, userId)).returning({ userId: totp.userId });
      await dropCodes(tx, userId);
      return rows.length > 0;
    },

    async replaceRecoveryCodes(tx, userId, hashes) {
      await dropCodes(tx, userId);
      await database
        .in(tx)
        .insert(recoveryCodes)
        .values(hashes.map((hash) => ({ userId, hash })));
    },

    async useRecoveryCode(tx, userId, hash, now) {
      const rows = await database
        .in(tx)
        .update(recoveryCodes)
        .set({ usedAt: now })
        .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.hash, hash), isNull(recoveryCodes.usedAt)))
        .returning({ hash: recoveryCodes.hash });
      return rows.length > 0;
    },

    async recoveryCodesLeft(userId) {
      const [row] = await database
        .in(undefined)
        .select({ left: count() })
        .from(recoveryCodes)
        .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
      return row?.left ?? 0;
    },
  };
}
