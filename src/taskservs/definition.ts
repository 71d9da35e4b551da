import { z } from 'zod';

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and dashes');
const scriptFile = z.string().regex(/^[a-z0-9][a-z0-9._-]*\.sh$/, 'must be a .sh file beside the definition');
const seconds = z.int().min(1).max(86_400);

/** The part of JSON Schema that parameters are written in: closed objects of described scalars. */
const parameter = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('string'),
    description: z.string().min(1),
    default: z.string().optional(),
    enum: z.array(z.string()).min(1).optional(),
    pattern: z.string().optional(),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().min(1).default(4096),
  }),
  z.strictObject({
    type: z.literal('integer'),
    description: z.string().min(1),
    default: z.int().optional(),
    minimum: z.int().optional(),
    maximum: z.int().optional(),
  }),
  z.strictObject({
    type: z.literal('boolean'),
    description: z.string().min(1),
    default: z.boolean().optional(),
  }),
]);

export type Parameter = z.infer<typeof parameter>;

const parameters = z
  .strictObject({
    type: z.literal('object'),
    additionalProperties: z.literal(false),
    required: z.array(z.string()).default([]),
    properties: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), parameter),
  })
  .default({ type: 'object', additionalProperties: false, required: [], properties: {} });

export const scriptNames = ['check', 'install', 'configure', 'healthcheck', 'restart', 'remove'] as const;
export type ScriptName = (typeof scriptNames)[number];

/** Drivers a definition may name; those of this release and of the ones that follow. */
export const driver = z.enum(['process', 'container', 'ssh', 'aws', 'upcloud']);

const supports = z.strictObject({
  drivers: z.array(driver).min(1),
  os: z.array(z.strictObject({ id: z.string(), versions: z.array(z.string()).min(1) })).optional(),
  arch: z.array(z.enum(['amd64', 'arm64'])).optional(),
});

/** `catalog/taskservs/<name>/taskserv.yaml`. */
export const taskservForm = z.strictObject({
  apiVersion: z.literal('prov/v1'),
  kind: z.literal('Taskserv'),
  name,
  version: z.string().regex(/^\d+\.\d+\.\d+([.+-][0-9A-Za-z.+-]+)?$/, 'must be a version such as 1.2.3'),
  description: z.string().min(1),
  dependsOn: z.array(name).default([]),
  conflicts: z.array(name).default([]),
  supports,
  become: z.boolean().default(false),
  parameters,
  /** Files beside the definition that scripts find below `PROV_FILES`. */
  files: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)).default([]),
  scripts: z.strictObject({
    check: scriptFile,
    install: scriptFile,
    configure: scriptFile.optional(),
    healthcheck: scriptFile.optional(),
    restart: scriptFile.optional(),
    /** Without it the plan says that undoing is manual. */
    remove: scriptFile.optional(),
  }),
  /** The command by which a person takes it off a server, told when it is left over; needed without a `remove` script. */
  removeByHand: z.string().min(1).max(1_000).optional(),
  timeouts: z.partialRecord(z.enum(scriptNames), seconds).default({}),
});

export type TaskservDefinition = z.infer<typeof taskservForm>;

/** `catalog/clusters/<name>/cluster.yaml`. */
export const clusterForm = z.strictObject({
  apiVersion: z.literal('prov/v1'),
  kind: z.literal('Cluster'),
  name,
  version: z.string(),
  description: z.string().min(1),
  supports: z.strictObject({ drivers: z.array(driver).min(1) }),
  placement: z
    .array(
      z.strictObject({
        taskserv: name,
        /** `all` servers, the `first`, or those whose label `role` has the given value. */
        on: z.union([z.enum(['all', 'first']), z.strictObject({ role: z.string().min(1) })]),
        params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
      }),
    )
    .min(1),
});

export type ClusterDefinition = z.infer<typeof clusterForm>;

/** Seconds a script may take when its definition doesn't say. */
export const defaultTimeouts: Readonly<Record<ScriptName, number>> = {
  check: 30,
  install: 600,
  configure: 120,
  healthcheck: 60,
  restart: 120,
  remove: 300,
};
