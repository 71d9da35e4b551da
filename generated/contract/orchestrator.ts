// Written by `npm run generate` from openapi/orchestrator.yaml; do not edit.
import { createRoute, z } from '@hono/zod-openapi';
import type { OperationFacts } from './facts.ts';
import { booleanFromText, entries, integer, integerFromText, jsonObject, map, number, text, unique } from './scalars.ts';

export const Name = text({ min: 1, max: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }).openapi("Name");
export type Name = z.infer<typeof Name>;

export const TaskStatus = z.enum(["Pending","Running","Completed","Failed","Cancelled"]).openapi("TaskStatus");
export type TaskStatus = z.infer<typeof TaskStatus>;

export const AcceptedOperation = z.strictObject({
  id: Name,
  status: TaskStatus,
  progress: number({ min: 0, max: 100 }),
}).openapi("AcceptedOperation");
export type AcceptedOperation = z.infer<typeof AcceptedOperation>;

export const Approval = z.strictObject({
  reason: text({ min: 1, max: 2048 }).exactOptional(),
}).openapi("Approval");
export type Approval = z.infer<typeof Approval>;

export const StorageBackend = z.enum(["surrealdb","filesystem","postgres","pglite"]).openapi("StorageBackend");
export type StorageBackend = z.infer<typeof StorageBackend>;

export const StateStore = z.enum(["postgres","pglite"]).openapi("StateStore");
export type StateStore = z.infer<typeof StateStore>;

export const RollbackStatus = z.enum(["Pending","Running","Completed","Failed","Skipped"]).openapi("RollbackStatus");
export type RollbackStatus = z.infer<typeof RollbackStatus>;

export const Priority = z.enum(["low","normal","high"]).openapi("Priority");
export type Priority = z.infer<typeof Priority>;

export const OperationType = z.enum(["server_batch","taskserv_batch","cluster_batch","http"]).openapi("OperationType");
export type OperationType = z.infer<typeof OperationType>;

export const JsonObject = jsonObject().openapi("JsonObject");
export type JsonObject = z.infer<typeof JsonObject>;

export const BatchOperation = z.strictObject({
  id: Name,
  type: OperationType,
  status: TaskStatus,
  progress: number({ min: 0, max: 100 }),
  task_id: text({ format: "uuid" }),
  provider: Name.nullable(),
  driver: text({ max: 128 }).nullable(),
  dependencies: z.array(Name).max(100000),
  results: JsonObject.nullable(),
  error: text({ max: 65536 }).nullable(),
  rollback_status: RollbackStatus.nullable(),
  started_at: text({ format: "date-time" }).nullable(),
  completed_at: text({ format: "date-time" }).nullable(),
}).openapi("BatchOperation");
export type BatchOperation = z.infer<typeof BatchOperation>;

export const Batch = z.strictObject({
  batch_id: text({ format: "uuid" }),
  name: text({ min: 1, max: 128 }),
  version: text({ min: 1, max: 64 }),
  status: TaskStatus,
  terminal: z.boolean(),
  progress: number({ min: 0, max: 100 }),
  created_at: text({ format: "date-time" }),
  started_at: text({ format: "date-time" }).nullable(),
  completed_at: text({ format: "date-time" }).nullable(),
  created_by: text({ format: "uuid" }).nullable(),
  storage_backend: StorageBackend.nullable(),
  state_store: StateStore,
  parallel_limit: integer({ min: 1, max: 1000 }),
  rollback_enabled: z.boolean(),
  rollback_status: RollbackStatus.nullable(),
  priority: Priority,
  timeout_seconds: integer({ min: 1, max: 604800 }).nullable(),
  dead_lettered_at: text({ format: "date-time" }).nullable(),
  resumed_from: text({ format: "uuid" }).nullable(),
  error: text({ max: 65536 }).nullable(),
  operations: z.array(BatchOperation).max(1000),
  operations_total: integer({ min: 1, max: 100000 }),
  operations_link: text({ max: 2048 }).nullable(),
}).openapi("Batch");
export type Batch = z.infer<typeof Batch>;

export const BatchAccepted = z.strictObject({
  batch_id: text({ format: "uuid" }),
  status: TaskStatus,
  operations: z.array(AcceptedOperation).max(1000),
  operations_total: integer({ min: 1, max: 100000 }),
  operations_link: text({ max: 2048 }).nullable(),
  state_store: StateStore,
}).openapi("BatchAccepted");
export type BatchAccepted = z.infer<typeof BatchAccepted>;

export const BatchAcceptedAnswer = z.strictObject({
  success: z.literal(true),
  data: BatchAccepted,
}).openapi("BatchAcceptedAnswer");
export type BatchAcceptedAnswer = z.infer<typeof BatchAcceptedAnswer>;

export const BatchAnswer = z.strictObject({
  success: z.literal(true),
  data: Batch,
}).openapi("BatchAnswer");
export type BatchAnswer = z.infer<typeof BatchAnswer>;

export const BatchCancel = z.strictObject({
  rollback: z.boolean().default(false),
}).openapi("BatchCancel");
export type BatchCancel = z.infer<typeof BatchCancel>;

export const BatchListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Batch).max(1000),
}).openapi("BatchListAnswer");
export type BatchListAnswer = z.infer<typeof BatchListAnswer>;

export const BatchOperationListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(BatchOperation).max(1000),
}).openapi("BatchOperationListAnswer");
export type BatchOperationListAnswer = z.infer<typeof BatchOperationListAnswer>;

export const Labels = map(text({ min: 1, max: 63, pattern: "^[A-Za-z0-9][A-Za-z0-9._/-]*$" }), text({ max: 255 }), { max: 64 }).openapi("Labels");
export type Labels = z.infer<typeof Labels>;

export const ServerConfig = z.strictObject({
  name: Name,
  plan: Name,
  zone: Name,
  protect: z.boolean().default(false),
  labels: Labels.exactOptional(),
}).openapi("ServerConfig");
export type ServerConfig = z.infer<typeof ServerConfig>;

export const RetryBackoff = z.enum(["exponential","fixed"]).openapi("RetryBackoff");
export type RetryBackoff = z.infer<typeof RetryBackoff>;

export const RetryPolicy = z.strictObject({
  max_attempts: integer({ min: 1, max: 20 }),
  backoff: RetryBackoff.default("exponential"),
  initial_delay: number({ min: 0, max: 3600 }).default(1),
  max_delay: number({ min: 0, max: 3600 }).default(30),
}).openapi("RetryPolicy");
export type RetryPolicy = z.infer<typeof RetryPolicy>;

export const ConcurrencyKey = text({ min: 1, max: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._:/-]*$" }).openapi("ConcurrencyKey");
export type ConcurrencyKey = z.infer<typeof ConcurrencyKey>;

export const ConcurrencyLimit = integer({ min: 1, max: 1000 }).openapi("ConcurrencyLimit");
export type ConcurrencyLimit = z.infer<typeof ConcurrencyLimit>;

export const ServerBatchOperation = z.strictObject({
  id: Name,
  type: z.literal("server_batch"),
  provider: Name,
  dependencies: z.array(Name).max(100000).default([]),
  server_configs: z.array(ServerConfig).min(1).max(1000),
  retry: RetryPolicy.exactOptional(),
  timeout_seconds: integer({ min: 1, max: 86400 }).exactOptional(),
  continue_on_error: z.boolean().default(false),
  priority: Priority.default("normal"),
  concurrency_key: ConcurrencyKey.exactOptional(),
  concurrency_limit: ConcurrencyLimit.exactOptional(),
}).openapi("ServerBatchOperation");
export type ServerBatchOperation = z.infer<typeof ServerBatchOperation>;

export const TaskservBatchOperation = z.strictObject({
  id: Name,
  type: z.literal("taskserv_batch"),
  provider: Name,
  dependencies: z.array(Name).max(100000).default([]),
  taskservs: z.array(Name).min(1).max(1000).check(unique),
  params: map(text({ min: 1, max: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }), JsonObject, { max: 1000 }).exactOptional(),
  servers: z.array(Name).min(1).max(1000).check(unique).exactOptional(),
  retry: RetryPolicy.exactOptional(),
  timeout_seconds: integer({ min: 1, max: 86400 }).exactOptional(),
  continue_on_error: z.boolean().default(false),
  priority: Priority.default("normal"),
  concurrency_key: ConcurrencyKey.exactOptional(),
  concurrency_limit: ConcurrencyLimit.exactOptional(),
}).openapi("TaskservBatchOperation");
export type TaskservBatchOperation = z.infer<typeof TaskservBatchOperation>;

export const ClusterBatchOperation = z.strictObject({
  id: Name,
  type: z.literal("cluster_batch"),
  provider: Name,
  dependencies: z.array(Name).max(100000).default([]),
  cluster_type: Name,
  servers: z.array(Name).min(1).max(1000).check(unique).exactOptional(),
  retry: RetryPolicy.exactOptional(),
  timeout_seconds: integer({ min: 1, max: 86400 }).exactOptional(),
  continue_on_error: z.boolean().default(false),
  priority: Priority.default("normal"),
  concurrency_key: ConcurrencyKey.exactOptional(),
  concurrency_limit: ConcurrencyLimit.exactOptional(),
}).openapi("ClusterBatchOperation");
export type ClusterBatchOperation = z.infer<typeof ClusterBatchOperation>;

export const HttpCall = z.strictObject({
  url: text({ max: 2048, pattern: "^https?://", format: "uri" }),
  headers: map(text({ min: 1, max: 64, pattern: "^[A-Za-z0-9-]+$" }), text({ max: 4096, pattern: "^[ -~]*$" }), { max: 32 }).exactOptional(),
  body: JsonObject.exactOptional(),
}).openapi("HttpCall");
export type HttpCall = z.infer<typeof HttpCall>;

export const HttpOperation = z.strictObject({
  id: Name,
  type: z.literal("http"),
  dependencies: z.array(Name).max(100000).default([]),
  do: HttpCall,
  undo: HttpCall.exactOptional(),
  retry: RetryPolicy.exactOptional(),
  timeout_seconds: integer({ min: 1, max: 86400 }).exactOptional(),
  continue_on_error: z.boolean().default(false),
  priority: Priority.default("normal"),
  concurrency_key: ConcurrencyKey.exactOptional(),
  concurrency_limit: ConcurrencyLimit.exactOptional(),
}).openapi("HttpOperation");
export type HttpOperation = z.infer<typeof HttpOperation>;

export const OperationRequest = z.discriminatedUnion("type", [ServerBatchOperation, TaskservBatchOperation, ClusterBatchOperation, HttpOperation]).openapi("OperationRequest");
export type OperationRequest = z.infer<typeof OperationRequest>;

export const BatchRequest = z.strictObject({
  name: text({ min: 1, max: 128 }),
  version: text({ min: 1, max: 64, pattern: "^[0-9A-Za-z][0-9A-Za-z.+-]*$" }).default("1.0.0"),
  storage_backend: StorageBackend.exactOptional(),
  parallel_limit: integer({ min: 1, max: 1000 }).default(10),
  rollback_enabled: z.boolean().default(false),
  priority: Priority.default("normal"),
  timeout_seconds: integer({ min: 1, max: 604800 }).exactOptional(),
  operations: z.array(OperationRequest).min(1).max(100000),
}).openapi("BatchRequest");
export type BatchRequest = z.infer<typeof BatchRequest>;

export const BatchPlan = z.strictObject({
  type: z.literal("batch"),
  request: BatchRequest,
}).openapi("BatchPlan");
export type BatchPlan = z.infer<typeof BatchPlan>;

export const SizeText = text({ min: 2, max: 32, pattern: "^[0-9]+(\\.[0-9]+)?(B|KB|MB|GB|TB)$" }).openapi("SizeText");
export type SizeText = z.infer<typeof SizeText>;

export const Checkpoint = z.strictObject({
  id: text({ format: "uuid" }),
  name: text({ min: 1, max: 128 }),
  description: text({ max: 4096 }).nullable(),
  created_at: text({ format: "date-time" }),
  size: SizeText,
}).openapi("Checkpoint");
export type Checkpoint = z.infer<typeof Checkpoint>;

export const CheckpointOrigin = z.enum(["request","batch","operations"]).openapi("CheckpointOrigin");
export type CheckpointOrigin = z.infer<typeof CheckpointOrigin>;

export const CheckpointResources = z.strictObject({
  servers: integer({ min: 0, max: 9007199254740991 }),
  taskservs: integer({ min: 0, max: 9007199254740991 }),
  clusters: integer({ min: 0, max: 9007199254740991 }),
}).openapi("CheckpointResources");
export type CheckpointResources = z.infer<typeof CheckpointResources>;

export const CheckpointDetail = z.strictObject({
  id: text({ format: "uuid" }),
  name: text({ min: 1, max: 128 }),
  description: text({ max: 4096 }).nullable(),
  created_at: text({ format: "date-time" }),
  size: SizeText,
  operations_count: integer({ min: 0, max: 9007199254740991 }),
  position: integer({ min: 0, max: 9007199254740991 }),
  checksum: text({ min: 64, max: 64, pattern: "^[0-9a-f]{64}$" }),
  format_version: integer({ min: 1, max: 2147483647 }),
  origin: CheckpointOrigin,
  batch_id: text({ format: "uuid" }).nullable(),
  resources: CheckpointResources,
}).openapi("CheckpointDetail");
export type CheckpointDetail = z.infer<typeof CheckpointDetail>;

export const CheckpointAnswer = z.strictObject({
  success: z.literal(true),
  data: CheckpointDetail,
}).openapi("CheckpointAnswer");
export type CheckpointAnswer = z.infer<typeof CheckpointAnswer>;

export const CheckpointCreate = z.strictObject({
  name: text({ min: 1, max: 128 }),
  description: text({ max: 4096 }).exactOptional(),
}).openapi("CheckpointCreate");
export type CheckpointCreate = z.infer<typeof CheckpointCreate>;

export const CheckpointListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Checkpoint).max(1000),
}).openapi("CheckpointListAnswer");
export type CheckpointListAnswer = z.infer<typeof CheckpointListAnswer>;

