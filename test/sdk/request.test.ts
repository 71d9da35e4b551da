import { describe, expect, it } from 'vitest';
import {
  AbortedError,
  ApiError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ConnectionError,
  NotFoundError,
  PermissionError,
  ProvisioningError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnavailableError,
  ValidationError,
} from '../../sdk/core/errors.ts';
import { createRequester, type Call, type Requester, type RequesterDeps } from '../../sdk/core/request.ts';
import { testClock } from './clock.ts';
import { ok, scriptedServer } from './scripted-server.ts';

const read: Call = { method: 'GET', path: '/things' };
const write: Call = { method: 'POST', path: '/things', body: { name: 'a' } };

function requester(baseUrl: string, over: Partial<RequesterDeps> = {}): Requester & { slept: number[] } {
  const clock = testClock();
  const made = createRequester({
    baseUrl,
    token: 'secret-token',
    fetch: globalThis.fetch,
    maxRetries: 2,
    timeoutMs: 10_000,
    clock,
    random: () => 0.5,
    newKey: () => 'made-key',
    ...over,
  });
  return { ...made, slept: clock.slept };
}

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => error,
  );

describe('a request', () => {
  it('carries the token, the version and a JSON body, and returns the data of the envelope', async () => {
    const server = await scriptedServer(() => ok({ id: 1 }));
    expect(await requester(server.url).data(write)).toEqual({ id: 1 });
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      url: '/things',
      body: '{"name":"a"}',
      headers: {
        authorization: 'Bearer secret-token',
        accept: 'application/vnd.provisioning.v1+json',
        'content-type': 'application/json',
      },
    });
  });

  it('leaves out what the query does not set, and repeats lists', async () => {
    const server = await scriptedServer(() => ok([]));
    await requester(server.url).data({ ...read, query: { status: undefined, limit: 5, tag: ['a&b', 'c'] } });
    expect(server.seen[0]?.url).toBe('/things?limit=5&tag=a%26b&tag=c');
  });

  it('asks a token function anew for every attempt', async () => {
    let calls = 0;
    const server = await scriptedServer((_request, index) => (index === 0 ? { status: 503 } : ok('done')));
    await requester(server.url, { token: () => Promise.resolve(`token-${String(++calls)}`) }).data(read);
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('says that the base URL is wrong when the answer is of another service', async () => {
    const server = await scriptedServer(() => ({ body: '<html>', headers: { 'content-type': 'text/html' } }));
    await expect(requester(server.url).data(read)).rejects.toThrow(/base URL/);
  });

  it('returns bodies without an envelope, and texts, as they are', async () => {
    const server = await scriptedServer(({ url }) => ({ body: url === '/things' ? { keys: [] } : 'up 1\n' }));
    expect(await requester(server.url).json(read)).toEqual({ keys: [] });
    expect(await requester(server.url).text({ method: 'GET', path: '/metrics' }, 'text/plain')).toBe('up 1\n');
    expect(server.seen[1]?.headers.accept).toBe('text/plain');
  });
});

describe('an error answer', () => {
  const classes: [number, new (...args: never[]) => ApiError][] = [
    [400, BadRequestError],
    [401, AuthenticationError],
    [403, PermissionError],
    [404, NotFoundError],
    [405, ApiError],
    [409, ConflictError],
    [422, ValidationError],
    [429, RateLimitError],
    [500, ServerError],
    [502, ServerError],
    [503, UnavailableError],
  ];
  it.each(classes)('with status %i is a %o', async (status, Class) => {
    const server = await scriptedServer(() => ({ status, body: { success: false, error: 'no', code: 'some_code' } }));
    const error = await failure(requester(server.url, { maxRetries: 0 }).data(read));
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({ name: Class.name, status, message: 'no', code: 'some_code' });
  });

  it('keeps code, request id, details and how long to stay away', async () => {
    const details = [{ path: 'operations.0.id', message: 'is empty' }];
    const server = await scriptedServer(() => ({
      status: 422,
      headers: { 'retry-after': '7', 'x-request-id': 'from-header' },
      body: { success: false, error: 'the body is wrong', code: 'validation_failed', request_id: 'r-1', details },
    }));
    const error = await failure(requester(server.url).data(write));
    expect(error).toMatchObject({ code: 'validation_failed', requestId: 'r-1', details, retryAfterMs: 7000 });
  });

  it('is read from a problem document, too', async () => {
    const server = await scriptedServer(() => ({
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: 'about:blank', title: 'Not Found', status: 404, detail: 'no such task', code: 'not_found' },
    }));
    const error = await failure(requester(server.url).data(read));
    expect(error).toMatchObject({ message: 'no such task', code: 'not_found' });
  });

  it('without a readable body still names the status', async () => {
    const server = await scriptedServer(() => ({ status: 502, body: '<h1>Bad\n gateway</h1>' }));
    const error = await failure(requester(server.url).data(read));
    expect(error).toMatchObject({ code: 'unknown', message: 'the server answered 502: <h1>Bad gateway</h1>' });
  });
});

