import { z } from 'zod';

const cidrs = z.array(z.union([z.cidrv4(), z.cidrv6()], { error: 'must be a list of networks such as 10.0.0.0/8' }));
const port = z.int().min(0).max(65_535);
const origins = z.array(
  z.url().refine((text) => new URL(text).origin === text, {
    error: 'must be a bare origin such as https://ops.example.com',
  }),
);
/** Effects of one provider at once, over all runs and servers. */
export const maxParallel = z.int().min(1).max(100_000);
/** Calls of one provider a second, over all runs and servers. */
export const perSecond = z.number().min(0.001).max(10_000);
const perMinute = z.int().min(0).max(1_000_000);

const DISTINCT_BYTES = 16;

/** 32 bytes that may be random: not one byte repeated, not a sentence such as the examples in documentation are. */
const isSecretKey = (text: string): boolean => {
  const bytes = Buffer.from(text, 'base64');
  const written = /^[ -~]*$/.test(bytes.toString('latin1'));
  const random = !written && new Set(bytes).size >= DISTINCT_BYTES;
  return bytes.length === 32 && bytes.toString('base64') === text && random;
};

/** How the text of an environment variable becomes a value. */
type Kind = 'text' | 'integer' | 'boolean' | 'list';

export interface Setting {
  /** Dotted key in provisioning.toml; null for what only the environment may carry. */
  readonly key: string | null;
  readonly env: string | null;
  readonly kind: Kind;
  readonly schema: z.ZodType;
  readonly fallback: unknown;
  readonly description: string;
  /** A relative path: from the file's folder when it stands in the file, else from the working directory. */
  readonly path?: boolean;
}

