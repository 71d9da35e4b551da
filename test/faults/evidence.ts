import type { Batch } from '../../generated/contract/orchestrator.ts';
import type { SinkCall } from '../rollback/sink.ts';

/** Something that was done to the servers, their database or the wires between them. Times in ms since the epoch. */
export interface Fault {
  readonly kind: string;
  readonly at: number;
  /** When everything worked again; infinite as long as it doesn't. */
  until: number;
}

/** One answer of the API, or none (`status` null: the connection broke). */
export interface Answer {
  readonly at: number;
  readonly what: string;
  readonly status: number | null;
}

export interface Operation {
  readonly id: string;
  readonly after: readonly string[];
  /** The sink refuses its `do` for good. */
  readonly fails: boolean;
}

/** A batch that was sent, however often it took until it was acknowledged. */
export interface Submission {
  readonly key: string;
  readonly name: string;
  readonly parallelLimit: number;
  readonly rollback: boolean;
  readonly operations: readonly Operation[];
  readonly acknowledged: string[];
  /** Tries whose answer never came: they may have made a batch or not. */
  lost: number;
}

/** Cancels of a batch: when the first was sent, when a 200 came, and how many tries there were. */
export interface Cancellation {
  readonly batchId: string;
  readonly askedAt: number;
  acknowledgedAt: number | null;
  tries: number;
}

export interface LoggedEvent {
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly run: string | null;
  readonly task: string | null;
  readonly status: string | null;
  readonly at: number;
}

export interface Delivery {
  readonly id: string;
  readonly batchId: string;
  readonly status: string;
  /** Whether headers and body are signed with the endpoint's secret. */
  readonly signed: boolean;
}

/** A rollback of a whole batch that was asked for; acknowledged when the API had answered that it runs or ran. */
export interface AskedRollback {
  readonly batchId: string;
  acknowledged: boolean;
}

/** `[providers.http]` of the servers: calls under way at once, and a second. */
export interface Budget {
  readonly maxParallel: number;
  readonly perSecond: number;
}

/** All that is known after a scenario, from outside and from inside; the checks look at nothing else. */
export interface Evidence {
  readonly calls: readonly SinkCall[];
  readonly standing: ReadonlySet<string>;
  readonly faults: readonly Fault[];
  readonly answers: readonly Answer[];
  readonly submissions: readonly Submission[];
  readonly cancellations: readonly Cancellation[];
  readonly rollbacks: readonly AskedRollback[];
  /** Every batch as the API shows it at the end. */
  readonly batches: readonly Batch[];
  readonly events: readonly LoggedEvent[];
  /** Webhooks received; null when none were asked for. */
  readonly deliveries: readonly Delivery[] | null;
  /** The highest fencing epoch of whoever drove each run, or undid what it did; from the database. */
  readonly epochs: ReadonlyMap<string, number>;
  /** Of runs whose server was cut off, where a scenario watches them. */
  readonly takeovers: readonly Takeover[];
  /** Null when there was none. */
  readonly budget: Budget | null;
  readonly audit: {
    readonly valid: boolean;
    readonly unsealed: number;
    /** Successful records: `<action> <resource>`. */
    readonly records: readonly string[];
  };
}

/** A run that lost its server and was taken over by another one; infinite `afterMs` when it was not. */
export interface Takeover {
  readonly run: string;
  /** From the moment at which its server was cut off. */
  readonly afterMs: number;
  readonly withinMs: number;
}

/** The name under which the sink knows an operation. */
export const sinkName = (batch: string, operation: string): string => `${batch}.${operation}`;

export const TERMINAL: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

export function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
