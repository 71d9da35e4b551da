/** A window into a list: `limit` 1..1000, `offset` >= 0; validated by the contract before it gets here. */
export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}
