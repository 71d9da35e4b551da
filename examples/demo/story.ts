import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Orchestrator, ProvisioningClient } from '../../sdk/index.ts';
import type { Screen } from './board.ts';
import { operationOf, runBatch, type Followed } from './follow.ts';

export interface Story {
  readonly client: ProvisioningClient;
  /** The clone. */
  readonly root: string;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** One sentence that says what was expected and what came instead. */
class Unexpected extends Error {}

const expectThat = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Unexpected(otherwise);
};

/** The sample batch, an answer of what it installed, then the failing batch and its rollback; throws at any surprise. */
export async function tellStory({ client, root, screen, signal }: Story): Promise<void> {
  const say = (line: string): void => {
    screen.write(`${line}\n`);
  };
  await using events = client.events({ after: 0, signal });
  const run = async (file: string): Promise<Followed> => {
    say(`\nPOST /batch/execute with examples/batches/${file}`);
    return runBatch(client, events, await readBatch(join(root, 'examples/batches', file)), screen, signal);
  };
  const { batch } = await run('web-stack.json');
  expectThat(batch.status === 'Completed', `the sample batch ended ${batch.status}: ${batch.error ?? 'no reason'}`);
  say(`Batch ${batch.name}: ${batch.status} in ${seconds(batch)} s`);
  await visit(batch, say, signal);

  const before = await liveServers(client);
  const failing = await run('failing.json');
  checkRolledBack(failing, say);
  const left = (await liveServers(client)).filter((server) => !before.includes(server));
  expectThat(left.length === 0, `the failed batch left servers behind: ${left.join(', ')}`);
  say(`GET /servers: nothing of it is left; ${before.join(', ')} still run`);
}

const readBatch = async (file: string): Promise<Orchestrator.BatchRequest> =>
  JSON.parse(await readFile(file, 'utf8')) as Orchestrator.BatchRequest;

const seconds = ({ started_at: from, completed_at: to }: Orchestrator.Batch): string =>
  ((Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000).toFixed(1);

/** Names of the servers that exist now. */
export async function liveServers(client: ProvisioningClient): Promise<string[]> {
  const names: string[] = [];
  for await (const server of await client.listServers()) {
    if (server.status !== 'deleted') names.push(server.name);
  }
  return names.sort();
}

/** Asks the proxy it installed for the page behind it, and the key-value store to keep something. */
async function visit(batch: Orchestrator.Batch, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const url = installedUrl(batch, 'reverse-proxy');
  const page = await fetch(url, { signal });
  const title = /<h1>(.*?)<\/h1>/.exec(await page.text())?.[1];
  expectThat(page.status === 200 && title !== undefined, `GET ${url} answered ${page.status} without the page`);
  say(`GET ${url} (reverse-proxy on front-01) -> ${page.status} "${title ?? ''}"`);

  const key = new URL('kv/greeting', url).href;
  await fetch(key, { method: 'PUT', body: 'stored by the demo', signal });
  const value = await (await fetch(key, { signal })).text();
  expectThat(value === 'stored by the demo', `GET ${key} answered "${value}"`);
  say(`PUT, then GET ${key} (kv-store behind it) -> "${value}"`);
}

/** Where a task service of the batch listens, as its results tell. */
function installedUrl(batch: Orchestrator.Batch, taskserv: string): string {
  for (const { results } of batch.operations) {
    const installed = results?.['taskservs'];
    for (const one of Array.isArray(installed) ? (installed as unknown[]) : []) {
      const { taskserv: name, outputs } = one as { taskserv?: string; outputs?: { url?: string } };
      if (name === taskserv && outputs?.url !== undefined) return outputs.url;
    }
  }
  throw new Unexpected(`no operation of ${batch.name} tells where ${taskserv} listens`);
}

function checkRolledBack({ batch, undone }: Followed, say: (line: string) => void): void {
  expectThat(batch.status === 'Failed', `the failing batch ended ${batch.status}`);
  say(`Batch ${batch.name}: ${batch.status}, rollback ${batch.rollback_status ?? 'none'}`);
  say(`  why: ${batch.error ?? 'no reason given'}`);
  expectThat(batch.rollback_status === 'Completed', `its rollback ended ${batch.rollback_status ?? 'never begun'}`);
  expectThat(undone.length > 0, 'its rollback undid nothing');
  expectThat(isReverse(batch, undone), `its steps were not undone in reverse order`);
  say(`  undone, in this order: ${undone.map(({ step }) => step.replace(/^\w+ing /, '')).join(', ')}`);
}

/** Whether every operation was undone before those it depends on. */
function isReverse(batch: Orchestrator.Batch, undone: Followed['undone']): boolean {
  const order = undone.map(({ node }) => operationOf(node));
  return batch.operations.every(({ id, dependencies }) =>
    dependencies.every((earlier) => !order.includes(earlier) || order.lastIndexOf(id) < order.indexOf(earlier)),
  );
}
