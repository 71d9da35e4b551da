// PUT, GET, DELETE /<key>; GET / lists the keys. Each change is a line of an append-only file, synced before the answer;
// a half line at its end, left by a crash, is cut off at the next start.
import { mkdirSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { dataOf, params, serve } from './service.mjs';

mkdirSync(dataOf('kv-store'), { recursive: true });
const path = join(dataOf('kv-store'), 'data.log');
openSync(path, 'a');
const values = new Map();

const stored = readFileSync(path);
const whole = stored.lastIndexOf(0x0a) + 1;
if (whole < stored.length) truncateSync(path, whole);
for (const line of stored.subarray(0, whole).toString('utf8').split('\n').filter(Boolean)) {
  const [key, value] = JSON.parse(line);
  if (value === null) values.delete(key);
  else values.set(key, value);
}

const log = await open(path, 'a');
let last = Promise.resolve();
/** One change after the other: the file tells them in the order of their answers. */
function change(key, value) {
  last = last
    .catch(() => undefined)
    .then(async () => {
      await appendFile(log, `${JSON.stringify([key, value])}\n`);
      await log.datasync();
      if (value === null) values.delete(key);
      else values.set(key, value);
    });
  return last;
}

async function body(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > params.max_value_bytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const answer = (response, status, text = '') =>
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);

function keyOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname.slice(1));
  } catch {
    return null;
  }
}

serve('kv-store', async (request, response) => {
  const key = keyOf(request.url);
  if (key === null || key.length > 512) return answer(response, 400, 'Not a key\n');
  if (key === '') {
    if (request.method === 'GET')
      return answer(
        response,
        200,
        [...values.keys()]
          .sort()
          .map((name) => `${name}\n`)
          .join(''),
      );
    return answer(response, 405);
  }
  switch (request.method) {
    case 'GET':
      return values.has(key) ? answer(response, 200, values.get(key)) : answer(response, 404, 'No such key\n');
    case 'PUT': {
      const value = await body(request);
      if (value === null) return answer(response, 413, `Values may have ${params.max_value_bytes} bytes\n`);
      await change(key, value);
      return answer(response, 204);
    }
    case 'DELETE':
      if (values.has(key)) await change(key, null);
      return answer(response, 204);
    default:
      return answer(response, 405);
  }
});
