// Written by `npm run generate` from openapi/orchestrator.yaml; do not edit.
import type { components } from '../types/orchestrator.ts';
import type { CallOptions, Requester } from '../../sdk/core/request.ts';
import type { PagePromise } from '../../sdk/core/pagination.ts';
import { path } from '../../sdk/core/path.ts';

type Schemas = components['schemas'];

export type AcceptedOperation = Schemas['AcceptedOperation'];
export type Batch = Schemas['Batch'];
export type BatchAccepted = Schemas['BatchAccepted'];
export type BatchOperation = Schemas['BatchOperation'];
export type Checkpoint = Schemas['Checkpoint'];
export type CheckpointDetail = Schemas['CheckpointDetail'];
/** Made by request, before a batch with rollback, or after so many operations. */
export type CheckpointOrigin = Schemas['CheckpointOrigin'];
/** How many recorded resources a checkpoint holds. */
export type CheckpointResources = Schemas['CheckpointResources'];
export type DeliveryStatus = Schemas['DeliveryStatus'];
export type Drift = Schemas['Drift'];
export type DriftFailure = Schemas['DriftFailure'];
/** Recorded but not there, there but different, or there but not recorded. */
export type DriftKind = Schemas['DriftKind'];
export type DriftReport = Schemas['DriftReport'];
/** What differs: a server, or a task service on a server that is there. */
export type DriftResource = Schemas['DriftResource'];
export type DriftStatus = Schemas['DriftStatus'];
/** One entry of the event log, as the event stream sends it. Statuses inside `data` are in lower case. */
export type Event = Schemas['Event'];
/** Filter of the event stream. `task`: TaskStatusChanged, TaskProgress, TaskOutput; `batch`: BatchStatusChanged, OperationStatusChanged, CheckpointCreated, RollbackStatusChanged; `system`: ServerStatusChanged, ScheduleStatusChanged, SystemHealthChanged. */
export type EventCategory = Schemas['EventCategory'];
export type EventType = Schemas['EventType'];
export type HealthComponents = Schemas['HealthComponents'];
export type HealthStatus = Schemas['HealthStatus'];
/** Free JSON, kept as it is. */
export type JsonObject = Schemas['JsonObject'];
/** Labels of a server, at most 64. */
export type Labels = Schemas['Labels'];
/** A resource that could not be undone or, by a restore, brought back. */
export type Leftover = Schemas['Leftover'];
/** `undone` and `done` (of a restore): a later try succeeded. */
export type LeftoverStatus = Schemas['LeftoverStatus'];
export type OperationType = Schemas['OperationType'];
export type Plan = Schemas['Plan'];
export type PlanAction = Schemas['PlanAction'];
export type PlanApproval = Schemas['PlanApproval'];
export type PlanEstimates = Schemas['PlanEstimates'];
export type PlanStatus = Schemas['PlanStatus'];
export type PlanStep = Schemas['PlanStep'];
export type PlanType = Schemas['PlanType'];
/** What the policies say to its author. */
export type PlanVerdict = Schemas['PlanVerdict'];
export type Priority = Schemas['Priority'];
export type Progress = Schemas['Progress'];
export type RollbackAccepted = Schemas['RollbackAccepted'];
export type RollbackHead = Schemas['RollbackHead'];
/** What was undone; `batch` is one that failed and undid itself. */
export type RollbackKind = Schemas['RollbackKind'];
export type RollbackResult = Schemas['RollbackResult'];
export type RollbackStatistics = Schemas['RollbackStatistics'];
/** How far the undoing of an operation, a batch or a rollback has come. */
export type RollbackStatus = Schemas['RollbackStatus'];
/** One step of a rollback plan, in the order of execution. */
export type RollbackStep = Schemas['RollbackStep'];
export type Schedule = Schemas['Schedule'];
/** What happens when no server was up at one or more of its times, or they were noticed more than a minute late: `once` runs it a single time, `none` waits for the next time. */
export type ScheduleCatchUp = Schemas['ScheduleCatchUp'];
export type ScheduleHead = Schemas['ScheduleHead'];
/** What became of a time: `started`; `skipped`, since the run before was open; `missed`, since no server was up; `refused`, with the reason as error, for example that its owner may no longer do it. */
export type ScheduleOutcome = Schemas['ScheduleOutcome'];
/** What happens at a time when the run before is still open. `skip`: nothing; `buffer_one`: one run waits for its end; `cancel_other`: it is cancelled, and the new one starts once it has ended; `allow_all`: both run. */
export type ScheduleOverlap = Schemas['ScheduleOverlap'];
export type ScheduleRun = Schemas['ScheduleRun'];
export type ScheduleType = Schemas['ScheduleType'];
export type Server = Schemas['Server'];
export type ServerStatus = Schemas['ServerStatus'];
export type ServerTaskserv = Schemas['ServerTaskserv'];
/** The state of a workflow right after one change. */
export type Snapshot = Schemas['Snapshot'];
/** The state recorded in a snapshot, in lower case. */
export type SnapshotState = Schemas['SnapshotState'];
/** The database that really holds the state. */
export type StateStore = Schemas['StateStore'];
export type Statistics = Schemas['Statistics'];
/** Label of a batch, stored and echoed. `state_store` tells the store that is really used. */
export type StorageBackend = Schemas['StorageBackend'];
export type SystemHealth = Schemas['SystemHealth'];
export type SystemLoad = Schemas['SystemLoad'];
/** Workflows are workflow tasks and batches, not the operations inside them. */
export type SystemMetrics = Schemas['SystemMetrics'];
export type Task = Schemas['Task'];
/** What a task stands for; a workflow request, one operation of a batch, or a rollback. */
export type TaskKind = Schemas['TaskKind'];
/** State of a task, an operation or a batch. Completed, Failed and Cancelled are terminal and never change. */
export type TaskStatus = Schemas['TaskStatus'];
export type TaskWaiting = Schemas['TaskWaiting'];
/** State of one task service on one server. */
export type TaskservStatus = Schemas['TaskservStatus'];
/** What a task waits for. `queue` is a server that takes its run, `parallel_limit` its batch's. */
export type WaitingKind = Schemas['WaitingKind'];
export type WaitingReason = Schemas['WaitingReason'];
/** A receiver of deliveries. Its secret is never shown again. */
export type Webhook = Schemas['Webhook'];
/** The secret is shown this once. */
export type WebhookCreated = Schemas['WebhookCreated'];
export type WebhookDelivery = Schemas['WebhookDelivery'];
export type WebhookEvent = Schemas['WebhookEvent'];
export type WebhookEvents = Schemas['WebhookEvents'];
/** Body of a webhook delivery. */
export type WebhookPayload = Schemas['WebhookPayload'];

