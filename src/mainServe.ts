import { setTimeout as delay } from 'node:timers/promises';
import { compose, type Application } from './compose.ts';
import { loadConfig, type Config } from './config.ts';
import type { Log } from './domain/log.ts';
import { listen, type Listener } from './http/listen.ts';
import { createLog } from './telemetry/log.ts';
import { collectAll, createMemoryKeeper, processorSeconds } from './telemetry/memory.ts';

export type Which = 'all' | 'orchestrator' | 'control-center';

/** Running steps get this long after SIGTERM; what has not ended then goes on after the next start. */
const STEPS_MS = 20_000;
/** Open requests get this long. */
const REQUESTS_MS = 3_000;
/** The process is gone by then, whatever hangs: everything acknowledged is stored already. */
const LAST_MS = 28_000;

/**
 * Runs the services until SIGTERM or SIGINT, drains, and ends the process with 0; with 1 when they can't be started,
 * the reason on standard error. Says `ready` with the addresses once both listen.
 */
export async function serve(which: Which): Promise<void> {
  let log: Log | undefined;
  try {
    const config = loadConfig({ env: process.env, cwd: process.cwd() });
    log = createLog({ level: config.logLevel });
    await run(which, config, log);
    process.exit(0);
  } catch (error) {
    log?.error('could not start', { error });
    process.stderr.write(`provisioning: ${sentence(error)}\n`);
    process.exit(1);
  }
}

async function run(which: Which, config: Config, log: Log): Promise<void> {
  const stopped = stopSignal(log);
  const application = await compose({ config, log });
  const listeners: Listener[] = [];
  try {
    const { adminPassword } = await application.start({ runs: which !== 'control-center' });
    if (adminPassword !== null) {
      process.stderr.write(`The first user is admin, with the password ${adminPassword} (shown this once)\n`);
    }
    const urls = await listenAll(which, config, application, listeners);
    log.info('ready', urls);
    createMemoryKeeper({ log, cpuSeconds: processorSeconds, collect: collectAll }).start();
    const signal = await stopped;
    log.info('draining', { signal });
  } finally {
    await drain(application, listeners, log);
  }
  log.info('stopped');
}

async function listenAll(which: Which, config: Config, application: Application, listeners: Listener[]) {
  const { host, orchestratorPort, controlCenterPort } = config;
  const urls: { orchestrator?: string; control_center?: string } = {};
  if (which !== 'control-center') {
    const { fetch } = application.orchestrator;
    const listener = await listen({ fetch, host, port: orchestratorPort, websocket: application.eventStream.server });
    listeners.push(listener);
    urls.orchestrator = listener.url;
  }
  if (which !== 'orchestrator') {
    const listener = await listen({ fetch: application.controlCenter.fetch, host, port: controlCenterPort });
    listeners.push(listener);
    urls.control_center = listener.url;
  }
  return urls;
}

/** Says that it is about to stop and goes on until that is noticed, takes nothing new, lets what runs end, gives the rest back. */
async function drain(application: Application, listeners: readonly Listener[], log: Log): Promise<void> {
  setTimeout(() => {
    log.warn('not everything ended in time; it goes on after the next start');
    process.exit(0);
  }, LAST_MS).unref();
  const noticeSeconds = application.drain();
  for (const listener of listeners) listener.drain();
  if (listeners.length > 0) await delay(noticeSeconds * 1_000);
  const closed = Promise.all(listeners.map((listener) => listener.close(REQUESTS_MS)));
  await Promise.all([closed, application.stop(STEPS_MS)]);
}

/** Resolves with the first signal; a second one ends the process at once, as who sends it wants. */
function stopSignal(log: Log): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) {
        log.warn('stopped without draining', { signal });
        process.exit(1);
      }
      asked = true;
      resolve(signal);
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}: another server has this port; set PROVISIONING_ORCHESTRATOR_PORT or PROVISIONING_CONTROL_CENTER_PORT`;
  }
  if (error instanceof AggregateError && error.errors.length > 0) return sentence(error.errors[0]);
  return error.message === '' ? error.name : error.message;
}
