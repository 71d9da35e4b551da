import type { LoggedEvent } from '../domain/events.ts';
import { createEndpoint, type Endpoint, type EndpointDeps, type EndpointTarget } from './endpoint.ts';

export interface WebhookDeps extends EndpointDeps {
  readonly endpoints: readonly EndpointTarget[];
  readonly eventLog: { subscribe(onEvents: (events: readonly LoggedEvent[]) => void): () => void };
}

export interface Webhooks {
  start(): void;
  /** Gives up what is being sent (it is sent again later) and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Pause after a failure of our own, such as a database that is away. */
const TROUBLE_MS = 2_000;

/** Keeps every configured endpoint served, each in a loop of its own: a slow receiver doesn't hold up the others. */
export function createWebhooks(deps: WebhookDeps): Webhooks {
  const stopping = new AbortController();
  const bells = new Set<() => void>();
  let running: readonly Promise<void>[] = [];
  let unsubscribe: (() => void) | undefined;

  /** Resolves after `ms`, at the next event, or when stopping; `rung` tells of events that came while it worked. */
  const rest = (ms: number, bell: Bell): Promise<void> =>
    new Promise((resolve) => {
      if (bell.rung || stopping.signal.aborted) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, ms);
      bell.onRing = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const serve = async (endpoint: Endpoint): Promise<void> => {
    const bell: Bell = { rung: false, onRing: () => undefined };
    bells.add(() => {
      bell.rung = true;
      bell.onRing();
    });
    while (!stopping.signal.aborted && !endpoint.gone()) {
      bell.rung = false;
      let restMs = TROUBLE_MS;
      try {
        await endpoint.work(stopping.signal);
        restMs = await endpoint.restMs();
      } catch (error) {
        deps.log.warn('webhooks could not be worked on', { endpoint: endpoint.name, error });
      }
      await rest(restMs, bell);
    }
  };

  const ring = (): void => {
    for (const bell of bells) bell();
  };

  return {
    start() {
      if (deps.endpoints.length === 0) return;
      unsubscribe = deps.eventLog.subscribe(ring);
      running = deps.endpoints.map((target) => serve(createEndpoint(target, deps)));
    },
    async stop() {
      unsubscribe?.();
      stopping.abort();
      ring();
      await Promise.all(running);
    },
  };
}

interface Bell {
  rung: boolean;
  onRing: () => void;
}