describe('retrying', () => {
  it('waits as long as Retry-After says, in seconds or as a date', async () => {
    const at = new Date(Date.UTC(2026, 0, 1) + 10_000).toUTCString();
    const server = await scriptedServer((_request, index) =>
      index === 0
        ? { status: 429, headers: { 'retry-after': '3' } }
        : index === 1
          ? { status: 503, headers: { 'retry-after': at } }
          : ok('done'),
    );
    const { data, slept } = requester(server.url, { random: () => 0 });
    expect(await data(write)).toBe('done');
    expect(slept).toEqual([3000, 7000]);
  });

  it('backs off exponentially with full jitter when the server says nothing', async () => {
    const server = await scriptedServer((_request, index) => (index < 4 ? { status: 503 } : ok('done')));
    const { data, slept } = requester(server.url, { maxRetries: 4 });
    await data(read);
    expect(slept).toEqual([125, 250, 500, 1000]);
  });

  it('gives up after maxRetries with the last answer', async () => {
    const server = await scriptedServer(() => ({ status: 429 }));
    expect(await failure(requester(server.url).data(read))).toBeInstanceOf(RateLimitError);
    expect(server.seen).toHaveLength(3);
  });

  it('does not wait for a server that is away for longer than a minute', async () => {
    const server = await scriptedServer(() => ({ status: 503, headers: { 'retry-after': '3600' } }));
    expect(await failure(requester(server.url).data(read))).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(server.seen).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 409, 422, 500])('leaves status %i alone', async (status) => {
    const server = await scriptedServer(() => ({ status }));
    await failure(requester(server.url).data(read));
    expect(server.seen).toHaveLength(1);
  });

  it('reads again after a lost connection', async () => {
    const server = await scriptedServer((_request, index) => (index === 0 ? 'drop' : ok('done')));
    expect(await requester(server.url).data(read)).toBe('done');
  });

  it('never sends a write again after a lost connection when nothing stops it from happening twice', async () => {
    const server = await scriptedServer(() => 'drop');
    expect(await failure(requester(server.url).data(write))).toBeInstanceOf(ConnectionError);
    expect(await failure(requester(server.url).data({ method: 'DELETE', path: '/things/1' }))).toBeInstanceOf(
      ConnectionError,
    );
    expect(server.seen).toHaveLength(2);
  });

  it('does not repeat a write on a 503 that promises nothing', async () => {
    const server = await scriptedServer(() => ({ status: 503 }));
    expect(await failure(requester(server.url).data(write))).toBeInstanceOf(UnavailableError);
    expect(server.seen).toHaveLength(1);
  });

  it("repeats a write under the caller's idempotency key, the same one each time", async () => {
    const server = await scriptedServer((_request, index) => (index === 0 ? 'drop' : ok('done')));
    await requester(server.url).data({ ...write, options: { idempotencyKey: 'mine' } });
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine']);
  });

  it('makes one key per call for operations that take one', async () => {
    let keys = 0;
    const server = await scriptedServer((_request, index) => (index === 0 ? 'drop' : ok('done')));
    await requester(server.url, { newKey: () => `key-${String(++keys)}` }).data({ ...write, keyed: true });
    expect(server.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1']);
  });
});

describe('ending a call', () => {
  it('a server that stays silent is a TimeoutError', async () => {
    const server = await scriptedServer(() => 'hang');
    const error = await failure(requester(server.url, { timeoutMs: 50, maxRetries: 0 }).data(read));
    expect(error).toBeInstanceOf(TimeoutError);
  });

  it("the caller's signal ends a hanging call as an AbortedError with their reason", async () => {
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    const server = await scriptedServer(() => {
      controller.abort(reason);
      return 'hang';
    });
    const error = await failure(requester(server.url).data({ ...read, options: { signal: controller.signal } }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ cause: reason });
  });

  it("the caller's signal ends the wait before a retry", async () => {
    const controller = new AbortController();
    const server = await scriptedServer(() => {
      controller.abort();
      return { status: 429 };
    });
    const error = await failure(requester(server.url).data({ ...read, options: { signal: controller.signal } }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(server.seen).toHaveLength(1);
  });

  it('a refused connection names the reason and is a ProvisioningError', async () => {
    const error = await failure(requester('http://127.0.0.1:9', { maxRetries: 0 }).data(read));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toBeInstanceOf(ProvisioningError);
    expect(String(error)).toMatch(/GET http:\/\/127\.0\.0\.1:9\/things: /);
  });
});
