// /kv/... goes to kv-store, the rest to static-web; their ports are looked up for each request, so they may restart.
import { request as send } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { params, portOf, serve } from './service.mjs';

const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'upgrade'];
const passed = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));

const route = (url) =>
  url === '/kv' || url.startsWith('/kv/')
    ? { service: 'kv-store', path: url.slice(3) || '/' }
    : { service: 'static-web', path: url };

const refuse = (response, status, text) =>
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);

serve('reverse-proxy', async (request, response) => {
  const { service, path } = route(request.url);
  const port = portOf(service);
  if (port === null) return refuse(response, 502, `${service} isn't running on this server`);
  const { promise, resolve, reject } = Promise.withResolvers();
  const behind = send({
    host: '127.0.0.1',
    port,
    path,
    method: request.method,
    headers: { ...passed(request.headers), 'x-forwarded-for': request.socket.remoteAddress },
    signal: AbortSignal.timeout(params.timeout_seconds * 1000),
  });
  behind.once('response', resolve).once('error', reject);
  try {
    await Promise.all([pipeline(request, behind), promise]);
    const answer = await promise;
    const { 'x-prov-service': _, ...headers } = passed(answer.headers);
    response.writeHead(answer.statusCode, headers);
    await pipeline(answer, response);
  } catch {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, `${service} doesn't answer`);
  }
});
