import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../harness/operations.ts';
import { startServer, type RequestOptions, type TestServer } from '../harness/server.ts';

const MEGABYTE = 1024 * 1024;
let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const JSON_BODY = { 'content-type': 'application/json' };
const codeOf = async (operation: (typeof operations)[number], options: RequestOptions) => {
  const { status, body } = await server.request(operation.api, operation.url, {
    method: operation.method.toUpperCase(),
    ...options,
  });
  return [status, body?.code as unknown];
};

const withBody = operations.filter(({ hasBody }) => hasBody);

describe.each(withBody.map((operation) => ({ ...operation, operation })))('$operationId', ({ operation }) => {
  const send = (body: RequestOptions['body'], headers: Record<string, string> = JSON_BODY) =>
    codeOf(operation, { body, headers });
  const limit = operation.bodyLimit === 'batch' ? 64 * MEGABYTE : MEGABYTE;

  it('refuses what is no JSON in UTF-8 (B41)', async () => {
    expect(await send('{"a":')).toEqual([400, 'malformed_json']);
    expect(await send(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))).toEqual([400, 'malformed_json']);
    if (operation.bodyRequired) expect(await send('')).toEqual([400, 'malformed_json']);
  });

  it('refuses another root, unknown fields and keys of prototypes, naming them (B30, B40)', async () => {
    expect(await send('[]')).toEqual([422, 'validation_failed']);
    expect(await send('null')).toEqual([422, 'validation_failed']);
    // Of a union the constant decides which members are known.
    const known = operation.operationId === 'createPlan' ? '"type":"restore",' : '';
    for (const field of ['is_admin', '__proto__']) {
      const { status, body } = await server.request(operation.api, operation.url, {
        method: operation.method.toUpperCase(),
        body: `{${known}"${field}":{"polluted":true}}`,
        headers: JSON_BODY,
      });
      expect(status).toBe(422);
      expect((body.details as { path: string }[]).map(({ path }) => path)).toContain(field);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('refuses deep nesting and keys given twice before it looks at them (B39)', async () => {
    expect(await send(`{"a":${'['.repeat(100_000)}`)).toEqual([400, 'malformed_json']);
    expect(await send('{"a":1,"a":2}')).toEqual([400, 'malformed_json']);
  });

  it('refuses NUL and lone surrogates, naming the field (B41)', async () => {
    for (const text of ['\\u0000', '\\ud800']) {
      const init = { method: operation.method.toUpperCase(), body: `{"name":"a${text}b"}`, headers: JSON_BODY };
      const { status, body } = await server.request(operation.api, operation.url, init);
      expect(status).toBe(422);
      expect(body.details[0].path).toBe('name');
    }
  });

  it('refuses other media types, charsets and compression (B38, B47)', async () => {
    expect(await send('{}', { 'content-type': 'text/plain' })).toEqual([415, 'unsupported_media_type']);
    // Bytes get no type by themselves.
    expect(await send(Buffer.from('{}'), {})).toEqual([415, 'unsupported_media_type']);
    expect(await send('{}', { 'content-type': 'application/json; charset=latin1' })).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(await send('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).toEqual([
      415,
      'unsupported_media_type',
    ]);
    expect(await send(gzipSync('{}'), { ...JSON_BODY, 'content-encoding': 'gzip' })).toEqual([
      415,
      'unsupported_media_type',
    ]);
  });

  it.runIf(limit === MEGABYTE)('refuses one byte more than a megabyte, announced or not (B38)', async () => {
    const body = ' '.repeat(MEGABYTE + 1);
    expect(await send(body)).toEqual([413, 'payload_too_large']);
    const chunks = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 2 * MEGABYTE; sent += 65_536) controller.enqueue(new Uint8Array(65_536).fill(32));
        controller.close();
      },
    });
    expect(await send(chunks as never)).toEqual([413, 'payload_too_large']);
    // One byte less is looked at: the blanks are no JSON object.
    expect((await send(body.slice(1)))[0]).not.toBe(413);
  });
});