/** Every single-valued setting there is: what `loadConfig` accepts and what docs/configuration.md lists. */
export const settings = {
  host: {
    key: 'host',
    env: 'PROVISIONING_HOST',
    kind: 'text',
    schema: z.string().min(1),
    fallback: '127.0.0.1',
    description: 'Address both services listen on.',
  },
  orchestratorPort: {
    key: 'orchestrator_port',
    env: 'PROVISIONING_ORCHESTRATOR_PORT',
    kind: 'integer',
    schema: port,
    fallback: 9090,
    description: 'Port of the orchestrator; 0 takes a free one, told by the ready line.',
  },
  controlCenterPort: {
    key: 'control_center_port',
    env: 'PROVISIONING_CONTROL_CENTER_PORT',
    kind: 'integer',
    schema: port,
    fallback: 9080,
    description: 'Port of the control center; 0 takes a free one, told by the ready line.',
  },
  dataDir: {
    key: 'data_dir',
    env: 'PROVISIONING_DATA_DIR',
    kind: 'text',
    schema: z.string().min(1),
    fallback: '.provisioning',
    path: true,
    description: 'Folder of the embedded database, the key file and the servers of the process driver.',
  },
  infraDir: {
    key: 'infra_dir',
    env: 'PROVISIONING_INFRA_DIR',
    kind: 'text',
    schema: z.string().min(1),
    fallback: 'infra',
    path: true,
    description: 'Folder with one folder an infra.',
  },
  databaseUrl: {
    key: 'database_url',
    env: 'DATABASE_URL',
    kind: 'text',
    schema: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).nullable(),
    fallback: null,
    description: 'PostgreSQL to use; without it the embedded PGlite in the data directory.',
  },
  migrationDatabaseUrl: {
    key: null,
    env: 'PROVISIONING_MIGRATION_DATABASE_URL',
    kind: 'text',
    schema: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).nullable(),
    fallback: null,
    description:
      'The same PostgreSQL as a role that owns the tables, used for migrations alone; then the role of `database_url` owns nothing.',
  },
  adminPassword: {
    key: null,
    env: 'PROVISIONING_ADMIN_PASSWORD',
    kind: 'text',
    schema: z.string().min(8).max(1024).nullable(),
    fallback: null,
    description:
      'Password of the first `admin`, used when there are no users yet; without it one is made and printed once.',
  },
  secretKey: {
    key: null,
    env: 'PROVISIONING_SECRET_KEY',
    kind: 'text',
    schema: z
      .string()
      .refine(isSecretKey, { error: 'must be 32 random bytes in base64 (openssl rand -base64 32)' })
      .nullable(),
    fallback: null,
    description:
      'Encrypts keys and seeds in the database (base64, 32 bytes); without it a key file is made in the data directory.',
  },
  accessTokenSeconds: {
    key: 'auth.access_token_seconds',
    env: 'PROVISIONING_ACCESS_TOKEN_SECONDS',
    kind: 'integer',
    schema: z.int().min(1).max(86_400),
    fallback: 3600,
    description: 'Life of an access token.',
  },
  rateLimitAuth: {
    key: 'rate_limits.auth',
    env: 'PROVISIONING_RATE_LIMIT_AUTH',
    kind: 'integer',
    schema: perMinute,
    fallback: 5,
    description: 'Logins and refreshes a minute and address; 0 = no limit.',
  },
  rateLimitGeneral: {
    key: 'rate_limits.general',
    env: 'PROVISIONING_RATE_LIMIT_GENERAL',
    kind: 'integer',
    schema: perMinute,
    fallback: 100,
    description: 'Requests a minute and user; 0 = no limit.',
  },
  rateLimitBatch: {
    key: 'rate_limits.batch',
    env: 'PROVISIONING_RATE_LIMIT_BATCH',
    kind: 'integer',
    schema: perMinute,
    fallback: 10,
    description: 'Batches a minute and user; 0 = no limit.',
  },
  corsOrigins: {
    key: 'http.cors_origins',
    env: null,
    kind: 'list',
    schema: origins,
    fallback: [],
    description: 'Origins of other sites whose pages may use the API (CORS); none when empty.',
  },
  trustedProxies: {
    key: 'http.trusted_proxies',
    env: 'PROVISIONING_TRUSTED_PROXIES',
    kind: 'list',
    schema: cidrs,
    fallback: [],
    description: 'Networks of proxies whose word about the client’s address is taken; none when empty.',
  },
  forwardedHeader: {
    key: 'http.forwarded_header',
    env: null,
    kind: 'text',
    schema: z.enum(['x-forwarded-for', 'forwarded']),
    fallback: 'x-forwarded-for',
    description: 'Header in which they tell it: `x-forwarded-for` or `forwarded` (RFC 7239). The other is ignored.',
  },
  requireIfMatch: {
    key: 'http.require_if_match',
    env: null,
    kind: 'boolean',
    schema: z.boolean(),
    fallback: false,
    description: 'Whether changes of users and policies must come with `If-Match` (428 otherwise).',
  },
  drainSeconds: {
    key: 'drain_seconds',
    env: 'PROVISIONING_DRAIN_SECONDS',
    kind: 'integer',
    schema: z.int().min(0).max(5).nullable(),
    fallback: null,
    description:
      'After SIGTERM `GET /health` says 503 and requests are still taken for so long: until the load balancer has noticed. Unset: 5 beside other servers, 0 without any.',
  },
  leaseSeconds: {
    key: 'engine.lease_seconds',
    env: 'PROVISIONING_LEASE_SECONDS',
    kind: 'integer',
    schema: z.int().min(2).max(3600),
    fallback: 15,
    description: 'How long a server may be silent before another one takes over its runs.',
  },
  maxCrashes: {
    key: 'engine.max_crashes',
    env: 'PROVISIONING_MAX_CRASHES',
    kind: 'integer',
    schema: z.int().min(1).max(1000),
    fallback: 5,
    description: 'Servers that a run may lose in a row, without a step done in between, before it is given up.',
  },
  undoDeadlineSeconds: {
    key: 'engine.undo_deadline_seconds',
    env: null,
    kind: 'integer',
    schema: z.int().min(1).max(86_400),
    fallback: 900,
    description: 'How long one undo is tried again, with growing pauses, before it is left over and the rest goes on.',
  },
  checkpointsBeforeBatches: {
    key: 'checkpoints.before_batches',
    env: null,
    kind: 'boolean',
    schema: z.boolean(),
    fallback: true,
    description: 'Whether a batch with `rollback_enabled` is preceded by a checkpoint.',
  },
  checkpointsEveryOperations: {
    key: 'checkpoints.every_operations',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(1_000_000_000),
    fallback: 0,
    description: 'A checkpoint after so many completed operations; 0 = none.',
  },
  checkpointsKeep: {
    key: 'checkpoints.keep',
    env: null,
    kind: 'integer',
    schema: z.int().min(1).max(1_000_000),
    fallback: 100,
    description: 'Automatic checkpoints that are kept; what was made by request stays until it is deleted.',
  },
  checkpointsKeepDays: {
    key: 'checkpoints.keep_days',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(36_500),
    fallback: 30,
    description: 'Days an automatic checkpoint is kept; 0 = for ever.',
  },
  approvalEnvironments: {
    key: 'approval.environments',
    env: null,
    kind: 'list',
    schema: z.array(z.string().min(1).max(128)),
    fallback: [],
    description: 'Environments in which every change must be an approved plan.',
  },
  approvalOtherPerson: {
    key: 'approval.other_person',
    env: null,
    kind: 'boolean',
    schema: z.boolean(),
    fallback: false,
    description: 'Whether a plan must be approved by somebody else than its author.',
  },
  planHours: {
    key: 'plans.valid_hours',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(876_000),
    fallback: 168,
    description: 'Hours after which a plan that was not applied expires and no longer keeps its checkpoint; 0 = never.',
  },
  driftIntervalSeconds: {
    key: 'drift.interval_seconds',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(31_536_000),
    fallback: 0,
    description: 'How often the providers are asked what they really have; 0 = only by request.',
  },
  httpAllowCidrs: {
    key: 'providers.http.allow',
    env: 'PROVISIONING_HTTP_ALLOW_CIDRS',
    kind: 'list',
    schema: cidrs,
    fallback: [],
    description: 'Networks that `http` operations may call; none when empty.',
  },
  httpMaxParallel: {
    key: 'providers.http.max_parallel',
    env: null,
    kind: 'integer',
    schema: maxParallel.nullable(),
    fallback: null,
    description:
      'Calls of `http` operations that are under way at once, over all runs and servers; no limit when absent.',
  },
  httpRequestsPerSecond: {
    key: 'providers.http.requests_per_second',
    env: null,
    kind: 'integer',
    schema: perSecond.nullable(),
    fallback: null,
    description: 'Calls of `http` operations a second, evenly spaced, over all runs and servers; no limit when absent.',
  },
  webhooksEnabled: {
    key: 'webhooks.enabled',
    env: null,
    kind: 'boolean',
    schema: z.boolean(),
    fallback: true,
    description: 'Whether the endpoints below `webhooks.endpoints` get deliveries.',
  },
  webhookAllowCidrs: {
    key: 'webhooks.allow_cidrs',
    env: 'PROVISIONING_WEBHOOK_ALLOW_CIDRS',
    kind: 'list',
    schema: cidrs,
    fallback: [],
    description: 'Private networks that webhooks may be sent to; public addresses need no entry.',
  },
  auditDays: {
    key: 'retention.audit_days',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(36_500),
    fallback: 0,
    description:
      'Days that audit records are kept; 0 keeps them for ever. The chain of what stays can still be proved.',
  },
  idempotencyHours: {
    key: 'retention.idempotency_hours',
    env: null,
    kind: 'integer',
    schema: z.int().min(1).max(8_760),
    fallback: 24,
    description: 'Hours that an `Idempotency-Key` and its answer are kept.',
  },
  taskDays: {
    key: 'retention.task_days',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(36_500),
    fallback: 0,
    description: 'Days after its end that a run is kept with its tasks, if nothing needs it; 0 = for ever.',
  },
  taskKeep: {
    key: 'retention.tasks',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(1_000_000_000),
    fallback: 0,
    description: 'Tasks that are kept, the newest, besides those that are needed; 0 = all.',
  },
  eventDays: {
    key: 'retention.event_days',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(36_500),
    fallback: 0,
    description: 'Days that events are kept, and with them the snapshots of ended batches; 0 = for ever.',
  },
  deliveryDays: {
    key: 'retention.delivery_days',
    env: null,
    kind: 'integer',
    schema: z.int().min(0).max(36_500),
    fallback: 30,
    description: 'Days that webhook deliveries are kept that were received or given up; 0 = for ever.',
  },
  metricsPublic: {
    key: 'metrics.public',
    env: null,
    kind: 'boolean',
    schema: z.boolean(),
    fallback: false,
    description: 'Whether `/metrics` answers without a token.',
  },
  allowedOrigins: {
    key: 'websocket.allowed_origins',
    env: null,
    kind: 'list',
    schema: origins,
    fallback: [],
    description: 'Origins of other sites whose pages may open `/ws`; its own origin always may.',
  },
  logLevel: {
    key: 'log_level',
    env: 'PROVISIONING_LOG_LEVEL',
    kind: 'text',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    fallback: 'info',
    description: 'Least severe log lines that are written.',
  },
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The single values, as their schemas give them. */
export type SettingValues = { readonly [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

/** Variables of the command line client and of the start itself, which are no settings of the server. */
export const otherVariables: readonly string[] = [
  'PROVISIONING_CONFIG',
  'PROVISIONING_URL',
  'PROVISIONING_CONTROL_CENTER_URL',
  'PROVISIONING_TOKEN',
];
