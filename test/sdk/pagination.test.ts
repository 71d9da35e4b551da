import { expect, it } from 'vitest';
import { parseLinks } from '../../sdk/core/pagination.ts';
import { createRequester, type Requester } from '../../sdk/core/request.ts';
import { systemClock } from '../../sdk/core/retry.ts';
import { ok, scriptedServer, type ScriptedServer, type SeenRequest } from './scripted-server.ts';

const all = Array.from({ length: 7 }, (_, index) => `item-${String(index)}`);

function pageOf({ url }: SeenRequest, withLinks: boolean) {
  const query = new URL(url, 'http://x').searchParams;
  const limit = Number(query.get('limit') ?? 3);
  const offset = Number(query.get('offset') ?? 0);
  const next = `</elsewhere?status=Failed&limit=${String(limit)}&offset=${String(offset + limit)}>; rel="next"`;
  const first = `</elsewhere?limit=${String(limit)}>; rel="first"`;
  return ok(all.slice(offset, offset + limit), {
    'x-total-count': String(all.length),
    'x-limit': String(limit),
    'x-offset': String(offset),
    ...(withLinks ? { link: offset + limit < all.length ? `${first}, ${next}` : first } : {}),
  });
}

const requester = ({ url }: ScriptedServer): Requester =>
  createRequester({
    baseUrl: `${url}/prefix`,
    token: '',
    fetch: globalThis.fetch,
    maxRetries: 0,
    timeoutMs: 10_000,
    clock: systemClock,
    random: () => 0,
    newKey: () => '',
  });

const call = { method: 'GET', path: '/list', query: { status: 'Failed', limit: 3 } } as const;

async function collect(items: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const item of items) found.push(item);
  return found;
}

it('awaiting a list gives its first page with the counts of the headers', async () => {
  const server = await scriptedServer((request) => pageOf(request, true));
  const page = await requester(server).page<string>(call);
  expect(page).toMatchObject({ items: all.slice(0, 3), total: 7, limit: 3, offset: 0 });
  expect(page.links).toEqual({
    first: '/elsewhere?limit=3',
    next: '/elsewhere?status=Failed&limit=3&offset=3',
  });
});

it.each([
  ['links', true],
  ['offsets', false],
])('iterating a list gives every item over all pages by %s', async (_how, withLinks) => {
  const server = await scriptedServer((request) => pageOf(request, withLinks));
  expect(await collect(requester(server).page<string>(call))).toEqual(all);
  expect(server.seen).toHaveLength(3);
});

it('a page gives its successors until null', async () => {
  const server = await scriptedServer((request) => pageOf(request, true));
  const first = await requester(server).page<string>(call);
  const second = await first.next();
  const third = await second?.next();
  expect(third?.items).toEqual(['item-6']);
  expect(await third?.next()).toBeNull();
});

it('a link only decides the query: path, prefix and host stay those that were called', async () => {
  const server = await scriptedServer((request) => pageOf(request, true));
  await collect(requester(server).page<string>(call));
  expect(server.seen.map(({ url }) => url)).toEqual([
    '/prefix/list?status=Failed&limit=3',
    '/prefix/list?status=Failed&limit=3&offset=3',
    '/prefix/list?status=Failed&limit=3&offset=6',
  ]);
});

it('leaving the loop fetches nothing more', async () => {
  const server = await scriptedServer((request) => pageOf(request, true));
  for await (const item of requester(server).page<string>(call)) if (item === 'item-1') break;
  expect(server.seen).toHaveLength(1);
});

it('an empty page ends the iteration, whatever its links say', async () => {
  const server = await scriptedServer(() => ok([], { link: '</list?offset=9>; rel="next"', 'x-total-count': '50' }));
  expect(await collect(requester(server).page<string>(call))).toEqual([]);
  expect(server.seen).toHaveLength(1);
});

it('reads Link headers with commas in targets, several relations and unquoted parameters', () => {
  expect(parseLinks('</a?x=1,2>; rel="next last"; title="a, b", </c>;rel=prev, </d>; rel="alternate"')).toEqual({
    next: '/a?x=1,2',
    last: '/a?x=1,2',
    prev: '/c',
  });
  expect(parseLinks(null)).toEqual({});
});
