declare const brand: unique symbol;

/**
 * An open database transaction, opaque above the repositories: services carry it from `transaction` to the repository
 * calls that must be committed together, and can do nothing else with it.
 */
export interface Tx {
  readonly [brand]: 'tx';
}

/** Runs `work` in one transaction: commits when it resolves, rolls back when it throws. */
export type Transact = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Waits until all have settled: a transaction may not end while a statement of it is still on its way.
 * @throws what the first of them failed with
 */
export async function together(...works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
