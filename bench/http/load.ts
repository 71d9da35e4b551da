import { connect, type Socket } from 'node:net';
import { quantile, rounded } from '../figures.ts';

/** What to ask for, over so many keep-alive connections, each waiting for its answer before it asks again. */
export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly connections: number;
  /** Ends after so many milliseconds. */
  readonly ms: number;
}

export interface Loaded {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The first answer's body. */
  readonly sample: string;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Length of the whole answer at the start of `data`, or null while some of it is missing. Throws unless it is a 2xx. */
function lengthOf(data: Buffer): number | null {
  const end = data.indexOf(END_OF_HEAD);
  if (end === -1) return null;
  const head = data.toString('latin1', 0, end);
  if (head[9] !== '2') throw new Error(`answered ${head.slice(0, 40)}: ${data.toString('utf8', end + 4, end + 300)}`);
  const told = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (told !== undefined) return end + 4 + Number(told);
  return data.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) ? data.length : null;
}

function request({ url, method, path, headers, body }: Load): Buffer {
  const all = {
    host: new URL(url).host,
    ...headers,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}

function converse(socket: Socket, text: Buffer, until: number, times: number[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let data: Buffer = Buffer.alloc(0);
    let sample = '';
    let from = performance.now();
    socket.on('error', reject).on('close', () => {
      reject(new Error('the server closed a connection'));
    });
    socket.on('data', (chunk: Buffer) => {
      data = data.length === 0 ? chunk : Buffer.concat([data, chunk]);
      try {
        const length = lengthOf(data);
        if (length === null || data.length < length) return;
        const now = performance.now();
        times.push(now - from);
        if (sample === '') sample = data.toString('utf8', data.indexOf(END_OF_HEAD) + 4, length);
        data = Buffer.alloc(0);
        if (now >= until) {
          resolve(sample);
          return;
        }
        from = now;
        socket.write(text);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.write(text);
  });
}

/** Rejects at the first answer that isn't a 2xx. */
export async function put(load: Load): Promise<Loaded> {
  const { hostname, port } = new URL(load.url);
  const sockets = await Promise.all(
    Array.from({ length: load.connections }, () => {
      const socket = connect(Number(port), hostname);
      socket.setNoDelay(true);
      return new Promise<Socket>((resolve, reject) => {
        socket.once('connect', () => {
          resolve(socket);
        });
        socket.once('error', reject);
      });
    }),
  );
  const times: number[] = [];
  const from = performance.now();
  try {
    const text = request(load);
    const samples = await Promise.all(sockets.map((socket) => converse(socket, text, from + load.ms, times)));
    return {
      requests: times.length,
      perSecond: Math.round((1_000 * times.length) / (performance.now() - from)),
      p50Ms: rounded(quantile(times, 0.5), 3),
      p99Ms: rounded(quantile(times, 0.99), 3),
      sample: samples[0] ?? '',
    };
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
  }
}

if (import.meta.main) {
  process.on('message', (load: Load) => {
    put(load).then(
      (loaded) => process.send?.({ loaded }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
}
