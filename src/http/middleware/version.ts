import { DomainError } from '../../domain/errors.ts';
import type { Middleware } from '../context.ts';
import { chooseType, JSON_TYPE, VENDOR_TYPE } from '../negotiate.ts';

/** Picks the type of the answer by `Accept`, which carries the version; another version is refused (406). */
export const version =
  (produced: readonly string[]): Middleware =>
  async (c, next) => {
    const type = chooseType(c.req.header('accept'), produced);
    if (type === null) throw new DomainError('not_acceptable', `This answers with ${produced.join(' or ')} only`);
    await next();
    if (type === VENDOR_TYPE && c.res.headers.get('content-type')?.startsWith(JSON_TYPE) === true) {
      c.res.headers.set('Content-Type', VENDOR_TYPE);
    }
  };