export interface ServersWorkflow {
  readonly infra: string;
  /** Settings file inside the infra directory. */
  readonly settings?: string | undefined;
  /** Plan only; the plan is the output of the task. */
  readonly check_mode?: boolean | undefined;
  /** Complete the task only when the servers are reachable. */
  readonly wait?: boolean | undefined;
  readonly priority?: Priority | undefined;
}

export interface TaskservWorkflow {
  readonly operation?: WorkflowOperation | undefined;
  readonly taskserv: string;
  readonly infra: string;
  /** Settings file inside the infra directory. */
  readonly settings?: string | undefined;
  /** Plan only; the plan is the output of the task. */
  readonly check_mode?: boolean | undefined;
  /** Complete the task only when the service answers its health check. */
  readonly wait?: boolean | undefined;
  readonly priority?: Priority | undefined;
}

export interface ClusterWorkflow {
  readonly operation?: WorkflowOperation | undefined;
  readonly cluster_type: string;
  readonly infra: string;
  /** Settings file inside the infra directory. */
  readonly settings?: string | undefined;
  /** Plan only; the plan is the output of the task. */
  readonly check_mode?: boolean | undefined;
  /** Complete the task only when the cluster is reachable. */
  readonly wait?: boolean | undefined;
  readonly priority?: Priority | undefined;
}

export interface BatchRequest {
  readonly name: string;
  readonly version?: string | undefined;
  readonly storage_backend?: StorageBackend | undefined;
  /** Operations of this batch that run at the same time. */
  readonly parallel_limit?: number | undefined;
  /** Undo what the batch completed when an operation fails. */
  readonly rollback_enabled?: boolean | undefined;
  readonly priority?: Priority | undefined;
  /** From its start; then nothing new starts, what runs is stopped and the batch has failed. */
  readonly timeout_seconds?: number | undefined;
  readonly operations: readonly OperationRequest[];
}

export interface BatchCancel {
  /** Also undo the operations that are completed. */
  readonly rollback?: boolean | undefined;
}

export interface CheckpointCreate {
  readonly name: string;
  readonly description?: string | undefined;
}

/** Give either `checkpoint_id` or `operation_ids`. */
export interface RollbackRequest {
  /** Undo everything completed after this checkpoint. */
  readonly checkpoint_id?: string | undefined;
  /** Undo just these: a task id, `batch_id/operation_id`, or an operation id that is unambiguous. */
  readonly operation_ids?: readonly string[] | undefined;
  /** Also undo completed operations that depend on these. */
  readonly cascade?: boolean | undefined;
  /** Answer the plan and change nothing. */
  readonly dry_run?: boolean | undefined;
}

