// Written by `npm run generate` from openapi/control-center.yaml; do not edit.
import type { components } from '../types/control-center.ts';
import type * as contract from './control-center.ts';

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
  AuditExportFormat: Same<contract.AuditExportFormat, schemas['AuditExportFormat']>;
  AuditFault: Same<contract.AuditFault, schemas['AuditFault']>;
  AuditFaultReason: Same<contract.AuditFaultReason, schemas['AuditFaultReason']>;
  AuditHead: Same<contract.AuditHead, schemas['AuditHead']>;
  AuditHeadAnswer: Same<contract.AuditHeadAnswer, schemas['AuditHeadAnswer']>;
  AuditListAnswer: Same<contract.AuditListAnswer, schemas['AuditListAnswer']>;
  AuditRecord: Same<contract.AuditRecord, schemas['AuditRecord']>;
  AuditResult: Same<contract.AuditResult, schemas['AuditResult']>;
  AuditVerification: Same<contract.AuditVerification, schemas['AuditVerification']>;
  AuditVerificationAnswer: Same<contract.AuditVerificationAnswer, schemas['AuditVerificationAnswer']>;
  Error: Same<contract.Error, schemas['Error']>;
  ErrorCode: Same<contract.ErrorCode, schemas['ErrorCode']>;
  ErrorDetail: Same<contract.ErrorDetail, schemas['ErrorDetail']>;
  JsonObject: Same<contract.JsonObject, schemas['JsonObject']>;
  Jwk: Same<contract.Jwk, schemas['Jwk']>;
  JwkSet: Same<contract.JwkSet, schemas['JwkSet']>;
  KeyRotation: Same<contract.KeyRotation, schemas['KeyRotation']>;
  KeyRotationAnswer: Same<contract.KeyRotationAnswer, schemas['KeyRotationAnswer']>;
  KeyRotationRequest: Same<contract.KeyRotationRequest, schemas['KeyRotationRequest']>;
  LoginAnswer: Same<contract.LoginAnswer, schemas['LoginAnswer']>;
  LoginRequest: Same<contract.LoginRequest, schemas['LoginRequest']>;
  LoginResult: Same<contract.LoginResult, schemas['LoginResult']>;
  MessageAnswer: Same<contract.MessageAnswer, schemas['MessageAnswer']>;
  MfaCode: Same<contract.MfaCode, schemas['MfaCode']>;
  MfaConfirm: Same<contract.MfaConfirm, schemas['MfaConfirm']>;
  MfaEnrolment: Same<contract.MfaEnrolment, schemas['MfaEnrolment']>;
  MfaEnrolmentAnswer: Same<contract.MfaEnrolmentAnswer, schemas['MfaEnrolmentAnswer']>;
  MfaStatus: Same<contract.MfaStatus, schemas['MfaStatus']>;
  MfaStatusAnswer: Same<contract.MfaStatusAnswer, schemas['MfaStatusAnswer']>;
  Name: Same<contract.Name, schemas['Name']>;
  PasswordChange: Same<contract.PasswordChange, schemas['PasswordChange']>;
  Policy: Same<contract.Policy, schemas['Policy']>;
  PolicyAction: Same<contract.PolicyAction, schemas['PolicyAction']>;
  PolicyAnswer: Same<contract.PolicyAnswer, schemas['PolicyAnswer']>;
  PolicyAttributes: Same<contract.PolicyAttributes, schemas['PolicyAttributes']>;
  PolicyCreate: Same<contract.PolicyCreate, schemas['PolicyCreate']>;
  PolicyDecision: Same<contract.PolicyDecision, schemas['PolicyDecision']>;
  PolicyDecisionListAnswer: Same<contract.PolicyDecisionListAnswer, schemas['PolicyDecisionListAnswer']>;
  PolicyEffect: Same<contract.PolicyEffect, schemas['PolicyEffect']>;
  PolicyListAnswer: Same<contract.PolicyListAnswer, schemas['PolicyListAnswer']>;
  PolicyRequestFacts: Same<contract.PolicyRequestFacts, schemas['PolicyRequestFacts']>;
  PolicyRule: Same<contract.PolicyRule, schemas['PolicyRule']>;
  PolicyRules: Same<contract.PolicyRules, schemas['PolicyRules']>;
  PolicySimulation: Same<contract.PolicySimulation, schemas['PolicySimulation']>;
  PolicyText: Same<contract.PolicyText, schemas['PolicyText']>;
  PolicyUpdate: Same<contract.PolicyUpdate, schemas['PolicyUpdate']>;
  PolicyVerb: Same<contract.PolicyVerb, schemas['PolicyVerb']>;
  Problem: Same<contract.Problem, schemas['Problem']>;
  Reauthentication: Same<contract.Reauthentication, schemas['Reauthentication']>;
  RecoveryCode: Same<contract.RecoveryCode, schemas['RecoveryCode']>;
  RecoveryCodes: Same<contract.RecoveryCodes, schemas['RecoveryCodes']>;
  RecoveryCodesAnswer: Same<contract.RecoveryCodesAnswer, schemas['RecoveryCodesAnswer']>;
  RefreshAnswer: Same<contract.RefreshAnswer, schemas['RefreshAnswer']>;
  RefreshRequest: Same<contract.RefreshRequest, schemas['RefreshRequest']>;
  RefreshResult: Same<contract.RefreshResult, schemas['RefreshResult']>;
  ResourceName: Same<contract.ResourceName, schemas['ResourceName']>;
  Role: Same<contract.Role, schemas['Role']>;
  Roles: Same<contract.Roles, schemas['Roles']>;
  Scope: Same<contract.Scope, schemas['Scope']>;
  ServiceToken: Same<contract.ServiceToken, schemas['ServiceToken']>;
  ServiceTokenCreate: Same<contract.ServiceTokenCreate, schemas['ServiceTokenCreate']>;
  ServiceTokenCreated: Same<contract.ServiceTokenCreated, schemas['ServiceTokenCreated']>;
  ServiceTokenCreatedAnswer: Same<contract.ServiceTokenCreatedAnswer, schemas['ServiceTokenCreatedAnswer']>;
  ServiceTokenListAnswer: Same<contract.ServiceTokenListAnswer, schemas['ServiceTokenListAnswer']>;
  Session: Same<contract.Session, schemas['Session']>;
  SessionListAnswer: Same<contract.SessionListAnswer, schemas['SessionListAnswer']>;
  SessionUser: Same<contract.SessionUser, schemas['SessionUser']>;
  TokenInfo: Same<contract.TokenInfo, schemas['TokenInfo']>;
  TokenInfoAnswer: Same<contract.TokenInfoAnswer, schemas['TokenInfoAnswer']>;
  User: Same<contract.User, schemas['User']>;
  UserAnswer: Same<contract.UserAnswer, schemas['UserAnswer']>;
  UserCreate: Same<contract.UserCreate, schemas['UserCreate']>;
  UserListAnswer: Same<contract.UserListAnswer, schemas['UserListAnswer']>;
  UserUpdate: Same<contract.UserUpdate, schemas['UserUpdate']>;
  Username: Same<contract.Username, schemas['Username']>;
}>;
