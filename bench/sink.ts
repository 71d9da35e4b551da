import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

// What `http` operations call: counts, and answers at once. In a thread of its own, so that whoever measures is not
// kept waiting by it.
const UNDO = 1;
const DO = 0;

export interface Sink {
  readonly url: string;
  readonly calls: { do: number; undo: number };
  close(): Promise<void>;
}

export async function openSink(): Promise<Sink> {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), { workerData: counts });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    calls: {
      get do() {
        return Atomics.load(counts, DO);
      },
      set do(value) {
        Atomics.store(counts, DO, value);
      },
      get undo() {
        return Atomics.load(counts, UNDO);
      },
      set undo(value) {
        Atomics.store(counts, UNDO, value);
      },
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

if (!isMainThread) {
  const counts = workerData as Int32Array;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    Atomics.add(counts, request.url === '/undo' ? UNDO : DO, 1);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1', () => parentPort!.postMessage((server.address() as AddressInfo).port));
}