export interface Reason {
  /** Why; it is kept in the audit log. */
  readonly reason: string;
}

/** What to plan; `type` decides which. */
export type PlanRequest = ServersPlan | TaskservPlan | ClusterPlan | BatchPlan | RollbackPlan | RestorePlan | RepairPlan;

export interface Approval {
  readonly reason?: string | undefined;
}

export interface ScheduleCreate {
  readonly name: string;
  readonly description?: string | undefined;
  readonly cron: string;
  readonly time_zone?: string | undefined;
  readonly overlap?: ScheduleOverlap | undefined;
  readonly catch_up?: ScheduleCatchUp | undefined;
  readonly enabled?: boolean | undefined;
  readonly target: ScheduleTarget;
}

/** What is left out stays as it is. Whoever changes the target becomes the owner. */
export interface ScheduleUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly cron?: string | undefined;
  readonly time_zone?: string | undefined;
  readonly overlap?: ScheduleOverlap | undefined;
  readonly catch_up?: ScheduleCatchUp | undefined;
  /** `false` pauses it. */
  readonly enabled?: boolean | undefined;
  readonly target?: ScheduleTarget | undefined;
}

export interface WebhookCreate {
  readonly url: string;
  readonly events: WebhookEvents;
  readonly secret?: string | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

/** What is left out stays as it is. */
export interface WebhookUpdate {
  readonly url?: string | undefined;
  readonly events?: WebhookEvents | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

export interface WebhookRotation {
  /** Seconds that the old secret signs beside the new one. */
  readonly overlap_seconds?: number | undefined;
  readonly secret?: string | undefined;
}

export type WorkflowOperation = 'create' | 'delete' | 'update' | 'restart';

/** One operation of a batch; `type` decides which. */
export type OperationRequest = ServerBatchOperation | TaskservBatchOperation | ClusterBatchOperation | HttpOperation;

/** As the body of POST /workflows/servers/create. */
export interface ServersPlan {
  readonly type: 'servers';
  readonly request: ServersWorkflow;
}

/** As the body of POST /workflows/taskserv/create. */
export interface TaskservPlan {
  readonly type: 'taskserv';
  readonly request: TaskservWorkflow;
}

/** As the body of POST /workflows/cluster/create. */
export interface ClusterPlan {
  readonly type: 'cluster';
  readonly request: ClusterWorkflow;
}

/** As the body of POST /batch/execute. */
export interface BatchPlan {
  readonly type: 'batch';
  readonly request: BatchRequest;
}

/** As the body of POST /rollback/execute. */
export interface RollbackPlan {
  readonly type: 'rollback';
  readonly request: RollbackRequest;
}

/** Back to the world of a checkpoint. */
export interface RestorePlan {
  readonly type: 'restore';
  readonly checkpoint_id: string;
}

/** Makes the world match the record again, and removes orphans. */
export interface RepairPlan {
  readonly type: 'repair';
  readonly drift_ids: readonly string[];
}

/** What to run; `type` decides which. */
export type ScheduleTarget = ServersPlan | TaskservPlan | ClusterPlan | BatchPlan | DriftSchedule;

/** Makes servers at one provider. */
export interface ServerBatchOperation {
  readonly id: string;
  readonly type: 'server_batch';
  readonly provider: string;
  readonly dependencies?: readonly string[] | undefined;
  readonly server_configs: readonly ServerConfig[];
  readonly retry?: RetryPolicy | undefined;
  readonly timeout_seconds?: number | undefined;
  readonly continue_on_error?: boolean | undefined;
  readonly priority?: Priority | undefined;
  readonly concurrency_key?: string | undefined;
  readonly concurrency_limit?: number | undefined;
}

/** Installs task services on servers. */
export interface TaskservBatchOperation {
  readonly id: string;
  readonly type: 'taskserv_batch';
  readonly provider: string;
  readonly dependencies?: readonly string[] | undefined;
  readonly taskservs: readonly string[];
  /** Parameters by task service. */
  readonly params?: Readonly<Record<string, JsonObject>> | undefined;
  /** Targets; else the servers made by the dependencies, else all running ones of the provider. */
  readonly servers?: readonly string[] | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly timeout_seconds?: number | undefined;
  readonly continue_on_error?: boolean | undefined;
  readonly priority?: Priority | undefined;
  readonly concurrency_key?: string | undefined;
  readonly concurrency_limit?: number | undefined;
}

/** Builds a cluster out of its definition. */
export interface ClusterBatchOperation {
  readonly id: string;
  readonly type: 'cluster_batch';
  readonly provider: string;
  readonly dependencies?: readonly string[] | undefined;
  readonly cluster_type: string;
  /** Targets; else the servers made by the dependencies, else all running ones of the provider. */
  readonly servers?: readonly string[] | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly timeout_seconds?: number | undefined;
  readonly continue_on_error?: boolean | undefined;
  readonly priority?: Priority | undefined;
  readonly concurrency_key?: string | undefined;
  readonly concurrency_limit?: number | undefined;
}

/** Lets a service of yours do the work, and undo it when `undo` is given. Both may be called again under the same Idempotency-Key; an undo of what was never done must succeed and do nothing. */
export interface HttpOperation {
  readonly id: string;
  readonly type: 'http';
  readonly dependencies?: readonly string[] | undefined;
  readonly do: HttpCall;
  readonly undo?: HttpCall | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly timeout_seconds?: number | undefined;
  readonly continue_on_error?: boolean | undefined;
  readonly priority?: Priority | undefined;
  readonly concurrency_key?: string | undefined;
  readonly concurrency_limit?: number | undefined;
}

/** As POST /drift/check; done by the server that finds it due. */
export interface DriftSchedule {
  readonly type: 'drift';
}

export interface ServerConfig {
  readonly name: string;
  readonly plan: string;
  readonly zone: string;
  /** A rollback or restore deletes it only with an approval. */
  readonly protect?: boolean | undefined;
  readonly labels?: Labels | undefined;
}

/** How often and how fast a failing step is tried again. Delays are seconds. */
export interface RetryPolicy {
  readonly max_attempts: number;
  readonly backoff?: RetryBackoff | undefined;
  readonly initial_delay?: number | undefined;
  readonly max_delay?: number | undefined;
}

/** A POST to a service of yours; its target must be allowed by the configuration. */
export interface HttpCall {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: JsonObject | undefined;
}

export type RetryBackoff = 'exponential' | 'fixed';

export interface ListTasksQuery {
  /** Only those in this state. */
  readonly status?: TaskStatus | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
  /** `X-Next-Cursor` of the page before: the items behind it, whatever was added meanwhile. Instead of `offset`; the filters stay as they were. */
  readonly cursor?: string | undefined;
}

export interface GetTaskQuery {
  /** Seconds to wait for a terminal state before answering. */
  readonly wait?: number | undefined;
}

export interface ListBatchesQuery {
  /** Only those that were given up since they had cost too many servers in a row, or only the others. */
  readonly dead_lettered?: boolean | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
  /** `X-Next-Cursor` of the page before: the items behind it, whatever was added meanwhile. Instead of `offset`; the filters stay as they were. */
  readonly cursor?: string | undefined;
}

export interface ListBatchOperationsQuery {
  /** Only those in this state. */
  readonly status?: TaskStatus | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListWorkflowSnapshotsQuery {
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListCheckpointsQuery {
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface RestoreCheckpointQuery {
  /** Tell the steps and change nothing. */
  readonly dry_run?: boolean | undefined;
}

export interface ListRollbacksQuery {
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListPlansQuery {
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListSchedulesQuery {
  /** Only enabled or only disabled ones. */
  readonly enabled?: boolean | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListDriftQuery {
  /** Only this kind. */
  readonly kind?: DriftKind | undefined;
  /** Only those in this state. */
  readonly status?: DriftStatus | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListServersQuery {
  /** Only those of this provider. */
  readonly provider?: string | undefined;
  /** Only those in this state. */
  readonly status?: ServerStatus | undefined;
  /** Only those of this infra. */
  readonly infra?: string | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListWebhooksQuery {
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListWebhookDeliveriesQuery {
  /** Only those in this state. */
  readonly status?: DeliveryStatus | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

/** Every operation of the orchestrator, by its operationId. */
export class OrchestratorOperations {
  readonly #requests: Requester;

  constructor(requests: Requester) {
    this.#requests = requests;
  }

  /**
   * Is the orchestrator up: `GET /health`.
   */
  getHealth(options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'GET', path: path`/health`, options });
  }

  /**
   * List tasks: `GET /tasks`.
   * Newest first.
   */
  listTasks(query?: ListTasksQuery, options?: CallOptions): PagePromise<Task> {
    return this.#requests.page<Task>({ method: 'GET', path: path`/tasks`, query, options });
  }

  /**
   * Get a task: `GET /tasks/{id}`.
   * With `wait` the answer comes when the task has ended, at the latest after that many seconds.
   */
  getTask(id: string, query?: GetTaskQuery, options?: CallOptions): Promise<Task> {
    return this.#requests.data<Task>({ method: 'GET', path: path`/tasks/${id}`, query, options });
  }

  /**
   * Cancel a task: `POST /tasks/{id}/cancel`.
   * Cancelling again is fine; a task that has completed or failed is a conflict.
   */
  cancelTask(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/tasks/${id}/cancel`, options, keyed: true });
  }

  /**
   * Why a task waits: `GET /tasks/{id}/waiting`.
   * What the task waits for at this moment: dependencies, a place in its batch, its key, the budget of its provider, or a server. For an operation of a batch give its `task_id`.
   */
  getTaskWaiting(id: string, options?: CallOptions): Promise<TaskWaiting> {
    return this.#requests.data<TaskWaiting>({ method: 'GET', path: path`/tasks/${id}/waiting`, options });
  }

  /**
   * Create the servers of an infra: `POST /workflows/servers/create`.
   * Makes one task and answers its id at once.
   */
  createServersWorkflow(body: ServersWorkflow, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/workflows/servers/create`, body, options, keyed: true });
  }

  /**
   * Create, delete, update or restart a task service: `POST /workflows/taskserv/create`.
   * Makes one task and answers its id at once.
   */
  createTaskservWorkflow(body: TaskservWorkflow, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/workflows/taskserv/create`, body, options, keyed: true });
  }

  /**
   * Create, delete, update or restart a cluster: `POST /workflows/cluster/create`.
   * Makes one task and answers its id at once.
   */
  createClusterWorkflow(body: ClusterWorkflow, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/workflows/cluster/create`, body, options, keyed: true });
  }

  /**
   * Execute a batch: `POST /batch/execute`.
   * Checks the whole graph, stores it and starts it. Nothing is stored when anything is wrong; a cycle is named in order.
   */
  executeBatch(body: BatchRequest, options?: CallOptions): Promise<BatchAccepted> {
    return this.#requests.data<BatchAccepted>({ method: 'POST', path: path`/batch/execute`, body, options, keyed: true });
  }

  /**
   * List batches: `GET /batch/operations`.
   * Newest first, each with at most 20 of its operations.
   */
  listBatches(query?: ListBatchesQuery, options?: CallOptions): PagePromise<Batch> {
    return this.#requests.page<Batch>({ method: 'GET', path: path`/batch/operations`, query, options });
  }

  /**
   * Get a batch: `GET /batch/operations/{id}`.
   */
  getBatch(id: string, options?: CallOptions): Promise<Batch> {
    return this.#requests.data<Batch>({ method: 'GET', path: path`/batch/operations/${id}`, options });
  }

  /**
   * Cancel a batch: `POST /batch/operations/{id}/cancel`.
   * No operation starts after the answer; running ones are stopped. Cancelling again is fine; a batch that has completed or failed is a conflict.
   */
  cancelBatch(id: string, body?: BatchCancel, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/batch/operations/${id}/cancel`, body, options, keyed: true });
  }

  /**
   * Resume a batch: `POST /batch/operations/{id}/resume`.
   * Makes a new batch of the same operations that has `resumed_from`. Completed operations whose effects still exist are kept with their outputs, belong to the new batch from then on (a rollback of it undoes them too) and are not done again; the rest is done, undone operations included. 409 says why when there is nothing to resume: the batch is still running, has completed, was rolled back, was resumed before, or left something that could not be undone.
   */
  resumeBatch(id: string, options?: CallOptions): Promise<BatchAccepted> {
    return this.#requests.data<BatchAccepted>({ method: 'POST', path: path`/batch/operations/${id}/resume`, options, keyed: true });
  }

  /**
   * List the operations of a batch: `GET /batch/operations/{id}/operations`.
   * In the order of the request.
   */
  listBatchOperations(id: string, query?: ListBatchOperationsQuery, options?: CallOptions): PagePromise<BatchOperation> {
    return this.#requests.page<BatchOperation>({ method: 'GET', path: path`/batch/operations/${id}/operations`, query, options });
  }

  /**
   * Progress of a workflow: `GET /state/workflows/{id}/progress`.
   * The id is that of a task or of a batch.
   */
  getWorkflowProgress(id: string, options?: CallOptions): Promise<Progress> {
    return this.#requests.data<Progress>({ method: 'GET', path: path`/state/workflows/${id}/progress`, options });
  }

  /**
   * Snapshots of a workflow: `GET /state/workflows/{id}/snapshots`.
   * Oldest first. The id is that of a task or of a batch.
   */
  listWorkflowSnapshots(id: string, query?: ListWorkflowSnapshotsQuery, options?: CallOptions): PagePromise<Snapshot> {
    return this.#requests.page<Snapshot>({ method: 'GET', path: path`/state/workflows/${id}/snapshots`, query, options });
  }

  /**
   * Workflow counts and system load: `GET /state/system/metrics`.
   */
  getSystemMetrics(options?: CallOptions): Promise<SystemMetrics> {
    return this.#requests.data<SystemMetrics>({ method: 'GET', path: path`/state/system/metrics`, options });
  }

  /**
   * Health of the components: `GET /state/system/health`.
   */
  getSystemHealth(options?: CallOptions): Promise<SystemHealth> {
    return this.#requests.data<SystemHealth>({ method: 'GET', path: path`/state/system/health`, options });
  }

  /**
   * Statistics of the state store: `GET /state/statistics`.
   */
  getStatistics(options?: CallOptions): Promise<Statistics> {
    return this.#requests.data<Statistics>({ method: 'GET', path: path`/state/statistics`, options });
  }

  /**
   * List checkpoints: `GET /rollback/checkpoints`.
   * Newest first.
   */
  listCheckpoints(query?: ListCheckpointsQuery, options?: CallOptions): PagePromise<Checkpoint> {
    return this.#requests.page<Checkpoint>({ method: 'GET', path: path`/rollback/checkpoints`, query, options });
  }

  /**
   * Create a checkpoint: `POST /rollback/checkpoints`.
   * Records all resources and the position in the operation journal.
   */
  createCheckpoint(body: CheckpointCreate, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/rollback/checkpoints`, body, options, keyed: true });
  }

  /**
   * Get a checkpoint: `GET /rollback/checkpoints/{id}`.
   */
  getCheckpoint(id: string, options?: CallOptions): Promise<CheckpointDetail> {
    return this.#requests.data<CheckpointDetail>({ method: 'GET', path: path`/rollback/checkpoints/${id}`, options });
  }

  /**
   * Delete a checkpoint: `DELETE /rollback/checkpoints/{id}`.
   * A conflict while a rollback to it is running.
   */
  deleteCheckpoint(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/rollback/checkpoints/${id}`, options });
  }

  /**
   * Roll back: `POST /rollback/execute`.
   * Undoes, newest first, everything completed after a checkpoint, or just the given operations. A failing undo is retried, then named in `leftovers`. A conflict while a run it would touch is active.
   */
  executeRollback(body: RollbackRequest, options?: CallOptions): Promise<RollbackResult | RollbackAccepted> {
    return this.#requests.data<RollbackResult | RollbackAccepted>({ method: 'POST', path: path`/rollback/execute`, body, options, keyed: true });
  }

  /**
   * Restore a checkpoint: `POST /rollback/restore/{id}`.
   * Makes the world match the checkpoint: what is extra is deleted, what is missing is made again. The providers are asked what they really have. A restore that stays incomplete is a conflict that names what is left.
   */
  restoreCheckpoint(id: string, query?: RestoreCheckpointQuery, options?: CallOptions): Promise<string | RollbackAccepted> {
    return this.#requests.data<string | RollbackAccepted>({ method: 'POST', path: path`/rollback/restore/${id}`, query, options, keyed: true });
  }

  /**
   * Statistics of checkpoints and rollbacks: `GET /rollback/statistics`.
   */
  getRollbackStatistics(options?: CallOptions): Promise<RollbackStatistics> {
    return this.#requests.data<RollbackStatistics>({ method: 'GET', path: path`/rollback/statistics`, options });
  }

  /**
   * List rollbacks: `GET /rollback`.
   * Rollbacks, restores, and batches that were undone because they failed; newest first.
   */
  listRollbacks(query?: ListRollbacksQuery, options?: CallOptions): PagePromise<RollbackHead> {
    return this.#requests.page<RollbackHead>({ method: 'GET', path: path`/rollback`, query, options });
  }

  /**
   * Try an undo again: `POST /rollback/{id}/leftovers/{op}/retry`.
   * A new rollback of just this leftover.
   */
  retryLeftover(id: string, op: string, options?: CallOptions): Promise<RollbackResult | RollbackAccepted> {
    return this.#requests.data<RollbackResult | RollbackAccepted>({ method: 'POST', path: path`/rollback/${id}/leftovers/${op}/retry`, options, keyed: true });
  }

  /**
   * Leave a leftover where it is: `POST /rollback/{id}/leftovers/{op}/skip`.
   */
  skipLeftover(id: string, op: string, body: Reason, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/rollback/${id}/leftovers/${op}/skip`, body, options, keyed: true });
  }

