import { OpenAPIHono } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import { routes as controlCenter } from '../../generated/contract/control-center.ts';
import { routes } from '../../generated/contract/orchestrator.ts';

const ID = '3f2b8c1e-5d4a-4f6b-9c7d-1a2b3c4d5e6f';

/** Mounts two real routes with handlers that tell what they were given; a refusal is a bare 400. */
function app() {
  const hono = new OpenAPIHono({ defaultHook: (result, c) => (result.success ? undefined : c.text('', 400)) });
  const { middleware: _, ...task } = {
    middleware: undefined,
    ...routes.getTask,
    responses: { 200: { description: '' } },
  };
  hono.openapi(task, (c) => Response.json({ ...c.req.valid('param'), ...c.req.valid('query') }));
  const users = { ...controlCenter.listUsers, responses: { 200: { description: '' } } };
  hono.openapi(users, (c) => Response.json(c.req.valid('query')));
  return hono;
}

const task = async (query: string, id = ID) => {
  const response = await app().request(`/tasks/${id}${query}`);
  return response.status === 200 ? await response.json() : response.status;
};

it('reads whole numbers written plainly', async () => {
  expect(await task('?wait=0')).toEqual({ id: ID, wait: 0 });
  expect(await task('?wait=60')).toEqual({ id: ID, wait: 60 });
});

it('fills in the default of a query parameter that is absent', async () => {
  expect(await task('')).toEqual({ id: ID, wait: 0 });
});

it.each([
  '1.5',
  '',
  '%201',
  '1%20',
  '1e1',
  '%2B1',
  '0x10',
  '-1',
  '-0',
  '00',
  '01',
  '61',
  '1_0',
  '１',
  'NaN',
  'Infinity',
  'true',
])('refuses wait=%s', async (text) => {
  expect(await task(`?wait=${text}`)).toBe(400);
});

it('refuses a query parameter given twice', async () => {
  expect(await task('?wait=1&wait=1')).toBe(400);
});

it.each(['?unknown=1', '?Wait=1', '?__proto__=1', '?constructor=1', '?wait[]=1'])(
  'refuses the query %s',
  async (query) => {
    expect(await task(query)).toBe(400);
  },
);

it.each(['not-a-uuid', `urn:uuid:${ID}`, `${ID}%0A`, `%7B${ID}%7D`])('refuses the id %s', async (id) => {
  expect(await task('', id)).toBe(400);
});

it('reads true and false and nothing else as a boolean', async () => {
  const hono = app();
  const enabled = async (text: string) => (await hono.request(`/users?enabled=${text}`)).json().catch(() => 'refused');
  expect(await enabled('true')).toEqual({ enabled: true, limit: 50, offset: 0 });
  expect(await enabled('false')).toEqual({ enabled: false, limit: 50, offset: 0 });
  for (const text of ['', '1', '0', 'True', 'yes', '%20true']) expect(await enabled(text)).toBe('refused');
});
