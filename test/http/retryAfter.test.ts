// On PostgreSQL alone: nothing of it depends on the store.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Batch } from '../../generated/contract/orchestrator.ts';
import { startServer } from '../harness/server.ts';

/** Longer than the delay of a first try again, which is between half and all of a second. */
const ASKED_SECONDS = 2;

it('keeps to the Retry-After of a service, which is longer than its own delay', async () => {
  const calls: { readonly at: number; readonly attempt: string }[] = [];
  const service = createServer((request, response) => {
    request.resume();
    calls.push({ at: performance.now(), attempt: String(request.headers['x-attempt']) });
    if (calls.length > 1) response.writeHead(204).end();
    else response.writeHead(429, { 'retry-after': String(ASKED_SECONDS) }).end();
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
  const server = await startServer({ config: { httpAllowCidrs: ['127.0.0.0/8'] } });
  onTestFinished(async () => {
    await server.stop();
    service.closeAllConnections();
    service.close();
  });
  const asked = await server.request('orchestrator', '/batch/execute', {
    method: 'POST',
    json: { name: 'throttled', operations: [{ id: 'call', type: 'http', do: { url } }] },
  });
  const { batch_id: id } = asked.body.data as { batch_id: string };
  const status = async (): Promise<string> =>
    ((await server.request('orchestrator', `/batch/operations/${id}`)).body.data as Batch).status;
  await expect.poll(status, { timeout: 30_000 }).toBe('Completed');
  expect(calls.map(({ attempt }) => attempt)).toEqual(['1', '2']);
  // The answer took a moment, so the service itself may see a little less between the two.
  expect(calls[1]!.at - calls[0]!.at).toBeGreaterThan(ASKED_SECONDS * 1_000 - 50);
});
