// Written by `npm run generate` from openapi/control-center.yaml; do not edit.
import { createRoute, z } from '@hono/zod-openapi';
import type { OperationFacts } from './facts.ts';
import { booleanFromText, entries, integer, integerFromText, jsonObject, text, unique } from './scalars.ts';

export const AuditExportFormat = z.enum(["jsonl","csv"]).openapi("AuditExportFormat");
export type AuditExportFormat = z.infer<typeof AuditExportFormat>;

export const AuditFaultReason = z.enum(["changed","missing","forged"]).openapi("AuditFaultReason");
export type AuditFaultReason = z.infer<typeof AuditFaultReason>;

export const AuditFault = z.strictObject({
  seal_sequence: integer({ min: 0, max: 9007199254740991 }).nullable(),
  sequence: integer({ min: 1, max: 9007199254740991 }).nullable(),
  id: text({ format: "uuid" }).nullable(),
  reason: AuditFaultReason,
}).openapi("AuditFault");
export type AuditFault = z.infer<typeof AuditFault>;

export const AuditHead = z.strictObject({
  seal_sequence: integer({ min: 0, max: 9007199254740991 }),
  hash: text({ pattern: "^[0-9a-f]{64}$" }),
}).openapi("AuditHead");
export type AuditHead = z.infer<typeof AuditHead>;

export const AuditHeadAnswer = z.strictObject({
  success: z.literal(true),
  data: AuditHead,
}).openapi("AuditHeadAnswer");
export type AuditHeadAnswer = z.infer<typeof AuditHeadAnswer>;

export const AuditResult = z.enum(["success","failure","denied"]).openapi("AuditResult");
export type AuditResult = z.infer<typeof AuditResult>;

export const JsonObject = jsonObject().openapi("JsonObject");
export type JsonObject = z.infer<typeof JsonObject>;

export const AuditRecord = z.strictObject({
  id: text({ format: "uuid" }),
  sequence: integer({ min: 1, max: 9007199254740991 }),
  timestamp: text({ format: "date-time" }),
  user_id: text({ format: "uuid" }).nullable(),
  username: text({ max: 128 }).nullable(),
  action: text({ min: 1, max: 128 }),
  resource: text({ min: 1, max: 512 }),
  result: AuditResult,
  details: JsonObject,
  request_id: text({ max: 128 }).nullable(),
  ip: text({ max: 64 }).nullable(),
  seal_sequence: integer({ min: 1, max: 9007199254740991 }).nullable(),
  hash: text({ pattern: "^[0-9a-f]{64}$" }).nullable(),
}).openapi("AuditRecord");
export type AuditRecord = z.infer<typeof AuditRecord>;

export const AuditListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(AuditRecord).max(1000),
}).openapi("AuditListAnswer");
export type AuditListAnswer = z.infer<typeof AuditListAnswer>;

export const AuditVerification = z.strictObject({
  valid: z.boolean(),
  records: integer({ min: 0, max: 9007199254740991 }),
  removed: integer({ min: 0, max: 9007199254740991 }),
  head: AuditHead,
  unsealed: integer({ min: 0, max: 9007199254740991 }),
  oldest_unsealed_at: text({ format: "date-time" }).nullable(),
  first_bad: AuditFault.nullable(),
}).openapi("AuditVerification");
export type AuditVerification = z.infer<typeof AuditVerification>;

export const AuditVerificationAnswer = z.strictObject({
  success: z.literal(true),
  data: AuditVerification,
}).openapi("AuditVerificationAnswer");
export type AuditVerificationAnswer = z.infer<typeof AuditVerificationAnswer>;

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

export const Jwk = z.strictObject({
  kty: z.enum(["OKP","EC"]),
  crv: z.enum(["Ed25519","P-256"]),
  x: text({ min: 1, max: 128, pattern: "^[A-Za-z0-9_-]+$" }),
  y: text({ min: 1, max: 128, pattern: "^[A-Za-z0-9_-]+$" }).exactOptional(),
  kid: text({ min: 1, max: 128 }),
  alg: z.enum(["EdDSA","ES256"]),
  use: z.literal("sig"),
}).openapi("Jwk");
export type Jwk = z.infer<typeof Jwk>;

export const JwkSet = z.strictObject({
  keys: z.array(Jwk).max(64),
}).openapi("JwkSet");
export type JwkSet = z.infer<typeof JwkSet>;

export const KeyRotation = z.strictObject({
  kid: text({ min: 1, max: 128 }),
  verified_kids: z.array(text({ min: 1, max: 128 })).max(1000),
}).openapi("KeyRotation");
export type KeyRotation = z.infer<typeof KeyRotation>;

export const KeyRotationAnswer = z.strictObject({
  success: z.literal(true),
  data: KeyRotation,
}).openapi("KeyRotationAnswer");
export type KeyRotationAnswer = z.infer<typeof KeyRotationAnswer>;

export const KeyRotationRequest = z.strictObject({
  revoke_previous: z.boolean().default(false),
}).openapi("KeyRotationRequest");
export type KeyRotationRequest = z.infer<typeof KeyRotationRequest>;

export const Username = text({ min: 1, max: 64, pattern: "^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$" }).openapi("Username");
export type Username = z.infer<typeof Username>;

