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
