import { cursorOf, placeOf, type SeekList } from '../domain/cursor.ts';
import { DomainError } from '../domain/errors.ts';
import type { SeekPage, SeekRequest } from '../domain/paging.ts';
import type { AppContext } from './context.ts';
import { linksTo, pageHeaders } from './paging.ts';

interface SeekQuery {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

/** The page that a query asks for: by offset, or behind its `cursor`; both at once is a 400. */
export function seekOf(c: AppContext, list: SeekList, { limit, offset, cursor }: SeekQuery): SeekRequest {
  if (cursor === undefined) return { limit, offset };
  if (c.req.query('offset') === undefined) return { limit, offset: 0, after: placeOf(list, cursor) };
  const message = 'goes on where a page ended: leave `offset` out';
  throw new DomainError('invalid_request', `cursor ${message}`, { details: [{ path: 'cursor', message }] });
}

/** What `pageHeaders` tells, the cursor of the next page, and behind a cursor the links that go on by cursor. */
export function seekHeaders(c: AppContext, list: SeekList, page: SeekPage<unknown>, request: SeekRequest): void {
  const { next, total, exact } = page;
  const cursor = next === null ? undefined : cursorOf(list, next);
  if (cursor !== undefined) c.header('X-Next-Cursor', cursor);
  if (total !== null) {
    c.header('X-Total-Exact', String(exact));
    pageHeaders(c, { items: page.items, total, more: next !== null, exact }, request);
    return;
  }
  const to = linksTo(c, request.limit);
  c.header('X-Limit', String(request.limit));
  c.header('Link', [to({ offset: 0 }, 'first'), ...(cursor === undefined ? [] : [to({ cursor }, 'next')])].join(', '));
}
