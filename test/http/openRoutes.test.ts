// On PostgreSQL alone: nothing of it depends on the store.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../harness/operations.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let published: TestServer;
beforeAll(async () => {
  [server, published] = await Promise.all([startServer(), startServer({ config: { metricsPublic: true } })]);
});
afterAll(() => Promise.all([server.stop(), published.stop()]));

const statusOf = async (to: TestServer, path: string) =>
  (await to.request('orchestrator', path, { token: null })).status;

describe('B57 without a token', () => {
  it('only health, login, refresh and the public keys answer', () => {
    const open = operations.filter(({ permission }) => permission === null);
    expect(open.map(({ api, path }) => `${api} ${path}`).sort()).toEqual([
      'control-center /.well-known/jwks.json',
      'control-center /auth/login',
      'control-center /auth/refresh',
      'control-center /health',
      'orchestrator /health',
    ]);
  });

  it('the contract and its pages can be read, the system and its figures can not', async () => {
    for (const path of ['/health', '/openapi.json', '/docs']) expect(await statusOf(server, path)).toBe(200);
    for (const path of ['/metrics', '/state/system/metrics', '/state/system/health', '/state/statistics', '/events']) {
      expect(await statusOf(server, path)).toBe(401);
    }
  });

  it('metrics can be read where they are public, and nothing more', async () => {
    expect(await statusOf(published, '/metrics')).toBe(200);
    expect(await statusOf(published, '/state/system/metrics')).toBe(401);
  });
});

describe('B58 the metrics', () => {
  /** Names and labels of everything that is counted, without the figures. */
  const series = async () =>
    (await server.request('orchestrator', '/metrics')).text
      .split('\n')
      // What the runtime tells of itself appears when it first happens.
      .filter((line) => !line.includes('nodejs_'))
      .map((line) => line.slice(0, line.lastIndexOf(' ')));

  it('do not grow with what callers make up: 10,000 odd paths, methods and names', async () => {
    const { orchestrator } = server.app;
    const odd = (index: number) =>
      orchestrator.request(`http://localhost/odd-${index}/%7B${index}%7D?x=${index}`, {
        method: index % 3 === 0 ? `ODD${index}` : 'GET',
        headers: { 'x-request-id': `odd-request-${index}`, 'user-agent': `odd ${index}` },
      });
    await odd(0);
    await odd(1);
    // The first reading counts itself for the second.
    await series();
    const before = await series();
    for (let index = 2; index < 10_000; index += 1) expect((await odd(index)).status).toBe(404);
    const after = await series();
    expect(after).toEqual(before);
    expect(after.some((line) => line.includes('odd'))).toBe(false);
  });
});
