import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProvisioningClient, type Orchestrator } from '../../sdk/index.ts';
import { seedDataDir } from '../harness/database.ts';
import { randomFrom } from '../harness/random.ts';
import { root } from './fences.ts';
import { startServerProcess, type ServerProcess } from './serverProcess.ts';

const ROUNDS = 10;
const SEED = 20_250_926;
/** Every server dies before the batch is further than this, in percent. */
const FURTHEST = 92;

describe('a server killed with SIGKILL during the demo batch', () => {
  let dataDir: string;
  let server: ServerProcess;
  let client: ProvisioningClient;

  const start = async (): Promise<void> => {
    server = startServerProcess({
      PROVISIONING_DATA_DIR: dataDir,
      PROVISIONING_RATE_LIMIT_AUTH: '0',
      PROVISIONING_RATE_LIMIT_GENERAL: '0',
      PROVISIONING_RATE_LIMIT_BATCH: '0',
    });
    const { orchestrator, control_center: controlCenterUrl } = await server.ready;
    client = new ProvisioningClient(orchestrator, '', { controlCenterUrl, maxRetries: 0 });
    await client.login('admin', 'an admin password');
  };

  /** What the server itself said goes with a failure: from outside it is only a 500. */
  const explained = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const said = server.lines.filter((line) => line.includes('"level":"error"')).join('\n');
      throw said === '' ? error : new Error(said, { cause: error });
    }
  };

  /** The servers and what runs on them go as they came; nothing of the batch may stay. */
  const takeBack = async ({ batch_id, operations }: Orchestrator.Batch): Promise<void> => {
    await client.executeRollback({ operation_ids: operations.map(({ id }) => `${batch_id}/${id}`) });
    expect(await onDisk(dataDir)).toEqual([]);
    expect(await processesOf(dataDir)).toEqual([]);
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'provisioning-crash-'));
    await seedDataDir(dataDir);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    for (const { pid } of await processesOf(dataDir)) process.kill(pid, 'SIGKILL');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it(
    `finishes it after the next start, ${ROUNDS} times in a row, every effect present once`,
    { timeout: 400_000 },
    async () => {
      // The moments of the kills are chosen at random, and are the same in every run.
      const random = randomFrom(SEED);
      const request = JSON.parse(
        await readFile(join(root, 'examples/batches/web-stack.json'), 'utf8'),
      ) as Orchestrator.BatchRequest;
      let killedInMidBatch = 0;
      await start();
      for (let round = 1; round <= ROUNDS; round += 1) {
        await explained(async () => {
          const { batch_id: id } = await client.executeBatch(request);
          killedInMidBatch += await killAt(random() * FURTHEST, id);
          await start();
          const batch = await client.waitForBatch(id, { pollMs: 100, timeoutMs: 60_000 });
          const { status, error } = batch;
          expect({ round, status, error }).toEqual({ round, status: 'Completed', error: null });
          await expectEachOnce(batch);
          await takeBack(batch);
        });
      }
      // Otherwise the rounds have shown nothing.
      expect(killedInMidBatch).toBeGreaterThan(ROUNDS / 2);
    },
  );

  /**
   * Kills the server as soon as the batch has come so far.
   * @returns 1 when the batch was still running at the last look before the kill
   */
  async function killAt(percent: number, id: string): Promise<0 | 1> {
    let seen = await client.getWorkflowProgress(id);
    while (!seen.terminal && seen.progress < percent) seen = await client.getWorkflowProgress(id);
    expect(await server.end('SIGKILL')).toBe(null);
    return seen.terminal ? 0 : 1;
  }

  async function expectEachOnce(batch: Orchestrator.Batch): Promise<void> {
    expect(batch.operations.map(({ id, status, rollback_status }) => [id, status, rollback_status])).toEqual(
      batch.operations.map(({ id }) => [id, 'Completed', null]),
    );
    const recorded: string[] = [];
    for await (const one of await client.listServers({ status: 'running' })) {
      const services = one.taskservs.map(({ name, status }) => `${name} ${status}`).sort();
      recorded.push(`${one.provider}/${one.name}: ${services.join(', ')}`);
    }
    expect(recorded.sort()).toEqual([
      'aws/data-01: kv-store installed',
      'upcloud/front-01: kv-store installed, reverse-proxy installed, static-web installed',
      'upcloud/front-02: static-web installed',
    ]);
    // Also those that begin with a dot: half-made or half-removed ones.
    expect(await onDisk(dataDir)).toEqual(['aws/data-01', 'upcloud/front-01', 'upcloud/front-02']);

    const running = await processesOf(dataDir);
    const services = running.flatMap(({ command, server: name }) => {
      const [, service] = /opt\/([\w-]+)\/server\.mjs/.exec(command) ?? [];
      return service === undefined ? [] : [`${name}: ${service}`];
    });
    expect(services.sort()).toEqual([
      'data-01: kv-store',
      'front-01: kv-store',
      'front-01: reverse-proxy',
      'front-01: static-web',
      'front-02: static-web',
    ]);
    expect(await installsBegunTwice(dataDir)).toEqual([]);
  }
});

/** `<provider>/<server>` directories, hidden ones included. */
async function onDisk(dataDir: string): Promise<string[]> {
  const base = join(dataDir, 'servers');
  const providers = await readdir(base);
  const found = await Promise.all(
    providers.map(async (provider) => (await readdir(join(base, provider))).map((name) => `${provider}/${name}`)),
  );
  return found.flat().sort();
}

/**
 * Install jobs of one server that the same step ran under more than one attempt number. A crash makes the next life
 * attach to the job it finds (`<token>.do<attempt>.install`); only a retry, which nothing here asks for, counts up.
 */
async function installsBegunTwice(dataDir: string): Promise<string[]> {
  const again: string[] = [];
  for (const server of await onDisk(dataDir)) {
    const jobs = await readdir(join(dataDir, 'servers', server, 'jobs'));
    const installs = jobs.filter((job) => job.endsWith('.install')).map((job) => job.split('.')[0] ?? '');
    again.push(...installs.filter((token, at) => installs.indexOf(token) !== at).map((token) => `${server}: ${token}`));
  }
  return again;
}

interface Running {
  readonly pid: number;
  readonly server: string;
  readonly command: string;
}

/** Live processes that belong to servers of this data directory; needs /proc. */
async function processesOf(dataDir: string): Promise<Running[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const [, home] = /(?:^|\0)PROV_ROOT=([^\0]+)/.exec(environment) ?? [];
      if (!home?.startsWith(dataDir)) return null;
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid: Number(pid), server: home.split('/').at(-1) ?? '', command: command.replaceAll('\0', ' ') };
    }),
  );
  return found.filter((one) => one !== null);
}
