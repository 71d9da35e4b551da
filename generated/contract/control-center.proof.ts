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
type Proof<T extends readonly true[]> = T;

export type Proven = Proof<[
  Same<contract.AuditListAnswer, schemas['AuditListAnswer']>,
  Same<contract.AuditRecord, schemas['AuditRecord']>,
  Same<contract.AuditResult, schemas['AuditResult']>,
  Same<contract.Error, schemas['Error']>,
  Same<contract.ErrorCode, schemas['ErrorCode']>,
  Same<contract.ErrorDetail, schemas['ErrorDetail']>,
  Same<contract.JsonObject, schemas['JsonObject']>,
  Same<contract.Jwk, schemas['Jwk']>,
  Same<contract.JwkSet, schemas['JwkSet']>,
  Same<contract.LoginAnswer, schemas['LoginAnswer']>,
  Same<contract.LoginRequest, schemas['LoginRequest']>,
  Same<contract.LoginResult, schemas['LoginResult']>,
  Same<contract.MessageAnswer, schemas['MessageAnswer']>,
  Same<contract.Policy, schemas['Policy']>,
  Same<contract.PolicyAction, schemas['PolicyAction']>,
  Same<contract.PolicyAnswer, schemas['PolicyAnswer']>,
  Same<contract.PolicyCreate, schemas['PolicyCreate']>,
  Same<contract.PolicyEffect, schemas['PolicyEffect']>,
  Same<contract.PolicyListAnswer, schemas['PolicyListAnswer']>,
  Same<contract.PolicyRule, schemas['PolicyRule']>,
  Same<contract.PolicyRules, schemas['PolicyRules']>,
  Same<contract.PolicyUpdate, schemas['PolicyUpdate']>,
  Same<contract.Problem, schemas['Problem']>,
  Same<contract.RefreshAnswer, schemas['RefreshAnswer']>,
  Same<contract.RefreshRequest, schemas['RefreshRequest']>,
  Same<contract.RefreshResult, schemas['RefreshResult']>,
  Same<contract.Role, schemas['Role']>,
  Same<contract.Roles, schemas['Roles']>,
  Same<contract.SessionUser, schemas['SessionUser']>,
  Same<contract.User, schemas['User']>,
  Same<contract.UserAnswer, schemas['UserAnswer']>,
  Same<contract.UserCreate, schemas['UserCreate']>,
  Same<contract.UserListAnswer, schemas['UserListAnswer']>,
  Same<contract.UserUpdate, schemas['UserUpdate']>,
  Same<contract.Username, schemas['Username']>,
]>;
