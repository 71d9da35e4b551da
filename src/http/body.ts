import type { ReadableStream } from 'node:stream/web';
import type { OperationFacts } from '../../generated/contract/facts.ts';
import { DomainError } from '../domain/errors.ts';
import type { AppContext } from './context.ts';
import { HttpRefusal } from './errors.ts';
import { forbiddenContent } from './jsonContent.ts';
import { parseJson } from './jsonText.ts';

const unsupported = (message: string): DomainError => new DomainError('unsupported_media_type', message);

/** JSON in UTF-8, not compressed: a few kilobytes of gzip could become gigabytes. */
function requireJson(c: AppContext): void {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') {
    throw unsupported('Send the body without Content-Encoding');
  }
  const [type = '', ...parameters] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() !== 'application/json' || !isUtf8) throw unsupported('Send the body as application/json in UTF-8');
}

const fromSocket = (c: AppContext): boolean => (c.env as typeof c.env | undefined)?.incoming !== undefined;

/** Reads at most `limit` bytes; one more is a 413, whatever the length the request claims. */
async function readBytes(c: AppContext, limit: number): Promise<Uint8Array> {
  const message = `The body is larger than ${limit} bytes (${Math.floor(limit / 2 ** 20)} MB)`;
  // What is still to come would be taken for the next request on this connection.
  const tooLarge = (): DomainError => new HttpRefusal('payload_too_large', message, { Connection: 'close' });
  const told = c.req.header('content-length');
  if (Number(told ?? 0) > limit) throw tooLarge();
  // From a socket never more comes than was told, and the adaptor reads that without a stream in between.
  if (told !== undefined && fromSocket(c)) return new Uint8Array(await c.req.raw.arrayBuffer());
  const body = c.req.raw.body as ReadableStream<Uint8Array> | null;
  const reader = body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      // Not awaited: the rest may never come, and the answer need not wait for it.
      reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new DomainError('malformed_json', 'The body is not valid UTF-8', { cause });
  }
}

/**
 * The JSON of the request's body, safe to be looked at: bounded in size and depth, no key twice, no text the database
 * can't keep. An optional body that is absent reads as `{}`, so that the defaults of its schema apply.
 */
export async function readJson(c: AppContext, facts: OperationFacts, limit: number): Promise<unknown> {
  if (facts.bodyRequired) requireJson(c);
  const bytes = await readBytes(c, limit);
  if (bytes.byteLength === 0) {
    if (!facts.bodyRequired) return {};
    throw new DomainError('malformed_json', 'The body is empty: send a JSON object');
  }
  requireJson(c);
  const value = await parseJson(decode(bytes));
  const details = await forbiddenContent(value);
  if (details.length === 0) return value;
  const [first] = details;
  throw new DomainError('validation_failed', `${first!.path || 'The body'} ${first!.message}`, { details });
}
