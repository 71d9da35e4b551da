import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer; `'drop'` cuts the connection instead, `'hang'` keeps it open without a word. */
export type Scripted =
  'drop' | 'hang' | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown };

export interface ScriptedServer {
  readonly url: string;
  readonly seen: SeenRequest[];
}

/** A real HTTP server for one test: answers request after request by `script`, and keeps what it was asked. */
export async function scriptedServer(
  script: (request: SeenRequest, index: number) => Scripted,
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request: SeenRequest = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(request);
      const answer = script(request, seen.length - 1);
      if (answer === 'hang') return;
      if (answer === 'drop') {
        incoming.socket.destroy();
        return;
      }
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  );
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, seen };
}

export const ok = (data: unknown, headers?: Record<string, string>): Scripted => ({
  body: { success: true, data },
  ...(headers ? { headers } : {}),
});
