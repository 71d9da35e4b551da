// On PostgreSQL alone: nothing of it depends on the store.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../harness/contract.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const get = (api: Api, path: string) => server.request(api, path, { token: null });

describe.each(['orchestrator', 'control-center'] as const)('the docs of the %s', (api) => {
  it('are the authored contract, with the server it was fetched from', async () => {
    const { status, headers, body } = await get(api, '/openapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    const authored = JSON.parse(readFileSync(`generated/openapi/${api}.json`, 'utf8')) as object;
    expect(body).toEqual({ ...authored, servers: [{ url: '/' }] });
  });

  it('let one authorize with a bearer token', async () => {
    const { body } = await get(api, '/openapi.json');
    expect(body.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(body.security).toEqual([{ bearer: [] }]);
  });

  it('show Swagger UI from this machine alone', async () => {
    const page = await get(api, '/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!);
    expect(links).toHaveLength(4);
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      const asset = await get(api, link);
      expect([link, asset.status, asset.headers.get('x-content-type-options')]).toEqual([link, 200, 'nosniff']);
      expect(asset.text.length).toBeGreaterThan(100);
    }
    expect((await get(api, '/docs/start.js')).text).toContain("url: '/openapi.json'");
  });

  it('allow their page no script but their own', async () => {
    const policy = (await get(api, '/docs')).headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).not.toContain('http');
  });

  it('give away no other file', async () => {
    for (const name of [
      'package.json',
      'index.html',
      'swagger-initializer.js',
      '..%2fpackage.json',
      '%2e%2e/package.json',
      '__proto__',
    ]) {
      expect((await get(api, `/docs/${name}`)).status).toBe(404);
    }
  });
});

describe('every answer of the API', () => {
  it('is kept from caches, frames and guessing browsers', async () => {
    for (const path of ['/health', '/tasks', '/nowhere']) {
      const { headers } = await get('orchestrator', path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });
});
