import type { Log } from '../domain/log.ts';
import {
  lookAtTaskservs,
  strangersOn,
  taskservKey,
  type LookedFor,
  type Looking,
  type Seen,
  type Stranger,
} from '../operations/look.ts';
import type { Observed } from '../providers/provider.ts';
import type { Providers } from '../providers/registry.ts';

/** How long a provider may take to say what it has. */
const PATIENCE_MS = 30_000;
/** How long looking into all of the servers may take. */
const INSIDE_PATIENCE_MS = 60_000;

export interface Observation {
  /** By `<provider>/<name>`. */
  readonly servers: ReadonlyMap<string, Observed>;
  /** Providers that could not be asked, with the reason; nothing is known of their servers. */
  readonly failures: ReadonlyMap<string, string>;
  /** By `<provider>/<server>/<taskserv>`: those that were asked about, as they are. */
  readonly taskservs: ReadonlyMap<string, Seen>;
  /** Task services that carry our mark and were not asked about, on the servers that were to be searched. */
  readonly strangers: readonly Stranger[];
}

/** What to look at beyond the servers themselves. */
export interface Inside {
  readonly taskservs: readonly LookedFor[];
  /** Servers to be searched for task services of ours that are not among `taskservs`. */
  readonly searched?: readonly { readonly provider: string; readonly name: string; readonly driver: string }[];
}

export const serverKey = (server: { readonly provider: string; readonly name: string }): string =>
  `${server.provider}/${server.name}`;

/** Reads from each of these providers what it has of ours, and from its servers how task services stand there. */
export type Observe = (providers: Iterable<string>, inside?: Inside) => Promise<Observation>;

interface ObserveDeps extends Pick<Looking, 'catalog' | 'newId'> {
  readonly providers: Providers;
  readonly log: Log;
}

export function createObserve({ providers, log, catalog, newId }: ObserveDeps): Observe {
  const looking: Looking = {
    catalog,
    newId,
    log,
    provider: (name) => {
      const found = providers.lookUp(name);
      if ('reason' in found) throw new Error(found.reason);
      return found.provider;
    },
  };
  return async (names, { taskservs: wanted, searched = [] } = { taskservs: [] }) => {
    const servers = new Map<string, Observed>();
    const failures = new Map<string, string>();
    await Promise.all(
      [...new Set(names)].map(async (name) => {
        const found = providers.lookUp(name);
        if ('reason' in found) {
          failures.set(name, found.reason);
          return;
        }
        try {
          const ctx = { token: 'observe', signal: AbortSignal.timeout(PATIENCE_MS), log };
          for (const one of await found.provider.list(ctx)) {
            servers.set(serverKey({ provider: name, name: one.spec.name }), one);
          }
        } catch (error) {
          failures.set(name, error instanceof Error ? error.message : String(error));
        }
      }),
    );
    const reached = <T extends { readonly provider: string }>(list: readonly T[]): T[] =>
      list.filter(({ provider }) => !failures.has(provider));
    const signal = AbortSignal.timeout(INSIDE_PATIENCE_MS);
    const there = reached(wanted).filter(({ provider, server }) => servers.has(serverKey({ provider, name: server })));
    const taskservs = await lookAtTaskservs(looking, there, signal);
    const running = reached(searched).filter((server) => servers.get(serverKey(server))?.phase === 'running');
    const strangers =
      running.length === 0 ? [] : await strangersOn(looking, running, new Set(wanted.map(taskservKey)), signal);
    return { servers, failures, taskservs, strangers };
  };
}
