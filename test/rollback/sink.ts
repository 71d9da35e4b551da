import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface SinkCall {
  readonly what: 'do' | 'undo';
  readonly name: string;
  readonly key: string;
  /** What the caller told in its headers. */
  readonly batch: string;
  readonly attempt: number;
  readonly fence: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The status that was answered, whether or not anybody was left to hear it; null while it is open. */
  status: number | null;
  endedAt: number | null;
}

/** A user's own service: writes down every call, and answers as it is told. */
export interface Sink {
  readonly calls: SinkCall[];
  /** Names whose `do` had its effect and whose `undo` had not. */
  readonly standing: Set<string>;
  /** The status to answer with; called before the effect, which happens when it is 200. */
  answer: (call: SinkCall) => Promise<number> | number;
  /** An `http` operation whose calls come here under that name, which is the operation's id unless told otherwise. */
  operation(id: string, after?: readonly string[], name?: string): object;
  readonly url: string;
  close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const calls: SinkCall[] = [];
  const standing = new Set<string>();
  const callOf = ({ url = '', headers }: IncomingMessage): SinkCall => {
    const [, what, name = ''] = url.split('/');
    return {
      what: what === 'undo' ? 'undo' : 'do',
      name,
      key: String(headers['idempotency-key']),
      batch: String(headers['x-batch-id']),
      attempt: Number(headers['x-attempt']),
      fence: Number(headers['x-fencing-token']),
      at: Date.now(),
      status: null,
      endedAt: null,
    };
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
      call.status = status;
      call.endedAt = Date.now();
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
    url,
    operation: (id, after = [], name = id) => ({
      id,
      type: 'http',
      dependencies: after,
      do: { url: `${url}/do/${name}` },
      undo: { url: `${url}/undo/${name}` },
    }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return sink;
}