  /**
   * Say that a leftover was removed by hand: `POST /rollback/{id}/leftovers/{op}/resolve`.
   */
  resolveLeftover(id: string, op: string, body: Reason, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/rollback/${id}/leftovers/${op}/resolve`, body, options, keyed: true });
  }

  /**
   * List plans: `GET /plans`.
   */
  listPlans(query?: ListPlansQuery, options?: CallOptions): PagePromise<Plan> {
    return this.#requests.page<Plan>({ method: 'GET', path: path`/plans`, query, options });
  }

  /**
   * Plan a request: `POST /plans`.
   * Says what a workflow, batch, rollback, restore or repair would do, what policies say to it, and whether somebody must approve it first.
   */
  createPlan(body: PlanRequest, options?: CallOptions): Promise<Plan> {
    return this.#requests.data<Plan>({ method: 'POST', path: path`/plans`, body, options, keyed: true });
  }

  /**
   * Get a plan: `GET /plans/{id}`.
   */
  getPlan(id: string, options?: CallOptions): Promise<Plan> {
    return this.#requests.data<Plan>({ method: 'GET', path: path`/plans/${id}`, options });
  }

  /**
   * Approve a plan: `POST /plans/{id}/approve`.
   */
  approvePlan(id: string, body: Approval, options?: CallOptions): Promise<Plan> {
    return this.#requests.data<Plan>({ method: 'POST', path: path`/plans/${id}/approve`, body, options, keyed: true });
  }

  /**
   * Apply a plan: `POST /plans/{id}/apply`.
   * Does exactly what was planned. A conflict when what it touches has changed since, or when an approval is missing; what has come elsewhere is left alone.
   */
  applyPlan(id: string, options?: CallOptions): Promise<Plan> {
    return this.#requests.data<Plan>({ method: 'POST', path: path`/plans/${id}/apply`, options, keyed: true });
  }

  /**
   * List schedules: `GET /schedules`.
   */
  listSchedules(query?: ListSchedulesQuery, options?: CallOptions): PagePromise<ScheduleHead> {
    return this.#requests.page<ScheduleHead>({ method: 'GET', path: path`/schedules`, query, options });
  }

  /**
   * Create a schedule: `POST /schedules`.
   * Its owner must be allowed to do what it does, now and at every time it is due.
   */
  createSchedule(body: ScheduleCreate, options?: CallOptions): Promise<Schedule> {
    return this.#requests.data<Schedule>({ method: 'POST', path: path`/schedules`, body, options, keyed: true });
  }

  /**
   * Get a schedule: `GET /schedules/{id}`.
   */
  getSchedule(id: string, options?: CallOptions): Promise<Schedule> {
    return this.#requests.data<Schedule>({ method: 'GET', path: path`/schedules/${id}`, options });
  }

  /**
   * Change, pause or resume a schedule: `PUT /schedules/{id}`.
   * Times that passed while it was paused are not caught up.
   */
  updateSchedule(id: string, body: ScheduleUpdate, options?: CallOptions): Promise<Schedule> {
    return this.#requests.data<Schedule>({ method: 'PUT', path: path`/schedules/${id}`, body, options });
  }

  /**
   * Delete a schedule: `DELETE /schedules/{id}`.
   * What it has started goes on.
   */
  deleteSchedule(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/schedules/${id}`, options });
  }

