import postgres from 'postgres';
import { rows, type Job, type Measured, type OpenContender, type RowName } from '../contender.ts';
import { atOnce, gaps, oneByOne, sum } from '../pace.ts';
import { loadPeer, versionOf } from '../peers.ts';

interface Handle {
  readonly workflowID: string;
}
type Workflow<A extends unknown[]> = (...args: A) => Promise<string>;
interface Dbos {
  DBOS: {
    workflowID: string | undefined;
    setConfig(config: object): void;
    runStep(step: () => Promise<number>, options: object): Promise<number>;
    registerWorkflow<A extends unknown[]>(work: (...args: A) => Promise<string>, options: object): Workflow<A>;
    registerQueue(name: string, options: object): Promise<unknown>;
    startWorkflow<A extends unknown[]>(work: Workflow<A>, options?: object): (...args: A) => Promise<Handle>;
    launch(): Promise<void>;
    shutdown(): Promise<void>;
  };
}

const DRAINED = 2_000;

/** A job is one workflow, an operation one durable step of it; layers wait for each other as a whole. */
export const open: OpenContender = async ({ databaseUrl }) => {
  const { DBOS } = (await loadPeer('@dbos-inc/dbos-sdk')) as Dbos;
  const quiet = { info: () => undefined, debug: () => undefined, warn: () => undefined, error: console.error };
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: 20,
    logger: quiet,
    runAdminServer: false,
  });
  let steps: number[] = [];
  const step = (): Promise<number> =>
    DBOS.runStep(
      () => {
        steps.push(performance.now());
        return Promise.resolve(1);
      },
      { name: 'op' },
    );
  const widths = DBOS.registerWorkflow(
    async (layers: number[], limit: number) => {
      for (const width of layers) {
        if (width === 1) await step();
        else await atOnce(width, limit, step);
      }
      return DBOS.workflowID ?? '';
    },
    { name: 'layers' },
  );
  const nothing = DBOS.registerWorkflow(() => Promise.resolve(DBOS.workflowID ?? ''), { name: 'nothing' });
  await DBOS.launch();
  await DBOS.registerQueue('parked', { workerConcurrency: 1, minPollingIntervalMs: 3_600_000 });
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });

  const ended = async (ids: readonly string[]): Promise<number> =>
    (
      await sql<{ n: number }[]>`select count(*)::int as n from dbos.workflow_status
        where workflow_uuid = any(${[...ids]}) and status = 'SUCCESS'`
    )[0]?.n ?? 0;

  async function dag(job: Job, layers: number[]): Promise<Measured> {
    steps = [];
    const from = performance.now();
    const ids = await Promise.all(Array.from({ length: job.jobs }, () => widths(layers, job.limit)));
    const ms = performance.now() - from;
    const operations = job.jobs * job.shape.length;
    const [found] = await sql<{ n: number }[]>`select count(*)::int as n from dbos.operation_outputs
      where workflow_uuid = any(${ids})`;
    if (found?.n !== operations || (await ended(ids)) !== job.jobs)
      throw new Error(`expected ${operations} steps in the database, found ${String(found?.n)}`);
    return { operations, ms, ...(layers.length === operations ? { each: gaps(steps) } : {}) };
  }

  async function drain(): Promise<Measured> {
    const ids: string[] = [];
    const from = performance.now();
    await atOnce(DRAINED, 50, async () => ids.push(await nothing()));
    const ms = performance.now() - from;
    if ((await ended(ids)) !== DRAINED) throw new Error('not every workflow is in the database as done');
    return { operations: DRAINED, ms };
  }

  async function submits(count: number): Promise<Measured> {
    const ids: string[] = [];
    const each = await oneByOne(count, async () =>
      ids.push((await DBOS.startWorkflow(nothing, { queueName: 'parked' })()).workflowID),
    );
    const gone = await sql`delete from dbos.workflow_status where workflow_uuid = any(${ids})`;
    if (gone.count !== count) throw new Error(`${count} workflows submitted, ${gone.count} found`);
    return { operations: count, ms: sum(each), each };
  }

  return {
    name: versionOf('@dbos-inc/dbos-sdk'),
    setting: `steps of one workflow, a barrier a layer, pool 20; drain: ${DRAINED} empty workflows, 50 at once`,
    measure: (name: RowName) => {
      const row = rows[name];
      if (row.kind === 'submit') return submits(row.count);
      if (row.kind === 'drain') return drain();
      return dag(row, widthsOf(name, row));
    },
    close: async () => {
      await DBOS.shutdown();
      await sql.end();
    },
  };
};

function widthsOf(name: RowName, job: Job): number[] {
  if (name.startsWith('chain')) return job.shape.map(() => 1);
  if (name.startsWith('layers')) return Array.from({ length: 20 }, () => 50);
  return [job.shape.length];
}
