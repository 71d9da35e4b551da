import type { Log } from '../domain/log.ts';
import type { Observed } from '../providers/provider.ts';
import type { Providers } from '../providers/registry.ts';

/** How long a provider may take to say what it has. */
const PATIENCE_MS = 30_000;

export interface Observation {
  /** By `<provider>/<name>`. */
  readonly servers: ReadonlyMap<string, Observed>;
  /** Providers that could not be asked, with the reason; nothing is known of their servers. */
  readonly failures: ReadonlyMap<string, string>;
}

export const serverKey = (server: { readonly provider: string; readonly name: string }): string =>
  `${server.provider}/${server.name}`;

/** Reads from each of these providers what it has of ours. */
export type Observe = (providers: Iterable<string>) => Promise<Observation>;

export function createObserve({ providers, log }: { readonly providers: Providers; readonly log: Log }): Observe {
  return async (names) => {
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
    return { servers, failures };
  };
}
