import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFrom } from '../harness/random.ts';
import { startCluster } from '../harness/setup/cluster.ts';
import { startSink, type Sink } from '../rollback/sink.ts';
import { startReceiver } from '../webhooks/receiver.ts';
import type { Budget, Fault } from './evidence.ts';
import { startFleet } from './fleet.ts';
import { lookInside, type Inside } from './inside.ts';
import { startPostgresProxy, type PostgresProxy } from './postgresProxy.ts';
import type { Scenario, Stage } from './scenario.ts';

export const WEBHOOK_SECRET = 'a secret of the fault suite';

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

interface Settings {
  readonly seed: number;
  readonly random: () => number;
  readonly webhooks: boolean;
  readonly logs: string | null;
  /** Names at the sink whose `do` is refused for good. */
  readonly refused: ReadonlySet<string>;
}

interface Set {
  readonly stage: Stage;
  readonly sink: Sink;
  readonly receiver: Receiver;
  readonly inside: Inside;
}

/** Starts what a scenario is played on: a durable PostgreSQL, a sink, a receiver and servers; all ends with it. */
export async function setUp(scenario: Scenario, settings: Settings): Promise<Set & AsyncDisposable> {
  await using ends = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'provisioning-faults-'));
  ends.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const cluster = await startCluster({ durable: true, maxConnections: scenario.maxConnections ?? 200 });
  ends.defer(cluster.stop);
  const proxies: PostgresProxy[] = [];
  for (let index = 0; scenario.proxied === true && index < scenario.servers; index++) {
    const proxy = await startPostgresProxy(cluster.url);
    proxies.push(proxy);
    ends.defer(proxy.close);
  }
  const sink = await startSink();
  ends.defer(sink.close);
  const receiver = await startReceiver([{ status: 204 }]);
  ends.defer(receiver.stop);
  const config = join(folder, 'provisioning.toml');
  await writeFile(config, configuration(settings.webhooks ? receiver.url : null, scenario.budget));

  const faults: Fault[] = [];
  const fleet = await startFleet({
    size: scenario.servers,
    folder,
    asked: scenario.asked ?? Array.from({ length: scenario.servers }, (_, index) => index),
    env: (index) => ({
      DATABASE_URL: proxies[index]?.url ?? cluster.url,
      NODE_OPTIONS: scenario.nodeOptions?.(index) ?? '',
      PROVISIONING_CONFIG: config,
      PROVISIONING_LEASE_SECONDS: String(scenario.leaseSeconds),
      PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
      PROVISIONING_WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8',
    }),
    // Which server is asked must not change what the seed means for the faults.
    random: randomFrom(settings.seed + 1),
    faults,
    logs: settings.logs,
  });
  ends.defer(fleet.stop);
  const inside = lookInside(cluster.url);
  ends.defer(inside.close);
  const stage: Stage = {
    fleet,
    cluster,
    inside,
    proxies,
    faults,
    takeovers: [],
    random: settings.random,
    onCall: () => null,
  };
  mindFences(sink, stage, settings.refused);
  const all = ends.move();
  return { stage, sink, receiver, inside, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const configuration = (receiver: string | null, budget: Budget | undefined): string =>
  [
    ...(budget === undefined
      ? []
      : ['[providers.http]', `max_parallel = ${budget.maxParallel}`, `requests_per_second = ${budget.perSecond}`]),
    ...(receiver === null
      ? []
      : [
          '[webhooks]',
          'enabled = true',
          '[[webhooks.endpoints]]',
          `url = "${receiver}"`,
          'events = ["batch.completed", "batch.failed", "batch.cancelled"]',
          `secret = "${WEBHOOK_SECRET}"`,
        ]),
  ].join('\n');

/** The sink minds fences as a careful service does: whoever comes under a lower one than it has seen is refused. */
function mindFences(sink: Sink, stage: Stage, refused: ReadonlySet<string>): void {
  const highest = new Map<string, number>();
  const fenced = ({ batch, fence }: { readonly batch: string; readonly fence: number }): boolean => {
    const seen = Math.max(highest.get(batch) ?? 0, fence);
    highest.set(batch, seen);
    return fence < seen;
  };
  sink.answer = async (call) => {
    if (fenced(call)) return 412;
    const status = await stage.onCall(call);
    if (status !== null) return status;
    if (call.what === 'do' && refused.has(call.name)) return 400;
    return fenced(call) ? 412 : 200;
  };
}
