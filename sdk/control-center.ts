import { ControlCenterOperations, type Login } from '../generated/sdk/control-center.ts';
import { requesterDeps, type ClientOptions } from './options.ts';
import { createRequester, type TokenSource } from './core/request.ts';

/** What a login returns: the token, when it ends, and whose it is. */
export type LoginData = Login;

/** The control center: login, users, policies, audit. Every operation is a method by its operationId. */
export class ControlCenterClient extends ControlCenterOperations {
  constructor(baseUrl: string, token: TokenSource, options: ClientOptions = {}) {
    super(createRequester(requesterDeps(baseUrl, token, options)));
  }
}
