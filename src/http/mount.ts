import { z, type OpenAPIHono, type RouteConfig, type RouteHandler } from '@hono/zod-openapi';
import type { OperationFacts } from '../../generated/contract/facts.ts';
import type { AppContext, Env, Middleware } from './context.ts';
import { readJson } from './body.ts';
import type { CommonDeps } from './deps.ts';
import { idempotent } from './idempotent.ts';
import { authenticate } from './middleware/authenticate.ts';
import { authorize } from './middleware/authorize.ts';
import { conditional } from './middleware/conditional.ts';
import { rateLimit } from './middleware/rateLimit.ts';
import { version } from './middleware/version.ts';
import { bodyRefusal, parameterRefusal } from './violations.ts';

/**
 * One handler an operation of the contract, its input and every answer typed by the contract: a missing handler, an
 * undeclared status or a wrong body does not compile.
 */
export type Handlers<Routes extends Readonly<Record<string, RouteConfig>>> = {
  readonly [Id in keyof Routes]: RouteHandler<Routes[Id], Env>;
};

export interface Mounted {
  readonly route: RouteConfig;
  readonly facts: OperationFacts;
  readonly handler: (c: AppContext) => Response | Promise<Response>;
  /** Media types of its success, the preferred one first. */
  readonly produced: readonly string[];
}

/** What stands between the router and the handler of one operation, outermost first, all of it from its facts. */
function chain({ facts, produced }: Mounted, deps: CommonDeps): Middleware[] {
  const conditions = conditional(facts, deps.settings.requireIfMatch);
  const open = facts.permission === null || deps.settings.openOperations.has(facts.operationId);
  const limited = facts.rateLimit === 'none' ? [] : [rateLimit(facts.rateLimit, deps)];
  const guards =
    facts.permission === null || open ? [] : [authenticate(deps), ...limited, authorize(facts.permission, deps)];
  return [version(produced), ...(open ? limited : guards), ...conditions];
}

/** Reads and checks the body, as the last thing before the handler: who may not come in gets none of it parsed. */
function withBody({ route, facts, handler }: Mounted, deps: CommonDeps): (c: AppContext) => Promise<Response> {
  const answer = idempotent(facts, handler, deps);
  const media = route.request?.body?.content['application/json'];
  const schema = media !== undefined && 'schema' in media ? media.schema : undefined;
  if (!facts.hasBody || !(schema instanceof z.ZodType)) return (c) => answer(c, undefined);
  const limit = deps.settings.bodyLimits[facts.bodyLimit];
  return async (c) => {
    const parsed = schema.safeParse(await readJson(c, facts, limit));
    if (!parsed.success) throw bodyRefusal(parsed.error);
    c.req.addValidatedData('json', parsed.data as object);
    return answer(c, parsed.data);
  };
}

const places: Readonly<Record<string, string>> = { param: 'path', query: 'query', header: 'headers' };

/** Mounts one operation; parameters are checked by the router's validators, the body by us. */
export function mount(app: OpenAPIHono<Env>, operation: Mounted, deps: CommonDeps): void {
  const { body: _, ...request } = operation.route.request ?? {};
  app.openapi(
    { ...operation.route, request, middleware: chain(operation, deps), hide: true },
    withBody(operation, deps),
    (result) => {
      if (!result.success) throw parameterRefusal(places[result.target] ?? result.target, result.error);
      return undefined;
    },
  );
}
