import type { Page, PageRequest } from '../domain/paging.ts';
import type { AppContext } from './context.ts';

/**
 * `X-Total-Count`, `X-Limit`, `X-Offset` and `Link` (RFC 8288: first, prev, next, last) of a list. The links are
 * relative references made of the path and the query: no header of the request can lead them elsewhere.
 */
export function pageHeaders(c: AppContext, page: Page<unknown>, { limit, offset }: PageRequest): void {
  const url = new URL(c.req.url);
  const to = (start: number, rel: string): string => {
    const query = new URLSearchParams(url.search);
    query.set('limit', String(limit));
    query.set('offset', String(start));
    return `<${url.pathname}?${query.toString()}>; rel="${rel}"`;
  };
  const last = page.total === 0 ? 0 : Math.floor((page.total - 1) / limit) * limit;
  const links = [to(0, 'first')];
  if (offset > 0) links.push(to(Math.max(0, Math.min(offset - limit, last)), 'prev'));
  if (offset + limit < page.total) links.push(to(offset + limit, 'next'));
  links.push(to(last, 'last'));
  c.header('X-Total-Count', String(page.total));
  c.header('X-Limit', String(limit));
  c.header('X-Offset', String(offset));
  c.header('Link', links.join(', '));
}
