import type { SystemHealth } from '../../generated/contract/orchestrator.ts';
import type { EventDraft } from '../domain/events.ts';
import type { Log } from '../domain/log.ts';
import type { Transact, Tx } from '../domain/tx.ts';

export interface HealthWatch {
  start(): void;
  /** Looks now, and tells what has changed since the last look. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Changes that are kept while they can't be told; the newest matter. */
const MOST = 100;

/** What makes two readings the same: who is how, not the figures in the reasons. */
const stateOf = ({ overall_status, components, reasons }: SystemHealth): string =>
  JSON.stringify([overall_status, components, 'providers' in reasons]);

const lowered = (components: SystemHealth['components']): Record<string, string> =>
  Object.fromEntries(Object.entries(components).map(([name, status]) => [name, status.toLowerCase()]));

/**
 * Tells in the event log when the health of this server changes. While the database is away nothing can be told: what
 * happened meanwhile is told, with its time, once it is back. A server begins as healthy.
 */
export function createHealthWatch(deps: {
  readonly health: { systemHealth(): Promise<SystemHealth> };
  readonly events: { append(tx: Tx, drafts: readonly EventDraft[]): Promise<number> };
  readonly transact: Transact;
  readonly server: string;
  readonly intervalMs: number;
  readonly log: Log;
}): HealthWatch {
  const { health, events, transact, server, intervalMs, log } = deps;
  let last: { readonly status: string; readonly state: string } | null = null;
  let untold: EventDraft[] = [];
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  function note(now: SystemHealth): void {
    const state = stateOf(now);
    const status = now.overall_status.toLowerCase();
    const changed = last === null ? status !== 'healthy' : state !== last.state;
    const previous = last?.status ?? 'healthy';
    last = { status, state };
    if (!changed) return;
    const data = {
      server,
      status,
      previous,
      components: lowered(now.components),
      reasons: now.reasons,
      since: now.last_check,
    };
    untold = [...untold, { type: 'SystemHealthChanged', runId: null, taskId: null, data } as const].slice(-MOST);
  }

  async function once(): Promise<void> {
    try {
      note(await health.systemHealth());
      const telling = untold;
      if (telling.length === 0) return;
      await transact((tx) => events.append(tx, telling));
      untold = untold.slice(telling.length);
    } catch (error) {
      log.debug('a change of health could not be told yet', { error: String(error) });
    }
  }

  const look = (): Promise<void> =>
    (looking ??= once().finally(() => {
      looking = null;
    }));

  return {
    start: () => {
      timer = setInterval(() => void look(), intervalMs);
      timer.unref();
      void look();
    },
    look,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
