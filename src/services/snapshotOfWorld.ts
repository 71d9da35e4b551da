import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { conflict } from '../domain/errors.ts';
import type { InstalledSpec, ServerNodeSpec } from '../operations/spec.ts';
import type { InstallationRow, ServerRow } from '../repositories/resources.ts';

/** Version of the content; a newer one is refused, never guessed at. */
export const FORMAT_VERSION = 1;

/** A recorded server; checkpoints of older programs know neither its external id nor its token nor its protection. */
export type RecordedSpec = Omit<ServerNodeSpec, 'before'>;

export interface WorldContent {
  readonly format_version: number;
  readonly servers: readonly RecordedSpec[];
  readonly taskservs: readonly (InstalledSpec & { readonly version: string })[];
}

type RecordedRow = Pick<
  ServerRow,
  'id' | 'name' | 'provider' | 'driver' | 'plan' | 'zone' | 'labels' | 'infra' | 'protect' | 'externalId' | 'token'
>;
type RecordedInstallation = Pick<InstallationRow, 'serverId' | 'taskserv' | 'version' | 'params' | 'cluster'>;

/** The recorded world in the form a checkpoint keeps, in a fixed order. */
export function contentOf(
  servers: readonly RecordedRow[],
  installations: readonly RecordedInstallation[],
): WorldContent {
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
      protect: server.protect,
      external_id: server.externalId,
      token: server.token,
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
