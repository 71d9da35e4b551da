// Shared by the task services written on Node: parameters, the port to listen on, a clean end.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const root = process.env.PROV_ROOT;
const run = process.env.PROV_RUN;

export const home = import.meta.dirname;
export const params = JSON.parse(readFileSync(join(home, 'params.json'), 'utf8'));

/** Where the service `name` may keep data. */
export const dataOf = (name) => join(root, 'var', name);

/** Port on which the service `name` of this server listens now; null while it doesn't. */
export function portOf(name) {
  try {
    return Number(readFileSync(join(run, `${name}.port`), 'utf8'));
  } catch {
    return null;
  }
}

function writeWhole(path, text) {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

/**
 * Listens on 127.0.0.1 and says where in run/<name>.port. With port 0 a free one is chosen, and kept over restarts as
 * long as nobody else has taken it. A given port that is taken ends the process: the supervisor tries again.
 */
export function serve(name, handler) {
  const memory = join(dataOf(name), 'port');
  let last = 0;
  try {
    last = Number(readFileSync(memory, 'utf8'));
  } catch {
    // First start: any free port.
  }
  const server = createServer((request, response) => {
    // The probe must know whose answer it has: another program may listen on a port that was given.
    response.setHeader('x-prov-service', `${process.env.PROV_SERVER_NAME}/${name}/${process.pid}`);
    Promise.resolve(handler(request, response)).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('error', (error) => {
    if (error.code === 'EADDRINUSE' && params.port === 0 && last !== 0) {
      last = 0;
      server.listen(0, '127.0.0.1');
      return;
    }
    console.error(`${name} can't listen: ${error.message}`);
    process.exit(1);
  });
  server.on('listening', () => {
    const { port } = server.address();
    mkdirSync(dataOf(name), { recursive: true });
    writeWhole(memory, String(port));
    writeWhole(join(run, `${name}.port`), String(port));
  });
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      rmSync(join(run, `${name}.port`), { force: true });
      process.exit(0);
    });
  }
  server.listen(params.port || last, '127.0.0.1');
}
