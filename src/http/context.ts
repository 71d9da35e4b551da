import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { OperationFacts } from '../../generated/contract/facts.ts';
import type { Actor } from '../domain/actor.ts';

/** What travels with a request through the middleware. */
export interface Env {
  /** Absent when a test calls the app without a socket. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** The client's address as far as trusted proxies tell it, IPv4 in its plain form; null when there is no socket. */
    ip: string | null;
    /** Set once the request is known to be an operation of the contract. */
    operation?: OperationFacts;
    /** Settles when the request has been counted; rejects when its quota is used up. Nothing is done for it before. */
    admitted?: Promise<void>;
    /** Set by `authenticate`; only handlers of operations with a permission may read it. */
    actor: Actor;
  };
}

export type AppContext = Context<Env>;
export type Middleware = MiddlewareHandler<Env>;
/** Lets a request pass, or throws; it has no part in the answer. */
export type Guard = (c: AppContext) => Promise<void>;

/** Waits until the request has been counted against its quota; throws when that is used up. */
export const admitted = (c: AppContext): Promise<void> => c.get('admitted') ?? Promise.resolve();

/** The actor as far as it is known yet: a refusal may come before the token was looked at. */
export const actorOrNull = (c: AppContext): Actor | null => (c.var as Partial<Env['Variables']>).actor ?? null;