export const Role = z.enum(["admin","operator","developer","viewer","auditor"]).openapi("Role");
export type Role = z.infer<typeof Role>;

export const Roles = z.array(Role).min(1).max(5).check(unique).openapi("Roles");
export type Roles = z.infer<typeof Roles>;

export const SessionUser = z.strictObject({
  id: text({ format: "uuid" }),
  username: Username,
  email: text({ max: 254, format: "email" }),
  roles: Roles,
}).openapi("SessionUser");
export type SessionUser = z.infer<typeof SessionUser>;

export const LoginResult = z.strictObject({
  token: text({ min: 1, max: 8192 }),
  expires_at: text({ format: "date-time" }),
  refresh_token: text({ min: 1, max: 8192 }),
  refresh_expires_at: text({ format: "date-time" }),
  user: SessionUser,
}).openapi("LoginResult");
export type LoginResult = z.infer<typeof LoginResult>;

export const LoginAnswer = z.strictObject({
  success: z.literal(true),
  data: LoginResult,
}).openapi("LoginAnswer");
export type LoginAnswer = z.infer<typeof LoginAnswer>;

export const MfaCode = text({ min: 6, max: 6, pattern: "^[0-9]{6}$" }).openapi("MfaCode");
export type MfaCode = z.infer<typeof MfaCode>;

export const RecoveryCode = text({ min: 19, max: 29, pattern: "^[a-z2-7]{4}(-[a-z2-7]{4}){3,5}$" }).openapi("RecoveryCode");
export type RecoveryCode = z.infer<typeof RecoveryCode>;

export const LoginRequest = z.strictObject({
  username: Username,
  password: text({ min: 1, max: 1024 }),
  mfa_code: MfaCode.exactOptional(),
  recovery_code: RecoveryCode.exactOptional(),
}).openapi("LoginRequest");
export type LoginRequest = z.infer<typeof LoginRequest>;

export const MessageAnswer = z.strictObject({
  success: z.literal(true),
  data: text({ min: 1, max: 4096 }),
}).openapi("MessageAnswer");
export type MessageAnswer = z.infer<typeof MessageAnswer>;

export const MfaConfirm = z.strictObject({
  mfa_code: MfaCode,
}).openapi("MfaConfirm");
export type MfaConfirm = z.infer<typeof MfaConfirm>;

export const MfaEnrolment = z.strictObject({
  secret: text({ min: 32, max: 128 }),
  otpauth_uri: text({ min: 1, max: 1024 }),
  qr_svg: text({ min: 1, max: 65536 }),
  qr_png: text({ min: 1, max: 65536 }),
  expires_at: text({ format: "date-time" }),
}).openapi("MfaEnrolment");
export type MfaEnrolment = z.infer<typeof MfaEnrolment>;

export const MfaEnrolmentAnswer = z.strictObject({
  success: z.literal(true),
  data: MfaEnrolment,
}).openapi("MfaEnrolmentAnswer");
export type MfaEnrolmentAnswer = z.infer<typeof MfaEnrolmentAnswer>;

export const MfaStatus = z.strictObject({
  enabled: z.boolean(),
  confirmed_at: text({ format: "date-time" }).nullable(),
  recovery_codes_left: integer({ min: 0, max: 100 }),
}).openapi("MfaStatus");
export type MfaStatus = z.infer<typeof MfaStatus>;

export const MfaStatusAnswer = z.strictObject({
  success: z.literal(true),
  data: MfaStatus,
}).openapi("MfaStatusAnswer");
export type MfaStatusAnswer = z.infer<typeof MfaStatusAnswer>;

export const Name = text({ min: 1, max: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }).openapi("Name");
export type Name = z.infer<typeof Name>;

export const PasswordChange = z.strictObject({
  current_password: text({ min: 1, max: 1024 }),
  new_password: text({ min: 8, max: 1024 }),
  mfa_code: MfaCode.exactOptional(),
  recovery_code: RecoveryCode.exactOptional(),
}).openapi("PasswordChange");
export type PasswordChange = z.infer<typeof PasswordChange>;

export const PolicyEffect = z.enum(["Allow","Deny"]).openapi("PolicyEffect");
export type PolicyEffect = z.infer<typeof PolicyEffect>;

export const PolicyAction = z.enum(["create","read","update","delete","execute","cancel","rollback","approve","*"]).openapi("PolicyAction");
export type PolicyAction = z.infer<typeof PolicyAction>;

export const PolicyRule = z.strictObject({
  effect: PolicyEffect,
  resource: text({ min: 1, max: 320, pattern: "^(\\*|[a-z]+:[!-~]{1,256})$" }),
  action: z.array(PolicyAction).min(1).max(16),
  condition: text({ min: 1, max: 4096 }).exactOptional(),
}).openapi("PolicyRule");
export type PolicyRule = z.infer<typeof PolicyRule>;

export const Policy = z.strictObject({
  id: text({ format: "uuid" }),
  name: text({ min: 1, max: 128 }),
  version: text({ min: 1, max: 64 }),
  description: text({ max: 4096 }).nullable(),
  rules: z.array(PolicyRule).max(200),
  cedar: text({ max: 8388608 }).nullable(),
  enabled: z.boolean(),
  builtin: z.boolean(),
  created_at: text({ format: "date-time" }),
  updated_at: text({ format: "date-time" }),
}).openapi("Policy");
export type Policy = z.infer<typeof Policy>;

