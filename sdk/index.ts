export { ProvisioningClient, type Envelope } from './client.ts';
export { ControlCenterClient } from './control-center.ts';
export type { ClientOptions } from './options.ts';
export type { CallOptions, TokenSource } from './core/request.ts';
export type { Clock } from './core/retry.ts';
export type { Page, PageLinks, PagePromise } from './core/pagination.ts';
export {
  AbortedError,
  ApiError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ConnectionError,
  InvalidArgumentError,
  NotFoundError,
  PermissionError,
  ProvisioningError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnavailableError,
  ValidationError,
  type ApiFailure,
  type ErrorDetail,
} from './core/errors.ts';
export type {
  EventCategory,
  EventStreamOptions,
  GapEvent,
  PlatformEvent,
  WebSocketConstructor,
  WebSocketLike,
} from './events.ts';
export {
  verifyWebhook,
  verifyWebhookBody,
  WebhookVerificationError,
  type WebhookDelivery,
  type WebhookHeaders,
  type WebhookPayload,
} from './webhooks.ts';
export type { WaitForBatchOptions, WaitForRollbackOptions, WaitOptions } from './waiting.ts';

/** Every type of the orchestrator's contract: `Orchestrator.Batch`, `Orchestrator.BatchRequest`, … */
export type * as Orchestrator from '../generated/sdk/orchestrator.ts';
/** Every type of the control center's contract: `ControlCenter.User`, … */
export type * as ControlCenter from '../generated/sdk/control-center.ts';
