import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { TaskFigures } from '../repositories/health.ts';
import { budgetMetricsText, type BudgetFigures } from './budgetMetrics.ts';
import { taskMetricsText } from './taskMetrics.ts';

/** What the http layer tells of each answered request; `route` is the contract's path or `unmatched`, never the URL. */
export interface HttpObserver {
  observe(route: string, method: string, status: number, seconds: number): void;
}

export interface Metrics {
  /** The observer of one of the two services. */
  http(api: 'orchestrator' | 'control-center'): HttpObserver;
  webhookAttempt(result: 'delivered' | 'retried' | 'failed'): void;
  socketOpened(): void;
  socketClosed(): void;
  /** Everything in the Prometheus text format; the reference's names first. */
  text(): Promise<string>;
  readonly contentType: 'text/plain; version=0.0.4; charset=utf-8';
}

/** The task figures are one pass over the tasks; scrapes that come together share it. */
const FIGURES_MS = 2_000;

/** The metrics of one process, in a registry of their own. */
export function createMetrics({
  taskFigures,
  budgets = () => Promise.resolve([]),
  now,
}: {
  readonly taskFigures: () => Promise<TaskFigures>;
  /** Providers with a budget; none when left out. */
  readonly budgets?: () => Promise<readonly BudgetFigures[]>;
  readonly now: () => number;
}): Metrics {
  const register = new Registry();
  // Its own ten milliseconds wake an idle process a hundred times a second.
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: 100 });
  const requests = new Counter({
    name: 'provisioning_http_requests_total',
    help: 'Answered requests',
    labelNames: ['api', 'route', 'method', 'status'],
    registers: [register],
  });
  const durations = new Histogram({
    name: 'provisioning_http_request_duration_seconds',
    help: 'Time from the request to its answer',
    labelNames: ['api', 'route', 'method'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 60],
    registers: [register],
  });
  const attempts = new Counter({
    name: 'provisioning_webhook_attempts_total',
    help: 'Attempts to deliver a webhook by what came of them',
    labelNames: ['result'],
    registers: [register],
  });
  const sockets = new Gauge({
    name: 'provisioning_websocket_connections',
    help: 'Open event streams of this server',
    registers: [register],
  });

  let figures: { readonly at: number; readonly text: Promise<string> } | undefined;
  const taskText = (): Promise<string> => {
    if (figures === undefined || now() - figures.at >= FIGURES_MS) {
      figures = { at: now(), text: taskFigures().then(taskMetricsText) };
      // A failure is told to who asked, and not kept for the next.
      figures.text.catch(() => {
        figures = undefined;
      });
    }
    return figures.text;
  };

  return {
    http: (api) => ({
      observe(route, method, status, seconds) {
        requests.inc({ api, route, method, status: String(status) });
        durations.observe({ api, route, method }, seconds);
      },
    }),
    webhookAttempt: (result) => {
      attempts.inc({ result });
    },
    socketOpened: () => {
      sockets.inc();
    },
    socketClosed: () => {
      sockets.dec();
    },
    text: async () => (await taskText()) + budgetMetricsText(await budgets()) + (await register.metrics()),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  };
}