export const WorkflowOperation = z.enum(["create","delete","update","restart"]).openapi("WorkflowOperation");
export type WorkflowOperation = z.infer<typeof WorkflowOperation>;

export const ClusterWorkflow = z.strictObject({
  operation: WorkflowOperation.default("create"),
  cluster_type: Name,
  infra: Name,
  settings: text({ min: 1, max: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }).default("config.k"),
  check_mode: z.boolean().default(false),
  wait: z.boolean().default(false),
  priority: Priority.default("normal"),
}).openapi("ClusterWorkflow");
export type ClusterWorkflow = z.infer<typeof ClusterWorkflow>;

export const ClusterPlan = z.strictObject({
  type: z.literal("cluster"),
  request: ClusterWorkflow,
}).openapi("ClusterPlan");
export type ClusterPlan = z.infer<typeof ClusterPlan>;

export const CronExpression = text({ min: 1, max: 128, pattern: "^(@[a-z]+|[0-9A-Za-z*,/#-]+( [0-9A-Za-z*,/#-]+){4})$" }).openapi("CronExpression");
export type CronExpression = z.infer<typeof CronExpression>;

export const DeliveryStatus = z.enum(["pending","delivered","failed"]).openapi("DeliveryStatus");
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

export const DriftKind = z.enum(["missing","changed","orphan"]).openapi("DriftKind");
export type DriftKind = z.infer<typeof DriftKind>;

export const DriftResource = z.enum(["server","taskserv"]).openapi("DriftResource");
export type DriftResource = z.infer<typeof DriftResource>;

export const DriftStatus = z.enum(["open","ignored","adopted","gone"]).openapi("DriftStatus");
export type DriftStatus = z.infer<typeof DriftStatus>;

export const Drift = z.strictObject({
  id: text({ format: "uuid" }),
  kind: DriftKind,
  resource: DriftResource,
  status: DriftStatus,
  provider: Name,
  driver: text({ min: 1, max: 128 }),
  name: text({ min: 1, max: 255 }),
  external_id: text({ max: 512 }).nullable(),
  server_id: text({ format: "uuid" }).nullable(),
  expected: JsonObject.nullable(),
  observed: JsonObject.nullable(),
  reason: text({ max: 2048 }).nullable(),
  plan_id: text({ format: "uuid" }).nullable(),
  detected_at: text({ format: "date-time" }),
  last_seen_at: text({ format: "date-time" }),
  closed_at: text({ format: "date-time" }).nullable(),
}).openapi("Drift");
export type Drift = z.infer<typeof Drift>;

export const DriftAnswer = z.strictObject({
  success: z.literal(true),
  data: Drift,
}).openapi("DriftAnswer");
export type DriftAnswer = z.infer<typeof DriftAnswer>;

export const DriftFailure = z.strictObject({
  provider: Name,
  reason: text({ max: 2048 }),
}).openapi("DriftFailure");
export type DriftFailure = z.infer<typeof DriftFailure>;

export const DriftListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Drift).max(1000),
  unlisted: z.array(DriftFailure).max(1000),
}).openapi("DriftListAnswer");
export type DriftListAnswer = z.infer<typeof DriftListAnswer>;

export const DriftReport = z.strictObject({
  servers: integer({ min: 0, max: 9007199254740991 }),
  open: integer({ min: 0, max: 9007199254740991 }),
  found: integer({ min: 0, max: 9007199254740991 }),
  gone: integer({ min: 0, max: 9007199254740991 }),
  failures: z.array(DriftFailure).max(1000),
  unlisted: z.array(DriftFailure).max(1000),
}).openapi("DriftReport");
export type DriftReport = z.infer<typeof DriftReport>;

export const DriftReportAnswer = z.strictObject({
  success: z.literal(true),
  data: DriftReport,
}).openapi("DriftReportAnswer");
export type DriftReportAnswer = z.infer<typeof DriftReportAnswer>;

export const DriftSchedule = z.strictObject({
  type: z.literal("drift"),
}).openapi("DriftSchedule");
export type DriftSchedule = z.infer<typeof DriftSchedule>;

export const ErrorCode = z.enum(["malformed_json","invalid_request","validation_failed","unauthenticated","forbidden","not_found","method_not_allowed","not_acceptable","conflict","precondition_failed","precondition_required","payload_too_large","unsupported_media_type","idempotency_key_reused","idempotency_in_progress","rate_limited","graph_invalid","unprocessable","upgrade_required","internal","unavailable"]).openapi("ErrorCode");
export type ErrorCode = z.infer<typeof ErrorCode>;

export const ErrorDetail = z.strictObject({
  path: text({ max: 1024 }),
  message: text({ min: 1, max: 4096 }),
}).openapi("ErrorDetail");
export type ErrorDetail = z.infer<typeof ErrorDetail>;

export const Error = z.strictObject({
  success: z.literal(false),
  error: text({ min: 1, max: 65536 }),
  code: ErrorCode,
  request_id: text({ min: 1, max: 128 }),
  details: z.array(ErrorDetail).max(10000).exactOptional(),
}).openapi("Error");
export type Error = z.infer<typeof Error>;

export const EventType = z.enum(["TaskStatusChanged","TaskProgress","TaskOutput","BatchStatusChanged","OperationStatusChanged","CheckpointCreated","RollbackStatusChanged","ServerStatusChanged","ScheduleStatusChanged","SystemHealthChanged"]).openapi("EventType");
export type EventType = z.infer<typeof EventType>;

export const Event = z.strictObject({
  event_type: EventType,
  timestamp: text({ format: "date-time" }),
  sequence: integer({ min: 1, max: 9007199254740991 }),
  data: JsonObject,
  metadata: JsonObject,
}).openapi("Event");
export type Event = z.infer<typeof Event>;

export const EventCategory = z.enum(["task","batch","system"]).openapi("EventCategory");
export type EventCategory = z.infer<typeof EventCategory>;

export const HealthStatus = z.enum(["Healthy","Degraded","Unhealthy"]).openapi("HealthStatus");
export type HealthStatus = z.infer<typeof HealthStatus>;

export const HealthComponents = z.strictObject({
  storage: HealthStatus,
  batch_coordinator: HealthStatus,
  monitoring: HealthStatus,
}).openapi("HealthComponents");
export type HealthComponents = z.infer<typeof HealthComponents>;

export const IdAnswer = z.strictObject({
  success: z.literal(true),
  data: text({ format: "uuid" }),
}).openapi("IdAnswer");
export type IdAnswer = z.infer<typeof IdAnswer>;

