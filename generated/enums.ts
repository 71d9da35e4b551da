// Written by `npm run generate` from openapi/; do not edit.
export const AuditExportFormat = [
  "jsonl",
  "csv",
] as const;
export type AuditExportFormat = (typeof AuditExportFormat)[number];

export const AuditFaultReason = [
  "changed",
  "missing",
  "forged",
] as const;
export type AuditFaultReason = (typeof AuditFaultReason)[number];

export const AuditResult = [
  "success",
  "failure",
  "denied",
] as const;
export type AuditResult = (typeof AuditResult)[number];

export const CheckpointOrigin = [
  "request",
  "batch",
  "operations",
] as const;
export type CheckpointOrigin = (typeof CheckpointOrigin)[number];

export const DeliveryStatus = [
  "pending",
  "delivered",
  "failed",
] as const;
export type DeliveryStatus = (typeof DeliveryStatus)[number];

export const DriftKind = [
  "missing",
  "changed",
  "orphan",
] as const;
export type DriftKind = (typeof DriftKind)[number];

export const DriftResource = [
  "server",
  "taskserv",
] as const;
export type DriftResource = (typeof DriftResource)[number];

export const DriftStatus = [
  "open",
  "ignored",
  "adopted",
  "gone",
] as const;
export type DriftStatus = (typeof DriftStatus)[number];

export const ErrorCode = [
  "malformed_json",
  "invalid_request",
  "validation_failed",
  "unauthenticated",
  "forbidden",
  "not_found",
  "method_not_allowed",
  "not_acceptable",
  "conflict",
  "precondition_failed",
  "precondition_required",
  "payload_too_large",
  "unsupported_media_type",
  "idempotency_key_reused",
  "idempotency_in_progress",
  "rate_limited",
  "graph_invalid",
  "unprocessable",
  "upgrade_required",
  "internal",
  "unavailable",
] as const;
export type ErrorCode = (typeof ErrorCode)[number];

export const EventCategory = [
  "task",
  "batch",
  "system",
] as const;
export type EventCategory = (typeof EventCategory)[number];

export const EventType = [
  "TaskStatusChanged",
  "TaskProgress",
  "TaskOutput",
  "BatchStatusChanged",
  "OperationStatusChanged",
  "CheckpointCreated",
  "RollbackStatusChanged",
  "ServerStatusChanged",
  "ScheduleStatusChanged",
  "SystemHealthChanged",
] as const;
export type EventType = (typeof EventType)[number];

export const HealthStatus = [
  "Healthy",
  "Degraded",
  "Unhealthy",
] as const;
export type HealthStatus = (typeof HealthStatus)[number];

export const LeftoverStatus = [
  "open",
  "retrying",
  "undone",
  "done",
  "skipped",
  "resolved",
] as const;
export type LeftoverStatus = (typeof LeftoverStatus)[number];

export const OperationType = [
  "server_batch",
  "taskserv_batch",
  "cluster_batch",
  "http",
] as const;
export type OperationType = (typeof OperationType)[number];

export const PlanAction = [
  "none",
  "create",
  "update",
  "delete",
  "install",
  "remove",
  "restart",
  "call",
] as const;
export type PlanAction = (typeof PlanAction)[number];

export const PlanStatus = [
  "Proposed",
  "Approved",
  "Applied",
  "Expired",
] as const;
export type PlanStatus = (typeof PlanStatus)[number];

export const PlanType = [
  "servers",
  "taskserv",
  "cluster",
  "batch",
  "rollback",
  "restore",
  "repair",
] as const;
export type PlanType = (typeof PlanType)[number];

export const PolicyAction = [
  "create",
  "read",
  "update",
  "delete",
  "execute",
  "cancel",
  "rollback",
  "approve",
  "*",
] as const;
export type PolicyAction = (typeof PolicyAction)[number];

export const PolicyEffect = [
  "Allow",
  "Deny",
] as const;
export type PolicyEffect = (typeof PolicyEffect)[number];

export const PolicyVerb = [
  "create",
  "read",
  "update",
  "delete",
  "execute",
  "cancel",
  "rollback",
  "approve",
] as const;
export type PolicyVerb = (typeof PolicyVerb)[number];

export const Priority = [
  "low",
  "normal",
  "high",
] as const;
export type Priority = (typeof Priority)[number];

export const RetryBackoff = [
  "exponential",
  "fixed",
] as const;
export type RetryBackoff = (typeof RetryBackoff)[number];

export const Role = [
  "admin",
  "operator",
  "developer",
  "viewer",
  "auditor",
] as const;
export type Role = (typeof Role)[number];

export const RollbackKind = [
  "rollback",
  "restore",
  "batch",
] as const;
export type RollbackKind = (typeof RollbackKind)[number];

export const RollbackStatus = [
  "Pending",
  "Running",
  "Completed",
  "Failed",
  "Skipped",
] as const;
export type RollbackStatus = (typeof RollbackStatus)[number];

export const ScheduleCatchUp = [
  "once",
  "none",
] as const;
export type ScheduleCatchUp = (typeof ScheduleCatchUp)[number];

export const ScheduleOutcome = [
  "started",
  "skipped",
  "missed",
  "refused",
] as const;
export type ScheduleOutcome = (typeof ScheduleOutcome)[number];

export const ScheduleOverlap = [
  "skip",
  "buffer_one",
  "cancel_other",
  "allow_all",
] as const;
export type ScheduleOverlap = (typeof ScheduleOverlap)[number];

export const ScheduleType = [
  "servers",
  "taskserv",
  "cluster",
  "batch",
  "drift",
] as const;
export type ScheduleType = (typeof ScheduleType)[number];

export const ServerStatus = [
  "creating",
  "running",
  "stopped",
  "deleting",
  "deleted",
  "error",
] as const;
export type ServerStatus = (typeof ServerStatus)[number];

export const SnapshotState = [
  "pending",
  "running",
  "completed",
  "failed",
  "cancelled",
] as const;
export type SnapshotState = (typeof SnapshotState)[number];

export const StateStore = [
  "postgres",
  "pglite",
] as const;
export type StateStore = (typeof StateStore)[number];

export const StorageBackend = [
  "surrealdb",
  "filesystem",
  "postgres",
  "pglite",
] as const;
export type StorageBackend = (typeof StorageBackend)[number];

export const TaskKind = [
  "workflow",
  "operation",
  "rollback",
] as const;
export type TaskKind = (typeof TaskKind)[number];

export const TaskStatus = [
  "Pending",
  "Running",
  "Completed",
  "Failed",
  "Cancelled",
] as const;
export type TaskStatus = (typeof TaskStatus)[number];

export const TaskservStatus = [
  "installing",
  "installed",
  "removing",
  "removed",
  "error",
] as const;
export type TaskservStatus = (typeof TaskservStatus)[number];

export const WaitingKind = [
  "queue",
  "dependency",
  "parallel_limit",
  "concurrency_key",
  "max_parallel",
  "requests_per_second",
] as const;
export type WaitingKind = (typeof WaitingKind)[number];

export const WebhookEvent = [
  "task.completed",
  "task.failed",
  "task.cancelled",
  "batch.completed",
  "batch.failed",
  "batch.cancelled",
  "rollback.completed",
  "rollback.failed",
  "checkpoint.created",
] as const;
export type WebhookEvent = (typeof WebhookEvent)[number];

export const WorkflowOperation = [
  "create",
  "delete",
  "update",
  "restart",
] as const;
export type WorkflowOperation = (typeof WorkflowOperation)[number];
