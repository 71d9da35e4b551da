import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be a name of letters, digits, dots, dashes and underscores');
const labelKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/, 'must be a label name');
const params = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.union([z.string().max(4096), z.number(), z.boolean()]))
  .default({});

const taskserv = z.union([
  // A bare name means no parameters.
  name.transform((text) => ({ name: text, params: {} })),
  z.strictObject({ name, params }),
]);

const server = z.strictObject({
  name,
  provider: name,
  plan: name,
  zone: name,
  labels: z.record(labelKey, z.string().max(255)).default({}),
  /** A rollback or restore deletes it only with an approval. */
  protect: z.boolean().default(false),
  taskservs: z.array(taskserv).max(100).default([]),
});

const cluster = z.strictObject({
  type: name,
  /** Servers it is placed on, in order; without them all servers of the file. */
  servers: z.array(name).max(1000).optional(),
});

/** What a settings file says, whatever language it is written in. */
export const desiredForm = z
  .strictObject({
    infra: name,
    environment: name.optional(),
    servers: z.array(server).min(1).max(1000),
    clusters: z.array(cluster).max(100).optional(),
  })
  .superRefine(({ servers, clusters = [] }, context) => {
    const seen = new Set<string>();
    servers.forEach((one, index) => {
      const key = `${one.provider}/${one.name}`;
      if (seen.has(key)) {
        const message = `provider ${one.provider} has the server ${one.name} twice`;
        context.addIssue({ code: 'custom', path: ['servers', index, 'name'], message });
      }
      seen.add(key);
    });
    const names = new Set(servers.map((one) => one.name));
    clusters.forEach(({ servers: chosen = [] }, index) => {
      const unknown = chosen.filter((one) => !names.has(one));
      if (unknown.length === 0) return;
      const message = `no server of this file is named ${unknown.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['clusters', index, 'servers'], message });
    });
  });

/** The desired state of one infra. */
export type Desired = z.output<typeof desiredForm>;