  /**
   * List drift: `GET /drift`.
   * Differences between what is recorded and what the providers and their servers have, and orphans, which carry our marks but belong to no record.
   */
  listDrift(query?: ListDriftQuery, options?: CallOptions): PagePromise<Drift> {
    return this.#requests.page<Drift>({ method: 'GET', path: path`/drift`, query, options });
  }

  /**
   * Look for drift: `POST /drift/check`.
   * Asks every provider for what it has, and every server, by the `check` of each task service, for what stands on it.
   */
  checkDrift(options?: CallOptions): Promise<DriftReport> {
    return this.#requests.data<DriftReport>({ method: 'POST', path: path`/drift/check`, options, keyed: true });
  }

  /**
   * Take what is there as right: `POST /drift/{id}/adopt`.
   */
  adoptDrift(id: string, options?: CallOptions): Promise<Drift> {
    return this.#requests.data<Drift>({ method: 'POST', path: path`/drift/${id}/adopt`, options, keyed: true });
  }

  /**
   * Ignore a difference: `POST /drift/{id}/ignore`.
   */
  ignoreDrift(id: string, body: Reason, options?: CallOptions): Promise<Drift> {
    return this.#requests.data<Drift>({ method: 'POST', path: path`/drift/${id}/ignore`, body, options, keyed: true });
  }

