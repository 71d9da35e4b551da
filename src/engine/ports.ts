/**
 * What the engine needs from below, as interfaces: a store for the journal and the runs, and actions that change the
 * world. It knows neither SQL nor any provider.
 */
import type { RollbackStatus, TaskStatus } from '../../generated/enums.ts';
import type { EventDraft } from '../domain/events.ts';
import type { JsonObject } from '../domain/json.ts';

export type RunKind = 'batch' | 'workflow' | 'rollback' | 'restore';
export type TaskKind = 'workflow' | 'operation' | 'rollback';
export type TaskType = 'server_batch' | 'taskserv_batch' | 'cluster_batch' | 'http' | 'rollback' | 'restore';
export type NodeKind =
  | 'server.create'
  | 'server.update'
  | 'server.delete'
  | 'taskserv.install'
  | 'taskserv.remove'
  | 'taskserv.update'
  | 'taskserv.restart'
  | 'http';

export interface RunRecord {
  readonly id: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly status: TaskStatus;
  readonly rollbackStatus: RollbackStatus | null;
  readonly progress: number;
  readonly spec: JsonObject;
  readonly parallelLimit: number;
  readonly rollbackEnabled: boolean;
  readonly createdBy: string | null;
  readonly startedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
  readonly cancelRollback: boolean;
  /** Fencing token: rises with each owner; writes under a lower one are refused. */
  readonly epoch: number;
}

export interface TaskRecord {
  readonly id: string;
  readonly runId: string;
  readonly ordinal: number;
  readonly kind: TaskKind;
  readonly name: string;
  readonly type: TaskType;
  readonly provider: string | null;
  readonly dependencies: readonly string[];
  readonly spec: JsonObject;
  readonly status: TaskStatus;
  readonly progress: number;
  readonly driver: string | null;
  readonly error: string | null;
  readonly rollbackStatus: RollbackStatus | null;
  readonly cancelRequestedAt: Date | null;
  readonly startedAt: Date | null;
}

/** A node before it has run: what an operation comes apart into. */
export interface NodeSpec {
  /** `<operation>/<target>`, unique in its run. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly spec: JsonObject;
  /** Ids of nodes of the same task that must be done before. */
  readonly dependencies: readonly string[];
}

export interface NodeRecord extends NodeSpec {
  readonly runId: string;
  readonly taskId: string;
  readonly ordinal: number;
  /** What the effect is known by outside; the same over every retry and restart. */
  readonly token: string;
  readonly status: TaskStatus;
  readonly attempts: number;
  readonly output: JsonObject | null;
  readonly error: string | null;
  /** False when it found the thing already as wanted: then there is nothing to undo. */
  readonly changed: boolean;
  readonly doneSequence: number | null;
  readonly undoStatus: RollbackStatus | null;
  readonly undoAttempts: number;
}

/** What a completed effect changes in the recorded world; written in the commit that completes the node. */
export type ResourceChange =
  | {
      readonly kind: 'server.creating';
      readonly id: string;
      readonly name: string;
      readonly provider: string;
      readonly driver: string;
      readonly host: string | null;
      readonly infra: string | null;
      readonly plan: string;
      readonly zone: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly protect: boolean;
      readonly token: string;
    }
  | {
      readonly kind: 'server.running';
      readonly id: string;
      readonly externalId: string;
      readonly addresses: readonly string[];
    }
  | {
      readonly kind: 'server.status';
      readonly id: string;
      readonly status: 'deleting' | 'error' | 'stopped' | 'running';
    }
  | {
      readonly kind: 'server.updated';
      readonly id: string;
      readonly plan: string;
      readonly zone: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'server.deleted'; readonly id: string }
  | {
      readonly kind: 'taskserv.installed';
      readonly id: string;
      readonly serverId: string;
      readonly taskserv: string;
      readonly version: string;
      readonly params: JsonObject;
      readonly cluster: string | null;
    }
  | { readonly kind: 'taskserv.removed'; readonly serverId: string; readonly taskserv: string };

