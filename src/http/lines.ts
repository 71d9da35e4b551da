/** One JSON value a line (https://jsonlines.org). */
export async function* jsonLines(items: AsyncIterable<unknown>): AsyncGenerator<string, void, undefined> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}

/** What a spreadsheet would take for a formula is kept as text by an apostrophe before it (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  const text = typeof value === 'string' && FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A heading and one line an item (RFC 4180); objects are written as JSON. */
export async function* csvLines<T extends object>(
  items: AsyncIterable<T>,
  columns: readonly (keyof T & string)[],
): AsyncGenerator<string, void, undefined> {
  yield `${columns.join(',')}\r\n`;
  for await (const item of items) yield `${columns.map((column) => cell(item[column])).join(',')}\r\n`;
}

/** Bytes sent at once, about. */
const CHUNK = 16_384;

/** The lines as a body that is made no faster than it is read; who stops reading ends it. */
export function streamOf(lines: AsyncGenerator<string, void, undefined>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let chunk = '';
      while (chunk.length < CHUNK) {
        const next = await lines.next();
        if (next.done === true) {
          if (chunk !== '') controller.enqueue(encoder.encode(chunk));
          controller.close();
          return;
        }
        chunk += next.value;
      }
      controller.enqueue(encoder.encode(chunk));
    },
    async cancel() {
      await lines.return();
    },
  });
}
