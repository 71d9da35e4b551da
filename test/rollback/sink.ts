import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface SinkCall {
  readonly what: 'do' | 'undo';
  readonly name: string;
  readonly key: string;
}

/** A user's own service: writes down every call, and answers as it is told. */
export interface Sink {
  readonly calls: SinkCall[];
  /** Names whose `do` had its effect and whose `undo` had not. */
  readonly standing: Set<string>;
  /** The status to answer with; called before the effect, which happens when it is 200. */
  answer: (call: SinkCall) => Promise<number> | number;
  operation(id: string, after?: readonly string[]): object;
  close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const calls: SinkCall[] = [];
  const standing = new Set<string>();
  const callOf = (request: IncomingMessage): SinkCall => {
    const [, what, name = ''] = (request.url ?? '').split('/');
    return { what: what === 'undo' ? 'undo' : 'do', name, key: String(request.headers['idempotency-key']) };
  };
  const server = createServer((request, response) => {
    request.resume();
    const call = callOf(request);
    calls.push(call);
    void Promise.resolve(sink.answer(call)).then((status) => {
      if (status === 200) {
        if (call.what === 'do') standing.add(call.name);
        else standing.delete(call.name);
      }
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sink: Sink = {
    calls,
    standing,
    answer: () => 200,
    operation: (id, after = []) => ({
      id,
      type: 'http',
      dependencies: after,
      do: { url: `${url}/do/${id}` },
      undo: { url: `${url}/undo/${id}` },
    }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return sink;
}