export const LeftoverStatus = z.enum(["open","retrying","undone","done","skipped","resolved"]).openapi("LeftoverStatus");
export type LeftoverStatus = z.infer<typeof LeftoverStatus>;

export const Leftover = z.strictObject({
  id: text({ min: 40, max: 40, pattern: "^[0-9a-f]{40}$" }),
  status: LeftoverStatus,
  provider: text({ max: 128 }),
  kind: text({ min: 1, max: 64 }),
  name: text({ min: 1, max: 512 }),
  external_id: text({ max: 512 }).nullable(),
  reason: text({ min: 1, max: 4096 }),
  remove_by_hand: text({ max: 4096 }),
}).openapi("Leftover");
export type Leftover = z.infer<typeof Leftover>;

export const MessageAnswer = z.strictObject({
  success: z.literal(true),
  data: text({ min: 1, max: 4096 }),
}).openapi("MessageAnswer");
export type MessageAnswer = z.infer<typeof MessageAnswer>;

export const PlanType = z.enum(["servers","taskserv","cluster","batch","rollback","restore","repair"]).openapi("PlanType");
export type PlanType = z.infer<typeof PlanType>;

export const PlanStatus = z.enum(["Proposed","Approved","Applied","Expired"]).openapi("PlanStatus");
export type PlanStatus = z.infer<typeof PlanStatus>;

export const PlanAction = z.enum(["none","create","update","delete","install","remove","restart","call"]).openapi("PlanAction");
export type PlanAction = z.infer<typeof PlanAction>;

export const PlanStep = z.strictObject({
  action: PlanAction,
  kind: text({ min: 1, max: 64 }),
  name: text({ min: 1, max: 512 }),
  provider: text({ max: 128 }).nullable(),
  reversible: z.boolean(),
  protected: z.boolean(),
  detail: text({ max: 4096 }).nullable(),
}).openapi("PlanStep");
export type PlanStep = z.infer<typeof PlanStep>;

export const PlanVerdict = z.strictObject({
  allowed: z.boolean(),
  reason: text({ max: 4096 }),
}).openapi("PlanVerdict");
export type PlanVerdict = z.infer<typeof PlanVerdict>;

export const PlanApproval = z.strictObject({
  required: z.boolean(),
  reasons: z.array(text({ max: 1024 })).max(1000),
  approved_by: text({ format: "uuid" }).nullable(),
  approved_at: text({ format: "date-time" }).nullable(),
  reason: text({ max: 2048 }).nullable(),
}).openapi("PlanApproval");
export type PlanApproval = z.infer<typeof PlanApproval>;

export const PlanEstimates = z.strictObject({
  api_calls: integer({ min: 0, max: 9007199254740991 }),
  seconds: number({ min: 0, max: 9007199254740991 }).nullable(),
}).openapi("PlanEstimates");
export type PlanEstimates = z.infer<typeof PlanEstimates>;

export const Plan = z.strictObject({
  id: text({ format: "uuid" }),
  type: PlanType,
  status: PlanStatus,
  hash: text({ min: 64, max: 64, pattern: "^[0-9a-f]{64}$" }),
  request: JsonObject,
  steps: z.array(PlanStep).max(1000),
  steps_total: integer({ min: 0, max: 9007199254740991 }),
  warnings: z.array(text({ max: 1024 })).max(1000),
  verdict: PlanVerdict,
  approval: PlanApproval,
  estimates: PlanEstimates,
  created_by: text({ format: "uuid" }).nullable(),
  created_at: text({ format: "date-time" }),
  expires_at: text({ format: "date-time" }).nullable(),
  applied_by: text({ format: "uuid" }).nullable(),
  applied_at: text({ format: "date-time" }).nullable(),
  run_id: text({ format: "uuid" }).nullable(),
  task_id: text({ format: "uuid" }).nullable(),
}).openapi("Plan");
export type Plan = z.infer<typeof Plan>;

export const PlanAnswer = z.strictObject({
  success: z.literal(true),
  data: Plan,
}).openapi("PlanAnswer");
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const PlanListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Plan).max(1000),
}).openapi("PlanListAnswer");
export type PlanListAnswer = z.infer<typeof PlanListAnswer>;

export const ServersWorkflow = z.strictObject({
  infra: Name,
  settings: text({ min: 1, max: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }).default("config.k"),
  check_mode: z.boolean().default(false),
  wait: z.boolean().default(false),
  priority: Priority.default("normal"),
}).openapi("ServersWorkflow");
export type ServersWorkflow = z.infer<typeof ServersWorkflow>;

export const ServersPlan = z.strictObject({
  type: z.literal("servers"),
  request: ServersWorkflow,
}).openapi("ServersPlan");
export type ServersPlan = z.infer<typeof ServersPlan>;

export const TaskservWorkflow = z.strictObject({
  operation: WorkflowOperation.default("create"),
  taskserv: Name,
  infra: Name,
  settings: text({ min: 1, max: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }).default("config.k"),
  check_mode: z.boolean().default(false),
  wait: z.boolean().default(false),
  priority: Priority.default("normal"),
}).openapi("TaskservWorkflow");
export type TaskservWorkflow = z.infer<typeof TaskservWorkflow>;

export const TaskservPlan = z.strictObject({
  type: z.literal("taskserv"),
  request: TaskservWorkflow,
}).openapi("TaskservPlan");
export type TaskservPlan = z.infer<typeof TaskservPlan>;

export const RollbackRequest = z.strictObject({
  checkpoint_id: text({ format: "uuid" }).exactOptional(),
  operation_ids: z.array(text({ min: 1, max: 256 })).min(1).max(1000).check(unique).exactOptional(),
  cascade: z.boolean().default(false),
  dry_run: z.boolean().default(false),
}).openapi("RollbackRequest");
export type RollbackRequest = z.infer<typeof RollbackRequest>;

export const RollbackPlan = z.strictObject({
  type: z.literal("rollback"),
  request: RollbackRequest,
}).openapi("RollbackPlan");
export type RollbackPlan = z.infer<typeof RollbackPlan>;

export const RestorePlan = z.strictObject({
  type: z.literal("restore"),
  checkpoint_id: text({ format: "uuid" }),
}).openapi("RestorePlan");
export type RestorePlan = z.infer<typeof RestorePlan>;

export const RepairPlan = z.strictObject({
  type: z.literal("repair"),
  drift_ids: z.array(text({ format: "uuid" })).min(1).max(1000).check(unique),
}).openapi("RepairPlan");
export type RepairPlan = z.infer<typeof RepairPlan>;

export const PlanRequest = z.discriminatedUnion("type", [ServersPlan, TaskservPlan, ClusterPlan, BatchPlan, RollbackPlan, RestorePlan, RepairPlan]).openapi("PlanRequest");
export type PlanRequest = z.infer<typeof PlanRequest>;

export const Problem = z.strictObject({
  type: text({ min: 1, max: 512 }),
  title: text({ min: 1, max: 256 }),
  status: integer({ min: 400, max: 599 }),
  detail: text({ min: 1, max: 65536 }),
  instance: text({ max: 2048 }).exactOptional(),
  code: ErrorCode,
  request_id: text({ min: 1, max: 128 }),
  details: z.array(ErrorDetail).max(10000).exactOptional(),
}).openapi("Problem");
export type Problem = z.infer<typeof Problem>;

export const Progress = z.strictObject({
  workflow_id: text({ format: "uuid" }),
  status: TaskStatus,
  terminal: z.boolean(),
  progress: number({ min: 0, max: 100 }),
  current_step: text({ max: 512 }).nullable(),
  total_steps: integer({ min: 0, max: 9007199254740991 }),
  completed_steps: integer({ min: 0, max: 9007199254740991 }),
  estimated_time_remaining: integer({ min: 0, max: 9007199254740991 }).nullable(),
}).openapi("Progress");
export type Progress = z.infer<typeof Progress>;

export const ProgressAnswer = z.strictObject({
  success: z.literal(true),
  data: Progress,
}).openapi("ProgressAnswer");
export type ProgressAnswer = z.infer<typeof ProgressAnswer>;

export const Reason = z.strictObject({
  reason: text({ min: 1, max: 2048 }),
}).openapi("Reason");
export type Reason = z.infer<typeof Reason>;

export const RollbackAccepted = z.strictObject({
  rollback_id: text({ format: "uuid" }),
  status: RollbackStatus,
}).openapi("RollbackAccepted");
export type RollbackAccepted = z.infer<typeof RollbackAccepted>;

export const RollbackAcceptedAnswer = z.strictObject({
  success: z.literal(true),
  data: RollbackAccepted,
}).openapi("RollbackAcceptedAnswer");
export type RollbackAcceptedAnswer = z.infer<typeof RollbackAcceptedAnswer>;

export const RollbackStep = z.strictObject({
  node: text({ min: 1, max: 512 }),
  kind: text({ min: 1, max: 64 }),
  name: text({ min: 1, max: 512 }),
  provider: text({ max: 128 }).nullable(),
  reversible: z.boolean(),
  protected: z.boolean(),
  reason: text({ max: 4096 }).nullable(),
}).openapi("RollbackStep");
export type RollbackStep = z.infer<typeof RollbackStep>;

export const RollbackResult = z.strictObject({
  rollback_id: text({ format: "uuid" }).nullable(),
  status: RollbackStatus,
  success: z.boolean(),
  progress: number({ min: 0, max: 100 }).nullable(),
  operations_executed: integer({ min: 0, max: 9007199254740991 }),
  operations_failed: integer({ min: 0, max: 9007199254740991 }),
  duration: number({ min: 0, max: 9007199254740991 }),
  leftovers: z.array(Leftover).max(100000),
  plan: z.array(RollbackStep).max(100000).nullable(),
}).openapi("RollbackResult");
export type RollbackResult = z.infer<typeof RollbackResult>;

export const RollbackAnswer = z.strictObject({
  success: z.literal(true),
  data: RollbackResult,
}).openapi("RollbackAnswer");
export type RollbackAnswer = z.infer<typeof RollbackAnswer>;

export const RollbackKind = z.enum(["rollback","restore","batch"]).openapi("RollbackKind");
export type RollbackKind = z.infer<typeof RollbackKind>;

