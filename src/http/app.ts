import type { RouteConfig } from '@hono/zod-openapi';
import { Hono } from 'hono';
import * as controlCenter from '../../generated/contract/control-center.ts';
import type { OperationFacts } from '../../generated/contract/facts.ts';
import * as orchestrator from '../../generated/contract/orchestrator.ts';
import { DomainError } from '../domain/errors.ts';
import { admitted, type AppContext, type Env, type Middleware } from './context.ts';
import { loadContractDocument, type Api } from './contractDocument.ts';
import type { CommonDeps, ControlCenterDeps, OrchestratorDeps } from './deps.ts';
import { mountDocs } from './docs.ts';
import { answerError, HttpRefusal } from './errors.ts';
import { controlCenterHandlers, orchestratorHandlers } from './handlers/index.ts';
import { cors } from './middleware/cors.ts';
import { metrics } from './middleware/metrics.ts';
import { refusals } from './middleware/refusals.ts';
import { requestId } from './middleware/requestId.ts';
import { securityHeaders } from './middleware/securityHeaders.ts';
import { mount, type Mounted } from './mount.ts';
import { createResolver } from './operations.ts';
import { requireCleanQuery } from './query.ts';

export type App = Hono<Env>;

/** Finds the operation; what is none ends here: 404, 405 with `Allow`, or the answer to OPTIONS. */
function resolve(facts: readonly OperationFacts[]): Middleware {
  const find = createResolver(facts);
  return async (c, next) => {
    const found = find(c.req.method, c.req.path);
    if (found.kind === 'unknown') throw new DomainError('not_found', 'There is nothing at this path');
    if (found.kind === 'operation') {
      c.set('operation', found.facts);
      requireCleanQuery(new URL(c.req.url).search);
      return next();
    }
    const allow = found.allow.join(', ');
    if (c.req.method === 'OPTIONS') return c.body(null, 204, { Allow: allow });
    const message = `${c.req.method.slice(0, 32)} is not allowed here; allowed: ${allow}`;
    throw new HttpRefusal('method_not_allowed', message, { Allow: allow });
  };
}

/**
 * The app of one service. Middleware, outermost first: request id, metrics, refusal audit, (errors), headers, CORS, operation;
 * then of each operation: version, authenticate, rate limit, authorize, parameters, body, handler.
 */
function build(api: Api, facts: Readonly<Record<string, OperationFacts>>, deps: CommonDeps) {
  const app: App = new Hono<Env>();
  const document = loadContractDocument(api);
  app.onError(async (thrown, c) => {
    // A quota that is used up is said first, whatever else was found out meanwhile.
    let error = thrown;
    await admitted(c).catch((refusal: unknown) => {
      if (refusal instanceof Error) error = refusal;
    });
    c.error = error;
    return answerError(c, error, deps.log);
  });
  app.notFound((c) => answerError(c, new DomainError('not_found', 'There is nothing at this path'), deps.log));
  app.use(requestId(deps), metrics(deps), refusals(deps), securityHeaders, ...cors(deps));
  mountDocs(app, document);
  app.use(resolve(Object.values(facts)));
  const serve = (operations: Readonly<Record<string, { route: RouteConfig; handler: unknown }>>): App => {
    for (const [id, { route, handler }] of Object.entries(operations)) {
      const operation = facts[id]!;
      const typed = handler as (c: AppContext) => Response | Promise<Response>;
      const mounted: Mounted = { route, facts: operation, handler: typed, produced: document.produced(operation) };
      mount(app, mounted, deps);
    }
    return app;
  };
  return { app, serve };
}

/** Pairs each route of the contract with its handler; the types of `Handlers` make sure that there is one. */
const pair = (routes: Readonly<Record<string, RouteConfig>>, handlers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(routes).map(([id, route]) => [id, { route, handler: handlers[id] }]));

/** Builds the HTTP side of a service over its services; nothing listens yet. */
export function createApp(api: 'orchestrator', deps: OrchestratorDeps): App;
export function createApp(api: 'control-center', deps: ControlCenterDeps): App;
export function createApp(
  ...[api, deps]: ['orchestrator', OrchestratorDeps] | ['control-center', ControlCenterDeps]
): App {
  if (api === 'control-center') {
    const { serve } = build(api, controlCenter.facts, deps);
    return serve(pair(controlCenter.routes, controlCenterHandlers(deps)));
  }
  const { openEventStream, ...routes } = orchestrator.routes;
  const { app, serve } = build(api, orchestrator.facts, deps);
  app.get(openEventStream.path, deps.eventStream.handler);
  return serve(pair(routes, orchestratorHandlers(deps)));
}
