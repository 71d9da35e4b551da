import { z } from 'zod';
import type { Transport } from '../providers/transport.ts';
import type { Params } from './params.ts';

const scalars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const standing = z.object({ token: z.string(), version: z.string(), params: scalars });
const form = standing.extend({
  /** The attempt that wrote it: jobs of this and the earlier ones may exist. */
  attempt: z.int(),
  /** What stood there before, to be put back by an undo. */
  previous: standing.nullable(),
});

/** A task service as it stands on a server: whose it is and in what form. */
export interface Standing {
  readonly token: string;
  readonly version: string;
  readonly params: Params;
}

/** Left on the server before an install begins: says after any crash whose the task service is. */
export interface Marker extends Standing {
  readonly attempt: number;
  readonly previous: Standing | null;
}

const pathOf = (taskserv: string): string => `.prov/taskservs/${taskserv}.json`;

export async function readMarker(transport: Transport, taskserv: string): Promise<Marker | null> {
  const data = await transport.get(pathOf(taskserv), 1024 * 1024);
  return data === null ? null : form.parse(JSON.parse(new TextDecoder().decode(data)));
}

export const writeMarker = (transport: Transport, taskserv: string, marker: Marker): Promise<void> =>
  transport.put(pathOf(taskserv), new TextEncoder().encode(JSON.stringify(marker)), 0o600);

export const dropMarker = (transport: Transport, taskserv: string): Promise<void> => transport.drop(pathOf(taskserv));
