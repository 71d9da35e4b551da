// Written by `npm run generate` from openapi/orchestrator.yaml; do not edit.
import type { components } from '../types/orchestrator.ts';
import type * as contract from './orchestrator.ts';

type schemas = components['schemas'];

/** Plain members all the way down, so that only the shape is compared and not how it came about. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { [Name in keyof T]: Plain<T[Name]> }
    : T;
type Exact<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Same<A, B> = Exact<Plain<A>, Plain<B>>;
type Proof<T extends Readonly<Record<string, true>>> = T;

export type Proven = Proof<{
  AcceptedOperation: Same<contract.AcceptedOperation, schemas['AcceptedOperation']>;
  Batch: Same<contract.Batch, schemas['Batch']>;
  BatchAccepted: Same<contract.BatchAccepted, schemas['BatchAccepted']>;
  BatchAcceptedAnswer: Same<contract.BatchAcceptedAnswer, schemas['BatchAcceptedAnswer']>;
  BatchAnswer: Same<contract.BatchAnswer, schemas['BatchAnswer']>;
  BatchCancel: Same<contract.BatchCancel, schemas['BatchCancel']>;
  BatchListAnswer: Same<contract.BatchListAnswer, schemas['BatchListAnswer']>;
  BatchOperation: Same<contract.BatchOperation, schemas['BatchOperation']>;
  BatchOperationListAnswer: Same<contract.BatchOperationListAnswer, schemas['BatchOperationListAnswer']>;
  BatchRequest: Same<contract.BatchRequest, schemas['BatchRequest']>;
  Checkpoint: Same<contract.Checkpoint, schemas['Checkpoint']>;
  CheckpointAnswer: Same<contract.CheckpointAnswer, schemas['CheckpointAnswer']>;
  CheckpointCreate: Same<contract.CheckpointCreate, schemas['CheckpointCreate']>;
  CheckpointDetail: Same<contract.CheckpointDetail, schemas['CheckpointDetail']>;
  CheckpointListAnswer: Same<contract.CheckpointListAnswer, schemas['CheckpointListAnswer']>;
  CheckpointResources: Same<contract.CheckpointResources, schemas['CheckpointResources']>;
  ClusterBatchOperation: Same<contract.ClusterBatchOperation, schemas['ClusterBatchOperation']>;
  ClusterWorkflow: Same<contract.ClusterWorkflow, schemas['ClusterWorkflow']>;
  Error: Same<contract.Error, schemas['Error']>;
  ErrorCode: Same<contract.ErrorCode, schemas['ErrorCode']>;
  ErrorDetail: Same<contract.ErrorDetail, schemas['ErrorDetail']>;
  Event: Same<contract.Event, schemas['Event']>;
  EventCategory: Same<contract.EventCategory, schemas['EventCategory']>;
  EventType: Same<contract.EventType, schemas['EventType']>;
  HealthComponents: Same<contract.HealthComponents, schemas['HealthComponents']>;
  HealthStatus: Same<contract.HealthStatus, schemas['HealthStatus']>;
  HttpCall: Same<contract.HttpCall, schemas['HttpCall']>;
  HttpOperation: Same<contract.HttpOperation, schemas['HttpOperation']>;
  IdAnswer: Same<contract.IdAnswer, schemas['IdAnswer']>;
  JsonObject: Same<contract.JsonObject, schemas['JsonObject']>;
  Labels: Same<contract.Labels, schemas['Labels']>;
  Leftover: Same<contract.Leftover, schemas['Leftover']>;
  MessageAnswer: Same<contract.MessageAnswer, schemas['MessageAnswer']>;
  Name: Same<contract.Name, schemas['Name']>;
  OperationRequest: Same<contract.OperationRequest, schemas['OperationRequest']>;
  OperationType: Same<contract.OperationType, schemas['OperationType']>;
  Problem: Same<contract.Problem, schemas['Problem']>;
  Progress: Same<contract.Progress, schemas['Progress']>;
  ProgressAnswer: Same<contract.ProgressAnswer, schemas['ProgressAnswer']>;
  RetryBackoff: Same<contract.RetryBackoff, schemas['RetryBackoff']>;
  RetryPolicy: Same<contract.RetryPolicy, schemas['RetryPolicy']>;
  RollbackAccepted: Same<contract.RollbackAccepted, schemas['RollbackAccepted']>;
  RollbackAcceptedAnswer: Same<contract.RollbackAcceptedAnswer, schemas['RollbackAcceptedAnswer']>;
  RollbackAnswer: Same<contract.RollbackAnswer, schemas['RollbackAnswer']>;
  RollbackRequest: Same<contract.RollbackRequest, schemas['RollbackRequest']>;
  RollbackResult: Same<contract.RollbackResult, schemas['RollbackResult']>;
  RollbackStatistics: Same<contract.RollbackStatistics, schemas['RollbackStatistics']>;
  RollbackStatisticsAnswer: Same<contract.RollbackStatisticsAnswer, schemas['RollbackStatisticsAnswer']>;
  RollbackStatus: Same<contract.RollbackStatus, schemas['RollbackStatus']>;
  RollbackStep: Same<contract.RollbackStep, schemas['RollbackStep']>;
  Server: Same<contract.Server, schemas['Server']>;
  ServerAnswer: Same<contract.ServerAnswer, schemas['ServerAnswer']>;
  ServerBatchOperation: Same<contract.ServerBatchOperation, schemas['ServerBatchOperation']>;
  ServerConfig: Same<contract.ServerConfig, schemas['ServerConfig']>;
  ServerListAnswer: Same<contract.ServerListAnswer, schemas['ServerListAnswer']>;
  ServerStatus: Same<contract.ServerStatus, schemas['ServerStatus']>;
  ServerTaskserv: Same<contract.ServerTaskserv, schemas['ServerTaskserv']>;
  ServersWorkflow: Same<contract.ServersWorkflow, schemas['ServersWorkflow']>;
  SizeText: Same<contract.SizeText, schemas['SizeText']>;
  Snapshot: Same<contract.Snapshot, schemas['Snapshot']>;
  SnapshotListAnswer: Same<contract.SnapshotListAnswer, schemas['SnapshotListAnswer']>;
  SnapshotState: Same<contract.SnapshotState, schemas['SnapshotState']>;
  StateStore: Same<contract.StateStore, schemas['StateStore']>;
  Statistics: Same<contract.Statistics, schemas['Statistics']>;
  StatisticsAnswer: Same<contract.StatisticsAnswer, schemas['StatisticsAnswer']>;
  StorageBackend: Same<contract.StorageBackend, schemas['StorageBackend']>;
  SystemHealth: Same<contract.SystemHealth, schemas['SystemHealth']>;
  SystemHealthAnswer: Same<contract.SystemHealthAnswer, schemas['SystemHealthAnswer']>;
  SystemLoad: Same<contract.SystemLoad, schemas['SystemLoad']>;
  SystemMetrics: Same<contract.SystemMetrics, schemas['SystemMetrics']>;
  SystemMetricsAnswer: Same<contract.SystemMetricsAnswer, schemas['SystemMetricsAnswer']>;
  Task: Same<contract.Task, schemas['Task']>;
  TaskAnswer: Same<contract.TaskAnswer, schemas['TaskAnswer']>;
  TaskKind: Same<contract.TaskKind, schemas['TaskKind']>;
  TaskListAnswer: Same<contract.TaskListAnswer, schemas['TaskListAnswer']>;
  TaskStatus: Same<contract.TaskStatus, schemas['TaskStatus']>;
  TaskservBatchOperation: Same<contract.TaskservBatchOperation, schemas['TaskservBatchOperation']>;
  TaskservStatus: Same<contract.TaskservStatus, schemas['TaskservStatus']>;
  TaskservWorkflow: Same<contract.TaskservWorkflow, schemas['TaskservWorkflow']>;
  WebhookEvent: Same<contract.WebhookEvent, schemas['WebhookEvent']>;
  WebhookPayload: Same<contract.WebhookPayload, schemas['WebhookPayload']>;
  WorkflowOperation: Same<contract.WorkflowOperation, schemas['WorkflowOperation']>;
}>;