export interface TaskChange {
  readonly id: string;
  /** Place in its run: with a status. */
  readonly ordinal?: number;
  readonly status?: TaskStatus;
  readonly progress?: number;
  readonly driver?: string;
  readonly output?: string;
  readonly results?: JsonObject;
  readonly error?: string;
  readonly rollbackStatus?: RollbackStatus;
  /** With a start, and with the end of what had started. */
  readonly startedAt?: Date;
  readonly completedAt?: Date;
  /** With an end: where the task belongs. */
  readonly infra?: string | null;
  readonly provider?: string | null;
  /** With an end: something of it was recorded since its start. */
  readonly known?: true;
  /**
   * Its one node is a call that was done at the first try: it follows from the task (`results` are its output), and has
   * no row of its own until it is to be undone.
   */
  readonly call?: true;
}

export interface NodeChange {
  readonly runId: string;
  readonly id: string;
  readonly status?: TaskStatus;
  readonly attempts?: number;
  readonly output?: JsonObject;
  readonly error?: string;
  readonly changed?: boolean;
  readonly intentAt?: Date;
  readonly doneAt?: Date;
  readonly undoStatus?: RollbackStatus;
  readonly undoAttempts?: number;
  readonly undoRunId?: string;
  readonly undoError?: string;
  readonly undoneAt?: Date;
}

export interface RunChange {
  readonly status?: TaskStatus;
  readonly rollbackStatus?: RollbackStatus;
  readonly progress?: number;
  readonly error?: string;
  readonly result?: JsonObject;
  readonly completedAt?: Date;
}

/** Transitions of one run that are true together or not at all. */
export interface Entry {
  readonly id: string;
  readonly at: Date;
  readonly runId: string;
  readonly epoch: number;
  /** True when an operation starts in it: such an entry is refused once the run's cancellation is requested. */
  readonly starts: boolean;
  readonly run?: RunChange;
  readonly tasks?: readonly TaskChange[];
  readonly newNodes?: readonly NodeRecord[];
  readonly nodes?: readonly NodeChange[];
  /** Calls of the run that have no row get one, to be changed from now on. */
  readonly callRows?: true;
  readonly resources?: readonly {
    readonly runId: string;
    readonly nodeId: string;
    readonly taskId: string;
    readonly change: ResourceChange;
  }[];
  readonly events: readonly EventDraft[];
}

/**
 * `fenced`: the run has another owner now. `cancelled`: it starts something, and the run is being cancelled. `again`: it
 * was not written, since something else of its run was refused; it is to be sent again before all later ones.
 */
export type CommitOutcome = 'committed' | 'fenced' | 'cancelled' | 'again';

export interface JournalStore {
  /**
   * Commits the entries, or as many from the front as one statement can take; tells the fate of each of those, in order,
   * and the sequence of the last event written. `again`: the same entries were sent before and the answer was lost, so
   * it looks first whether they are there.
   */
  commit(
    entries: readonly Entry[],
    again: boolean,
  ): Promise<{ readonly outcomes: readonly CommitOutcome[]; readonly sequence: number | null }>;
}

export interface LoadedRun {
  readonly run: RunRecord;
  readonly tasks: readonly TaskRecord[];
  readonly nodes: readonly NodeRecord[];
}

/** A run is held by its owner for so many seconds from now, unless it is prolonged. */
export interface Lease {
  readonly owner: string;
  readonly seconds: number;
}

export interface LeaseState {
  readonly runId: string;
  readonly cancelRequestedAt: Date | null;
  readonly cancelRollback: boolean;
  readonly cancelledTasks: readonly string[];
}

export interface Claimed {
  readonly runId: string;
  /** Epoch under which it is held now. */
  readonly epoch: number;
  /** It is not to be driven any more, only ended: it was lost too often. */
  readonly dead: boolean;
  /** Nobody has driven it before. */
  readonly fresh: boolean;
}

/** Which waiting runs a claim takes. */
export interface ClaimChoice {
  /** Runs that have lost an owner without getting on since; else all others. */
  readonly suspects: boolean;
  /** A run that has lost so many owners in a row is given up. */
  readonly maxCrashes: number;
  /** New runs that fall to another server are left to it for so long after they were submitted, in ms; null: always. */
  readonly othersAfterMs?: number | null | undefined;
}