export const RollbackHead = z.strictObject({
  rollback_id: text({ format: "uuid" }),
  kind: RollbackKind,
  name: text({ max: 256 }),
  status: RollbackStatus,
  success: z.boolean(),
  progress: number({ min: 0, max: 100 }).nullable(),
  operations_executed: integer({ min: 0, max: 9007199254740991 }),
  operations_failed: integer({ min: 0, max: 9007199254740991 }),
  leftovers_open: integer({ min: 0, max: 9007199254740991 }),
  duration: number({ min: 0, max: 9007199254740991 }),
  created_at: text({ format: "date-time" }),
  created_by: text({ format: "uuid" }).nullable(),
}).openapi("RollbackHead");
export type RollbackHead = z.infer<typeof RollbackHead>;

export const RollbackListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(RollbackHead).max(1000),
}).openapi("RollbackListAnswer");
export type RollbackListAnswer = z.infer<typeof RollbackListAnswer>;

export const RollbackStatistics = z.strictObject({
  total_checkpoints: integer({ min: 0, max: 9007199254740991 }),
  total_rollbacks: integer({ min: 0, max: 9007199254740991 }),
  success_rate: number({ min: 0, max: 100 }),
  average_rollback_time: number({ min: 0, max: 9007199254740991 }),
}).openapi("RollbackStatistics");
export type RollbackStatistics = z.infer<typeof RollbackStatistics>;

export const RollbackStatisticsAnswer = z.strictObject({
  success: z.literal(true),
  data: RollbackStatistics,
}).openapi("RollbackStatisticsAnswer");
export type RollbackStatisticsAnswer = z.infer<typeof RollbackStatisticsAnswer>;

export const ScheduleType = z.enum(["servers","taskserv","cluster","batch","drift"]).openapi("ScheduleType");
export type ScheduleType = z.infer<typeof ScheduleType>;

export const TimeZone = text({ min: 1, max: 64, pattern: "^[A-Za-z0-9_+/-]+$" }).openapi("TimeZone");
export type TimeZone = z.infer<typeof TimeZone>;

export const ScheduleOverlap = z.enum(["skip","buffer_one","cancel_other","allow_all"]).openapi("ScheduleOverlap");
export type ScheduleOverlap = z.infer<typeof ScheduleOverlap>;

export const ScheduleCatchUp = z.enum(["once","none"]).openapi("ScheduleCatchUp");
export type ScheduleCatchUp = z.infer<typeof ScheduleCatchUp>;

export const ScheduleOutcome = z.enum(["started","skipped","missed","refused"]).openapi("ScheduleOutcome");
export type ScheduleOutcome = z.infer<typeof ScheduleOutcome>;

export const ScheduleRun = z.strictObject({
  scheduled_for: text({ format: "date-time" }),
  at: text({ format: "date-time" }),
  outcome: ScheduleOutcome,
  batch_id: text({ format: "uuid" }).nullable(),
  task_id: text({ format: "uuid" }).nullable(),
  status: TaskStatus.nullable(),
  error: text({ max: 65536 }).nullable(),
}).openapi("ScheduleRun");
export type ScheduleRun = z.infer<typeof ScheduleRun>;

export const Schedule = z.strictObject({
  id: text({ format: "uuid" }),
  name: Name,
  description: text({ max: 1024 }).nullable(),
  type: ScheduleType,
  target: JsonObject,
  cron: CronExpression,
  time_zone: TimeZone,
  overlap: ScheduleOverlap,
  catch_up: ScheduleCatchUp,
  enabled: z.boolean(),
  next_runs: z.array(text({ format: "date-time" })).max(5),
  waiting_since: text({ format: "date-time" }).nullable(),
  last_run: ScheduleRun.nullable(),
  owner: text({ format: "uuid" }).nullable(),
  created_at: text({ format: "date-time" }),
  updated_at: text({ format: "date-time" }),
}).openapi("Schedule");
export type Schedule = z.infer<typeof Schedule>;

export const ScheduleAnswer = z.strictObject({
  success: z.literal(true),
  data: Schedule,
}).openapi("ScheduleAnswer");
export type ScheduleAnswer = z.infer<typeof ScheduleAnswer>;

export const ScheduleTarget = z.discriminatedUnion("type", [ServersPlan, TaskservPlan, ClusterPlan, BatchPlan, DriftSchedule]).openapi("ScheduleTarget");
export type ScheduleTarget = z.infer<typeof ScheduleTarget>;

export const ScheduleCreate = z.strictObject({
  name: Name,
  description: text({ max: 1024 }).exactOptional(),
  cron: CronExpression,
  time_zone: TimeZone.default("UTC"),
  overlap: ScheduleOverlap.default("skip"),
  catch_up: ScheduleCatchUp.default("once"),
  enabled: z.boolean().default(true),
  target: ScheduleTarget,
}).openapi("ScheduleCreate");
export type ScheduleCreate = z.infer<typeof ScheduleCreate>;

export const ScheduleHead = z.strictObject({
  id: text({ format: "uuid" }),
  name: Name,
  description: text({ max: 1024 }).nullable(),
  type: ScheduleType,
  cron: CronExpression,
  time_zone: TimeZone,
  overlap: ScheduleOverlap,
  catch_up: ScheduleCatchUp,
  enabled: z.boolean(),
  next_runs: z.array(text({ format: "date-time" })).max(5),
  waiting_since: text({ format: "date-time" }).nullable(),
  last_run: ScheduleRun.nullable(),
  owner: text({ format: "uuid" }).nullable(),
  created_at: text({ format: "date-time" }),
  updated_at: text({ format: "date-time" }),
}).openapi("ScheduleHead");
export type ScheduleHead = z.infer<typeof ScheduleHead>;

export const ScheduleListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(ScheduleHead).max(1000),
}).openapi("ScheduleListAnswer");
export type ScheduleListAnswer = z.infer<typeof ScheduleListAnswer>;

export const ScheduleUpdate = z.strictObject({
  name: Name.exactOptional(),
  description: text({ max: 1024 }).nullable().exactOptional(),
  cron: CronExpression.exactOptional(),
  time_zone: TimeZone.exactOptional(),
  overlap: ScheduleOverlap.exactOptional(),
  catch_up: ScheduleCatchUp.exactOptional(),
  enabled: z.boolean().exactOptional(),
  target: ScheduleTarget.exactOptional(),
}).check(entries({ min: 1 })).openapi("ScheduleUpdate");
export type ScheduleUpdate = z.infer<typeof ScheduleUpdate>;

export const ServerStatus = z.enum(["creating","running","stopped","deleting","deleted","error"]).openapi("ServerStatus");
export type ServerStatus = z.infer<typeof ServerStatus>;

export const TaskservStatus = z.enum(["installing","installed","removing","removed","error"]).openapi("TaskservStatus");
export type TaskservStatus = z.infer<typeof TaskservStatus>;

export const ServerTaskserv = z.strictObject({
  name: Name,
  version: text({ max: 64 }),
  status: TaskservStatus,
}).openapi("ServerTaskserv");
export type ServerTaskserv = z.infer<typeof ServerTaskserv>;

export const Server = z.strictObject({
  id: text({ format: "uuid" }),
  name: Name,
  provider: Name,
  driver: text({ min: 1, max: 128 }),
  status: ServerStatus,
  host: text({ max: 255 }).nullable(),
  external_id: text({ max: 512 }).nullable(),
  infra: Name.nullable(),
  plan: Name,
  zone: Name,
  labels: Labels,
  addresses: z.array(text({ min: 1, max: 255 })).max(64),
  protect: z.boolean(),
  taskservs: z.array(ServerTaskserv).max(1000),
  created_at: text({ format: "date-time" }),
  deleted_at: text({ format: "date-time" }).nullable(),
  batch_id: text({ format: "uuid" }).nullable(),
  task_id: text({ format: "uuid" }).nullable(),
}).openapi("Server");
export type Server = z.infer<typeof Server>;

export const ServerAnswer = z.strictObject({
  success: z.literal(true),
  data: Server,
}).openapi("ServerAnswer");
export type ServerAnswer = z.infer<typeof ServerAnswer>;

export const ServerListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Server).max(1000),
}).openapi("ServerListAnswer");
export type ServerListAnswer = z.infer<typeof ServerListAnswer>;

export const SnapshotState = z.enum(["pending","running","completed","failed","cancelled"]).openapi("SnapshotState");
export type SnapshotState = z.infer<typeof SnapshotState>;

export const Snapshot = z.strictObject({
  snapshot_id: text({ format: "uuid" }),
  sequence: integer({ min: 1, max: 9007199254740991 }),
  timestamp: text({ format: "date-time" }),
  state: SnapshotState,
  details: JsonObject,
}).openapi("Snapshot");
export type Snapshot = z.infer<typeof Snapshot>;

export const SnapshotListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Snapshot).max(1000),
}).openapi("SnapshotListAnswer");
export type SnapshotListAnswer = z.infer<typeof SnapshotListAnswer>;

export const Statistics = z.strictObject({
  total_workflows: integer({ min: 0, max: 9007199254740991 }),
  active_snapshots: integer({ min: 0, max: 9007199254740991 }),
  storage_usage: SizeText,
  average_workflow_duration: number({ min: 0, max: 9007199254740991 }),
}).openapi("Statistics");
export type Statistics = z.infer<typeof Statistics>;

export const StatisticsAnswer = z.strictObject({
  success: z.literal(true),
  data: Statistics,
}).openapi("StatisticsAnswer");
export type StatisticsAnswer = z.infer<typeof StatisticsAnswer>;

export const SystemHealth = z.strictObject({
  overall_status: HealthStatus,
  components: HealthComponents,
  reasons: map(text({ min: 1, max: 64, pattern: "^[a-z][a-z_]*$" }), text({ max: 1024 }), { max: 32 }),
  last_check: text({ format: "date-time" }),
}).openapi("SystemHealth");
export type SystemHealth = z.infer<typeof SystemHealth>;

export const SystemHealthAnswer = z.strictObject({
  success: z.literal(true),
  data: SystemHealth,
}).openapi("SystemHealthAnswer");
export type SystemHealthAnswer = z.infer<typeof SystemHealthAnswer>;

export const SystemLoad = z.strictObject({
  cpu_usage: number({ min: 0, max: 100 }),
  memory_usage: number({ min: 0, max: 9007199254740991 }),
  disk_usage: number({ min: 0, max: 100 }),
}).openapi("SystemLoad");
export type SystemLoad = z.infer<typeof SystemLoad>;

