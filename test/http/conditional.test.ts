import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../harness/operations.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

let names = 0;
const api = 'control-center';
const send = (method: string, path: string, headers: Record<string, string> = {}, json?: object) =>
  server.request(api, path, { method, headers, ...(json !== undefined && { json }) });

async function makeUser(): Promise<string> {
  const username = `conditional-${(names += 1)}`;
  const json = { username, email: `${username}@example.com`, password: 'a password for tests', roles: ['viewer'] };
  const { body } = await send('POST', '/users', {}, json);
  return `/users/${String(body.data.id)}`;
}

async function makePolicy(): Promise<string> {
  const rules = [{ effect: 'Allow', resource: 'servers:*', action: ['read'] }];
  const { body } = await send('POST', '/policies', {}, { name: `conditional ${(names += 1)}`, rules });
  return `/policies/${String(body.data.id)}`;
}

const tagOf = async (path: string): Promise<string> => (await send('GET', path)).headers.get('etag')!;

describe('B50 conditional reads', () => {
  it('answer with an ETag that changes exactly when the body does', async () => {
    const path = await makeUser();
    const [first, second] = [await send('GET', path), await send('GET', path)];
    expect(first.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect([second.text, second.headers.get('etag')]).toEqual([first.text, first.headers.get('etag')]);
    await send('PUT', path, {}, { email: 'changed@example.com' });
    const changed = await send('GET', path);
    expect(changed.headers.get('etag')).not.toBe(first.headers.get('etag'));
    await send('PUT', path, {}, { email: first.body.data.email as string });
    const back = await send('GET', path);
    expect([back.text, back.headers.get('etag')]).toEqual([first.text, first.headers.get('etag')]);
  });

  it('answer 304 without a body to who has it, by any of the tags, weak or by *', async () => {
    const path = await makePolicy();
    const tag = await tagOf(path);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const { status, text, headers } = await send('GET', path, { 'if-none-match': known });
      expect([status, text, headers.get('etag'), headers.get('content-type')]).toEqual([304, '', tag, null]);
      expect(headers.get('x-request-id')).not.toBeNull();
    }
    for (const other of ['"other"', tag.slice(1, -1)]) {
      expect((await send('GET', path, { 'if-none-match': other })).status).toBe(200);
    }
    expect((await send('HEAD', path)).headers.get('etag')).toBe(tag);
  });

  it('tell nobody of what he may not see', async () => {
    const path = await makeUser();
    const token = await server.tokenOf('operator');
    const { status } = await server.request(api, path, { token, headers: { 'if-none-match': '*' } });
    expect(status).toBe(403);
  });

  it('are offered by every read of a record, and by the lists that are polled', () => {
    const offered = operations.filter(({ etag }) => etag).map(({ operationId }) => operationId);
    expect(offered).toEqual(expect.arrayContaining(['getTask', 'getBatch', 'getServer', 'getPlan', 'getRollback']));
    const single = operations.filter(({ method, path }) => method === 'get' && path.endsWith('/{id}'));
    expect(single.filter(({ etag }) => !etag).map(({ path }) => path)).toEqual([]);
  });
});

describe.each([
  { noun: 'user', make: makeUser, change: { email: 'matched@example.com' } },
  { noun: 'policy', make: makePolicy, change: { description: 'matched' } },
])('B50 If-Match of a $noun', ({ make, change }) => {
  it('lets a change through that names the present state, and refuses an older one with 412', async () => {
    const path = await make();
    const tag = await tagOf(path);
    expect((await send('PUT', path, { 'if-match': tag }, change)).status).toBe(200);
    const before = await send('GET', path);
    for (const stale of [tag, '"other"', `W/${await tagOf(path)}`]) {
      const put = await send('PUT', path, { 'if-match': stale }, { enabled: false });
      expect([put.status, put.body.code]).toEqual([412, 'precondition_failed']);
      expect((await send('DELETE', path, { 'if-match': stale })).status).toBe(412);
    }
    expect((await send('GET', path)).text).toBe(before.text);
    expect((await send('DELETE', path, { 'if-match': `"other", ${await tagOf(path)}` })).status).toBe(200);
    expect((await send('DELETE', path, { 'if-match': '*' })).status).toBe(404);
  });

  it('lets one of two at once win', async () => {
    const path = await make();
    const headers = { 'if-match': await tagOf(path) };
    const answers = await Promise.all([send('PUT', path, headers, change), send('PUT', path, headers, change)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412]);
  });
});

describe('B50 a server that requires If-Match', () => {
  let strict: TestServer;
  beforeAll(async () => {
    strict = await startServer({ config: { requireIfMatch: true } });
  });
  afterAll(() => strict.stop());

  it('answers 428 to a change without it, and takes one with it', async () => {
    const { body } = await strict.request(api, '/auth/verify');
    const path = `/users/${String(body.data.user.id)}`;
    const json = { email: 'strict@example.com' };
    const bare = await strict.request(api, path, { method: 'PUT', json });
    expect([bare.status, bare.body.code]).toEqual([428, 'precondition_required']);
    expect((await strict.request(api, path, { method: 'DELETE' })).status).toBe(428);
    const tag = (await strict.request(api, path)).headers.get('etag')!;
    expect((await strict.request(api, path, { method: 'PUT', json, headers: { 'if-match': tag } })).status).toBe(200);
  });
});