describe('an id in the path', () => {
  const withId = operations.filter(({ path }) => path.includes('{id}'));

  it.each(withId.map((operation) => ({ ...operation, operation })))(
    'of $operationId that is no UUID is a 400',
    async ({ operation }) => {
      for (const id of ['1', 'abc', "1'%20or%201=1", '%00', '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a2', '%zz']) {
        const url = operation.path.replace('{id}', id);
        const { status, body } = await server.request(operation.api, url, {
          method: operation.method.toUpperCase(),
          json: undefined,
        });
        expect([status, body.code, body.details[0].path]).toEqual([400, 'invalid_request', 'id']);
      }
    },
  );

  it.each(withId.map((operation) => ({ ...operation, operation })))(
    'of $operationId that nothing has is a 404 (B32)',
    async ({ operation }) => {
      const body = operation.operationId === 'rotateWebhookSecret' ? {} : { reason: 'none' };
      const reason = operation.bodyRequired ? body : undefined;
      const json = operation.method === 'put' ? { enabled: true } : reason;
      expect(await codeOf(operation, { json })).toEqual([404, 'not_found']);
    },
  );
});

describe('paging', () => {
  const lists = operations.filter(({ query, path }) => query.includes('limit') && !path.includes('{id}'));

  it.each(lists.map((operation) => ({ ...operation, operation })))(
    'of $operationId refuses what is out of range (B42, B43)',
    async ({ operation }) => {
      const bad = [
        'limit=0',
        'limit=-1',
        'limit=1001',
        'limit=1000000000',
        'limit=1.5',
        'limit=',
        'limit=10;drop',
        'limit=1&limit=2',
      ];
      const worse = [
        'limit=+1',
        'limit=1e2',
        'limit=0x10',
        'limit=%201',
        'offset=-1',
        'offset=2147483648',
        'offset=9223372036854775808',
      ];
      for (const query of [...bad, ...worse, 'nonsense=1', '__proto__x=1', 'Limit=5']) {
        const { status, body } = await server.request(operation.api, `${operation.url}?${query}`);
        expect([query, status, body.code]).toEqual([query, 400, 'invalid_request']);
      }
    },
  );

  it.each(lists.map((operation) => ({ ...operation, operation })))(
    'of $operationId takes 1000, and past the end is an empty page with the true total',
    async ({ operation }) => {
      const full = await server.request(operation.api, `${operation.url}?limit=1000`);
      expect(full.status).toBe(200);
      expect(full.headers.get('x-limit')).toBe('1000');
      const beyond = await server.request(operation.api, `${operation.url}?offset=2147483647`);
      expect([beyond.status, beyond.body.data]).toEqual([200, []]);
      expect(Number(beyond.headers.get('x-total-count'))).toBeGreaterThanOrEqual(
        Number(full.headers.get('x-total-count')),
      );
    },
  );
});

describe('filters', () => {
  it('treats what looks like SQL or a shell as data (B46)', async () => {
    const evil = encodeURIComponent("x'; drop table users; -- $(reboot)");
    for (const path of [`/audit/logs?action=${evil}`, `/audit/logs?resource=${evil}`]) {
      const { status, body } = await server.request('control-center', path);
      expect([status, body.data]).toEqual([200, []]);
    }
    expect((await server.request('orchestrator', `/servers?provider=${evil}`)).status).toBe(400);
    expect((await server.request('orchestrator', `/tasks?status=${evil}`)).status).toBe(400);
    expect((await server.request('control-center', '/users')).status).toBe(200);
  });

  it.each([
    'infinity',
    'yesterday',
    '2025-13-01T00:00:00Z',
    '2025-01-01',
    '2025-01-01T00:00:00',
    '99999-01-01T00:00:00Z',
  ])('refuses %s as a time (B45)', async (time) => {
    for (const name of ['from', 'to']) {
      const { status, body } = await server.request(
        'control-center',
        `/audit/logs?${name}=${encodeURIComponent(time)}`,
      );
      expect([status, body.details[0].path]).toEqual([400, name]);
    }
  });

  it('refuses a span that ends before it begins (B45)', async () => {
    const path = '/audit/logs?from=2025-02-01T00:00:00Z&to=2025-01-01T00:00:00Z';
    expect((await server.request('control-center', path)).status).toBe(400);
  });

  it('refuses text in a query that no database can keep (B41)', async () => {
    for (const text of ['%00', '%ff']) {
      const { status } = await server.request('control-center', `/audit/logs?action=a${text}`);
      expect(status).toBe(400);
    }
  });
});

describe('after all of it', () => {
  it('nothing is stored but the refusals, and nothing went wrong on our side', async () => {
    for (const path of ['/tasks', '/batch/operations', '/rollback/checkpoints', '/servers']) {
      expect((await server.request('orchestrator', path)).headers.get('x-total-count')).toBe('0');
    }
    const users = await server.request('control-center', '/users');
    expect((users.body.data as { username: string }[]).map(({ username }) => username)).toEqual(['admin']);
    expect(server.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