export const PolicyAnswer = z.strictObject({
  success: z.literal(true),
  data: Policy,
}).openapi("PolicyAnswer");
export type PolicyAnswer = z.infer<typeof PolicyAnswer>;

export const PolicyAttributes = z.strictObject({
  name: text({ min: 1, max: 256 }).exactOptional(),
  infra: text({ min: 1, max: 256 }).exactOptional(),
  provider: text({ min: 1, max: 256 }).exactOptional(),
  environment: text({ min: 1, max: 256 }).exactOptional(),
  owner: text({ min: 1, max: 256 }).exactOptional(),
}).openapi("PolicyAttributes");
export type PolicyAttributes = z.infer<typeof PolicyAttributes>;

export const PolicyRules = z.array(PolicyRule).min(1).max(200).openapi("PolicyRules");
export type PolicyRules = z.infer<typeof PolicyRules>;

export const PolicyText = text({ min: 1, max: 16384 }).openapi("PolicyText");
export type PolicyText = z.infer<typeof PolicyText>;

export const PolicyCreate = z.strictObject({
  name: text({ min: 1, max: 128 }),
  version: text({ min: 1, max: 64, pattern: "^[0-9A-Za-z][0-9A-Za-z.+-]*$" }).default("1.0.0"),
  description: text({ max: 4096 }).exactOptional(),
  rules: PolicyRules.exactOptional(),
  cedar: PolicyText.exactOptional(),
  enabled: z.boolean().default(true),
}).openapi("PolicyCreate");
export type PolicyCreate = z.infer<typeof PolicyCreate>;

export const PolicyVerb = z.enum(["create","read","update","delete","execute","cancel","rollback","approve"]).openapi("PolicyVerb");
export type PolicyVerb = z.infer<typeof PolicyVerb>;

export const PolicyDecision = z.strictObject({
  subject: text({ max: 256 }),
  action: PolicyVerb,
  allowed: z.boolean(),
  reason: text({ max: 512 }),
  policy: text({ max: 128 }).nullable(),
  rule: integer({ min: 1, max: 100000 }).nullable(),
}).openapi("PolicyDecision");
export type PolicyDecision = z.infer<typeof PolicyDecision>;

export const PolicyDecisionListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(PolicyDecision).max(64),
}).openapi("PolicyDecisionListAnswer");
export type PolicyDecisionListAnswer = z.infer<typeof PolicyDecisionListAnswer>;

export const PolicyListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Policy).max(1000),
}).openapi("PolicyListAnswer");
export type PolicyListAnswer = z.infer<typeof PolicyListAnswer>;

export const PolicyRequestFacts = z.strictObject({
  ip: text({ min: 2, max: 64 }).exactOptional(),
  hour: integer({ min: 0, max: 23 }).exactOptional(),
  weekday: integer({ min: 1, max: 7 }).exactOptional(),
  approved: z.boolean().exactOptional(),
}).openapi("PolicyRequestFacts");
export type PolicyRequestFacts = z.infer<typeof PolicyRequestFacts>;

export const ResourceName = text({ min: 3, max: 320, pattern: "^[a-z]+:[!-~]{1,256}$" }).openapi("ResourceName");
export type ResourceName = z.infer<typeof ResourceName>;

export const PolicySimulation = z.strictObject({
  username: Username.exactOptional(),
  roles: Roles.exactOptional(),
  mfa: z.boolean().default(false),
  actions: z.array(PolicyVerb).min(1).max(8).exactOptional(),
  resource: ResourceName,
  attributes: PolicyAttributes.exactOptional(),
  request: PolicyRequestFacts.exactOptional(),
}).openapi("PolicySimulation");
export type PolicySimulation = z.infer<typeof PolicySimulation>;

export const PolicyUpdate = z.strictObject({
  name: text({ min: 1, max: 128 }).exactOptional(),
  version: text({ min: 1, max: 64, pattern: "^[0-9A-Za-z][0-9A-Za-z.+-]*$" }).exactOptional(),
  description: text({ max: 4096 }).nullable().exactOptional(),
  rules: PolicyRules.exactOptional(),
  cedar: PolicyText.exactOptional(),
  enabled: z.boolean().exactOptional(),
}).check(entries({ min: 1 })).openapi("PolicyUpdate");
export type PolicyUpdate = z.infer<typeof PolicyUpdate>;

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

export const Reauthentication = z.strictObject({
  password: text({ min: 1, max: 1024 }),
  mfa_code: MfaCode.exactOptional(),
  recovery_code: RecoveryCode.exactOptional(),
}).openapi("Reauthentication");
export type Reauthentication = z.infer<typeof Reauthentication>;

export const RecoveryCodes = z.strictObject({
  recovery_codes: z.array(RecoveryCode).min(1).max(100),
}).openapi("RecoveryCodes");
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

export const RecoveryCodesAnswer = z.strictObject({
  success: z.literal(true),
  data: RecoveryCodes,
}).openapi("RecoveryCodesAnswer");
export type RecoveryCodesAnswer = z.infer<typeof RecoveryCodesAnswer>;

