import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createServer } from 'node:http2';
import { rows, type Job, type Measured, type OpenContender, type RowName } from '../contender.ts';
import { atOnce, gaps, oneByOne, sum, until } from '../pace.ts';
import { loadPeer, peerFile, versionOf } from '../peers.ts';
import { freePort } from '../postgres.ts';
import type { AddressInfo } from 'node:net';

interface Context {
  run(name: string, step: () => number): Promise<number>;
}
type Handlers = Readonly<Record<string, (context: Context, input: never) => Promise<number>>>;
interface Restate {
  RestatePromise: { all(promises: readonly Promise<number>[]): Promise<unknown> };
  service(definition: { readonly name: string; readonly handlers: Handlers }): unknown;
  endpoint(): {
    bind(service: unknown): { http2Handler(): Parameters<typeof createServer>[1] };
  };
}
interface Work {
  readonly layers: readonly number[];
  readonly limit: number;
}

const DRAINED = 2_000;

/** A job is one invocation, an operation one durable step of it; layers wait for each other as a whole. */
export const open: OpenContender = async ({ folder }) => {
  process.env['RESTATE_LOGGING'] = 'ERROR';
  const restate = (await loadPeer('@restatedev/restate-sdk')) as Restate;
  const binary = peerFile(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);
  let steps: number[] = [];
  const step = (context: Context): Promise<number> =>
    context.run('op', () => {
      steps.push(performance.now());
      return 1;
    });
  const service = restate.service({
    name: 'bench',
    handlers: {
      nothing: () => Promise.resolve(1),
      layers: async (context, { layers, limit }: Work) => {
        for (const width of layers) {
          for (let left = width; left > 0; left -= limit) {
            if (width === 1) await step(context);
            else await restate.RestatePromise.all(Array.from({ length: Math.min(limit, left) }, () => step(context)));
          }
        }
        return layers.reduce((all, width) => all + width, 0);
      },
    },
  });
  const endpoint = createServer(restate.endpoint().bind(service).http2Handler());
  await new Promise<void>((done) => endpoint.listen(0, '127.0.0.1', done));
  const endpointPort = (endpoint.address() as AddressInfo).port;
  const [ingress, admin, node] = [await freePort(), await freePort(), await freePort()];
  const args = [
    '--base-dir',
    folder,
    '--node-name',
    'n1',
    '--bind-ip',
    '127.0.0.1',
    '--no-logo',
    '--log-filter',
    'error',
  ];
  const server = spawn(binary, args, {
    stdio: 'ignore',
    env: {
      ...process.env,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
      RESTATE_BIND_PORT: String(node),
    },
  });
  const stop = (): void => void server.kill('SIGTERM');
  process.once('exit', stop);
  if (server.pid === undefined) throw new Error('restate-server did not start');
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });

  const post = (port: number, path: string, body?: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers =
        text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const call = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (answer) => {
        let said = '';
        answer.on('data', (chunk: Buffer) => (said += chunk.toString()));
        answer.on('end', () => {
          if ((answer.statusCode ?? 500) < 300) resolve(said);
          else reject(new Error(`${path}: ${String(answer.statusCode)} ${said.slice(0, 200)}`));
        });
      });
      call.on('error', reject);
      call.end(text);
    });

  const registered = (): Promise<boolean> =>
    post(admin, '/deployments', { uri: `http://127.0.0.1:${endpointPort}` }).then(
      () => true,
      () => false,
    );
  await until(registered, { everyMs: 500 });
  await until(
    () =>
      post(ingress, '/bench/nothing').then(
        () => true,
        () => false,
      ),
    { everyMs: 200 },
  );

  async function dag(job: Job, layers: readonly number[]): Promise<Measured> {
    steps = [];
    const from = performance.now();
    const answers = await Promise.all(
      Array.from({ length: job.jobs }, () => post(ingress, '/bench/layers', { layers, limit: job.limit })),
    );
    const ms = performance.now() - from;
    const operations = job.jobs * job.shape.length;
    if (answers.some((answer) => Number(answer) !== job.shape.length) || steps.length < operations)
      throw new Error(`expected ${operations} steps, ${steps.length} were taken`);
    return { operations, ms, ...(layers.length === operations ? { each: gaps(steps) } : {}) };
  }

  async function drain(): Promise<Measured> {
    const from = performance.now();
    await atOnce(DRAINED, 50, () => post(ingress, '/bench/nothing'));
    return { operations: DRAINED, ms: performance.now() - from };
  }

  async function submits(count: number): Promise<Measured> {
    const each = await oneByOne(count, () => post(ingress, '/bench/nothing/send'));
    return { operations: count, ms: sum(each), each };
  }

  return {
    name: versionOf('@restatedev/restate-server'),
    setting: `its defaults; steps of one invocation, a barrier a layer; drain: ${DRAINED} empty invocations, 50 at once; its submit is over HTTP`,
    processes: [server.pid],
    measure: (name: RowName) => {
      const row = rows[name];
      if (row.kind === 'submit') return submits(row.count);
      if (row.kind === 'drain') return drain();
      if (name.startsWith('chain'))
        return dag(
          row,
          row.shape.map(() => 1),
        );
      if (name.startsWith('layers'))
        return dag(
          row,
          Array.from({ length: 20 }, () => 50),
        );
      return dag(row, [row.shape.length]);
    },
    close: async () => {
      const gone = new Promise((done) => server.once('exit', done));
      stop();
      const forced = setTimeout(() => server.kill('SIGKILL'), 8_000);
      await gone;
      clearTimeout(forced);
      agent.destroy();
      endpoint.close();
    },
  };
};
