import { ControlCenterOperations } from '../generated/sdk/control-center.ts';
import { createRequester, type TokenSource } from './core/request.ts';
import { requesterDeps, type ClientOptions } from './options.ts';

/** The control center: login, users, policies, audit. Every operation is a method by its operationId. */
export class ControlCenterClient extends ControlCenterOperations {
  constructor(baseUrl: string, token: TokenSource, options: ClientOptions = {}) {
    super(createRequester(requesterDeps(baseUrl, token, options)));
  }
}