export const RefreshResult = z.strictObject({
  token: text({ min: 1, max: 8192 }),
  expires_at: text({ format: "date-time" }),
  refresh_token: text({ min: 1, max: 8192 }),
  refresh_expires_at: text({ format: "date-time" }),
}).openapi("RefreshResult");
export type RefreshResult = z.infer<typeof RefreshResult>;

export const RefreshAnswer = z.strictObject({
  success: z.literal(true),
  data: RefreshResult,
}).openapi("RefreshAnswer");
export type RefreshAnswer = z.infer<typeof RefreshAnswer>;

export const RefreshRequest = z.strictObject({
  token: text({ min: 1, max: 8192 }).exactOptional(),
  refresh_token: text({ min: 1, max: 8192 }).exactOptional(),
}).check(entries({ min: 1, max: 1 })).openapi("RefreshRequest");
export type RefreshRequest = z.infer<typeof RefreshRequest>;

export const Scope = text({ min: 3, max: 64, pattern: "^(\\*|[a-z]+):(\\*|[a-z]+)$" }).openapi("Scope");
export type Scope = z.infer<typeof Scope>;

export const ServiceToken = z.strictObject({
  id: text({ format: "uuid" }),
  user_id: text({ format: "uuid" }),
  name: Name,
  scopes: z.array(Scope).min(1).max(128),
  created_at: text({ format: "date-time" }),
  expires_at: text({ format: "date-time" }),
  last_used_at: text({ format: "date-time" }).nullable(),
}).openapi("ServiceToken");
export type ServiceToken = z.infer<typeof ServiceToken>;

export const ServiceTokenCreate = z.strictObject({
  name: Name,
  scopes: z.array(Scope).min(1).max(128).check(unique),
  expires_in_days: integer({ min: 1, max: 365 }).default(90),
}).openapi("ServiceTokenCreate");
export type ServiceTokenCreate = z.infer<typeof ServiceTokenCreate>;

export const ServiceTokenCreated = z.strictObject({
  id: text({ format: "uuid" }),
  user_id: text({ format: "uuid" }),
  name: Name,
  scopes: z.array(Scope).min(1).max(128),
  created_at: text({ format: "date-time" }),
  expires_at: text({ format: "date-time" }),
  last_used_at: text({ format: "date-time" }).nullable(),
  token: text({ min: 1, max: 256 }),
}).openapi("ServiceTokenCreated");
export type ServiceTokenCreated = z.infer<typeof ServiceTokenCreated>;

export const ServiceTokenCreatedAnswer = z.strictObject({
  success: z.literal(true),
  data: ServiceTokenCreated,
}).openapi("ServiceTokenCreatedAnswer");
export type ServiceTokenCreatedAnswer = z.infer<typeof ServiceTokenCreatedAnswer>;

export const ServiceTokenListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(ServiceToken).max(1000),
}).openapi("ServiceTokenListAnswer");
export type ServiceTokenListAnswer = z.infer<typeof ServiceTokenListAnswer>;

export const Session = z.strictObject({
  id: text({ format: "uuid" }),
  user_id: text({ format: "uuid" }),
  created_at: text({ format: "date-time" }),
  refreshed_at: text({ format: "date-time" }).nullable(),
  expires_at: text({ format: "date-time" }),
  ip: text({ max: 64 }).nullable(),
  user_agent: text({ max: 512 }).nullable(),
  mfa: z.boolean(),
  current: z.boolean(),
}).openapi("Session");
export type Session = z.infer<typeof Session>;

export const SessionListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(Session).max(1000),
}).openapi("SessionListAnswer");
export type SessionListAnswer = z.infer<typeof SessionListAnswer>;

export const TokenInfo = z.strictObject({
  kind: z.enum(["session","service_token"]),
  user: SessionUser,
  session_id: text({ format: "uuid" }).nullable(),
  mfa: z.boolean(),
  expires_at: text({ format: "date-time" }),
  scopes: z.array(Scope).max(128).nullable(),
}).openapi("TokenInfo");
export type TokenInfo = z.infer<typeof TokenInfo>;

export const TokenInfoAnswer = z.strictObject({
  success: z.literal(true),
  data: TokenInfo,
}).openapi("TokenInfoAnswer");
export type TokenInfoAnswer = z.infer<typeof TokenInfoAnswer>;

export const User = z.strictObject({
  id: text({ format: "uuid" }),
  username: Username,
  email: text({ max: 254, format: "email" }),
  roles: Roles,
  enabled: z.boolean(),
  created_at: text({ format: "date-time" }),
  last_login: text({ format: "date-time" }).nullable(),
}).openapi("User");
export type User = z.infer<typeof User>;

export const UserAnswer = z.strictObject({
  success: z.literal(true),
  data: User,
}).openapi("UserAnswer");
export type UserAnswer = z.infer<typeof UserAnswer>;

export const UserCreate = z.strictObject({
  username: Username,
  email: text({ max: 254, format: "email" }),
  password: text({ min: 8, max: 1024 }),
  roles: Roles,
  enabled: z.boolean().default(true),
}).openapi("UserCreate");
export type UserCreate = z.infer<typeof UserCreate>;

export const UserListAnswer = z.strictObject({
  success: z.literal(true),
  data: z.array(User).max(1000),
}).openapi("UserListAnswer");
export type UserListAnswer = z.infer<typeof UserListAnswer>;

