import type { Middleware } from '../context.ts';
import { plainAddress } from '../address.ts';

/** Short and printable, so that it can stand in a log line and in an answer as it came. */
const SANE = /^[A-Za-z0-9._:-]{8,128}$/;

/** Gives every request an id: the caller's own `X-Request-Id` when it is sane, else a new one. */
export const requestId =
  (newId: () => string): Middleware =>
  async (c, next) => {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && SANE.test(given) ? given : newId();
    c.set('requestId', id);
    const address = (c.env as typeof c.env | undefined)?.incoming?.socket.remoteAddress;
    c.set('ip', address === undefined ? null : plainAddress(address));
    await next();
    c.res.headers.set('X-Request-Id', id);
  };
