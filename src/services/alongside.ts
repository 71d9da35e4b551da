import type { EventDraft } from '../domain/events.ts';
import type { Tx } from '../domain/tx.ts';

/** The run that a submission became, and its task when it is a workflow. */
export interface Became {
  readonly runId: string;
  readonly taskId: string | null;
}

/**
 * What is committed in the transaction of a submission; it gives the events to tell with it. When it throws, nothing is
 * submitted.
 */
export type Alongside = (tx: Tx, became: Became) => Promise<readonly EventDraft[]>;
