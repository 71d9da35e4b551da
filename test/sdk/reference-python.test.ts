import { execFile, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { realServer } from './real-server.ts';
import { ok, scriptedServer } from './scripted-server.ts';

const example = join(resolve(import.meta.dirname, '../..'), 'examples/clients/reference.py');
const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';
const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;

it.skipIf(!hasRequests)(
  "the reference's Python example runs with plain requests (needs python3 with requests)",
  async () => {
    const server = await scriptedServer(({ method }) => ok(method === 'POST' ? id : { id, status: 'Running' }));
    const { stdout } = await promisify(execFile)('python3', [example], {
      env: { ...process.env, PROVISIONING_URL: server.url, PROVISIONING_TOKEN: 'a-token', NO_PROXY: '*' },
    });
    expect(stdout).toBe(`Task ID: ${id}\nStatus: Running\n`);
    expect(server.seen[0]).toMatchObject({
      url: '/workflows/servers/create',
      headers: { authorization: 'Bearer a-token', 'content-type': 'application/json' },
    });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      infra: 'production',
      settings: 'config.k',
      check_mode: false,
      wait: true,
    });
  },
);

it.skipIf(!hasRequests)(
  "the reference's Python example runs against the real server (needs python3 with requests)",
  async () => {
    const server = await realServer();
    try {
      const { stdout } = await promisify(execFile)('python3', [example], {
        env: { ...process.env, PROVISIONING_URL: server.url, PROVISIONING_TOKEN: server.token, NO_PROXY: '*' },
      });
      expect(stdout).toMatch(/^Task ID: [0-9a-f-]{36}\nStatus: (Pending|Running|Completed)\n$/);
    } finally {
      await server.stop();
    }
  },
);
