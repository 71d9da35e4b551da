import type { Page, PageRequest } from '../domain/paging.ts';
import type { AppContext } from './context.ts';

/** A page and, when its total was counted to a bound only, what is known instead. */
type Told = Page<unknown> & { readonly more?: boolean; readonly exact?: boolean };

/** Makes links to other pages of the list that was asked for; of `offset` and `cursor` only the one that is given stays. */
export function linksTo(c: AppContext, limit: number) {
  const url = new URL(c.req.url);
  return (where: { readonly offset: number } | { readonly cursor: string }, rel: string): string => {
    const query = new URLSearchParams(url.search);
    query.delete('cursor');
    query.delete('offset');
    query.set('limit', String(limit));
    for (const [name, value] of Object.entries(where)) query.set(name, String(value));
    return `<${url.pathname}?${query.toString()}>; rel="${rel}"`;
  };
}

/**
 * `X-Total-Count`, `X-Limit`, `X-Offset` and `Link` (RFC 8288: first, prev, next, last) of a list. The links are
 * relative references made of the path and the query: no header of the request can lead them elsewhere.
 */
export function pageHeaders(c: AppContext, page: Told, { limit, offset }: PageRequest): void {
  const { total, exact = true, more = offset + limit < total } = page;
  const to = linksTo(c, limit);
  const last = total === 0 ? 0 : Math.floor((total - 1) / limit) * limit;
  const before = Math.max(0, exact ? Math.min(offset - limit, last) : offset - limit);
  const links = [to({ offset: 0 }, 'first')];
  if (offset > 0) links.push(to({ offset: before }, 'prev'));
  if (more) links.push(to({ offset: offset + limit }, 'next'));
  // Where a list ends that was not counted to its end is not known.
  if (exact) links.push(to({ offset: last }, 'last'));
  c.header('X-Total-Count', String(total));
  c.header('X-Limit', String(limit));
  c.header('X-Offset', String(offset));
  c.header('Link', links.join(', '));
}
