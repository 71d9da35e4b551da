import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it had come, in ms since the epoch. */
  readonly at: number;
}

export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'
  | 'drop';

/** A webhook receiver on this machine whose answers are scripted, the last one for ever. */
export async function startReceiver(answers: readonly Answer[]) {
  const received: Received[] = [];
  const waiting: { readonly count: number; readonly done: () => void }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const answer = answers[Math.min(received.length, answers.length - 1)] ?? { status: 204 };
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8'), at: Date.now() });
      if (answer === 'drop') request.socket.destroy();
      else if (answer !== 'hang') response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '');
      for (const { count, done } of waiting) if (received.length >= count) done();
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`,
    received,
    /** Resolves when that many deliveries have come. */
    until: (count: number): Promise<void> =>
      new Promise((done) => {
        waiting.push({ count, done });
        if (received.length >= count) done();
      }),
    stop: (): Promise<void> =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}
