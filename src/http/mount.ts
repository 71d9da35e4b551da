import { z, type RouteConfig, type RouteHandler } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import type { OperationFacts } from '../../generated/contract/facts.ts';
import { admitted, type AppContext, type Env, type Guard, type Middleware } from './context.ts';
import { readJson } from './body.ts';
import type { CommonDeps } from './deps.ts';
import { idempotent } from './idempotent.ts';
import { checkInTurns } from './longLists.ts';
import { authenticate } from './middleware/authenticate.ts';
import { authorize } from './middleware/authorize.ts';
import { conditional } from './middleware/conditional.ts';
import { rateLimit } from './middleware/rateLimit.ts';
import { version } from './middleware/version.ts';
import { parameters } from './parameters.ts';
import { bodyRefusal } from './violations.ts';

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

/** Asks one guard after the other: each in a middleware of its own would cost every request as much as what it does. */
const gate =
  (guards: readonly Guard[]): Middleware =>
  async (c, next) => {
    for (const guard of guards) await guard(c);
    await next();
  };

/**
 * Lets the request go on while the guard is at work: counting costs a round trip to the database, and there is enough to
 * look at meanwhile. `admitted` waits for it: before anything is done, and before anything else is refused.
 */
const meanwhile =
  (guard: Guard): Guard =>
  (c) => {
    const done = guard(c);
    done.catch(() => undefined);
    c.set('admitted', done);
    return Promise.resolve();
  };

/** What stands between the router and the handler of one operation, outermost first, all of it from its facts. */
function chain({ facts, produced }: Mounted, deps: CommonDeps): Middleware[] {
  const conditions = conditional(facts, deps.settings.requireIfMatch);
  const open = facts.permission === null || deps.settings.openOperations.has(facts.operationId);
  const limited = facts.rateLimit === 'none' ? [] : [rateLimit(facts.rateLimit, deps)];
  const guards =
    facts.permission === null || open
      ? []
      : [authenticate(deps), ...limited.map(meanwhile), authorize(facts.permission, deps)];
  return [version(produced), gate(open ? limited : guards), ...conditions];
}

/** A body up to this size is read while its sender is still being counted. */
const SMALL_BODY = 64 * 1024;

const isSmall = (c: AppContext): boolean => Number(c.req.header('content-length') ?? Infinity) <= SMALL_BODY;

/**
 * Reads and checks the body, as the last thing before the handler. Who may not come in gets none of it parsed; whose
 * quota is used up, at most a small one.
 */
function withBody({ route, facts, handler }: Mounted, deps: CommonDeps): (c: AppContext) => Promise<Response> {
  const answer = idempotent(facts, handler, deps);
  const media = route.request?.body?.content['application/json'];
  const schema = media !== undefined && 'schema' in media ? media.schema : undefined;
  if (!facts.hasBody || !(schema instanceof z.ZodType)) {
    return async (c) => {
      await admitted(c);
      return answer(c, undefined);
    };
  }
  const limit = deps.settings.bodyLimits[facts.bodyLimit];
  return async (c) => {
    if (!isSmall(c)) await admitted(c);
    const parsed = await checkInTurns(schema, await readJson(c, facts, limit));
    if (!parsed.success) throw bodyRefusal(parsed.error);
    c.req.addValidatedData('json', parsed.data as object);
    await admitted(c);
    return answer(c, parsed.data);
  };
}

/** Mounts one operation: its guards, its parameters, its body, its handler. */
export function mount(app: Hono<Env>, operation: Mounted, deps: CommonDeps): void {
  const { route } = operation;
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  const before = [...chain(operation, deps), parameters(route.request ?? {})];
  app.on(route.method.toUpperCase(), [path], ...before, withBody(operation, deps));
}
