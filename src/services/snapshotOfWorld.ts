import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { conflict } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { InstalledSpec, ServerNodeSpec } from '../operations/spec.ts';
import type { InstallationRow, ServerRow } from '../repositories/resources.ts';

/** Version of the content; a newer one is refused, never guessed at. */
export const FORMAT_VERSION = 1;

export interface WorldContent {
  readonly format_version: number;
  readonly servers: readonly ServerNodeSpec[];
  readonly taskservs: readonly (InstalledSpec & { readonly version: string })[];
}

/** The recorded world in the form a checkpoint keeps, in a fixed order. */
export function contentOf(servers: readonly ServerRow[], installations: readonly InstallationRow[]): WorldContent {
  const byId = new Map(servers.map((server) => [server.id, server]));
  return {
    format_version: FORMAT_VERSION,
    servers: servers.map((server) => ({
      server_id: server.id,
      name: server.name,
      provider: server.provider,
      driver: server.driver,
      plan: server.plan,
      zone: server.zone,
      labels: server.labels,
      infra: server.infra,
      existing: false,
    })),
    taskservs: installations.flatMap((one) => {
      const server = byId.get(one.serverId);
      if (server === undefined) return [];
      return [
        {
          server_id: server.id,
          server: server.name,
          provider: server.provider,
          driver: server.driver,
          taskserv: one.taskserv,
          version: one.version,
          params: one.params as InstalledSpec['params'],
          cluster: one.cluster,
        },
      ];
    }),
  };
}

/** Compressed content and the sha256 (hex) of what was compressed. */
export function pack(content: WorldContent): { readonly bytes: Uint8Array; readonly checksum: string } {
  const text = JSON.stringify(content);
  return { bytes: gzipSync(text), checksum: createHash('sha256').update(text).digest('hex') };
}

/** The content again. Refused (409) before anything changes when it is damaged or from a newer program. */
export function unpack(id: string, bytes: Uint8Array, checksum: string, formatVersion: number): WorldContent {
  if (formatVersion > FORMAT_VERSION) {
    throw conflict(
      `Checkpoint ${id} has format ${formatVersion}, this server reads up to ${FORMAT_VERSION}: upgrade the server first`,
    );
  }
  let text: string;
  try {
    text = gunzipSync(bytes).toString('utf8');
  } catch {
    throw conflict(`Checkpoint ${id} is damaged: its content can't be unpacked`);
  }
  if (createHash('sha256').update(text).digest('hex') !== checksum) {
    throw conflict(`Checkpoint ${id} is damaged: its checksum doesn't fit its content`);
  }
  return JSON.parse(text) as WorldContent;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes as text with a unit, one decimal at most: `150MB`, `1.5KB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${Math.round(value * 10) / 10}${units[unit]!}`;
}

/** What must happen so that the recorded world `now` becomes the one of the checkpoint. */
export function differenceTo(
  then: WorldContent,
  now: WorldContent,
  newId: () => string,
): {
  readonly remove_taskservs: readonly InstalledSpec[];
  readonly delete_servers: readonly ServerNodeSpec[];
  readonly create_servers: readonly ServerNodeSpec[];
  readonly install_taskservs: readonly InstalledSpec[];
} {
  const kept = new Set(then.servers.map((server) => server.server_id));
  const alive = new Set(now.servers.map((server) => server.server_id));
  const missing = then.servers.filter((server) => !alive.has(server.server_id));
  // A server that is made again is another server: it gets a new id, and so do the task services on it.
  const reborn = new Map(missing.map((server) => [server.server_id, newId()]));
  const key = (one: InstalledSpec): string => `${one.server_id}/${one.taskserv}`;
  const wanted = new Map(then.taskservs.map((one) => [key(one), JSON.stringify(one.params)]));
  const installed = new Map(now.taskservs.map((one) => [key(one), JSON.stringify(one.params)]));
  return {
    remove_taskservs: now.taskservs.filter((one) => !wanted.has(key(one))).reverse(),
    delete_servers: now.servers.filter((server) => !kept.has(server.server_id)),
    create_servers: missing.map((server) => ({ ...server, server_id: reborn.get(server.server_id)! })),
    install_taskservs: then.taskservs
      .filter((one) => installed.get(key(one)) !== wanted.get(key(one)))
      .map(({ version: _version, ...one }) => ({ ...one, server_id: reborn.get(one.server_id) ?? one.server_id })),
  };
}

export const asDetails = (value: object): JsonObject => value as unknown as JsonObject;
