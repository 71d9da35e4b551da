// Written by `npm run generate` from openapi/control-center.yaml; do not edit.
import type { components } from '../types/control-center.ts';
import type { CallOptions, Requester } from '../../sdk/core/request.ts';
import type { PagePromise } from '../../sdk/core/pagination.ts';
import { path } from '../../sdk/core/path.ts';

type Schemas = components['schemas'];

export type AuditFault = Schemas['AuditFault'];
/** `changed`: the record or its hash is not what was sealed. `missing`: a record was removed, or the end cut off. `forged`: it was not written by a server with the key of this installation. */
export type AuditFaultReason = Schemas['AuditFaultReason'];
/** The end of the hash chain; kept elsewhere, it shows later when the end was cut off. */
export type AuditHead = Schemas['AuditHead'];
export type AuditRecord = Schemas['AuditRecord'];
export type AuditResult = Schemas['AuditResult'];
export type AuditVerification = Schemas['AuditVerification'];
/** Free JSON, kept as it is. */
export type JsonObject = Schemas['JsonObject'];
/** A public signing key (RFC 7517). */
export type Jwk = Schemas['Jwk'];
/** The keys that tokens are checked with. */
export type JwkSet = Schemas['JwkSet'];
export type KeyRotation = Schemas['KeyRotation'];
export type LoginResult = Schemas['LoginResult'];
/** Shown this once. It counts after its first code. */
export type MfaEnrolment = Schemas['MfaEnrolment'];
export type MfaStatus = Schemas['MfaStatus'];
export type Policy = Schemas['Policy'];
/** A verb, or `*` for every one. */
export type PolicyAction = Schemas['PolicyAction'];
export type PolicyDecision = Schemas['PolicyDecision'];
/** Deny wins over Allow; what nothing allows is denied. */
export type PolicyEffect = Schemas['PolicyEffect'];
export type PolicyRule = Schemas['PolicyRule'];
export type PolicyVerb = Schemas['PolicyVerb'];
/** Shown this once; each lets in once instead of a code of the app. */
export type RecoveryCodes = Schemas['RecoveryCodes'];
export type RefreshResult = Schemas['RefreshResult'];
export type Role = Schemas['Role'];
export type Roles = Schemas['Roles'];
/** A long-lived token of a program. It may do what its user may, within its scopes. */
export type ServiceToken = Schemas['ServiceToken'];
/** The token itself is shown this once. */
export type ServiceTokenCreated = Schemas['ServiceTokenCreated'];
/** One login, until it is logged out, ended or expired. */
export type Session = Schemas['Session'];
export type SessionUser = Schemas['SessionUser'];
export type TokenInfo = Schemas['TokenInfo'];
export type User = Schemas['User'];

/** A second factor is looked at once the user has enrolled one. */
export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  readonly mfa_code?: string | undefined;
  readonly recovery_code?: string | undefined;
}

/** One of the two. */
export interface RefreshRequest {
  /** The living access token; the refresh token is taken too. */
  readonly token?: string | undefined;
  /** The refresh token; works after the access token has expired. */
  readonly refresh_token?: string | undefined;
}

/** Who has a second factor shows it too. */
export interface PasswordChange {
  readonly current_password: string;
  readonly new_password: string;
  readonly mfa_code?: string | undefined;
  readonly recovery_code?: string | undefined;
}

/** The password once more, and the second factor of who has one. */
export interface Reauthentication {
  readonly password: string;
  readonly mfa_code?: string | undefined;
  readonly recovery_code?: string | undefined;
}

export interface MfaConfirm {
  readonly mfa_code: string;
}

export interface KeyRotationRequest {
  /** What the present keys have signed counts no more and every session ends; for a key that got out. */
  readonly revoke_previous?: boolean | undefined;
}

