import type { Middleware } from '../context.ts';
import type { CommonDeps } from '../deps.ts';
import { createClientAddress } from '../clientAddress.ts';

/** Short and printable, so that it can stand in a log line and in an answer as it came. */
const SANE = /^[A-Za-z0-9._:-]{8,128}$/;

/** Gives every request an id, the caller's own `X-Request-Id` when it is sane, else a new one; and finds out its address. */
export function requestId({ newId, settings }: Pick<CommonDeps, 'newId' | 'settings'>): Middleware {
  const clientAddress = createClientAddress(settings.proxies);
  return async (c, next) => {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && SANE.test(given) ? given : newId();
    c.set('requestId', id);
    const peer = (c.env as typeof c.env | undefined)?.incoming?.socket.remoteAddress;
    c.set(
      'ip',
      clientAddress(peer, (name) => c.req.header(name)),
    );
    await next();
    c.res.headers.set('X-Request-Id', id);
  };
}
