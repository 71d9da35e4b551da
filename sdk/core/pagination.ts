/** The page relations of a `Link` header, as the server wrote them. */
export interface PageLinks {
  readonly first?: string;
  readonly prev?: string;
  readonly next?: string;
  readonly last?: string;
}

/**
 * One page of a list. Iterating it gives its items and then those of every page after it, fetched as they are reached:
 * tasks, batches and audit records by cursor, so that none is missed or comes twice; in other lists rows added or removed
 * meanwhile can shift the later pages.
 */
export interface Page<T> extends AsyncIterable<T> {
  readonly items: readonly T[];
  /** How many items the whole list has; the least it has when it is not `exact`. */
  readonly total: number;
  /** Whether there are no more than `total`: long lists are counted to a bound only, and not at all further on. */
  readonly exact: boolean;
  readonly limit: number;
  readonly offset: number;
  readonly links: PageLinks;
  /** The page after this one, or null at the end. */
  next(): Promise<Page<T> | null>;
}

/** What a list call returns: await it for the first page, or iterate it for every item. */
export interface PagePromise<T> extends Promise<Page<T>>, AsyncIterable<T> {}

export interface PageAnswer<T> {
  readonly items: readonly T[];
  readonly headers: Headers;
}

/** Fetches the list's page for some query parameters, laid over those of the first call. */
export type FetchPage<T> = (query: Readonly<Record<string, string>>) => Promise<PageAnswer<T>>;

/** Makes the first page's promise iterable, too. */
export function paged<T>(fetchPage: FetchPage<T>): PagePromise<T> {
  const load = async (query: Readonly<Record<string, string>>): Promise<Page<T>> =>
    toPage(await fetchPage(query), load);
  const first = load({});
  return Object.assign(first, {
    async *[Symbol.asyncIterator]() {
      yield* await first;
    },
  });
}

function toPage<T>(
  answer: PageAnswer<T>,
  load: (query: Readonly<Record<string, string>>) => Promise<Page<T>>,
): Page<T> {
  const { items, headers } = answer;
  const links = parseLinks(headers.get('link'));
  const limit = countOf(headers.get('x-limit')) ?? items.length;
  const offset = countOf(headers.get('x-offset')) ?? 0;
  const total = countOf(headers.get('x-total-count')) ?? offset + items.length;
  const cursor = headers.get('x-next-cursor');
  const following =
    cursor !== null
      ? { cursor, limit: String(limit) }
      : items.length === 0
        ? undefined
        : nextQuery({ links, limit, offset, total, count: items.length });
  const page: Page<T> = {
    items,
    total,
    exact: headers.get('x-total-exact') !== 'false' && headers.has('x-total-count'),
    limit,
    offset,
    links,
    next: async () => (following ? await load(following) : null),
    async *[Symbol.asyncIterator]() {
      for (let current: Page<T> | null = page; current !== null; current = await current.next()) yield* current.items;
    },
  };
  return page;
}

interface Position {
  readonly links: PageLinks;
  readonly limit: number;
  readonly offset: number;
  readonly total: number;
  readonly count: number;
}

/**
 * Only the query of the `next` link is used, on the path we called: a link can then neither lead the token to another
 * host nor lose the prefix of a proxy. A list without links is walked by offset.
 */
function nextQuery({ links, limit, offset, total, count }: Position): Record<string, string> | undefined {
  if (links.next !== undefined) return Object.fromEntries(new URL(links.next, 'http://link.invalid').searchParams);
  const isLast = Object.keys(links).length > 0 || offset + count >= total;
  return isLast ? undefined : { offset: String(offset + count), limit: String(limit) };
}

const LINK = /<([^>]*)>((?:\s*;\s*[^=;,\s]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^",;\s]*))*)/g;
const REL = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]*))/i;

/** The first, prev, next and last targets of a `Link` header (RFC 8288); other relations are ignored. */
export function parseLinks(header: string | null): PageLinks {
  const links: { -readonly [K in keyof PageLinks]: PageLinks[K] } = {};
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(LINK)) {
    const rel = REL.exec(parameters);
    for (const name of (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/)) {
      if (name === 'first' || name === 'prev' || name === 'next' || name === 'last') links[name] ??= target;
    }
  }
  return links;
}

const countOf = (value: string | null): number | undefined =>
  value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