export interface ServiceTokenCreate {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expires_in_days?: number | undefined;
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

/** Either `rules` or `cedar`. */
export interface PolicyCreate {
  readonly name: string;
  readonly version?: string | undefined;
  readonly description?: string | undefined;
  readonly rules?: PolicyRules | undefined;
  readonly cedar?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** Who: a user by `username`, or anybody with these `roles`; without either, each role by itself. Nothing is done, and the attributes are those given here, not those of a stored resource. */
export interface PolicySimulation {
  readonly username?: string | undefined;
  readonly roles?: Roles | undefined;
  /** Whether the login had a second factor. */
  readonly mfa?: boolean | undefined;
  /** Every one when left out. */
  readonly actions?: readonly PolicyVerb[] | undefined;
  readonly resource: string;
  readonly attributes?: PolicyAttributes | undefined;
  readonly request?: PolicyRequestFacts | undefined;
}

/** What is left out stays as it is. Either `rules` or `cedar`; one takes the place of the other. */
export interface PolicyUpdate {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly description?: string | null | undefined;
  readonly rules?: PolicyRules | undefined;
  readonly cedar?: string | undefined;
  readonly enabled?: boolean | undefined;
}

export type AuditExportFormat = 'jsonl' | 'csv';

export type PolicyRules = readonly PolicyRule[];

/** What is known of the resource; what is left out is unknown. */
export interface PolicyAttributes {
  readonly name?: string | undefined;
  readonly infra?: string | undefined;
  readonly provider?: string | undefined;
  readonly environment?: string | undefined;
  /** Id of a user. */
  readonly owner?: string | undefined;
}

/** The circumstances; what is left out is unknown. */
export interface PolicyRequestFacts {
  readonly ip?: string | undefined;
  /** In UTC. */
  readonly hour?: number | undefined;
  /** 1 is Monday, in UTC. */
  readonly weekday?: number | undefined;
  readonly approved?: boolean | undefined;
}

export interface ListSessionsQuery {
  /** Those of this user instead of your own. */
  readonly user_id?: string | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListServiceTokensQuery {
  /** Those of this user instead of your own. */
  readonly user_id?: string | undefined;
  /** Items per page. */
  readonly limit?: number | undefined;
  /** Items to skip. */
  readonly offset?: number | undefined;
}

export interface ListUsersQuery {
  /** Only users with this role. */
  readonly role?: Role | undefined;
  /** Only enabled or only disabled ones. */
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
  /** `X-Next-Cursor` of the page before: the items behind it, whatever was added meanwhile. Instead of `offset`; the filters stay as they were. */
  readonly cursor?: string | undefined;
}

export interface VerifyAuditQuery {
  /** A head exported before, as `<seal_sequence>:<hash>`: the chain must still hold it. */
  readonly head?: string | undefined;
}

export interface ExportAuditQuery {
  /** JSON Lines or CSV. */
  readonly format?: AuditExportFormat | undefined;
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
   * Gives new tokens of the same session for its living access token or its refresh token; the old ones die. Presenting one a second time ends the session.
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
   * Who am I: `GET /auth/verify`.
   * Tells whose token this is and what it may stand for; a token that is not valid is refused with 401.
   */
  verifyToken(options?: CallOptions): Promise<TokenInfo> {
    return this.#requests.data<TokenInfo>({ method: 'GET', path: path`/auth/verify`, options });
  }

  /**
   * Change your password: `POST /auth/password`.
   * Needs the present one. Ends all your sessions, this one too.
   */
  changePassword(body: PasswordChange, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/auth/password`, body, options });
  }

  /**
   * Your second factor: `GET /auth/mfa`.
   */
  getMfa(options?: CallOptions): Promise<MfaStatus> {
    return this.#requests.data<MfaStatus>({ method: 'GET', path: path`/auth/mfa`, options });
  }

  /**
   * Enrol a second factor: `POST /auth/mfa/enrol`.
   * Makes a TOTP seed (RFC 6238) and shows it this once. It counts after its first code; until then an older one does. Who has one must show it to replace it.
   */
  enrolMfa(body: Reauthentication, options?: CallOptions): Promise<MfaEnrolment> {
    return this.#requests.data<MfaEnrolment>({ method: 'POST', path: path`/auth/mfa/enrol`, body, options });
  }

  /**
   * Confirm the second factor: `POST /auth/mfa/confirm`.
   * By a code of the new seed. Shows the recovery codes this once.
   */
  confirmMfa(body: MfaConfirm, options?: CallOptions): Promise<RecoveryCodes> {
    return this.#requests.data<RecoveryCodes>({ method: 'POST', path: path`/auth/mfa/confirm`, body, options });
  }

  /**
   * New recovery codes: `POST /auth/mfa/recovery-codes`.
   * In the place of all old ones.
   */
  renewRecoveryCodes(body: Reauthentication, options?: CallOptions): Promise<RecoveryCodes> {
    return this.#requests.data<RecoveryCodes>({ method: 'POST', path: path`/auth/mfa/recovery-codes`, body, options });
  }

  /**
   * Disable the second factor: `POST /auth/mfa/disable`.
   * Needs password and factor.
   */
  disableMfa(body: Reauthentication, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'POST', path: path`/auth/mfa/disable`, body, options });
  }

  /**
   * List sessions: `GET /auth/sessions`.
   * Your own that are still open, newest first; those of another user for who may read that user.
   */
  listSessions(query?: ListSessionsQuery, options?: CallOptions): PagePromise<Session> {
    return this.#requests.page<Session>({ method: 'GET', path: path`/auth/sessions`, query, options });
  }

  /**
   * End a session: `DELETE /auth/sessions/{id}`.
   * One of your own, or of a user you may update. Its tokens are refused on every server within a second.
   */
  endSession(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/auth/sessions/${id}`, options });
  }

