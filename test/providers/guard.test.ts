import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createGuard, type Guard } from '../../src/providers/http/guard.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A listener on 127.0.0.1 that counts what reaches it. */
async function listener(
  answer: RequestListener = (_, response) => response.end('ok'),
): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server: Server = createServer(answer);
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

const post = (
  guard: Guard,
  url: string,
  more: { signal?: AbortSignal; timeoutMs?: number; maxAnswerBytes?: number } = {},
) => {
  closing.push(() => {
    guard.close();
  });
  return guard.post(url, {
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: new AbortController().signal,
    timeoutMs: 5000,
    maxAnswerBytes: 1000,
    ...more,
  });
};

const refused = { name: 'AddressRefused' };

describe('a guard for webhooks (public addresses, or allowed ones)', () => {
  const guard = createGuard({ allow: [], mode: 'publicOrAllowed' });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
    'http://0/',
    'http://255.255.255.255/',
    'http://224.0.0.1/',
    'http://198.18.0.1/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fc00::1]/',
    'http://[fd12:3456::1]/',
    'http://[fe80::1]/',
    'http://[ff02::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b:1::1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:db8::1]/',
    'http://0xA9FEA9FE/',
    'http://2852039166/',
    'http://0251.0376.0251.0376/',
    'http://①②⑦.⓪.⓪.①/',
    'http://localhost/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://api.localhost/',
    'http://127.0.0.1./',
  ])('B74 refuses %s at once', (url) => {
    expect(guard.check(url)).toEqual(expect.any(String));
  });

  it.each(['file:///etc/passwd', 'gopher://example.org/', 'ftp://example.org/', 'javascript:alert(1)', 'nonsense', ''])(
    'B75 refuses %s, which is not http',
    (url) => {
      expect(guard.check(url)).toEqual(expect.any(String));
    },
  );

  it('B75 refuses user names in URLs and ports that are not those of HTTP', () => {
    expect(guard.check('https://user:secret@example.org/')).toContain('user name');
    expect(guard.check('http://example.org:22/')).toContain('port 22');
    expect(guard.check('https://example.org:8443/')).toBeNull();
  });

  it.each([
    'https://example.org/hook',
    'http://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
    'http://[64:ff9b::5db8:d822]/',
  ])('lets %s through to be tried', (url) => {
    expect(guard.check(url)).toBeNull();
  });

  it.each(['127.0.0.1', '::ffff:127.0.0.1', '64:ff9b::7f00:1', '::1'])(
    'B74 B75 refuses a name that resolves to %s, whatever else it resolves to, and sends nothing',
    async (address) => {
      const { port, connections } = await listener();
      const family = address.includes(':') ? 6 : 4;
      const resolve = () =>
        Promise.resolve([
          { address: '93.184.216.34', family: 4 },
          { address, family },
        ]);
      const rebinding = createGuard({ allow: [], mode: 'publicOrAllowed', resolve });
      await expect(post(rebinding, `http://rebind.example:${port}/`)).rejects.toMatchObject(refused);
      expect(connections()).toBe(0);
    },
  );

  it('B75 connects to the address it has checked, looking the name up once', async () => {
    const { port } = await listener();
    let looks = 0;
    const resolve = () => {
      looks += 1;
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    };
    const allowing = createGuard({ allow: ['127.0.0.0/8'], mode: 'publicOrAllowed', resolve });
    expect((await post(allowing, `http://hook.example:${port}/`)).status).toBe(200);
    expect(looks).toBe(1);
  });

  it('B75 does not follow redirects', async () => {
    const inner = await listener();
    const { port } = await listener((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end();
    });
    const allowing = createGuard({ allow: ['127.0.0.1'], mode: 'publicOrAllowed' });
    expect((await post(allowing, `http://127.0.0.1:${port}/`)).status).toBe(302);
    expect(inner.connections()).toBe(0);
  });
});

describe('a guard for http operations (allowed addresses only)', () => {
  it('refuses everything until a network is allowed, and says which setting does it', () => {
    const guard = createGuard({ allow: [], mode: 'onlyAllowed' });
    expect(guard.check('https://example.org/')).toContain('PROVISIONING_HTTP_ALLOW_CIDRS');
  });

  it('refuses what lies outside of the allowed networks, public or not', () => {
    const guard = createGuard({ allow: ['10.0.0.0/8', '::1'], mode: 'onlyAllowed' });
    expect(guard.check('http://10.20.30.40/')).toBeNull();
    expect(guard.check('http://[::ffff:10.20.30.40]/')).toBeNull();
    expect(guard.check('http://localhost:8080/')).toBeNull();
    expect(guard.check('http://93.184.216.34/')).toContain('none of the allowed networks');
    expect(guard.check('http://127.0.0.1/')).toContain('none of the allowed networks');
  });

  it('names an entry of the list that is not a network', () => {
    expect(() => createGuard({ allow: ['10.0.0.0/8', 'ten'], mode: 'onlyAllowed' })).toThrow('"ten"');
    expect(() => createGuard({ allow: ['10.0.0.0/33'], mode: 'onlyAllowed' })).toThrow('"10.0.0.0/33"');
  });
});

describe('an answer', () => {
  const guard = createGuard({ allow: ['127.0.0.1'], mode: 'onlyAllowed' });

  it('B76 is cut off where it was said, without reading the rest', async () => {
    const { port } = await listener((_, response) => {
      response.on('error', () => undefined);
      for (let part = 0; part < 1000; part += 1) response.write('x'.repeat(10_000));
      response.end();
    });
    const answer = await post(guard, `http://127.0.0.1:${port}/`);
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(answer.body.length).toBe(1000);
  });

  it('B76 that hangs, or drips for ever, ends at the time limit', async () => {
    const silent = await listener(() => undefined);
    const dripping = await listener((_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    for (const { port } of [silent, dripping]) {
      await expect(post(guard, `http://127.0.0.1:${port}/`, { timeoutMs: 150 })).rejects.toThrow('within 0.15 s');
    }
  });

  it('is given up at once when the caller aborts, with the reason', async () => {
    const { port } = await listener(() => undefined);
    const abort = new AbortController();
    const reason = new Error('cancelled');
    const posting = post(guard, `http://127.0.0.1:${port}/`, { signal: abort.signal });
    const caught = expect(posting).rejects.toBe(reason);
    await pause(20);
    abort.abort(reason);
    await caught;
  });
});
