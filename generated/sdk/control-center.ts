// Written by `npm run generate` from openapi/control-center.yaml; do not edit.
import type { components } from '../types/control-center.ts';
import type { CallOptions, Requester } from '../../sdk/core/request.ts';
import type { PagePromise } from '../../sdk/core/pagination.ts';
import { path } from '../../sdk/core/path.ts';

type Schemas = components['schemas'];

export type AuditRecord = Schemas['AuditRecord'];
export type AuditResult = Schemas['AuditResult'];
/** Free JSON, kept as it is. */
export type JsonObject = Schemas['JsonObject'];
/** A public signing key (RFC 7517). */
export type Jwk = Schemas['Jwk'];
/** The keys that tokens are checked with. */
export type JwkSet = Schemas['JwkSet'];
export type LoginResult = Schemas['LoginResult'];
export type Policy = Schemas['Policy'];
/** A verb, or `*` for every one. */
export type PolicyAction = Schemas['PolicyAction'];
/** Deny wins over Allow; what nothing allows is denied. */
export type PolicyEffect = Schemas['PolicyEffect'];
export type PolicyRule = Schemas['PolicyRule'];
export type PolicyRules = Schemas['PolicyRules'];
export type RefreshResult = Schemas['RefreshResult'];
export type Role = Schemas['Role'];
export type Roles = Schemas['Roles'];
export type SessionUser = Schemas['SessionUser'];
export type User = Schemas['User'];

export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** Looked at once the user has enrolled a second factor. */
  readonly mfa_code?: string | undefined;
}

export interface RefreshRequest {
  /** The present access token; it dies with this call. */
  readonly token: string;
}

export interface UserCreate {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly roles: Roles;
  readonly enabled?: boolean | undefined;
}

/** What is left out stays as it is. */
export interface UserUpdate {
  readonly email?: string | undefined;
  readonly roles?: Roles | undefined;
  readonly enabled?: boolean | undefined;
  /** A new password; it ends the sessions of the user. */
  readonly password?: string | undefined;
}

export interface PolicyCreate {
  readonly name: string;
  readonly version?: string | undefined;
  readonly description?: string | undefined;
  readonly rules: PolicyRules;
  readonly enabled?: boolean | undefined;
}

/** What is left out stays as it is. */
export interface PolicyUpdate {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly description?: string | null | undefined;
  readonly rules?: PolicyRules | undefined;
  readonly enabled?: boolean | undefined;
}

export interface ListUsersQuery {
  /** Only users with this role. */
  readonly role?: Role | undefined;
  /** Only enabled or only disabled users. */
  readonly enabled?: boolean | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListPoliciesQuery {
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListAuditLogsQuery {
  /** Only what this user did. */
  readonly user_id?: string | undefined;
  /** Only this action, for example `server.create`. */
  readonly action?: string | undefined;
  /** Only this resource, for example `servers/web-01`. */
  readonly resource?: string | undefined;
  /** Not before this time. */
  readonly from?: string | undefined;
  /** Not after this time. */
  readonly to?: string | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

/** Every operation of the control center, by its operationId. */
export class ControlCenterOperations {
  readonly #requests: Requester;

  constructor(requests: Requester) {
    this.#requests = requests;
  }

  /**
   * Is the control center up: `GET /health`.
   */
  getHealth(options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'GET', path: path`/health`, options });
  }

  /**
   * Log in: `POST /auth/login`.
   * The refusal is the same whatever was wrong.
   */
  login(body: LoginRequest, options?: CallOptions): Promise<LoginResult> {
    return this.#requests.data<LoginResult>({ method: 'POST', path: path`/auth/login`, body, options });
  }

  /**
   * Refresh a token: `POST /auth/refresh`.
   * Gives a new token of the same session; the presented one dies. Presenting a token a second time ends the session.
   */
  refresh(body: RefreshRequest, options?: CallOptions): Promise<RefreshResult> {
    return this.#requests.data<RefreshResult>({ method: 'POST', path: path`/auth/refresh`, body, options });
  }

  /**
   * Log out: `POST /auth/logout`.
   * Ends the session on every server.
   */
  logout(options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/auth/logout`, options });
  }

  /**
   * Public keys of the tokens: `GET /.well-known/jwks.json`.
   * A bare JWK set (RFC 7517), without the envelope.
   */
  getJwks(options?: CallOptions): Promise<JwkSet> {
    return this.#requests.json<JwkSet>({ method: 'GET', path: path`/.well-known/jwks.json`, options });
  }

  /**
   * List users: `GET /users`.
   * Oldest first.
   */
  listUsers(query?: ListUsersQuery, options?: CallOptions): PagePromise<User> {
    return this.#requests.page<User>({ method: 'GET', path: path`/users`, query, options });
  }

  /**
   * Create a user: `POST /users`.
   * A conflict when the name is taken, in whatever case.
   */
  createUser(body: UserCreate, options?: CallOptions): Promise<User> {
    return this.#requests.data<User>({ method: 'POST', path: path`/users`, body, options });
  }

  /**
   * Get a user: `GET /users/{id}`.
   */
  getUser(id: string, options?: CallOptions): Promise<User> {
    return this.#requests.data<User>({ method: 'GET', path: path`/users/${id}`, options });
  }

  /**
   * Update a user: `PUT /users/{id}`.
   * The last enabled admin can't be disabled or demoted, and nobody raises their own roles.
   */
  updateUser(id: string, body: UserUpdate, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'PUT', path: path`/users/${id}`, body, options });
  }

  /**
   * Delete a user: `DELETE /users/{id}`.
   * The last enabled admin can't be deleted.
   */
  deleteUser(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/users/${id}`, options });
  }

  /**
   * List policies: `GET /policies`.
   * The built-in ones of the roles stand among them.
   */
  listPolicies(query?: ListPoliciesQuery, options?: CallOptions): PagePromise<Policy> {
    return this.#requests.page<Policy>({ method: 'GET', path: path`/policies`, query, options });
  }

  /**
   * Create a policy: `POST /policies`.
   * A condition that is wrong is refused with its position; a name that is taken is a conflict.
   */
  createPolicy(body: PolicyCreate, options?: CallOptions): Promise<Policy> {
    return this.#requests.data<Policy>({ method: 'POST', path: path`/policies`, body, options });
  }

  /**
   * Get a policy: `GET /policies/{id}`.
   */
  getPolicy(id: string, options?: CallOptions): Promise<Policy> {
    return this.#requests.data<Policy>({ method: 'GET', path: path`/policies/${id}`, options });
  }

  /**
   * Update a policy: `PUT /policies/{id}`.
   * Built-in policies can't be changed.
   */
  updatePolicy(id: string, body: PolicyUpdate, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'PUT', path: path`/policies/${id}`, body, options });
  }

  /**
   * Delete a policy: `DELETE /policies/{id}`.
   * Built-in policies can't be deleted.
   */
  deletePolicy(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/policies/${id}`, options });
  }

  /**
   * Read the audit log: `GET /audit/logs`.
   * Newest first.
   */
  listAuditLogs(query?: ListAuditLogsQuery, options?: CallOptions): PagePromise<AuditRecord> {
    return this.#requests.page<AuditRecord>({ method: 'GET', path: path`/audit/logs`, query, options });
  }
}