  /**
   * Plan the repair of a difference: `POST /drift/{id}/repair`.
   */
  repairDrift(id: string, options?: CallOptions): Promise<Plan> {
    return this.#requests.data<Plan>({ method: 'POST', path: path`/drift/${id}/repair`, options, keyed: true });
  }

  /**
   * Get a rollback: `GET /rollback/{id}`.
   */
  getRollback(id: string, options?: CallOptions): Promise<RollbackResult> {
    return this.#requests.data<RollbackResult>({ method: 'GET', path: path`/rollback/${id}`, options });
  }

  /**
   * List servers: `GET /servers`.
   * Newest first.
   */
  listServers(query?: ListServersQuery, options?: CallOptions): PagePromise<Server> {
    return this.#requests.page<Server>({ method: 'GET', path: path`/servers`, query, options });
  }

  /**
   * Get a server: `GET /servers/{id}`.
   */
  getServer(id: string, options?: CallOptions): Promise<Server> {
    return this.#requests.data<Server>({ method: 'GET', path: path`/servers/${id}`, options });
  }

  /**
   * List webhook endpoints: `GET /webhooks`.
   * Those made here; the ones of the configuration file are the file's own.
   */
  listWebhooks(query?: ListWebhooksQuery, options?: CallOptions): PagePromise<Webhook> {
    return this.#requests.page<Webhook>({ method: 'GET', path: path`/webhooks`, query, options });
  }

