import { RequestError } from '@hono/node-server';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '../../generated/enums.ts';

const refusal = (code: ErrorCode, sentence: string, id: string): string =>
  JSON.stringify({ success: false, error: sentence, code, request_id: id });

/** A request whose target or Host header can't be made a URL never reaches the app; the answer has its form all the same. */
export function answerUnroutable(error: unknown, id: string): Response {
  const theirs = error instanceof RequestError;
  const body = theirs
    ? refusal('invalid_request', 'The request target or the Host header is not valid', id)
    : refusal('internal', 'Something went wrong on our side', id);
  const headers = { 'Content-Type': 'application/json', 'X-Request-Id': id };
  return new Response(body, { status: theirs ? 400 : 500, headers });
}

const statusLines: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** How long the answer may be on its way. Who closes nothing himself would hold the connection for ever. */
export const LINGER_MS = 1_000;

/** What isn't HTTP never becomes a request: the answer is written by hand, and the connection ends with it. */
export function answerNotHttp(error: NodeJS.ErrnoException, socket: Duplex, id: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = refusal('invalid_request', 'The request is not valid HTTP, too long in its headers or too slow', id);
  const head = [
    `HTTP/1.1 ${statusLines[error.code ?? ''] ?? '400 Bad Request'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${id}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const cut = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => {
    clearTimeout(cut);
  });
}
