/**
 * `npm run demo [-- --exit]`: a server of its own on an embedded store, the sample batch, a request to what it
 * installed, and a batch that fails and is rolled back. Everything it made is gone when it ends.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AbortedError, ConflictError, ProvisioningClient } from '../../sdk/index.ts';
import { freePort, PortTaken, startServer, type DemoServer } from './server.ts';
import { liveServers, tellStory } from './story.ts';

const root = resolve(import.meta.dirname, '../..');

/** Everything but the stay at the end; far more than it ever takes. */
const STORY_MS = 120_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function demo(exitAtEnd: boolean, stopped: AbortSignal): Promise<void> {
  const base = join(root, '.provisioning');
  await mkdir(base, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(base, 'demo-'));
  const server = await start(folder).catch(async (error: unknown) => {
    complain(error, stopped);
    await remove(folder);
    return null;
  });
  if (server === null) return;
  const clean = await withServer(server, exitAtEnd, stopped);
  await server.stop();
  if (!clean) return;
  await remove(folder);
  say('Stopped; nothing is left running and no file is left.');
}

async function start(folder: string): Promise<DemoServer> {
  const [orchestratorPort, controlCenterPort] = await Promise.all([freePort(9090), freePort(9080)]);
  if (orchestratorPort === 0) say('Port 9090 is in use; taking a free one.');
  if (controlCenterPort === 0) say('Port 9080 is in use; taking a free one.');
  say('Starting the server on an empty embedded store ...');
  const password = randomBytes(12).toString('base64url');
  const options = { root, folder, password };
  const server = await startServer({ ...options, orchestratorPort, controlCenterPort }).catch((error: unknown) => {
    // Another demo that was started at the same moment has found the same ports free.
    if (!(error instanceof PortTaken)) throw error;
    say('A port was taken meanwhile; taking free ones.');
    return startServer({ ...options, orchestratorPort: 0, controlCenterPort: 0 });
  });
  say(`Orchestrator ${server.orchestrator}, control center ${server.controlCenter}, log ${server.log}`);
  return server;
}

/** The story, and what it made taken back. @returns whether nothing is left of it */
async function withServer(server: DemoServer, exitAtEnd: boolean, stopped: AbortSignal): Promise<boolean> {
  const { orchestrator, controlCenter, password, died } = server;
  const over = new AbortController();
  const signal = AbortSignal.any([stopped, over.signal, AbortSignal.timeout(STORY_MS)]);
  const client = new ProvisioningClient(orchestrator, '', { controlCenterUrl: controlCenter });
  let checkpoint: string | undefined;
  try {
    await client.login('admin', password);
    checkpoint = await client.createCheckpoint({ name: 'before_the_demo' });
    await Promise.race([tellStory({ client, root, screen: process.stdout, signal }), died]);
    summarize(server, exitAtEnd);
    if (!exitAtEnd) await Promise.race([aborted(stopped), died]);
  } catch (error) {
    complain(error, stopped);
    over.abort();
  }
  if (checkpoint === undefined) return true;
  try {
    await takeBack(client, checkpoint);
    return true;
  } catch (error) {
    complain(error, stopped);
    process.stderr.write(`demo: not everything could be removed; what is left lies in ${dirname(server.log)}\n`);
    return false;
  }
}

function summarize({ orchestrator, controlCenter, password, log }: DemoServer, exitAtEnd: boolean): void {
  say(`
The platform
  orchestrator    ${orchestrator}  (try it in the browser: ${orchestrator}/docs)
  control center  ${controlCenter}  (${controlCenter}/docs)
  log in as       admin, password ${password}
  server log      ${log}
`);
  if (!exitAtEnd) say('It stays up until you press Ctrl-C, which then removes everything it made.');
}

/** Undoes whatever was done, by rolling back to the checkpoint that was made before anything; throws if servers are left. */
async function takeBack(client: ProvisioningClient, checkpoint: string): Promise<void> {
  say('Rolling back to the checkpoint before the demo ...');
  await cancelOpenBatches(client);
  const answer = await client.executeRollback({ checkpoint_id: checkpoint });
  if (!('success' in answer)) await client.waitForRollback(answer.rollback_id, { timeoutMs: 60_000 });
  const left = await liveServers(client);
  if (left.length > 0) throw new Error(`servers still there after the rollback: ${left.join(', ')}`);
}

/** After a Ctrl-C in mid-batch: a rollback is refused while a run that it would touch is active. */
async function cancelOpenBatches(client: ProvisioningClient): Promise<void> {
  for await (const batch of await client.listBatches()) {
    if (batch.terminal) continue;
    // 409: it ended between the two calls.
    await client.cancelBatch(batch.batch_id).catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
    await client.waitForBatch(batch.batch_id, { timeoutMs: 60_000 });
  }
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  // Only when it is empty: another server's data may lie beside.
  await rmdir(dirname(folder)).catch(() => undefined);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });

function complain(error: unknown, stopped: AbortSignal): void {
  const interrupted = error instanceof AbortedError && stopped.aborted;
  const what = interrupted ? 'interrupted' : error instanceof Error ? error.message : String(error);
  process.stderr.write(`demo: ${what}\n`);
  process.exitCode = interrupted ? 130 : 1;
}

const options = process.argv.slice(2);
if (options.some((option) => option !== '--exit')) {
  process.stderr.write('usage: npm run demo [-- --exit]\n');
  process.exit(2);
}
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    say('');
    stop.abort();
  });
}
await demo(options.includes('--exit'), stop.signal);
