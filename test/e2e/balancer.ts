import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sends each request to the next server that is ready, and never twice: what fails behind it fails before it. */
export interface Balancer {
  readonly url: string;
  add(url: string): void;
  /** Those that were ready when they were asked last. */
  ready(): number;
  close(): Promise<void>;
}

const ASKS_EVERY_MS = 100;

export async function startBalancer(): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const servers = new Map<string, boolean>();
  let turn = 0;

  const ask = async (url: string): Promise<void> => {
    const ready = await fetch(`${url}/health`).then(
      ({ status }) => status === 200,
      () => false,
    );
    servers.set(url, ready);
  };
  // One question at a time: an answer that is late must not count for more than a newer one.
  const open = new Set<string>();
  const asking = setInterval(() => {
    for (const url of servers.keys()) {
      if (open.has(url)) continue;
      open.add(url);
      void ask(url).finally(() => open.delete(url));
    }
  }, ASKS_EVERY_MS);

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const up = [...servers].filter(([, ready]) => ready).map(([url]) => url);
    const url = up[turn++ % Math.max(1, up.length)];
    if (url === undefined) {
      outgoing.writeHead(502).end('no server is ready');
      return;
    }
    const { connection: _connection, ...headers } = incoming.headers;
    const { method } = incoming;
    const asked = request(`${url}${incoming.url ?? '/'}`, { method, headers, agent }, (answer) => {
      const { connection: _hop, ...told } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, told);
      answer.pipe(outgoing);
    });
    asked.once('error', (error) => {
      outgoing.writeHead(502).end(`${url}: ${error.message}`);
    });
    incoming.pipe(asked);
  }

  const server = createServer(forward);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => {
      servers.set(url, false);
    },
    ready: () => [...servers.values()].filter(Boolean).length,
    close: async () => {
      clearInterval(asking);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      agent.destroy();
    },
  };
}
