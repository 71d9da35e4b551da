import { createHash } from 'node:crypto';
import type { WebhookEvent } from '../../generated/enums.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { AttemptResult, ClaimedDelivery, WebhookRepository } from '../repositories/webhooks.ts';
import { noticeOf, webhookEvent } from './notice.ts';
import { MAX_ATTEMPTS, retryAfterMs, retryDelayMs } from './schedule.ts';
import { signed, type Notice } from './sign.ts';

/** Sends a POST without following redirects; rejects when there is no answer or the address is not allowed. */
export type Post = (
  url: string,
  request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
    readonly timeoutMs: number;
    readonly maxAnswerBytes: number;
  },
) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}>;

export interface EndpointDeps {
  readonly repository: WebhookRepository;
  readonly post: Post;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Counts an attempt for the metrics. */
  readonly onAttempt: (result: 'delivered' | 'retried' | 'failed') => void;
  /** The receiver answered 410: nothing more is sent to it. */
  readonly onGone: (target: EndpointTarget) => Promise<void>;
}

export interface EndpointTarget {
  /** Its key in the outbox. */
  readonly name: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  /** Each signs; the newest first. */
  readonly secrets: readonly string[];
  /** Changes whenever somebody changes the endpoint: one that was gone is tried again. */
  readonly version: string;
  /** Whether it was made by the API, which also registered it. */
  readonly isStored: boolean;
}

const EVENTS_AT_ONCE = 200;
const DELIVERIES_AT_ONCE = 8;
const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;
/** Longer than an attempt can take: a delivery is claimed again only when its server died with it. */
const CLAIM_MS = 60_000;
/** Deliveries fed by another server are noticed at the latest after this time. */
const IDLE_MS = 5_000;

/** A name for an endpoint of the configuration file that stays when its secret or events change, and shows nothing that a URL may hide. */
export const endpointName = (url: string): string =>
  `${new URL(url).host}/${createHash('sha256').update(url).digest('hex').slice(0, 12)}`;

/** The same event for the same endpoint always has the same id, so that receivers can drop what they already have. */
function deliveryId(endpoint: string, eventId: string): string {
  const hex = createHash('sha256').update(`${endpoint}\n${eventId}`).digest('hex');
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface Endpoint {
  readonly name: string;
  /** Makes deliveries of the events that have come since, then sends all that are due. */
  work(signal: AbortSignal): Promise<void>;
  /** Milliseconds until there may be something to do without being woken. */
  restMs(): Promise<number>;
  /** The receiver said it is gone for good (410): nothing more is sent by this process. */
  gone(): boolean;
}

/** One receiver: fed from the event log into the outbox, and from there sent until it has answered 2xx. */
export function createEndpoint(target: EndpointTarget, deps: EndpointDeps): Endpoint {
  const { repository, clock, log } = deps;
  const { name } = target;
  const wanted = new Set<WebhookEvent>(target.events);
  let isGone = false;

  const feed = (): Promise<number> =>
    repository.feed(name, EVENTS_AT_ONCE, clock.now(), (event, task) => {
      const kind = webhookEvent(event);
      if (kind === undefined || !wanted.has(kind)) return undefined;
      const payload = { ...noticeOf(kind, event, task) };
      return { id: deliveryId(name, event.id), sequence: event.sequence, event: kind, payload };
    });

  const attempt = async ({ id, payload, attempts }: ClaimedDelivery, signal: AbortSignal): Promise<void> => {
    const request = signed(payload as unknown as Notice, id, target.secrets, clock.now().getTime());
    let result: AttemptResult;
    let askedMs = 0;
    try {
      const answer = await deps.post(target.url, {
        ...request,
        signal,
        timeoutMs: TIMEOUT_MS,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      });
      result = { status: answer.status, error: answer.status < 300 ? null : `answered ${String(answer.status)}` };
      const header = answer.headers['retry-after'];
      askedMs = retryAfterMs(typeof header === 'string' ? header : header?.[0], clock.now());
    } catch (error) {
      // Stopping: the attempt doesn't count against the receiver, another server or the next start sends it again.
      if (signal.aborted)
        return repository.retryAt(id, clock.now(), { status: null, error: 'the server was stopping' });
      result = { status: null, error: error instanceof Error ? error.message : String(error) };
    }
    await record(id, attempts, result, askedMs);
  };

  const record = async (id: string, attempts: number, result: AttemptResult, askedMs: number): Promise<void> => {
    const { status } = result;
    if (status !== null && status >= 200 && status < 300) {
      await repository.delivered(id, clock.now(), result);
      deps.onAttempt('delivered');
      return;
    }
    if (status === 410) isGone = true;
    if (isGone || attempts >= MAX_ATTEMPTS) {
      await repository.failed(id, result);
      deps.onAttempt('failed');
    } else {
      const waitMs = retryDelayMs(attempts, deps.random, askedMs);
      await repository.retryAt(id, new Date(clock.now().getTime() + waitMs), result);
      deps.onAttempt('retried');
    }
    log.warn('a webhook was not received', { endpoint: name, delivery: id, attempts, status, error: result.error });
  };

  return {
    name,
    async work(signal) {
      if (!target.isStored) await repository.register(name);
      while (!signal.aborted && !isGone && (await feed()) === EVENTS_AT_ONCE);
      while (!signal.aborted && !isGone) {
        const now = clock.now();
        const due = await repository.claimDue(name, now, new Date(now.getTime() + CLAIM_MS), DELIVERIES_AT_ONCE);
        if (due.length === 0) break;
        await Promise.all(due.map((delivery) => attempt(delivery, signal)));
      }
      if (!isGone) return;
      await repository.failPending(name, 'the receiver answered 410: it is gone');
      await deps.onGone(target);
    },
    async restMs() {
      const due = await repository.nextDue(name);
      const waitMs = due === null ? IDLE_MS : due.getTime() - clock.now().getTime();
      return Math.min(IDLE_MS, Math.max(0, waitMs));
    },
    gone: () => isGone,
  };
}