export const SystemMetrics = z.strictObject({
  total_workflows: integer({ min: 0, max: 9007199254740991 }),
  active_workflows: integer({ min: 0, max: 9007199254740991 }),
  completed_workflows: integer({ min: 0, max: 9007199254740991 }),
  failed_workflows: integer({ min: 0, max: 9007199254740991 }),
  system_load: SystemLoad,
}).openapi("SystemMetrics");
export type SystemMetrics = z.infer<typeof SystemMetrics>;

export const SystemMetricsAnswer = z.strictObject({
  success: z.literal(true),
  data: SystemMetrics,
}).openapi("SystemMetricsAnswer");
export type SystemMetricsAnswer = z.infer<typeof SystemMetricsAnswer>;

export const TaskKind = z.enum(["workflow","operation","rollback"]).openapi("TaskKind");
export type TaskKind = z.infer<typeof TaskKind>;

export const Task = z.strictObject({
  id: text({ format: "uuid" }),
  name: text({ min: 1, max: 256 }),
  command: text({ min: 1, max: 256 }),
  args: z.array(text({ max: 4096 })).max(10000),
  dependencies: z.array(text({ format: "uuid" })).max(100000),
  status: TaskStatus,
  created_at: text({ format: "date-time" }),
  started_at: text({ format: "date-time" }).nullable(),
  completed_at: text({ format: "date-time" }).nullable(),
  output: text({ max: 1048576 }).nullable(),
  error: text({ max: 65536 }).nullable(),
  kind: TaskKind,
  terminal: z.boolean(),
  batch_id: text({ format: "uuid" }).nullable(),
  rollback_status: RollbackStatus.nullable(),
  progress: number({ min: 0, max: 100 }),
  priority: Priority,
}).openapi("Task");
export type Task = z.infer<typeof Task>;

export const TaskAnswer = z.strictObject({
  success: z.literal(true),
  data: Task,
}).openapi("TaskAnswer");
export type TaskAnswer = z.infer<typeof TaskAnswer>;

export const TaskListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Task).max(1000),
}).openapi("TaskListAnswer");
export type TaskListAnswer = z.infer<typeof TaskListAnswer>;

export const WaitingKind = z.enum(["queue","dependency","parallel_limit","concurrency_key","max_parallel","requests_per_second"]).openapi("WaitingKind");
export type WaitingKind = z.infer<typeof WaitingKind>;

export const WaitingReason = z.strictObject({
  kind: WaitingKind,
  message: text({ min: 1, max: 1024 }),
  name: text({ max: 256 }).nullable(),
  limit: number({ min: 0, max: 1000000 }).nullable(),
  used: integer({ min: 0, max: 10000000 }).nullable(),
  position: integer({ min: 1, max: 10000000 }).nullable(),
  tasks: z.array(text({ format: "uuid" })).max(100),
}).openapi("WaitingReason");
export type WaitingReason = z.infer<typeof WaitingReason>;

export const TaskWaiting = z.strictObject({
  task_id: text({ format: "uuid" }),
  status: TaskStatus,
  reasons: z.array(WaitingReason).max(10),
}).openapi("TaskWaiting");
export type TaskWaiting = z.infer<typeof TaskWaiting>;

export const TaskWaitingAnswer = z.strictObject({
  success: z.literal(true),
  data: TaskWaiting,
}).openapi("TaskWaitingAnswer");
export type TaskWaitingAnswer = z.infer<typeof TaskWaitingAnswer>;

export const WebhookUrl = text({ min: 1, max: 2048, pattern: "^https?://", format: "uri" }).openapi("WebhookUrl");
export type WebhookUrl = z.infer<typeof WebhookUrl>;

export const WebhookEvent = z.enum(["task.completed","task.failed","task.cancelled","batch.completed","batch.failed","batch.cancelled","rollback.completed","rollback.failed","checkpoint.created"]).openapi("WebhookEvent");
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export const WebhookEvents = z.array(WebhookEvent).min(1).max(64).openapi("WebhookEvents");
export type WebhookEvents = z.infer<typeof WebhookEvents>;

export const Webhook = z.strictObject({
  id: text({ format: "uuid" }),
  url: WebhookUrl,
  events: WebhookEvents,
  description: text({ max: 4096 }).nullable(),
  enabled: z.boolean(),
  disabled_reason: text({ max: 1024 }).nullable(),
  previous_secret_until: text({ format: "date-time" }).nullable(),
  created_at: text({ format: "date-time" }),
  updated_at: text({ format: "date-time" }),
}).openapi("Webhook");
export type Webhook = z.infer<typeof Webhook>;

export const WebhookAnswer = z.strictObject({
  success: z.literal(true),
  data: Webhook,
}).openapi("WebhookAnswer");
export type WebhookAnswer = z.infer<typeof WebhookAnswer>;

export const WebhookSecret = text({ min: 16, max: 1024 }).openapi("WebhookSecret");
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const WebhookCreate = z.strictObject({
  url: WebhookUrl,
  events: WebhookEvents,
  secret: WebhookSecret.exactOptional(),
  description: text({ max: 4096 }).nullable().default(null),
  enabled: z.boolean().default(true),
}).openapi("WebhookCreate");
export type WebhookCreate = z.infer<typeof WebhookCreate>;

export const WebhookCreated = z.strictObject({
  id: text({ format: "uuid" }),
  url: WebhookUrl,
  events: WebhookEvents,
  description: text({ max: 4096 }).nullable(),
  enabled: z.boolean(),
  disabled_reason: text({ max: 1024 }).nullable(),
  previous_secret_until: text({ format: "date-time" }).nullable(),
  created_at: text({ format: "date-time" }),
  updated_at: text({ format: "date-time" }),
  secret: WebhookSecret,
}).openapi("WebhookCreated");
export type WebhookCreated = z.infer<typeof WebhookCreated>;

export const WebhookCreatedAnswer = z.strictObject({
  success: z.literal(true),
  data: WebhookCreated,
}).openapi("WebhookCreatedAnswer");
export type WebhookCreatedAnswer = z.infer<typeof WebhookCreatedAnswer>;

export const WebhookDelivery = z.strictObject({
  id: text({ format: "uuid" }),
  event: WebhookEvent,
  sequence: integer({ min: 1, max: 9007199254740991 }),
  status: DeliveryStatus,
  attempts: integer({ min: 0, max: 2147483647 }),
  next_attempt_at: text({ format: "date-time" }).nullable(),
  last_status: integer({ min: 100, max: 599 }).nullable(),
  last_error: text({ max: 4096 }).nullable(),
  created_at: text({ format: "date-time" }),
  delivered_at: text({ format: "date-time" }).nullable(),
}).openapi("WebhookDelivery");
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const WebhookDeliveryAnswer = z.strictObject({
  success: z.literal(true),
  data: WebhookDelivery,
}).openapi("WebhookDeliveryAnswer");
export type WebhookDeliveryAnswer = z.infer<typeof WebhookDeliveryAnswer>;

export const WebhookDeliveryListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(WebhookDelivery).max(1000),
}).openapi("WebhookDeliveryListAnswer");
export type WebhookDeliveryListAnswer = z.infer<typeof WebhookDeliveryListAnswer>;

export const WebhookListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Webhook).max(1000),
}).openapi("WebhookListAnswer");
export type WebhookListAnswer = z.infer<typeof WebhookListAnswer>;

export const WebhookPayload = z.strictObject({
  event: WebhookEvent,
  timestamp: text({ format: "date-time" }),
  data: JsonObject,
  signature: text({ min: 71, max: 71, pattern: "^sha256=[0-9a-f]{64}$" }),
}).openapi("WebhookPayload");
export type WebhookPayload = z.infer<typeof WebhookPayload>;

export const WebhookRotation = z.strictObject({
  overlap_seconds: integer({ min: 0, max: 2592000 }).default(86400),
  secret: WebhookSecret.exactOptional(),
}).openapi("WebhookRotation");
export type WebhookRotation = z.infer<typeof WebhookRotation>;

export const WebhookUpdate = z.strictObject({
  url: WebhookUrl.exactOptional(),
  events: WebhookEvents.exactOptional(),
  description: text({ max: 4096 }).nullable().exactOptional(),
  enabled: z.boolean().exactOptional(),
}).check(entries({ min: 1 })).openapi("WebhookUpdate");
export type WebhookUpdate = z.infer<typeof WebhookUpdate>;

