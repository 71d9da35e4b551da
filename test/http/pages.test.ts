import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../harness/server.ts';

const ITEMS = 1_500;
const PAGE = 100;

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  // All of one moment: only the tie-break can keep them in order.
  await server.database.in(undefined).execute(sql`
    insert into users (id, username, username_key, email, password_hash, roles, enabled, created_at, updated_at)
    select gen_random_uuid(), 'paged-' || n, 'paged-' || n, 'paged@example.com', 'x', '{viewer}', true,
      '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z'
    from generate_series(1, ${ITEMS}::int) n`);
});
afterAll(() => server.stop());

let made = 0;
async function another(): Promise<string> {
  const username = `newer-${(made += 1)}`;
  const json = { username, email: 'newer@example.com', password: 'a password for tests', roles: ['viewer'] };
  const { body } = await server.request('control-center', '/users', { method: 'POST', json });
  return body.data.id as string;
}

/** Follows `next` from the first page to the last, calling back before each. */
async function walk(between: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  let path: string | undefined = `/users?limit=${PAGE}`;
  while (path !== undefined) {
    await between();
    const { body, headers } = await server.request('control-center', path);
    names.push(...(body.data as { username: string }[]).map(({ username }) => username));
    path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
  }
  return names;
}

describe('B44 paging 1,500 items', () => {
  it('shows each once and in one order while others are added and removed behind them', async () => {
    const paged = (names: readonly string[]) => names.filter((name) => name.startsWith('paged-'));
    const first = paged(await walk(another));
    expect(first).toHaveLength(ITEMS);
    expect(new Set(first).size).toBe(ITEMS);
    const second = paged(
      await walk(async () => server.request('control-center', `/users/${await another()}`, { method: 'DELETE' })),
    );
    expect(second).toEqual(first);
  });

  it('tells the true total and where the last page is', async () => {
    const { body, headers } = await server.request('control-center', `/users?limit=${PAGE}&offset=0`);
    const total = Number(headers.get('x-total-count'));
    expect(body.data).toHaveLength(PAGE);
    const last = Math.floor((total - 1) / PAGE) * PAGE;
    expect(headers.get('link')).toContain(`</users?limit=${PAGE}&offset=${last}>; rel="last"`);
    const end = await server.request('control-center', `/users?limit=${PAGE}&offset=${last}`);
    expect(end.body.data).toHaveLength(total - last);
  });
});
