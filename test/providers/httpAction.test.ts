import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpAction } from '../../src/providers/http/action.ts';
import { createGuard } from '../../src/providers/http/guard.ts';

const now = () => new Date('2026-01-01T00:00:00Z');
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Reply {
  readonly status?: number;
  /** Takes the request and closes the connection. */
  readonly hangsUp?: true;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A user's service that answers as told, and remembers what it was asked. */
async function service(reply: Reply): Promise<{ url: string; seen: { headers: IncomingHttpHeaders; body: string }[] }> {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      if (reply.hangsUp) request.socket.destroy();
      else response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/do`, seen };
}

const guard = createGuard({ allow: ['127.0.0.1'], mode: 'onlyAllowed' });
const action = createHttpAction({ guard, now });
const meta = { idempotencyKey: 'key-1', batchId: 'batch-1', operationId: 'op-1', attempt: 2, fence: 7 };
const signal = new AbortController().signal;

describe('an http operation', () => {
  it('is a POST that tells key, batch, operation, attempt and fencing token, and gives the JSON answer back', async () => {
    const { url, seen } = await service({ body: '{"made":[1,2]}' });
    const result = await action.run({ url, headers: { 'x-mine': 'yes' }, body: { size: 3 } }, meta, signal);
    expect(result).toEqual({ status: 200, answer: { made: [1, 2] } });
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
      'x-batch-id': 'batch-1',
      'x-operation-id': 'op-1',
      'x-attempt': '2',
      'x-fencing-token': '7',
      'x-mine': 'yes',
    });
    expect(seen[0]?.body).toBe('{"size":3}');
  });

  it.each([
    ['text', 'done\0', 'done'],
    ['nothing', '', null],
    ['JSON nested too deeply', '['.repeat(100) + ']'.repeat(100), '['.repeat(100) + ']'.repeat(100)],
    ['JSON no store takes', '{"a":"\\u0000"}', '{"a":"\\u0000"}'],
  ])('takes an answer of %s as it is', async (_, body, answer) => {
    const { url } = await service({ body });
    expect((await action.run({ url }, meta, signal)).answer).toBe(answer);
  });

  it('cuts an answer off at 1 MB', async () => {
    const { url } = await service({ body: `"${'x'.repeat(2 ** 20)}"` });
    const { answer } = await action.run({ url }, meta, signal);
    expect(answer).toEqual(expect.any(String));
    expect(JSON.stringify(answer)).toMatch(/\[cut off at 1048576 bytes\]"$/);
  });

  it.each([
    [400, 'fatal'],
    [404, 'fatal'],
    [409, 'fatal'],
    [422, 'fatal'],
    [408, 'retryable'],
    [425, 'retryable'],
    [429, 'throttled'],
    [500, 'retryable'],
    [503, 'retryable'],
    [302, 'retryable'],
  ])('that is answered %i is %s', async (status, retry) => {
    const { url } = await service({ status });
    await expect(action.run({ url }, meta, signal)).rejects.toMatchObject({ name: 'ProviderError', retry });
  });

  it.each([
    ['7', 7000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Thu, 01 Jan 2020 00:00:00 GMT', 0],
    ['999999', 3_600_000],
    ['soon', undefined],
  ])('waits as long as Retry-After %s says', async (header, retryAfterMs) => {
    const { url } = await service({ status: 503, headers: { 'retry-after': header } });
    await expect(action.run({ url }, meta, signal)).rejects.toMatchObject({ retryAfterMs });
  });

  it('is retryable when nobody answers, of unknown outcome when it was cut off, and final when the address is not allowed', async () => {
    const silent = action.run({ url: 'http://127.0.0.1:9/' }, meta, signal);
    await expect(silent).rejects.toMatchObject({ code: 'NO_ANSWER', retry: 'retryable' });
    const { url } = await service({ hangsUp: true });
    const cutOff = action.run({ url }, meta, signal);
    await expect(cutOff).rejects.toMatchObject({ code: 'NO_ANSWER', retry: 'unknown_outcome' });
    const elsewhere = action.run({ url: 'http://10.0.0.1/' }, meta, signal);
    await expect(elsewhere).rejects.toMatchObject({ code: 'ADDRESS_REFUSED', retry: 'fatal' });
  });

  it('is refused beforehand for its address or for headers that are ours to set', () => {
    expect(action.check({ url: 'http://127.0.0.1:8080/' })).toBeNull();
    expect(action.check({ url: 'http://10.0.0.1/' })).toContain('10.0.0.1 may not be called');
    expect(action.check({ url: 'http://127.0.0.1/', headers: { 'X-Fencing-Token': '1' } })).toContain(
      'X-Fencing-Token',
    );
    expect(action.check({ url: 'http://127.0.0.1/', headers: { Host: 'x' } })).toContain('Host');
  });
});