export const routes = {
  executeBatch: createRoute({
    operationId: "executeBatch",
    tags: ["Batches"],
    method: "post",
    path: "/batch/execute",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: BatchRequest } } },
    },
    responses: {
      200: { description: "It is stored and running.", content: { "application/json": { schema: BatchAcceptedAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listBatches: createRoute({
    operationId: "listBatches",
    tags: ["Batches"],
    method: "get",
    path: "/batch/operations",
    request: {
      query: z.strictObject({ dead_lettered: z.preprocess(booleanFromText, z.boolean()).exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0), cursor: text({ min: 1, max: 256, pattern: "^[A-Za-z0-9_-]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of batches.", content: { "application/json": { schema: BatchListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getBatch: createRoute({
    operationId: "getBatch",
    tags: ["Batches"],
    method: "get",
    path: "/batch/operations/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The batch with its first 1000 operations.", content: { "application/json": { schema: BatchAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  cancelBatch: createRoute({
    operationId: "cancelBatch",
    tags: ["Batches"],
    method: "post",
    path: "/batch/operations/{id}/cancel",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: false, content: { "application/json": { schema: BatchCancel } } },
    },
    responses: {
      200: { description: "It is cancelled.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listBatchOperations: createRoute({
    operationId: "listBatchOperations",
    tags: ["Batches"],
    method: "get",
    path: "/batch/operations/{id}/operations",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({ status: TaskStatus.exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of operations.", content: { "application/json": { schema: BatchOperationListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  resumeBatch: createRoute({
    operationId: "resumeBatch",
    tags: ["Batches"],
    method: "post",
    path: "/batch/operations/{id}/resume",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "The new batch is stored and running; kept operations are `Completed` in it.", content: { "application/json": { schema: BatchAcceptedAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listDrift: createRoute({
    operationId: "listDrift",
    tags: ["Drift"],
    method: "get",
    path: "/drift",
    request: {
      query: z.strictObject({ kind: DriftKind.exactOptional(), status: DriftStatus.exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of differences, newest first.", content: { "application/json": { schema: DriftListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  checkDrift: createRoute({
    operationId: "checkDrift",
    tags: ["Drift"],
    method: "post",
    path: "/drift/check",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "What was looked at and what was found.", content: { "application/json": { schema: DriftReportAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  adoptDrift: createRoute({
    operationId: "adoptDrift",
    tags: ["Drift"],
    method: "post",
    path: "/drift/{id}/adopt",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "The record says now what was observed.", content: { "application/json": { schema: DriftAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  ignoreDrift: createRoute({
    operationId: "ignoreDrift",
    tags: ["Drift"],
    method: "post",
    path: "/drift/{id}/ignore",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: Reason } } },
    },
    responses: {
      200: { description: "It is told no more.", content: { "application/json": { schema: DriftAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  repairDrift: createRoute({
    operationId: "repairDrift",
    tags: ["Drift"],
    method: "post",
    path: "/drift/{id}/repair",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
    },
    responses: {
      201: { description: "The plan; apply it to repair.", content: { "application/json": { schema: PlanAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  followEvents: createRoute({
    operationId: "followEvents",
    tags: ["Monitoring"],
    method: "get",
    path: "/events",
    request: {
      query: z.strictObject({ events: text({ max: 128, pattern: "^(task|batch|system)(,(task|batch|system))*$" }).exactOptional(), after: z.preprocess(integerFromText, integer({ min: 0, max: 9007199254740991 })).exactOptional() }),
      headers: z.looseObject({ "last-event-id": text({ pattern: "^[0-9]{1,15}$" }).exactOptional() }),
    },
    responses: {
      200: { description: "Events as they happen, a comment every half minute.", content: { "text/event-stream": { schema: text() } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getHealth: createRoute({
    operationId: "getHealth",
    tags: ["Health"],
    method: "get",
    path: "/health",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "It is.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getMetrics: createRoute({
    operationId: "getMetrics",
    tags: ["Monitoring"],
    method: "get",
    path: "/metrics",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "Metrics in the text format.", content: { "text/plain; version=0.0.4": { schema: text() } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listPlans: createRoute({
    operationId: "listPlans",
    tags: ["Plans"],
    method: "get",
    path: "/plans",
    request: {
      query: z.strictObject({ limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of plans, newest first; each with its first 20 steps.", content: { "application/json": { schema: PlanListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  createPlan: createRoute({
    operationId: "createPlan",
    tags: ["Plans"],
    method: "post",
    path: "/plans",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: PlanRequest } } },
    },
    responses: {
      201: { description: "The plan; nothing has changed.", content: { "application/json": { schema: PlanAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getPlan: createRoute({
    operationId: "getPlan",
    tags: ["Plans"],
    method: "get",
    path: "/plans/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The plan.", content: { "application/json": { schema: PlanAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  applyPlan: createRoute({
    operationId: "applyPlan",
    tags: ["Plans"],
    method: "post",
    path: "/plans/{id}/apply",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "It is submitted; `run_id` or `task_id` is what it became.", content: { "application/json": { schema: PlanAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  approvePlan: createRoute({
    operationId: "approvePlan",
    tags: ["Plans"],
    method: "post",
    path: "/plans/{id}/approve",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: Approval } } },
    },
    responses: {
      200: { description: "The approved plan.", content: { "application/json": { schema: PlanAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listRollbacks: createRoute({
    operationId: "listRollbacks",
    tags: ["Rollback"],
    method: "get",
    path: "/rollback",
    request: {
      query: z.strictObject({ limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of rollbacks and restores.", content: { "application/json": { schema: RollbackListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listCheckpoints: createRoute({
    operationId: "listCheckpoints",
    tags: ["Rollback"],
    method: "get",
    path: "/rollback/checkpoints",
    request: {
      query: z.strictObject({ limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of checkpoints.", content: { "application/json": { schema: CheckpointListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  createCheckpoint: createRoute({
    operationId: "createCheckpoint",
    tags: ["Rollback"],
    method: "post",
    path: "/rollback/checkpoints",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: CheckpointCreate } } },
    },
    responses: {
      201: { description: "Id of the checkpoint.", content: { "application/json": { schema: IdAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getCheckpoint: createRoute({
    operationId: "getCheckpoint",
    tags: ["Rollback"],
    method: "get",
    path: "/rollback/checkpoints/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The checkpoint.", content: { "application/json": { schema: CheckpointAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  deleteCheckpoint: createRoute({
    operationId: "deleteCheckpoint",
    tags: ["Rollback"],
    method: "delete",
    path: "/rollback/checkpoints/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "It is deleted.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  executeRollback: createRoute({
    operationId: "executeRollback",
    tags: ["Rollback"],
    method: "post",
    path: "/rollback/execute",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional(), prefer: text({ max: 256 }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: RollbackRequest } } },
    },
    responses: {
      200: { description: "It is done; `success` tells whether everything could be undone.", content: { "application/json": { schema: RollbackAnswer } } },
      202: { description: "It goes on; follow it at the location.", content: { "application/json": { schema: RollbackAcceptedAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  restoreCheckpoint: createRoute({
    operationId: "restoreCheckpoint",
    tags: ["Rollback"],
    method: "post",
    path: "/rollback/restore/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({ dry_run: z.preprocess(booleanFromText, z.boolean()).default(false) }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional(), prefer: text({ max: 256 }).exactOptional() }),
    },
    responses: {
      200: { description: "It is restored; with `dry_run`, the steps it would take.", content: { "application/json": { schema: MessageAnswer } } },
      202: { description: "It goes on; follow it at the location.", content: { "application/json": { schema: RollbackAcceptedAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getRollbackStatistics: createRoute({
    operationId: "getRollbackStatistics",
    tags: ["Rollback"],
    method: "get",
    path: "/rollback/statistics",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The statistics.", content: { "application/json": { schema: RollbackStatisticsAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getRollback: createRoute({
    operationId: "getRollback",
    tags: ["Rollback"],
    method: "get",
    path: "/rollback/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The rollback so far.", content: { "application/json": { schema: RollbackAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  resolveLeftover: createRoute({
    operationId: "resolveLeftover",
    tags: ["Rollback"],
    method: "post",
    path: "/rollback/{id}/leftovers/{op}/resolve",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }), op: text({ min: 1, max: 128 }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: Reason } } },
    },
    responses: {
      200: { description: "It counts as undone; the record of the resource is closed.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  retryLeftover: createRoute({
    operationId: "retryLeftover",
    tags: ["Rollback"],
    method: "post",
    path: "/rollback/{id}/leftovers/{op}/retry",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }), op: text({ min: 1, max: 128 }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional(), prefer: text({ max: 256 }).exactOptional() }),
    },
    responses: {
      200: { description: "It is done; `success` tells whether it could be undone.", content: { "application/json": { schema: RollbackAnswer } } },
      202: { description: "It goes on; follow it at the location.", content: { "application/json": { schema: RollbackAcceptedAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  skipLeftover: createRoute({
    operationId: "skipLeftover",
    tags: ["Rollback"],
    method: "post",
    path: "/rollback/{id}/leftovers/{op}/skip",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }), op: text({ min: 1, max: 128 }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: Reason } } },
    },
    responses: {
      200: { description: "It is no longer to be undone.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listSchedules: createRoute({
    operationId: "listSchedules",
    tags: ["Schedules"],
    method: "get",
    path: "/schedules",
    request: {
      query: z.strictObject({ enabled: z.preprocess(booleanFromText, z.boolean()).exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of schedules by name, each without its target.", content: { "application/json": { schema: ScheduleListAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  createSchedule: createRoute({
    operationId: "createSchedule",
    tags: ["Schedules"],
    method: "post",
    path: "/schedules",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: ScheduleCreate } } },
    },
    responses: {
      201: { description: "The schedule.", content: { "application/json": { schema: ScheduleAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getSchedule: createRoute({
    operationId: "getSchedule",
    tags: ["Schedules"],
    method: "get",
    path: "/schedules/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The schedule.", content: { "application/json": { schema: ScheduleAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  updateSchedule: createRoute({
    operationId: "updateSchedule",
    tags: ["Schedules"],
    method: "put",
    path: "/schedules/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-match": text({ min: 1, max: 4096 }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: ScheduleUpdate } } },
    },
    responses: {
      200: { description: "The schedule as it is now.", content: { "application/json": { schema: ScheduleAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      412: { description: "Precondition failed; `If-Match` doesn't fit the present version.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      428: { description: "Precondition required; this server wants `If-Match` with every such change.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  deleteSchedule: createRoute({
    operationId: "deleteSchedule",
    tags: ["Schedules"],
    method: "delete",
    path: "/schedules/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "It is deleted.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      412: { description: "Precondition failed; `If-Match` doesn't fit the present version.", content: { "application/json": { schema: Error } } },
      428: { description: "Precondition required; this server wants `If-Match` with every such change.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listServers: createRoute({
    operationId: "listServers",
    tags: ["Servers"],
    method: "get",
    path: "/servers",
    request: {
      query: z.strictObject({ provider: Name.exactOptional(), status: ServerStatus.exactOptional(), infra: Name.exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of servers.", content: { "application/json": { schema: ServerListAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getServer: createRoute({
    operationId: "getServer",
    tags: ["Servers"],
    method: "get",
    path: "/servers/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The server.", content: { "application/json": { schema: ServerAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getStatistics: createRoute({
    operationId: "getStatistics",
    tags: ["State"],
    method: "get",
    path: "/state/statistics",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The statistics.", content: { "application/json": { schema: StatisticsAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getSystemHealth: createRoute({
    operationId: "getSystemHealth",
    tags: ["State"],
    method: "get",
    path: "/state/system/health",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The health, each state with its reason.", content: { "application/json": { schema: SystemHealthAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getSystemMetrics: createRoute({
    operationId: "getSystemMetrics",
    tags: ["State"],
    method: "get",
    path: "/state/system/metrics",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The metrics.", content: { "application/json": { schema: SystemMetricsAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getWorkflowProgress: createRoute({
    operationId: "getWorkflowProgress",
    tags: ["State"],
    method: "get",
    path: "/state/workflows/{id}/progress",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The progress.", content: { "application/json": { schema: ProgressAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listWorkflowSnapshots: createRoute({
    operationId: "listWorkflowSnapshots",
    tags: ["State"],
    method: "get",
    path: "/state/workflows/{id}/snapshots",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({ limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of snapshots.", content: { "application/json": { schema: SnapshotListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listTasks: createRoute({
    operationId: "listTasks",
    tags: ["Tasks"],
    method: "get",
    path: "/tasks",
    request: {
      query: z.strictObject({ status: TaskStatus.exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0), cursor: text({ min: 1, max: 256, pattern: "^[A-Za-z0-9_-]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of tasks.", content: { "application/json": { schema: TaskListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getTask: createRoute({
    operationId: "getTask",
    tags: ["Tasks"],
    method: "get",
    path: "/tasks/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({ wait: z.preprocess(integerFromText, integer({ min: 0, max: 60 })).default(0) }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The task.", content: { "application/json": { schema: TaskAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  cancelTask: createRoute({
    operationId: "cancelTask",
    tags: ["Tasks"],
    method: "post",
    path: "/tasks/{id}/cancel",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "It is cancelled.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getTaskWaiting: createRoute({
    operationId: "getTaskWaiting",
    tags: ["Tasks"],
    method: "get",
    path: "/tasks/{id}/waiting",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "Its reasons to wait; none when it works or has ended.", content: { "application/json": { schema: TaskWaitingAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listWebhooks: createRoute({
    operationId: "listWebhooks",
    tags: ["Webhooks"],
    method: "get",
    path: "/webhooks",
    request: {
      query: z.strictObject({ limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of endpoints, oldest first.", content: { "application/json": { schema: WebhookListAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  createWebhook: createRoute({
    operationId: "createWebhook",
    tags: ["Webhooks"],
    method: "post",
    path: "/webhooks",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: WebhookCreate } } },
    },
    responses: {
      201: { description: "The new endpoint with its secret.", content: { "application/json": { schema: WebhookCreatedAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getWebhook: createRoute({
    operationId: "getWebhook",
    tags: ["Webhooks"],
    method: "get",
    path: "/webhooks/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The endpoint.", content: { "application/json": { schema: WebhookAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  updateWebhook: createRoute({
    operationId: "updateWebhook",
    tags: ["Webhooks"],
    method: "put",
    path: "/webhooks/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-match": text({ min: 1, max: 4096 }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: WebhookUpdate } } },
    },
    responses: {
      200: { description: "The endpoint as it is now.", content: { "application/json": { schema: WebhookAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      412: { description: "Precondition failed; `If-Match` doesn't fit the present version.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      428: { description: "Precondition required; this server wants `If-Match` with every such change.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  deleteWebhook: createRoute({
    operationId: "deleteWebhook",
    tags: ["Webhooks"],
    method: "delete",
    path: "/webhooks/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "It is deleted.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      412: { description: "Precondition failed; `If-Match` doesn't fit the present version.", content: { "application/json": { schema: Error } } },
      428: { description: "Precondition required; this server wants `If-Match` with every such change.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listWebhookDeliveries: createRoute({
    operationId: "listWebhookDeliveries",
    tags: ["Webhooks"],
    method: "get",
    path: "/webhooks/{id}/deliveries",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({ status: DeliveryStatus.exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of deliveries, newest first.", content: { "application/json": { schema: WebhookDeliveryListAnswer } } },
      304: { description: "Not modified; what you have is still right." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  redeliverWebhook: createRoute({
    operationId: "redeliverWebhook",
    tags: ["Webhooks"],
    method: "post",
    path: "/webhooks/{id}/deliveries/{delivery}/redeliver",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }), delivery: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
    },
    responses: {
      202: { description: "It will be sent.", content: { "application/json": { schema: WebhookDeliveryAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  rotateWebhookSecret: createRoute({
    operationId: "rotateWebhookSecret",
    tags: ["Webhooks"],
    method: "post",
    path: "/webhooks/{id}/rotate-secret",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: WebhookRotation } } },
    },
    responses: {
      200: { description: "The endpoint with its new secret.", content: { "application/json": { schema: WebhookCreatedAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      404: { description: "Not found.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  createClusterWorkflow: createRoute({
    operationId: "createClusterWorkflow",
    tags: ["Workflows"],
    method: "post",
    path: "/workflows/cluster/create",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: ClusterWorkflow } } },
    },
    responses: {
      200: { description: "Id of the task.", content: { "application/json": { schema: IdAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  createServersWorkflow: createRoute({
    operationId: "createServersWorkflow",
    tags: ["Workflows"],
    method: "post",
    path: "/workflows/servers/create",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: ServersWorkflow } } },
    },
    responses: {
      200: { description: "Id of the task.", content: { "application/json": { schema: IdAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  createTaskservWorkflow: createRoute({
    operationId: "createTaskservWorkflow",
    tags: ["Workflows"],
    method: "post",
    path: "/workflows/taskserv/create",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: TaskservWorkflow } } },
    },
    responses: {
      200: { description: "Id of the task.", content: { "application/json": { schema: IdAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      409: { description: "Conflict; the present state doesn't allow it.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  openEventStream: createRoute({
    operationId: "openEventStream",
    tags: ["Monitoring"],
    method: "get",
    path: "/ws",
    request: {
      query: z.strictObject({ token: text({ min: 1, max: 8192 }).exactOptional(), events: text({ max: 128, pattern: "^(task|batch|system)(,(task|batch|system))*$" }).exactOptional(), after: z.preprocess(integerFromText, integer({ min: 0, max: 9007199254740991 })).exactOptional() }),
    },
    responses: {
      101: { description: "Switching to the WebSocket protocol." },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      426: { description: "Upgrade required; this path speaks WebSocket only.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
} as const;

export type OperationId = keyof typeof routes;

export const facts: Readonly<Record<OperationId, OperationFacts>> = {
  executeBatch: {"operationId":"executeBatch","api":"orchestrator","method":"post","path":"/batch/execute","permission":{"resource":"batches","action":"execute"},"rateLimit":"batch","audit":"batch.execute","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"batch","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  listBatches: {"operationId":"listBatches","api":"orchestrator","method":"get","path":"/batch/operations","permission":{"resource":"batches","action":"read"},"rateLimit":"general","audit":"batch.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["dead_lettered","limit","offset","cursor"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getBatch: {"operationId":"getBatch","api":"orchestrator","method":"get","path":"/batch/operations/{id}","permission":{"resource":"batches","action":"read"},"rateLimit":"general","audit":"batch.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  cancelBatch: {"operationId":"cancelBatch","api":"orchestrator","method":"post","path":"/batch/operations/{id}/cancel","permission":{"resource":"batches","action":"cancel"},"rateLimit":"general","audit":"batch.cancel","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":200},
  listBatchOperations: {"operationId":"listBatchOperations","api":"orchestrator","method":"get","path":"/batch/operations/{id}/operations","permission":{"resource":"batches","action":"read"},"rateLimit":"general","audit":"batch.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["status","limit","offset"],"websocket":false,"statuses":[200,400,401,403,404,406,429,500,503],"successStatus":200},
  resumeBatch: {"operationId":"resumeBatch","api":"orchestrator","method":"post","path":"/batch/operations/{id}/resume","permission":{"resource":"batches","action":"execute"},"rateLimit":"batch","audit":"batch.resume","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,422,429,500,503],"successStatus":200},
  listDrift: {"operationId":"listDrift","api":"orchestrator","method":"get","path":"/drift","permission":{"resource":"servers","action":"read"},"rateLimit":"general","audit":"drift.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["kind","status","limit","offset"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  checkDrift: {"operationId":"checkDrift","api":"orchestrator","method":"post","path":"/drift/check","permission":{"resource":"servers","action":"update"},"rateLimit":"general","audit":"drift.check","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,422,429,500,503],"successStatus":200},
  adoptDrift: {"operationId":"adoptDrift","api":"orchestrator","method":"post","path":"/drift/{id}/adopt","permission":{"resource":"servers","action":"update"},"rateLimit":"general","audit":"drift.adopt","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,422,429,500,503],"successStatus":200},
  ignoreDrift: {"operationId":"ignoreDrift","api":"orchestrator","method":"post","path":"/drift/{id}/ignore","permission":{"resource":"servers","action":"update"},"rateLimit":"general","audit":"drift.ignore","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":200},
  repairDrift: {"operationId":"repairDrift","api":"orchestrator","method":"post","path":"/drift/{id}/repair","permission":{"resource":"plans","action":"create"},"rateLimit":"general","audit":"plan.create","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[201,400,401,403,404,406,409,422,429,500,503],"successStatus":201},
  followEvents: {"operationId":"followEvents","api":"orchestrator","method":"get","path":"/events","permission":{"resource":"events","action":"read"},"rateLimit":"general","audit":"event.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["events","after"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getHealth: {"operationId":"getHealth","api":"orchestrator","method":"get","path":"/health","permission":null,"rateLimit":"none","audit":"health.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,406,500,503],"successStatus":200},
  getMetrics: {"operationId":"getMetrics","api":"orchestrator","method":"get","path":"/metrics","permission":{"resource":"metrics","action":"read"},"rateLimit":"none","audit":"metric.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,500,503],"successStatus":200},
  listPlans: {"operationId":"listPlans","api":"orchestrator","method":"get","path":"/plans","permission":{"resource":"plans","action":"read"},"rateLimit":"general","audit":"plan.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["limit","offset"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  createPlan: {"operationId":"createPlan","api":"orchestrator","method":"post","path":"/plans","permission":{"resource":"plans","action":"create"},"rateLimit":"batch","audit":"plan.create","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"batch","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[201,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":201},
  getPlan: {"operationId":"getPlan","api":"orchestrator","method":"get","path":"/plans/{id}","permission":{"resource":"plans","action":"read"},"rateLimit":"general","audit":"plan.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  applyPlan: {"operationId":"applyPlan","api":"orchestrator","method":"post","path":"/plans/{id}/apply","permission":{"resource":"plans","action":"execute"},"rateLimit":"general","audit":"plan.apply","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,422,429,500,503],"successStatus":200},
  approvePlan: {"operationId":"approvePlan","api":"orchestrator","method":"post","path":"/plans/{id}/approve","permission":{"resource":"plans","action":"approve"},"rateLimit":"general","audit":"plan.approve","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":200},
  listRollbacks: {"operationId":"listRollbacks","api":"orchestrator","method":"get","path":"/rollback","permission":{"resource":"checkpoints","action":"read"},"rateLimit":"general","audit":"rollback.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["limit","offset"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  listCheckpoints: {"operationId":"listCheckpoints","api":"orchestrator","method":"get","path":"/rollback/checkpoints","permission":{"resource":"checkpoints","action":"read"},"rateLimit":"general","audit":"checkpoint.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["limit","offset"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  createCheckpoint: {"operationId":"createCheckpoint","api":"orchestrator","method":"post","path":"/rollback/checkpoints","permission":{"resource":"checkpoints","action":"create"},"rateLimit":"general","audit":"checkpoint.create","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[201,400,401,403,406,409,413,415,422,429,500,503],"successStatus":201},
  getCheckpoint: {"operationId":"getCheckpoint","api":"orchestrator","method":"get","path":"/rollback/checkpoints/{id}","permission":{"resource":"checkpoints","action":"read"},"rateLimit":"general","audit":"checkpoint.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  deleteCheckpoint: {"operationId":"deleteCheckpoint","api":"orchestrator","method":"delete","path":"/rollback/checkpoints/{id}","permission":{"resource":"checkpoints","action":"delete"},"rateLimit":"general","audit":"checkpoint.delete","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,429,500,503],"successStatus":200},
  executeRollback: {"operationId":"executeRollback","api":"orchestrator","method":"post","path":"/rollback/execute","permission":{"resource":"checkpoints","action":"rollback"},"rateLimit":"general","audit":"rollback.execute","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,202,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":200},
  restoreCheckpoint: {"operationId":"restoreCheckpoint","api":"orchestrator","method":"post","path":"/rollback/restore/{id}","permission":{"resource":"checkpoints","action":"rollback"},"rateLimit":"general","audit":"rollback.restore","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["dry_run"],"websocket":false,"statuses":[200,202,400,401,403,404,406,409,422,429,500,503],"successStatus":200},
  getRollbackStatistics: {"operationId":"getRollbackStatistics","api":"orchestrator","method":"get","path":"/rollback/statistics","permission":{"resource":"checkpoints","action":"read"},"rateLimit":"general","audit":"checkpoint.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getRollback: {"operationId":"getRollback","api":"orchestrator","method":"get","path":"/rollback/{id}","permission":{"resource":"checkpoints","action":"read"},"rateLimit":"general","audit":"rollback.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  resolveLeftover: {"operationId":"resolveLeftover","api":"orchestrator","method":"post","path":"/rollback/{id}/leftovers/{op}/resolve","permission":{"resource":"checkpoints","action":"rollback"},"rateLimit":"general","audit":"rollback.resolve","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":200},
  retryLeftover: {"operationId":"retryLeftover","api":"orchestrator","method":"post","path":"/rollback/{id}/leftovers/{op}/retry","permission":{"resource":"checkpoints","action":"rollback"},"rateLimit":"general","audit":"rollback.retry","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,202,400,401,403,404,406,409,422,429,500,503],"successStatus":200},
  skipLeftover: {"operationId":"skipLeftover","api":"orchestrator","method":"post","path":"/rollback/{id}/leftovers/{op}/skip","permission":{"resource":"checkpoints","action":"rollback"},"rateLimit":"general","audit":"rollback.skip","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":200},
  listSchedules: {"operationId":"listSchedules","api":"orchestrator","method":"get","path":"/schedules","permission":{"resource":"schedules","action":"read"},"rateLimit":"general","audit":"schedule.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["enabled","limit","offset"],"websocket":false,"statuses":[200,304,400,401,403,406,429,500,503],"successStatus":200},
  createSchedule: {"operationId":"createSchedule","api":"orchestrator","method":"post","path":"/schedules","permission":{"resource":"schedules","action":"create"},"rateLimit":"general","audit":"schedule.create","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[201,400,401,403,404,406,409,413,415,422,429,500,503],"successStatus":201},
  getSchedule: {"operationId":"getSchedule","api":"orchestrator","method":"get","path":"/schedules/{id}","permission":{"resource":"schedules","action":"read"},"rateLimit":"general","audit":"schedule.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  updateSchedule: {"operationId":"updateSchedule","api":"orchestrator","method":"put","path":"/schedules/{id}","permission":{"resource":"schedules","action":"update"},"rateLimit":"general","audit":"schedule.update","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,412,413,415,422,428,429,500,503],"successStatus":200},
  deleteSchedule: {"operationId":"deleteSchedule","api":"orchestrator","method":"delete","path":"/schedules/{id}","permission":{"resource":"schedules","action":"delete"},"rateLimit":"general","audit":"schedule.delete","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,412,428,429,500,503],"successStatus":200},
  listServers: {"operationId":"listServers","api":"orchestrator","method":"get","path":"/servers","permission":{"resource":"servers","action":"read"},"rateLimit":"general","audit":"server.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["provider","status","infra","limit","offset"],"websocket":false,"statuses":[200,304,400,401,403,406,429,500,503],"successStatus":200},
  getServer: {"operationId":"getServer","api":"orchestrator","method":"get","path":"/servers/{id}","permission":{"resource":"servers","action":"read"},"rateLimit":"general","audit":"server.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  getStatistics: {"operationId":"getStatistics","api":"orchestrator","method":"get","path":"/state/statistics","permission":{"resource":"system","action":"read"},"rateLimit":"general","audit":"system.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getSystemHealth: {"operationId":"getSystemHealth","api":"orchestrator","method":"get","path":"/state/system/health","permission":{"resource":"system","action":"read"},"rateLimit":"general","audit":"system.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getSystemMetrics: {"operationId":"getSystemMetrics","api":"orchestrator","method":"get","path":"/state/system/metrics","permission":{"resource":"system","action":"read"},"rateLimit":"general","audit":"system.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getWorkflowProgress: {"operationId":"getWorkflowProgress","api":"orchestrator","method":"get","path":"/state/workflows/{id}/progress","permission":{"resource":"tasks","action":"read"},"rateLimit":"general","audit":"task.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  listWorkflowSnapshots: {"operationId":"listWorkflowSnapshots","api":"orchestrator","method":"get","path":"/state/workflows/{id}/snapshots","permission":{"resource":"tasks","action":"read"},"rateLimit":"general","audit":"task.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["limit","offset"],"websocket":false,"statuses":[200,400,401,403,404,406,429,500,503],"successStatus":200},
  listTasks: {"operationId":"listTasks","api":"orchestrator","method":"get","path":"/tasks","permission":{"resource":"tasks","action":"read"},"rateLimit":"general","audit":"task.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["status","limit","offset","cursor"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getTask: {"operationId":"getTask","api":"orchestrator","method":"get","path":"/tasks/{id}","permission":{"resource":"tasks","action":"read"},"rateLimit":"general","audit":"task.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["wait"],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  cancelTask: {"operationId":"cancelTask","api":"orchestrator","method":"post","path":"/tasks/{id}/cancel","permission":{"resource":"tasks","action":"cancel"},"rateLimit":"general","audit":"task.cancel","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,422,429,500,503],"successStatus":200},
  getTaskWaiting: {"operationId":"getTaskWaiting","api":"orchestrator","method":"get","path":"/tasks/{id}/waiting","permission":{"resource":"tasks","action":"read"},"rateLimit":"general","audit":"task.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,429,500,503],"successStatus":200},
  listWebhooks: {"operationId":"listWebhooks","api":"orchestrator","method":"get","path":"/webhooks","permission":{"resource":"webhooks","action":"read"},"rateLimit":"general","audit":"webhook.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["limit","offset"],"websocket":false,"statuses":[200,304,400,401,403,406,429,500,503],"successStatus":200},
  createWebhook: {"operationId":"createWebhook","api":"orchestrator","method":"post","path":"/webhooks","permission":{"resource":"webhooks","action":"create"},"rateLimit":"general","audit":"webhook.create","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[201,400,401,403,406,409,413,415,422,429,500,503],"successStatus":201},
  getWebhook: {"operationId":"getWebhook","api":"orchestrator","method":"get","path":"/webhooks/{id}","permission":{"resource":"webhooks","action":"read"},"rateLimit":"general","audit":"webhook.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  updateWebhook: {"operationId":"updateWebhook","api":"orchestrator","method":"put","path":"/webhooks/{id}","permission":{"resource":"webhooks","action":"update"},"rateLimit":"general","audit":"webhook.update","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,412,413,415,422,428,429,500,503],"successStatus":200},
  deleteWebhook: {"operationId":"deleteWebhook","api":"orchestrator","method":"delete","path":"/webhooks/{id}","permission":{"resource":"webhooks","action":"delete"},"rateLimit":"general","audit":"webhook.delete","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,412,428,429,500,503],"successStatus":200},
  listWebhookDeliveries: {"operationId":"listWebhookDeliveries","api":"orchestrator","method":"get","path":"/webhooks/{id}/deliveries","permission":{"resource":"webhooks","action":"read"},"rateLimit":"general","audit":"webhook.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["status","limit","offset"],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  redeliverWebhook: {"operationId":"redeliverWebhook","api":"orchestrator","method":"post","path":"/webhooks/{id}/deliveries/{delivery}/redeliver","permission":{"resource":"webhooks","action":"update"},"rateLimit":"general","audit":"webhook.redeliver","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[202,400,401,403,404,406,409,429,500,503],"successStatus":202},
  rotateWebhookSecret: {"operationId":"rotateWebhookSecret","api":"orchestrator","method":"post","path":"/webhooks/{id}/rotate-secret","permission":{"resource":"webhooks","action":"update"},"rateLimit":"general","audit":"webhook.rotate","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,413,415,422,429,500,503],"successStatus":200},
  createClusterWorkflow: {"operationId":"createClusterWorkflow","api":"orchestrator","method":"post","path":"/workflows/cluster/create","permission":{"resource":"clusters","action":"execute"},"rateLimit":"general","audit":"cluster.execute","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  createServersWorkflow: {"operationId":"createServersWorkflow","api":"orchestrator","method":"post","path":"/workflows/servers/create","permission":{"resource":"servers","action":"create"},"rateLimit":"general","audit":"server.create","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  createTaskservWorkflow: {"operationId":"createTaskservWorkflow","api":"orchestrator","method":"post","path":"/workflows/taskserv/create","permission":{"resource":"taskservs","action":"execute"},"rateLimit":"general","audit":"taskserv.execute","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  openEventStream: {"operationId":"openEventStream","api":"orchestrator","method":"get","path":"/ws","permission":{"resource":"events","action":"read"},"rateLimit":"none","audit":"event.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["token","events","after"],"websocket":true,"statuses":[101,400,401,403,426,500,503],"successStatus":101},
};
