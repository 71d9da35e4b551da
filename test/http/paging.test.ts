import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { Env } from '../../src/http/context.ts';
import { pageHeaders } from '../../src/http/paging.ts';

async function linksOf(query: string, page: { total: number; limit: number; offset: number }, host = 'localhost') {
  const app = new Hono<Env>();
  app.get('/tasks', (c) => {
    pageHeaders(c, { items: [], total: page.total }, page);
    return c.body(null, 204);
  });
  const answer = await app.request(`http://${host}/tasks${query}`);
  const links = [...(answer.headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return { headers: answer.headers, links: Object.fromEntries(links.map(([, target, rel]) => [rel!, target!])) };
}

describe('pageHeaders (B44)', () => {
  it('links first, prev, next and last around a page in the middle', async () => {
    const { headers, links } = await linksOf('?status=Failed&limit=10&offset=20', { total: 45, limit: 10, offset: 20 });
    expect(links).toEqual({
      first: '/tasks?status=Failed&limit=10&offset=0',
      prev: '/tasks?status=Failed&limit=10&offset=10',
      next: '/tasks?status=Failed&limit=10&offset=30',
      last: '/tasks?status=Failed&limit=10&offset=40',
    });
    expect(headers.get('x-total-count')).toBe('45');
    expect(headers.get('x-limit')).toBe('10');
    expect(headers.get('x-offset')).toBe('20');
  });

  it('has no prev on the first and no next on the last page', async () => {
    expect(Object.keys((await linksOf('', { total: 45, limit: 50, offset: 0 })).links)).toEqual(['first', 'last']);
    const exact = await linksOf('?limit=10&offset=40', { total: 50, limit: 10, offset: 40 });
    expect(Object.keys(exact.links)).toEqual(['first', 'prev', 'last']);
    expect(exact.links['last']).toBe('/tasks?limit=10&offset=40');
  });

  it('leads back to the last page from beyond the end', async () => {
    const { links } = await linksOf('?limit=10&offset=500', { total: 45, limit: 10, offset: 500 });
    expect(links['prev']).toBe('/tasks?limit=10&offset=40');
    expect(links['next']).toBeUndefined();
  });

  it('never repeats the Host header', async () => {
    const { headers } = await linksOf('', { total: 500, limit: 50, offset: 0 }, 'evil.example');
    expect(headers.get('link')).not.toContain('evil.example');
  });
});
