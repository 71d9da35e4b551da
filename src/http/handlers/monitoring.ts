import type { EventCategory } from '../../events/connection.ts';
import { DomainError } from '../../domain/errors.ts';
import { bearerOf } from '../bearer.ts';
import type { OrchestratorDeps } from '../deps.ts';
import type { OrchestratorHandlers } from './contract.ts';

const ALL: readonly EventCategory[] = ['task', 'batch', 'system'];
const FULL_RETRY_SECONDS = 10;

/** Not to be held back by a proxy that collects answers. */
const STREAM = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' } as const;

export const monitoringHandlers = ({
  metricsText,
  eventFeed,
}: Pick<OrchestratorDeps, 'metricsText' | 'eventFeed'>): Pick<OrchestratorHandlers, 'getMetrics' | 'followEvents'> => ({
  getMetrics: async (c) =>
    c.text(await metricsText(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),

  followEvents: (c) => {
    if (c.req.raw.method === 'HEAD') return c.body('', 200, STREAM);
    const { events, after } = c.req.valid('query');
    const last = c.req.valid('header')['last-event-id'];
    const body = eventFeed.open({
      token: bearerOf(c.req.header('authorization')),
      userId: c.var.actor.userId ?? c.var.actor.username,
      categories: new Set(events === undefined ? ALL : (events.split(',') as EventCategory[])),
      after: last === undefined ? after : Number(last),
    });
    if (body !== null) return c.body(body, 200, STREAM);
    const message = 'You have too many event streams open: close one';
    throw new DomainError('rate_limited', message, { retryAfterSeconds: FULL_RETRY_SECONDS });
  },
});
