import type { Tx } from './tx.ts';

/** The answer of a change, for whoever sends the request again with the same `Idempotency-Key`. */
export interface KeptAnswer {
  /** The `data` of the envelope. */
  readonly data: unknown;
  /** Path of the new record. */
  readonly location?: string;
  /** Another status than that of the operation's success. */
  readonly status?: number;
}

/** What a change writes about the key that it was asked for under. */
export interface KeyMark {
  readonly userId: string;
  readonly key: string;
  /** Id of the try whose change it is. */
  readonly claim: string;
  readonly status: number;
  readonly location: string | null;
  /** JSON text. */
  readonly data: string;
}

/** A request that came with an `Idempotency-Key`. It travels with its actor into the transaction of the change. */
export interface KeyedRequest {
  /** The operation that was asked for; one that it calls in turn keeps no answer of its own. */
  readonly operation: string;
  /**
   * Writes into the change's own transaction that the change was made, and the answer when it is known there. Throws
   * `idempotency_in_progress`, which undoes the change, when another server has taken the request over.
   */
  commit(tx: Tx, answer?: KeptAnswer): Promise<void>;
  /** What `commit` would write, for who stores the change by one statement: it must fail when the mark can't be made. */
  mark(answer: KeptAnswer): KeyMark;
}

/** Whether `operation` is the whole of what was asked for, so that its answer may be kept by one statement with it. */
export const isWhole = ({ keyed }: { readonly keyed?: KeyedRequest }, operation: string): boolean =>
  keyed === undefined || keyed.operation === operation;

/**
 * Keeps the answer of `operation` in the transaction of its change, so that no crash comes between the two. To be called
 * before the audit record is written. Without an `Idempotency-Key` it does nothing.
 */
export async function keepAnswer(
  tx: Tx,
  { keyed }: { readonly keyed?: KeyedRequest },
  operation: string,
  answer: KeptAnswer,
): Promise<void> {
  if (keyed?.operation === operation) await keyed.commit(tx, answer);
}
