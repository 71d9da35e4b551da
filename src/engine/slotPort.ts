/** What a slot is known by: the pool it is one of, and who holds it. */
export interface SlotKey {
  /** `provider:<name>` or `key:<concurrency key>`. */
  readonly pool: string;
  readonly runId: string;
  /** Token of the effect, or id of the task; unique in its run. */
  readonly holder: string;
}

export interface SlotAsk extends SlotKey {
  /** The asking owner's: a slot is held as long as its run's lease is, under this epoch. */
  readonly epoch: number;
  readonly taskId: string;
  /** It is granted while fewer than so many are held in the pool. */
  readonly max: number;
}

/** The slots of all servers on one database. */
export interface SlotStore {
  /**
   * One round: gives back, asks, and grants what is free to whoever is next, run by run, on whatever server; then tells
   * which slots `server` holds. With `all` it tells those it waits for too: what is missing then is lost.
   */
  settle(
    server: string,
    released: readonly SlotAsk[],
    asked: readonly SlotAsk[],
    all: boolean,
  ): Promise<readonly (SlotKey & { readonly granted: boolean })[]>;
}
