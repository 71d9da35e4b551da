import type { LoggedEvent } from '../domain/events.ts';
import { createBell, type Bell } from './bell.ts';
import { createEndpoint, type EndpointDeps, type EndpointTarget } from './endpoint.ts';

export interface WebhookDeps extends EndpointDeps {
  /** The endpoints there are now: asked for again and again. */
  readonly targets: () => Promise<readonly EndpointTarget[]>;
  readonly eventLog: { subscribe(onEvents: (events: readonly LoggedEvent[]) => void): () => void };
}

export interface Webhooks {
  start(): void;
  /** Endpoints or deliveries were changed on this server: looks at once. Other servers look within `LOOK_MS`. */
  changed(): void;
  /** Gives up what is being sent (it is sent again later) and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Pause after a failure of our own, such as a database that is away. */
const TROUBLE_MS = 2_000;
/** How often the endpoints are looked at for changes made on other servers. */
const LOOK_MS = 5_000;

/** Asked anew after each wait. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

/** The loop of one endpoint as it was when the loop began. */
interface Served {
  readonly form: string;
  readonly bell: Bell;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/** Keeps every endpoint served, each in a loop of its own: a slow receiver doesn't hold up the others. */
export function createWebhooks(deps: WebhookDeps): Webhooks {
  const served = new Map<string, Served>();
  const look = createBell();
  let stopped = false;
  let supervising: Promise<void> = Promise.resolve();
  let unsubscribe: (() => void) | undefined;

  async function serve(target: EndpointTarget, bell: Bell, signal: AbortSignal): Promise<void> {
    const endpoint = createEndpoint(target, deps);
    while (!endpoint.gone()) {
      let restMs = TROUBLE_MS;
      try {
        await endpoint.work(signal);
        restMs = await endpoint.restMs();
      } catch (error) {
        deps.log.warn('webhooks could not be worked on', { endpoint: endpoint.name, error });
      }
      if (isOver(signal)) return;
      await bell.rest(restMs);
      if (isOver(signal)) return;
    }
  }

  async function end(name: string, { stopping, bell, ended }: Served): Promise<void> {
    stopping.abort();
    bell.ring();
    await ended;
    served.delete(name);
  }

  /** Ends the loops of endpoints that were changed or are gone, and begins those that are missing. */
  async function arrange(targets: readonly EndpointTarget[]): Promise<void> {
    const forms = new Map(targets.map((target) => [target.name, JSON.stringify(target)]));
    const over = [...served].filter(([name, { form }]) => forms.get(name) !== form);
    await Promise.all(over.map(([name, one]) => end(name, one)));
    for (const target of targets) {
      if (served.has(target.name)) continue;
      const bell = createBell();
      const stopping = new AbortController();
      const form = JSON.stringify(target);
      served.set(target.name, { form, bell, stopping, ended: serve(target, bell, stopping.signal) });
    }
    // Without an endpoint nobody needs the log to be read.
    if (served.size > 0) unsubscribe ??= deps.eventLog.subscribe(ringAll);
    else {
      unsubscribe?.();
      unsubscribe = undefined;
    }
  }

  async function supervise(): Promise<void> {
    while (!stopped) {
      try {
        await arrange(await deps.targets());
      } catch (error) {
        deps.log.warn('the webhook endpoints could not be looked at', { error });
      }
      await look.rest(LOOK_MS);
    }
    await arrange([]);
  }

  const ringAll = (): void => {
    for (const { bell } of served.values()) bell.ring();
  };

  return {
    start() {
      supervising = supervise();
    },
    changed() {
      look.ring();
      ringAll();
    },
    async stop() {
      stopped = true;
      look.ring();
      await supervising;
    },
  };
}