  /**
   * Public keys of the tokens: `GET /.well-known/jwks.json`.
   * A bare JWK set (RFC 7517), without the envelope.
   */
  getJwks(options?: CallOptions): Promise<JwkSet> {
    return this.#requests.json<JwkSet>({ method: 'GET', path: path`/.well-known/jwks.json`, options });
  }

  /**
   * Rotate the signing key: `POST /auth/keys/rotate`.
   * A new key signs from here on; the old ones are verified until what they have signed has expired.
   */
  rotateKeys(body: KeyRotationRequest, options?: CallOptions): Promise<KeyRotation> {
    return this.#requests.data<KeyRotation>({ method: 'POST', path: path`/auth/keys/rotate`, body, options });
  }

  /**
   * List service tokens: `GET /service-tokens`.
   * Your own by name; those of another user for who may read that user.
   */
  listServiceTokens(query?: ListServiceTokensQuery, options?: CallOptions): PagePromise<ServiceToken> {
    return this.#requests.page<ServiceToken>({ method: 'GET', path: path`/service-tokens`, query, options });
  }

  /**
   * Create a service token: `POST /service-tokens`.
   * A program of yours may do with it what you may, within the scopes. It is shown this once. Needs a login.
   */
  createServiceToken(body: ServiceTokenCreate, options?: CallOptions): Promise<ServiceTokenCreated> {
    return this.#requests.data<ServiceTokenCreated>({ method: 'POST', path: path`/service-tokens`, body, options });
  }

  /**
   * Delete a service token: `DELETE /service-tokens/{id}`.
   * It is refused on every server within a second.
   */
  deleteServiceToken(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/service-tokens/${id}`, options });
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
    return this.#requests.data<User>({ method: 'POST', path: path`/users`, body, options, keyed: true });
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
   * Remove a user's second factor: `DELETE /users/{id}/mfa`.
   * For who has lost it.
   */
  resetMfa(id: string, options?: CallOptions): Promise<string> {
    return this.#requests.data<string>({ method: 'DELETE', path: path`/users/${id}/mfa`, options });
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
    return this.#requests.data<Policy>({ method: 'POST', path: path`/policies`, body, options, keyed: true });
  }

  /**
   * Ask who may do what: `POST /policies/simulate`.
   * Decides by the stored policies as they are now, and says which rule did.
   */
  simulatePolicies(body: PolicySimulation, options?: CallOptions): Promise<PolicyDecision[]> {
    return this.#requests.data<PolicyDecision[]>({ method: 'POST', path: path`/policies/simulate`, body, options, keyed: true });
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

  /**
   * The end of the hash chain: `GET /audit/head`.
   * Keep it where nobody who can write to the database can; `verify` compares with it.
   */
  getAuditHead(options?: CallOptions): Promise<AuditHead> {
    return this.#requests.data<AuditHead>({ method: 'GET', path: path`/audit/head`, options });
  }

  /**
   * Verify the hash chain: `GET /audit/verify`.
   * Makes the chain again from its first record and names the first one that isn't as it was sealed.
   */
  verifyAudit(query?: VerifyAuditQuery, options?: CallOptions): Promise<AuditVerification> {
    return this.#requests.data<AuditVerification>({ method: 'GET', path: path`/audit/verify`, query, options });
  }

  /**
   * Export the audit log: `GET /audit/export`.
   * Every matching record, oldest first, as a stream: JSON Lines, or CSV with a heading (RFC 4180). `format` decides.
   */
  exportAudit(query?: ExportAuditQuery, options?: CallOptions): Promise<string> {
    return this.#requests.text({ method: 'GET', path: path`/audit/export`, query, options }, 'application/jsonl');
  }
}
