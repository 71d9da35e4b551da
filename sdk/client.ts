import type { LoginResult } from '../generated/sdk/control-center.ts';
import { OrchestratorOperations, type Batch, type RollbackResult, type Task } from '../generated/sdk/orchestrator.ts';
import { ControlCenterClient } from './control-center.ts';
import { createRequester, type RequesterDeps, type TokenSource } from './core/request.ts';
import { streamEvents, type EventStreamOptions, type PlatformEvent, type WebSocketConstructor } from './events.ts';
import { requesterDeps, type ClientOptions } from './options.ts';
import {
  waitForBatch,
  waitForRollback,
  waitForTask,
  type WaitForBatchOptions,
  type WaitForRollbackOptions,
  type WaitOptions,
} from './waiting.ts';

/** The envelope as the API prints it. */
export interface Envelope<T> {
  readonly success: true;
  readonly data: T;
}

/**
 * The platform, from one address. Every orchestrator operation is a method by its operationId; those of the control
 * center are under `controlCenter`. Methods return the answer's `data` and throw the classes of core/errors.ts.
 */
export class ProvisioningClient extends OrchestratorOperations {
  readonly controlCenter: ControlCenterClient;
  readonly #deps: RequesterDeps;
  readonly #options: ClientOptions;
  readonly #session: Session;

  constructor(baseUrl: string, token: TokenSource, options: ClientOptions = {}) {
    const session: Session = { token };
    const deps = requesterDeps(baseUrl, () => currentToken(session), options);
    super(createRequester(deps));
    this.#deps = deps;
    this.#options = options;
    this.#session = session;
    const controlCenterUrl = options.controlCenterUrl ?? besideOrchestrator(deps.baseUrl);
    this.controlCenter = new ControlCenterClient(controlCenterUrl, deps.token, options);
  }

  /** Submits a server workflow and returns the API's envelope with the task id; see `createServersWorkflow` for the rest. */
  async createServerWorkflow(infra: string, settings: string, checkMode = false): Promise<Envelope<string>> {
    const data = await this.createServersWorkflow({ infra, settings, check_mode: checkMode, wait: true });
    return { success: true, data };
  }

  /** One task in the API's envelope; `getTask` returns it bare. */
  async getTaskStatus(taskId: string): Promise<Envelope<Task>> {
    return { success: true, data: await this.getTask(taskId) };
  }

  /**
   * Logs in at the control center; this client and its `controlCenter` use the new token from here on. `mfaCode` is six
   * digits of the second factor, or a recovery code, which has dashes.
   */
  async login(username: string, password: string, mfaCode?: string): Promise<LoginResult> {
    const factor = mfaCode?.includes('-') ? { recovery_code: mfaCode } : mfaCode ? { mfa_code: mfaCode } : {};
    const data = await this.controlCenter.login({ username, password, ...factor });
    this.#session.token = data.token;
    return data;
  }

  /**
   * The task once it is Completed, Failed or Cancelled, by long polls. A task that failed is returned, not thrown.
   * Throws `TimeoutError` after `timeoutMs` (never, when left out) and `AbortedError` with `signal`.
   */
  waitForTask(id: string, options: WaitOptions = {}): Promise<Task> {
    return waitForTask((wait, signal) => this.getTask(id, { wait }, { signal }), this.#deps.clock, options);
  }

  /** The batch once it and its rollback, if there is one, are over. Failure is returned, not thrown; see `waitForTask`. */
  waitForBatch(id: string, options: WaitForBatchOptions = {}): Promise<Batch> {
    return waitForBatch((signal) => this.getBatch(id, { signal }), this.#deps.clock, options);
  }

  /** The rollback once it is over, for those that were answered with 202. Failure is returned; see `waitForTask`. */
  waitForRollback(id: string, options: WaitForRollbackOptions = {}): Promise<RollbackResult> {
    return waitForRollback((signal) => this.getRollback(id, { signal }), this.#deps.clock, options);
  }

  /** Events as they happen, over a WebSocket that comes back by itself; see events.ts. */
  events(options: EventStreamOptions = {}): AsyncGenerator<PlatformEvent, never, void> {
    const native = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
    return streamEvents({ ...this.#deps, WebSocket: this.#options.WebSocket ?? native }, options);
  }
}

interface Session {
  token: TokenSource;
}

const currentToken = (session: Session): Promise<string> | string =>
  typeof session.token === 'function' ? session.token() : session.token;

function besideOrchestrator(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.port = '9080';
  return url.href;
}