export interface RunStore {
  /**
   * Takes up to `limit` open runs that nobody holds, with a higher epoch each, in order of priority and age. Runs whose
   * last owners were lost, twice in a row without a step done, are suspects: they are taken only when asked for, so that
   * one that ends its server does not do so in the company of all others. At `maxCrashes` in a row a run is dead.
   */
  claim(
    owner: string,
    host: string,
    leaseSeconds: number,
    limit: number,
    which?: ClaimChoice,
  ): Promise<readonly Claimed[]>;
  /**
   * Tells that this server takes runs; answers how many do, seen within a lease's time. Frees what those hold in the
   * database that were cut off in the middle of a statement.
   */
  attend(owner: string, leaseSeconds: number): Promise<number>;
  /** This server takes no more runs. */
  leave(owner: string): Promise<void>;
  /** Open runs, counted up to `most`. */
  open(most: number): Promise<number>;
  /** `fresh` as it was told by the claim: then less has to be looked at. */
  load(runId: string, fresh?: boolean): Promise<LoadedRun>;
  /** Prolongs the leases still held by `owner`; those missing from the answer are lost. */
  renew(owner: string, runIds: readonly string[], leaseSeconds: number): Promise<readonly LeaseState[]>;
  /** Gives runs back so that others may take them at once. */
  release(owner: string, runIds: readonly string[]): Promise<void>;
  /** What a rollback run has to undo: the nodes, and the tasks they belong to. */
  undoScope(runId: string): Promise<{ readonly nodes: readonly NodeRecord[]; readonly tasks: readonly TaskRecord[] }>;
}

/** How a failure is to be treated. The action classifies, the engine decides. */
export class EffectError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** What stays behind although the effect failed; such a node is undone like a completed one. */
  readonly leftover: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      readonly retryable?: boolean;
      readonly retryAfterMs?: number;
      readonly leftover?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EffectError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.leftover = options.leftover ?? false;
  }
}

export interface EffectContext {
  readonly run: RunRecord;
  readonly token: string;
  readonly fence: number;
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** A line or more of what a script printed; kept with the task. */
  output(text: string): void;
}

export interface Effect {
  readonly output: JsonObject;
  readonly changed: boolean;
  readonly resources: readonly ResourceChange[];
}

export interface Expansion {
  readonly nodes: readonly NodeSpec[];
  readonly driver: string | null;
  /** Told in the task's output: which file was read, what was already there. */
  readonly notes: readonly string[];
  /** Present when the task is done by looking (check_mode): nothing runs, this is its result. */
  readonly planned?: { readonly output: string; readonly results: JsonObject };
}

export interface ExpandContext {
  readonly run: RunRecord;
  /** Completed nodes of the tasks this one depends on, directly or not, nearest first. */
  readonly upstream: () => readonly NodeRecord[];
  readonly signal: AbortSignal;
}

export interface Actions {
  /** What a task comes apart into, when that needs no reading; null when it does. */
  expandNow(task: TaskRecord): Expansion | null;
  /** Tells what a task comes apart into; reads only. */
  expand(task: TaskRecord, context: ExpandContext): Promise<Expansion>;
  /** What is recorded together with the intent, before the effect. */
  intent(node: NodeRecord, run: RunRecord): readonly ResourceChange[];
  /** What is recorded when the effect failed; `leftover` tells whether something of it stays behind. */
  failed(node: NodeRecord, run: RunRecord, leftover: boolean): readonly ResourceChange[];
  /** Makes it so. Called again with the same token after a crash: resolves what the first call did, never repeats it. */
  perform(node: NodeRecord, context: EffectContext): Promise<Effect>;
  /** Takes it back. Safe to repeat. */
  undo(node: NodeRecord, context: EffectContext): Promise<{ readonly resources: readonly ResourceChange[] }>;
  /** How a person sees the node: for progress, plans and leftovers. */
  describe(node: NodeSpec & { readonly output?: JsonObject | null }): NodeDescription;
  /** The sentence and the results of a completed task. */
  summarize(task: TaskRecord, nodes: readonly NodeRecord[]): { readonly output: string; readonly results: JsonObject };
}

export interface NodeDescription {
  readonly title: string;
  readonly kind: string;
  readonly name: string;
  readonly provider: string;
  readonly externalId: string | null;
  readonly reversible: boolean;
  /** Its undo deletes what may be deleted only with an approval. */
  readonly isProtected: boolean;
  /** What a person does by hand when the undo failed. */
  readonly removeByHand: string;
  /** What a person does by hand when doing it failed. */
  readonly doByHand: string;
}