  /**
   * Create a webhook endpoint: `POST /webhooks`.
   * It is told of what happens from now on. The secret is shown this once.
   */
  createWebhook(body: WebhookCreate, options?: CallOptions): Promise<WebhookCreated> {
    return this.#requests.data<WebhookCreated>({ method: 'POST', path: path`/webhooks`, body, options });
  }

  /**
   * Get a webhook endpoint: `GET /webhooks/{id}`.
   */
  getWebhook(id: string, options?: CallOptions): Promise<Webhook> {
    return this.#requests.data<Webhook>({ method: 'GET', path: path`/webhooks/${id}`, options });
  }

  /**
   * Update a webhook endpoint: `PUT /webhooks/{id}`.
   * What is left out stays. Enabling one again lets it go on where it stood.
   */
  updateWebhook(id: string, body: WebhookUpdate, options?: CallOptions): Promise<Webhook> {
    return this.#requests.data<Webhook>({ method: 'PUT', path: path`/webhooks/${id}`, body, options });
  }

  /**
   * Delete a webhook endpoint: `DELETE /webhooks/{id}`.
   * Nothing more is sent to it; its deliveries go with it.
   */
  deleteWebhook(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/webhooks/${id}`, options });
  }

  /**
   * Give a webhook endpoint a new secret: `POST /webhooks/{id}/rotate-secret`.
   * The headers are signed with the old one too until `overlap_seconds` are over; 0 ends it at once.
   */
  rotateWebhookSecret(id: string, body: WebhookRotation, options?: CallOptions): Promise<WebhookCreated> {
    return this.#requests.data<WebhookCreated>({ method: 'POST', path: path`/webhooks/${id}/rotate-secret`, body, options });
  }

  /**
   * List the deliveries of a webhook endpoint: `GET /webhooks/{id}/deliveries`.
   */
  listWebhookDeliveries(id: string, query?: ListWebhookDeliveriesQuery, options?: CallOptions): PagePromise<WebhookDelivery> {
    return this.#requests.page<WebhookDelivery>({ method: 'GET', path: path`/webhooks/${id}/deliveries`, query, options });
  }

  /**
   * Send a delivery again: `POST /webhooks/{id}/deliveries/{delivery}/redeliver`.
   * With the same `webhook-id`, so that a receiver knows what it already has; its attempts start anew.
   */
  redeliverWebhook(id: string, delivery: string, options?: CallOptions): Promise<WebhookDelivery> {
    return this.#requests.data<WebhookDelivery>({ method: 'POST', path: path`/webhooks/${id}/deliveries/${delivery}/redeliver`, options, keyed: true });
  }

  /**
   * Metrics for Prometheus: `GET /metrics`.
   * Needs a token unless the configuration makes it public.
   */
  getMetrics(options?: CallOptions): Promise<string> {
    return this.#requests.text({ method: 'GET', path: path`/metrics`, options }, 'text/plain');
  }
}
