import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AuditResult, Role } from '../../generated/enums.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { at } from './schemaColumns.ts';

export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey(),
    username: text().notNull(),
    /** NFKC lower case: what must be unique. */
    usernameKey: text('username_key').notNull(),
    email: text().notNull(),
    passwordHash: text('password_hash').notNull(),
    roles: text().array().$type<Role[]>().notNull(),
    enabled: boolean().notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    lastLogin: at('last_login'),
    /** Failed logins since the last good one, and until when the account lets nobody in because of them. */
    failedLogins: integer('failed_logins').notNull().default(0),
    lockedUntil: at('locked_until'),
  },
  (t) => [
    uniqueIndex('users_username_key').on(t.usernameKey),
    index('users_created').on(t.createdAt, t.id),
    index('users_roles').using('gin', t.roles),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The only access token of the session that still counts. */
    jti: uuid().notNull(),
    /** The only refresh token of the session that still counts. */
    refreshJti: uuid('refresh_jti'),
    mfa: boolean().notNull(),
    /** Where it was opened from, for its owner to recognise it. */
    ip: text(),
    userAgent: text('user_agent'),
    createdAt: at('created_at').notNull(),
    refreshedAt: at('refreshed_at'),
    expiresAt: at('expires_at').notNull(),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/** The second factor of a user: the seed that counts, and one that waits for its first code. Seeds are encrypted. */
export const totp = pgTable('totp', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  seedSealed: text('seed_sealed'),
  confirmedAt: at('confirmed_at'),
  /** Time step of the newest code that was taken: neither it nor an older one is taken again. */
  lastStep: bigint('last_step', { mode: 'number' }),
  pendingSealed: text('pending_sealed'),
  pendingSince: at('pending_since'),
});

/** Codes for who has lost the second factor; each works once. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    hash: text().notNull(),
    usedAt: at('used_at'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.hash] })],
);

/** Long-lived tokens for programs; only a hash of each is kept. */
export const serviceTokens = pgTable(
  'service_tokens',
  {
    id: uuid().primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    scopes: text().array().notNull(),
    hash: text().notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    lastUsedAt: at('last_used_at'),
  },
  (t) => [uniqueIndex('service_tokens_name').on(t.userId, t.name)],
);

/** Token signing keys, shared by all servers on one database; the private half is encrypted. */
export const signingKeys = pgTable('signing_keys', {
  kid: text().primaryKey(),
  alg: text().notNull(),
  publicJwk: jsonb('public_jwk').$type<JsonObject>().notNull(),
  privateSealed: text('private_sealed').notNull(),
  createdAt: at('created_at').notNull(),
  retiredAt: at('retired_at'),
});

export const policies = pgTable(
  'policies',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    version: text().notNull(),
    description: text(),
    rules: jsonb().$type<Json>().notNull(),
    cedar: text().notNull(),
    enabled: boolean().notNull(),
    builtin: boolean().notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [uniqueIndex('policies_name').on(t.name), index('policies_created').on(t.createdAt, t.id)],
);

export const auditLog = pgTable(
  'audit_log',
  {
    sequence: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    id: uuid().notNull(),
    at: at('at').notNull(),
    userId: uuid('user_id'),
    username: text(),
    action: text().notNull(),
    resource: text().notNull(),
    result: text().$type<AuditResult>().notNull(),
    details: jsonb().$type<JsonObject>().notNull(),
    requestId: text('request_id'),
    ip: text(),
    /** Until when an anonymous refusal is counted up; null for every other record. Only then is it sealed. */
    countedUntil: at('counted_until'),
    /** Place in the chain, without gaps from 1; null while it isn't sealed. */
    seal: bigint({ mode: 'number' }),
    /** SHA-256 over the record and the hash before it, in hex. */
    hash: text(),
    /** Keyed: first over the record, then over its seal. What was written past the server has none that is right. */
    mac: text().notNull().default(''),
  },
  (t) => [
    uniqueIndex('audit_id').on(t.id),
    uniqueIndex('audit_seal').on(t.seal),
    index('audit_unsealed')
      .on(t.sequence)
      .where(sql`${t.seal} is null`),
    index('audit_at').on(t.at, t.sequence),
    index('audit_user').on(t.userId, t.at, t.sequence),
    index('audit_user_action').on(t.userId, t.action, t.at, t.sequence),
    index('audit_action').on(t.action, t.at, t.sequence),
    index('audit_resource').on(t.resource, t.at, t.sequence),
  ],
);

/** Where the sealed prefix that retention removed ended: the chain goes on from the highest of these. */
export const auditFloors = pgTable('audit_floors', {
  seal: bigint({ mode: 'number' }).primaryKey(),
  hash: text().notNull(),
  mac: text().notNull(),
  at: at('at').notNull(),
});

/** Requests that came with an `Idempotency-Key`, and what was answered; the mark and the answer are committed with the change. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    /** SHA-256 of operation, path, query and body. */
    requestHash: text('request_hash').notNull(),
    /** The try that may make the change; a later one takes over from it after `claimedUntil`. */
    claim: uuid().notNull(),
    claimedUntil: at('claimed_until').notNull(),
    /** The change is made: it is never made again under this key. */
    committed: boolean().notNull().default(false),
    status: integer(),
    location: text(),
    /** The `data` of the answer as JSON text. */
    data: text(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index('idempotency_keys_expiry').on(t.expiresAt)],
);