export const UserUpdate = z.strictObject({
  email: text({ max: 254, format: "email" }).exactOptional(),
  roles: Roles.exactOptional(),
  enabled: z.boolean().exactOptional(),
  password: text({ min: 8, max: 1024 }).exactOptional(),
}).check(entries({ min: 1 })).openapi("UserUpdate");
export type UserUpdate = z.infer<typeof UserUpdate>;

export const routes = {
  getJwks: createRoute({
    operationId: "getJwks",
    tags: ["Auth"],
    method: "get",
    path: "/.well-known/jwks.json",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The key set.", content: { "application/json": { schema: JwkSet } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  exportAudit: createRoute({
    operationId: "exportAudit",
    tags: ["Audit"],
    method: "get",
    path: "/audit/export",
    request: {
      query: z.strictObject({ format: AuditExportFormat.exactOptional(), user_id: text({ format: "uuid" }).exactOptional(), action: text({ min: 1, max: 128 }).exactOptional(), resource: text({ min: 1, max: 512 }).exactOptional(), from: text({ format: "date-time" }).exactOptional(), to: text({ format: "date-time" }).exactOptional() }),
    },
    responses: {
      200: { description: "One record a line.", content: { "application/jsonl": { schema: text() }, "text/csv": { schema: text() } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getAuditHead: createRoute({
    operationId: "getAuditHead",
    tags: ["Audit"],
    method: "get",
    path: "/audit/head",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "Place and hash of the last sealed record.", content: { "application/json": { schema: AuditHeadAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listAuditLogs: createRoute({
    operationId: "listAuditLogs",
    tags: ["Audit"],
    method: "get",
    path: "/audit/logs",
    request: {
      query: z.strictObject({ user_id: text({ format: "uuid" }).exactOptional(), action: text({ min: 1, max: 128 }).exactOptional(), resource: text({ min: 1, max: 512 }).exactOptional(), from: text({ format: "date-time" }).exactOptional(), to: text({ format: "date-time" }).exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0), cursor: text({ min: 1, max: 256, pattern: "^[A-Za-z0-9_-]+$" }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of records.", content: { "application/json": { schema: AuditListAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  verifyAudit: createRoute({
    operationId: "verifyAudit",
    tags: ["Audit"],
    method: "get",
    path: "/audit/verify",
    request: {
      query: z.strictObject({ head: text({ pattern: "^[0-9]{1,16}:[0-9a-f]{64}$" }).exactOptional() }),
    },
    responses: {
      200: { description: "What was found; `valid` says whether all is as it was sealed.", content: { "application/json": { schema: AuditVerificationAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  rotateKeys: createRoute({
    operationId: "rotateKeys",
    tags: ["Auth"],
    method: "post",
    path: "/auth/keys/rotate",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: KeyRotationRequest } } },
    },
    responses: {
      200: { description: "The new key.", content: { "application/json": { schema: KeyRotationAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  login: createRoute({
    operationId: "login",
    tags: ["Auth"],
    method: "post",
    path: "/auth/login",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: LoginRequest } } },
    },
    responses: {
      200: { description: "The token and its user.", content: { "application/json": { schema: LoginAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  logout: createRoute({
    operationId: "logout",
    tags: ["Auth"],
    method: "post",
    path: "/auth/logout",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The session has ended.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  getMfa: createRoute({
    operationId: "getMfa",
    tags: ["Auth"],
    method: "get",
    path: "/auth/mfa",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "Whether there is one.", content: { "application/json": { schema: MfaStatusAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  confirmMfa: createRoute({
    operationId: "confirmMfa",
    tags: ["Auth"],
    method: "post",
    path: "/auth/mfa/confirm",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: MfaConfirm } } },
    },
    responses: {
      200: { description: "It counts from here on.", content: { "application/json": { schema: RecoveryCodesAnswer } } },
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
  disableMfa: createRoute({
    operationId: "disableMfa",
    tags: ["Auth"],
    method: "post",
    path: "/auth/mfa/disable",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: Reauthentication } } },
    },
    responses: {
      200: { description: "A password is enough from here on.", content: { "application/json": { schema: MessageAnswer } } },
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
  enrolMfa: createRoute({
    operationId: "enrolMfa",
    tags: ["Auth"],
    method: "post",
    path: "/auth/mfa/enrol",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: Reauthentication } } },
    },
    responses: {
      200: { description: "The seed.", content: { "application/json": { schema: MfaEnrolmentAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  renewRecoveryCodes: createRoute({
    operationId: "renewRecoveryCodes",
    tags: ["Auth"],
    method: "post",
    path: "/auth/mfa/recovery-codes",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: Reauthentication } } },
    },
    responses: {
      200: { description: "The new codes.", content: { "application/json": { schema: RecoveryCodesAnswer } } },
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
  changePassword: createRoute({
    operationId: "changePassword",
    tags: ["Auth"],
    method: "post",
    path: "/auth/password",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: PasswordChange } } },
    },
    responses: {
      200: { description: "It is changed.", content: { "application/json": { schema: MessageAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      403: { description: "Forbidden; the policies don't allow it.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  refresh: createRoute({
    operationId: "refresh",
    tags: ["Auth"],
    method: "post",
    path: "/auth/refresh",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: RefreshRequest } } },
    },
    responses: {
      200: { description: "The new token.", content: { "application/json": { schema: RefreshAnswer } } },
      400: { description: "Bad request; malformed JSON, or a bad path, query or header value.", content: { "application/json": { schema: Error } } },
      401: { description: "Unauthorized; no token, or one that is not valid any more.", content: { "application/json": { schema: Error } } },
      406: { description: "Not acceptable; another version or media type was asked for.", content: { "application/json": { schema: Error } } },
      413: { description: "Payload too large.", content: { "application/json": { schema: Error } } },
      415: { description: "Unsupported media type; bodies are JSON.", content: { "application/json": { schema: Error } } },
      422: { description: "Unprocessable; the body breaks the schema or a business rule, every violation is listed.", content: { "application/json": { schema: Error } } },
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listSessions: createRoute({
    operationId: "listSessions",
    tags: ["Auth"],
    method: "get",
    path: "/auth/sessions",
    request: {
      query: z.strictObject({ user_id: text({ format: "uuid" }).exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of sessions.", content: { "application/json": { schema: SessionListAnswer } } },
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
  endSession: createRoute({
    operationId: "endSession",
    tags: ["Auth"],
    method: "delete",
    path: "/auth/sessions/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The session has ended.", content: { "application/json": { schema: MessageAnswer } } },
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
  verifyToken: createRoute({
    operationId: "verifyToken",
    tags: ["Auth"],
    method: "get",
    path: "/auth/verify",
    request: {
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "The token is valid.", content: { "application/json": { schema: TokenInfoAnswer } } },
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
  listPolicies: createRoute({
    operationId: "listPolicies",
    tags: ["Policies"],
    method: "get",
    path: "/policies",
    request: {
      query: z.strictObject({ limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of policies.", content: { "application/json": { schema: PolicyListAnswer } } },
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
  createPolicy: createRoute({
    operationId: "createPolicy",
    tags: ["Policies"],
    method: "post",
    path: "/policies",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: PolicyCreate } } },
    },
    responses: {
      201: { description: "The new policy.", content: { "application/json": { schema: PolicyAnswer } } },
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
  simulatePolicies: createRoute({
    operationId: "simulatePolicies",
    tags: ["Policies"],
    method: "post",
    path: "/policies/simulate",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: PolicySimulation } } },
    },
    responses: {
      200: { description: "One decision for each subject and action.", content: { "application/json": { schema: PolicyDecisionListAnswer } } },
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
  getPolicy: createRoute({
    operationId: "getPolicy",
    tags: ["Policies"],
    method: "get",
    path: "/policies/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The policy with its Cedar text.", content: { "application/json": { schema: PolicyAnswer } } },
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
  updatePolicy: createRoute({
    operationId: "updatePolicy",
    tags: ["Policies"],
    method: "put",
    path: "/policies/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-match": text({ min: 1, max: 4096 }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: PolicyUpdate } } },
    },
    responses: {
      200: { description: "It is updated.", content: { "application/json": { schema: MessageAnswer } } },
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
  deletePolicy: createRoute({
    operationId: "deletePolicy",
    tags: ["Policies"],
    method: "delete",
    path: "/policies/{id}",
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
  listServiceTokens: createRoute({
    operationId: "listServiceTokens",
    tags: ["Auth"],
    method: "get",
    path: "/service-tokens",
    request: {
      query: z.strictObject({ user_id: text({ format: "uuid" }).exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
    },
    responses: {
      200: { description: "One page of service tokens.", content: { "application/json": { schema: ServiceTokenListAnswer } } },
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
  createServiceToken: createRoute({
    operationId: "createServiceToken",
    tags: ["Auth"],
    method: "post",
    path: "/service-tokens",
    request: {
      query: z.strictObject({  }),
      body: { required: true, content: { "application/json": { schema: ServiceTokenCreate } } },
    },
    responses: {
      201: { description: "The token.", content: { "application/json": { schema: ServiceTokenCreatedAnswer } } },
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
  deleteServiceToken: createRoute({
    operationId: "deleteServiceToken",
    tags: ["Auth"],
    method: "delete",
    path: "/service-tokens/{id}",
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
      429: { description: "Too many requests.", content: { "application/json": { schema: Error } } },
      500: { description: "Internal error; the request id finds it in the log.", content: { "application/json": { schema: Error } } },
      503: { description: "Unavailable; the store is away or the server is draining.", content: { "application/json": { schema: Error } } },
    },
  }),
  listUsers: createRoute({
    operationId: "listUsers",
    tags: ["Users"],
    method: "get",
    path: "/users",
    request: {
      query: z.strictObject({ role: Role.exactOptional(), enabled: z.preprocess(booleanFromText, z.boolean()).exactOptional(), limit: z.preprocess(integerFromText, integer({ min: 1, max: 1000 })).default(50), offset: z.preprocess(integerFromText, integer({ min: 0, max: 2147483647 })).default(0) }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "One page of users.", content: { "application/json": { schema: UserListAnswer } } },
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
  createUser: createRoute({
    operationId: "createUser",
    tags: ["Users"],
    method: "post",
    path: "/users",
    request: {
      query: z.strictObject({  }),
      headers: z.looseObject({ "idempotency-key": text({ min: 1, max: 255, pattern: "^[\\x21-\\x7e]+$" }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: UserCreate } } },
    },
    responses: {
      201: { description: "The new user.", content: { "application/json": { schema: UserAnswer } } },
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
  getUser: createRoute({
    operationId: "getUser",
    tags: ["Users"],
    method: "get",
    path: "/users/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-none-match": text({ min: 1, max: 4096 }).exactOptional() }),
    },
    responses: {
      200: { description: "The user.", content: { "application/json": { schema: UserAnswer } } },
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
  updateUser: createRoute({
    operationId: "updateUser",
    tags: ["Users"],
    method: "put",
    path: "/users/{id}",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
      headers: z.looseObject({ "if-match": text({ min: 1, max: 4096 }).exactOptional() }),
      body: { required: true, content: { "application/json": { schema: UserUpdate } } },
    },
    responses: {
      200: { description: "It is updated.", content: { "application/json": { schema: MessageAnswer } } },
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
  deleteUser: createRoute({
    operationId: "deleteUser",
    tags: ["Users"],
    method: "delete",
    path: "/users/{id}",
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
  resetMfa: createRoute({
    operationId: "resetMfa",
    tags: ["Users"],
    method: "delete",
    path: "/users/{id}/mfa",
    request: {
      params: z.strictObject({ id: text({ format: "uuid" }) }),
      query: z.strictObject({  }),
    },
    responses: {
      200: { description: "It is removed.", content: { "application/json": { schema: MessageAnswer } } },
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
} as const;

export type OperationId = keyof typeof routes;

export const facts: Readonly<Record<OperationId, OperationFacts>> = {
  getJwks: {"operationId":"getJwks","api":"control-center","method":"get","path":"/.well-known/jwks.json","permission":null,"rateLimit":"none","audit":"key.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,406,500,503],"successStatus":200},
  exportAudit: {"operationId":"exportAudit","api":"control-center","method":"get","path":"/audit/export","permission":{"resource":"audit","action":"read"},"rateLimit":"general","audit":"audit.export","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["format","user_id","action","resource","from","to"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getAuditHead: {"operationId":"getAuditHead","api":"control-center","method":"get","path":"/audit/head","permission":{"resource":"audit","action":"read"},"rateLimit":"general","audit":"audit.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  listAuditLogs: {"operationId":"listAuditLogs","api":"control-center","method":"get","path":"/audit/logs","permission":{"resource":"audit","action":"read"},"rateLimit":"general","audit":"audit.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["user_id","action","resource","from","to","limit","offset","cursor"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  verifyAudit: {"operationId":"verifyAudit","api":"control-center","method":"get","path":"/audit/verify","permission":{"resource":"audit","action":"read"},"rateLimit":"general","audit":"audit.verify","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["head"],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  rotateKeys: {"operationId":"rotateKeys","api":"control-center","method":"post","path":"/auth/keys/rotate","permission":{"resource":"system","action":"update"},"rateLimit":"general","audit":"key.rotate","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,413,415,422,429,500,503],"successStatus":200},
  login: {"operationId":"login","api":"control-center","method":"post","path":"/auth/login","permission":null,"rateLimit":"auth","audit":"auth.login","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,406,413,415,422,429,500,503],"successStatus":200},
  logout: {"operationId":"logout","api":"control-center","method":"post","path":"/auth/logout","permission":{"resource":"sessions","action":"delete"},"rateLimit":"general","audit":"auth.logout","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getMfa: {"operationId":"getMfa","api":"control-center","method":"get","path":"/auth/mfa","permission":{"resource":"sessions","action":"read"},"rateLimit":"general","audit":"mfa.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  confirmMfa: {"operationId":"confirmMfa","api":"control-center","method":"post","path":"/auth/mfa/confirm","permission":{"resource":"sessions","action":"update"},"rateLimit":"auth","audit":"mfa.confirm","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  disableMfa: {"operationId":"disableMfa","api":"control-center","method":"post","path":"/auth/mfa/disable","permission":{"resource":"sessions","action":"update"},"rateLimit":"auth","audit":"mfa.disable","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  enrolMfa: {"operationId":"enrolMfa","api":"control-center","method":"post","path":"/auth/mfa/enrol","permission":{"resource":"sessions","action":"update"},"rateLimit":"auth","audit":"mfa.enrol","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,413,415,422,429,500,503],"successStatus":200},
  renewRecoveryCodes: {"operationId":"renewRecoveryCodes","api":"control-center","method":"post","path":"/auth/mfa/recovery-codes","permission":{"resource":"sessions","action":"update"},"rateLimit":"auth","audit":"mfa.renew","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  changePassword: {"operationId":"changePassword","api":"control-center","method":"post","path":"/auth/password","permission":{"resource":"sessions","action":"update"},"rateLimit":"auth","audit":"password.change","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,413,415,422,429,500,503],"successStatus":200},
  refresh: {"operationId":"refresh","api":"control-center","method":"post","path":"/auth/refresh","permission":null,"rateLimit":"auth","audit":"auth.refresh","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,406,413,415,422,429,500,503],"successStatus":200},
  listSessions: {"operationId":"listSessions","api":"control-center","method":"get","path":"/auth/sessions","permission":{"resource":"sessions","action":"read"},"rateLimit":"general","audit":"session.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["user_id","limit","offset"],"websocket":false,"statuses":[200,400,401,403,404,406,429,500,503],"successStatus":200},
  endSession: {"operationId":"endSession","api":"control-center","method":"delete","path":"/auth/sessions/{id}","permission":{"resource":"sessions","action":"delete"},"rateLimit":"general","audit":"session.end","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,429,500,503],"successStatus":200},
  verifyToken: {"operationId":"verifyToken","api":"control-center","method":"get","path":"/auth/verify","permission":{"resource":"sessions","action":"read"},"rateLimit":"general","audit":"session.verify","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,406,429,500,503],"successStatus":200},
  getHealth: {"operationId":"getHealth","api":"control-center","method":"get","path":"/health","permission":null,"rateLimit":"none","audit":"health.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,406,500,503],"successStatus":200},
  listPolicies: {"operationId":"listPolicies","api":"control-center","method":"get","path":"/policies","permission":{"resource":"policies","action":"read"},"rateLimit":"general","audit":"policy.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["limit","offset"],"websocket":false,"statuses":[200,304,400,401,403,406,429,500,503],"successStatus":200},
  createPolicy: {"operationId":"createPolicy","api":"control-center","method":"post","path":"/policies","permission":{"resource":"policies","action":"create"},"rateLimit":"general","audit":"policy.create","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[201,400,401,403,406,409,413,415,422,429,500,503],"successStatus":201},
  simulatePolicies: {"operationId":"simulatePolicies","api":"control-center","method":"post","path":"/policies/simulate","permission":{"resource":"policies","action":"read"},"rateLimit":"general","audit":"policy.simulate","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,406,409,413,415,422,429,500,503],"successStatus":200},
  getPolicy: {"operationId":"getPolicy","api":"control-center","method":"get","path":"/policies/{id}","permission":{"resource":"policies","action":"read"},"rateLimit":"general","audit":"policy.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  updatePolicy: {"operationId":"updatePolicy","api":"control-center","method":"put","path":"/policies/{id}","permission":{"resource":"policies","action":"update"},"rateLimit":"general","audit":"policy.update","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,412,413,415,422,428,429,500,503],"successStatus":200},
  deletePolicy: {"operationId":"deletePolicy","api":"control-center","method":"delete","path":"/policies/{id}","permission":{"resource":"policies","action":"delete"},"rateLimit":"general","audit":"policy.delete","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,412,428,429,500,503],"successStatus":200},
  listServiceTokens: {"operationId":"listServiceTokens","api":"control-center","method":"get","path":"/service-tokens","permission":{"resource":"sessions","action":"read"},"rateLimit":"general","audit":"token.read","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["user_id","limit","offset"],"websocket":false,"statuses":[200,400,401,403,404,406,429,500,503],"successStatus":200},
  createServiceToken: {"operationId":"createServiceToken","api":"control-center","method":"post","path":"/service-tokens","permission":{"resource":"sessions","action":"create"},"rateLimit":"general","audit":"token.create","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[201,400,401,403,406,409,413,415,422,429,500,503],"successStatus":201},
  deleteServiceToken: {"operationId":"deleteServiceToken","api":"control-center","method":"delete","path":"/service-tokens/{id}","permission":{"resource":"sessions","action":"delete"},"rateLimit":"general","audit":"token.delete","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,429,500,503],"successStatus":200},
  listUsers: {"operationId":"listUsers","api":"control-center","method":"get","path":"/users","permission":{"resource":"users","action":"read"},"rateLimit":"general","audit":"user.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["role","enabled","limit","offset"],"websocket":false,"statuses":[200,304,400,401,403,406,429,500,503],"successStatus":200},
  createUser: {"operationId":"createUser","api":"control-center","method":"post","path":"/users","permission":{"resource":"users","action":"create"},"rateLimit":"general","audit":"user.create","keyed":true,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[201,400,401,403,406,409,413,415,422,429,500,503],"successStatus":201},
  getUser: {"operationId":"getUser","api":"control-center","method":"get","path":"/users/{id}","permission":{"resource":"users","action":"read"},"rateLimit":"general","audit":"user.read","keyed":false,"etag":true,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,304,400,401,403,404,406,429,500,503],"successStatus":200},
  updateUser: {"operationId":"updateUser","api":"control-center","method":"put","path":"/users/{id}","permission":{"resource":"users","action":"update"},"rateLimit":"general","audit":"user.update","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":true,"bodyRequired":true,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,412,413,415,422,428,429,500,503],"successStatus":200},
  deleteUser: {"operationId":"deleteUser","api":"control-center","method":"delete","path":"/users/{id}","permission":{"resource":"users","action":"delete"},"rateLimit":"general","audit":"user.delete","keyed":false,"etag":false,"ifMatch":true,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,412,428,429,500,503],"successStatus":200},
  resetMfa: {"operationId":"resetMfa","api":"control-center","method":"delete","path":"/users/{id}/mfa","permission":{"resource":"users","action":"update"},"rateLimit":"general","audit":"mfa.reset","keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":[],"websocket":false,"statuses":[200,400,401,403,404,406,409,429,500,503],"successStatus":200},
};
