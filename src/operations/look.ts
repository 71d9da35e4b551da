import type { Log } from '../domain/log.ts';
import type { NodeKind } from '../engine/ports.ts';
import type { Ctx, ServerProvider } from '../providers/provider.ts';
import type { Transport } from '../providers/transport.ts';
import type { Catalog } from '../taskservs/catalog.ts';
import { look, type Look } from '../taskservs/look.ts';
import { readMarker, type Standing } from '../taskservs/marker.ts';
import { standingOf } from '../taskservs/flows.ts';
import type { InstalledSpec } from './spec.ts';

/** A task service to be looked at; without a version, in that of the catalog. */
export type LookedFor = Omit<InstalledSpec, 'server_id' | 'cluster'> & { readonly version?: string };

/** What was seen; `unknown` when it could not be looked at, with the reason. */
export type Seen = Look | { readonly presence: 'unknown'; readonly standing: null; readonly reason: string };

export interface Looking {
  readonly provider: (name: string) => ServerProvider;
  readonly catalog: Catalog;
  readonly newId: () => string;
  readonly log: Log;
}

/** Servers looked at at once; on each, one check after the other. */
const SERVERS_AT_ONCE = 8;

interface Place {
  readonly provider: string;
  readonly server: string;
}

export const taskservKey = ({ provider, server, taskserv }: Place & { readonly taskserv: string }): string =>
  `${provider}/${server}/${taskserv}`;

const unknown = (error: unknown): Seen => ({
  presence: 'unknown',
  standing: null,
  reason: error instanceof Error ? error.message : String(error),
});

const ctxOf = ({ newId, log }: Looking, signal: AbortSignal): Ctx => ({ token: `look-${newId()}`, signal, log });

/** Visits each server once, so many at a time, over a transport that is closed afterwards. */
async function onEach(
  deps: Looking,
  places: readonly Place[],
  signal: AbortSignal,
  visit: (place: Place, transport: Transport) => Promise<void>,
  missed: (place: Place, error: unknown) => void,
): Promise<void> {
  const open = [...new Map(places.map((place) => [`${place.provider}/${place.server}`, place])).values()];
  const work = async (): Promise<void> => {
    for (let place = open.shift(); place !== undefined; place = open.shift()) {
      try {
        const provider = deps.provider(place.provider);
        const ctx = ctxOf(deps, signal);
        const found = await provider.find(ctx, { name: place.server });
        if (found === null) throw new Error(`server ${place.server} of ${place.provider} is gone`);
        if (found.phase !== 'running') throw new Error(`server ${place.server} of ${place.provider} is ${found.phase}`);
        const transport = await provider.transport(ctx, found.externalId);
        try {
          await visit(place, transport);
        } finally {
          await transport.close();
        }
      } catch (error) {
        missed(place, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(SERVERS_AT_ONCE, open.length) }, work));
}

/** How these task services really are, each by its own `check`; by `<provider>/<server>/<taskserv>`. Reads only. */
export async function lookAtTaskservs(
  deps: Looking,
  wanted: readonly LookedFor[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>();
  const byServer = Map.groupBy(wanted, ({ provider, server }) => `${provider}/${server}`);
  const of = ({ provider, server }: Place): readonly LookedFor[] => byServer.get(`${provider}/${server}`) ?? [];
  const lookAt = async (one: LookedFor, transport: Transport): Promise<Seen> => {
    const taskserv = deps.catalog.taskserv(one.taskserv);
    if (taskserv === undefined) return unknown(new Error(`there is no taskserv ${one.taskserv} in the catalog`));
    const server = { name: one.server, driver: one.driver, provider: one.provider };
    const action = {
      transport,
      server,
      taskserv,
      params: one.params,
      token: `look-${deps.newId()}`,
      attempt: 1,
      signal,
    };
    return look(action, one.version ?? taskserv.version).catch(unknown);
  };
  await onEach(
    deps,
    wanted,
    signal,
    async (place, transport) => {
      for (const one of of(place)) seen.set(taskservKey(one), await lookAt(one, transport));
    },
    (place, error) => {
      for (const one of of(place)) seen.set(taskservKey(one), unknown(error));
    },
  );
  return seen;
}

/** A task service that carries our mark although nobody has recorded it. */
export interface Stranger extends Place {
  readonly driver: string;
  readonly taskserv: string;
  readonly standing: Standing;
}

/** Our marks on these servers, but for the task services that are `known` there; servers that can't be asked have none. */
export async function strangersOn(
  deps: Looking,
  servers: readonly { readonly provider: string; readonly name: string; readonly driver: string }[],
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly Stranger[]> {
  const found: Stranger[] = [];
  const drivers = new Map(servers.map(({ provider, name, driver }) => [`${provider}/${name}`, driver]));
  await onEach(
    deps,
    servers.map(({ provider, name }) => ({ provider, server: name })),
    signal,
    async ({ provider, server }, transport) => {
      const driver = drivers.get(`${provider}/${server}`) ?? '';
      for (const { name: taskserv, supports } of deps.catalog.taskservs) {
        if (!supports.drivers.some((one) => one === driver)) continue;
        if (known.has(taskservKey({ provider, server, taskserv }))) continue;
        const marker = await readMarker(transport, taskserv);
        if (marker !== null) found.push({ provider, server, driver, taskserv, standing: standingOf(marker) });
      }
    },
    () => undefined,
  );
  return found;
}

export type TaskservChange = 'install' | 'update' | 'remove' | 'restart' | 'none';

const presenceIn = (seen: Seen | undefined, recorded: boolean): Look['presence'] =>
  seen === undefined || seen.presence === 'unknown' ? (recorded ? 'ok' : 'absent') : seen.presence;

/**
 * What a task service node would change where it was seen like this (with the parameters it is to have); `recorded`
 * tells of those that could not be looked at.
 */
export function changeOf(kind: NodeKind, seen: Seen | undefined, recorded: boolean): TaskservChange {
  const presence = presenceIn(seen, recorded);
  switch (kind) {
    case 'taskserv.remove':
      return presence === 'absent' ? 'none' : 'remove';
    case 'taskserv.restart':
      return 'restart';
    default:
      return ({ ok: 'none', absent: 'install', different: 'update' } as const)[presence];
  }
}

/** Why a task service node would fail where it was seen like this; null when nothing is known against it. */
export function obstacleTo(
  kind: NodeKind,
  { name, server, removable }: { readonly name: string; readonly server: string; readonly removable: boolean },
  seen: Seen | undefined,
  recorded: boolean,
): string | null {
  const presence = presenceIn(seen, recorded);
  switch (kind) {
    case 'taskserv.restart':
      return presence === 'absent' ? `will fail: ${name} isn't installed on ${server}, so it can't be restarted` : null;
    case 'taskserv.remove':
      return presence === 'absent' || removable
        ? null
        : `will fail: ${name} has no remove script, take it off ${server} by hand`;
    default:
      return presence === 'different' && seen?.standing === null
        ? `will fail: ${name} is on ${server} in another form and isn't ours; remove it there first`
        : null;
  }
}
