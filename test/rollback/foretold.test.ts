import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../generated/contract/orchestrator.ts';
import { startSink, type Sink } from './sink.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

const infra = 'lab';
const settings = `infra: lab
servers:
  - { name: lab-01, provider: upcloud, plan: 1xCPU-2GB, zone: de-fra1, taskservs: [kv-store] }
clusters:
  - { type: web-stack, servers: [lab-01] }
`;

let w: Whole;
let sink: Sink;
let infraDir: string;
beforeAll(async () => {
  infraDir = await mkdtemp(join(tmpdir(), 'provisioning-infra-'));
  await mkdir(join(infraDir, infra));
  await writeFile(join(infraDir, infra, 'config.yaml'), settings);
  sink = await startSink();
  w = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'], infraDir });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
  await rm(infraDir, { recursive: true, force: true });
});

const plan = (request: object): Promise<Plan> => w.data<Plan>(w.call('POST', '/plans', request));
const applied = (id: string): Promise<Plan> => w.data<Plan>(w.call('POST', `/plans/${id}/apply`));
const named = (request: object) => ({ infra, settings: 'config.yaml', ...request });

/** Average seconds of the steps of a kind, as they are recorded. */
async function measured(kind: string): Promise<number> {
  const [row] = await w.server.database.statement<{ seconds: number }>(
    `select avg(extract(epoch from done_at - intent_at))::float8 as seconds from nodes
     where kind = $1 and status = 'Completed' and changed`,
    [kind],
  );
  return row!.seconds;
}

describe('what a plan foretells', () => {
  it('of calls is what is really called, and of time nothing before such steps were measured', async () => {
    const request = w.batchOf('calls', [sink.operation('a'), sink.operation('b', ['a']), sink.operation('c', ['a'])]);
    const made = await plan({ type: 'batch', request });
    expect(made.estimates).toEqual({ api_calls: 3, seconds: null });
    const { run_id: id } = await applied(made.id);
    await w.endedBatch(id ?? '');
    expect(sink.calls).toHaveLength(made.estimates.api_calls);

    const back = await plan({ type: 'rollback', request: { operation_ids: [`${id ?? ''}/a`], cascade: true } });
    expect(back.estimates).toEqual({ api_calls: 3, seconds: null });
    sink.calls.length = 0;
    await w.endedRollback((await applied(back.id)).run_id ?? '');
    expect(sink.calls).toHaveLength(back.estimates.api_calls);
  });

  it('of time comes from what such steps took: one after the other in a chain, beside each other where they may be', async () => {
    const seconds = await measured('http');
    const estimate = async (operations: readonly object[], parallel_limit = 10) =>
      (await plan({ type: 'batch', request: w.batchOf('timed', operations, { parallel_limit }) })).estimates.seconds!;
    const many = Array.from({ length: 12 }, (_, n) => `t${n}`);
    const fan = many.map((name) => sink.operation(name));
    const chain = many.map((name, n) => sink.operation(name, many.slice(Math.max(0, n - 1), n)));
    expect(await estimate([sink.operation('one')])).toBeCloseTo(seconds, 2);
    expect(await estimate(chain)).toBeCloseTo(12 * seconds, 2);
    expect(await estimate(fan, 12)).toBeCloseTo(seconds, 2);
    expect(await estimate(fan, 2)).toBeCloseTo(6 * seconds, 2);
  });

  it('of a way back comes from what rollbacks took for each step', async () => {
    const [run] = await w.server.database.statement<{ seconds: number; undone: number }>(
      `select extract(epoch from completed_at - started_at)::float8 as seconds,
         (result->>'operations_executed')::int as undone from runs where kind = 'rollback'`,
      [],
    );
    expect(run?.undone).toBe(3);
    const id = await w.batch('two', [sink.operation('x'), sink.operation('y')]);
    const { estimates } = await plan({
      type: 'rollback',
      request: { operation_ids: [`${id}/x`, `${id}/y`] },
    });
    expect(estimates.seconds).toBeCloseTo((2 * run!.seconds) / 3, 2);
  });

  it('of scripts on servers is what is really run there', async () => {
    const made = await plan({ type: 'servers', request: named({}) });
    expect(made.steps.map(({ action, name }) => `${action} ${name}`)).toEqual(['create lab-01']);
    expect(made.estimates.api_calls).toBe(1);
    const { task_id: servers } = await applied(made.id);
    await w.data(w.call('GET', `/tasks/${servers ?? ''}?wait=60`));

    const request = named({ taskserv: 'kv-store' });
    const install = await plan({ type: 'taskserv', request });
    expect(install.steps.map(({ action, name }) => `${action} ${name}`)).toEqual(['install lab-01/kv-store']);
    const { task_id: id } = await applied(install.id);
    expect(await w.data(w.call('GET', `/tasks/${id ?? ''}?wait=60`))).toMatchObject({ status: 'Completed' });
    // A `check` only looks.
    const jobs = (await readdir(join(w.rootOf('lab-01'), 'jobs'))).filter((job) => !job.endsWith('.check'));
    expect(jobs).toHaveLength(install.estimates.api_calls);
  });

  it('of a cluster is each task service that is missing, and that is done', async () => {
    const made = await plan({ type: 'cluster', request: named({ cluster_type: 'web-stack' }) });
    expect(made.steps.map(({ action, name }) => `${action} ${name}`).sort()).toEqual([
      'install lab-01/reverse-proxy',
      'install lab-01/static-web',
      'none lab-01/kv-store',
    ]);
    const { task_id: id } = await applied(made.id);
    expect(await w.data(w.call('GET', `/tasks/${id ?? ''}?wait=60`))).toMatchObject({ status: 'Completed' });
    const undo = await plan({ type: 'cluster', request: named({ cluster_type: 'web-stack', operation: 'delete' }) });
    await w.data(w.call('GET', `/tasks/${(await applied(undo.id)).task_id ?? ''}?wait=60`));
    expect((await w.recorded()).get('lab-01')?.taskservs).toEqual([]);
  });

  it('of a restart of what is not there is that it will fail, in check_mode, too', async () => {
    const request = named({ operation: 'restart', taskserv: 'kv-store' });
    const problem = "will fail: kv-store isn't installed on lab-01, so it can't be restarted";
    const made = await plan({ type: 'taskserv', request });
    expect(made.steps).toMatchObject([{ action: 'restart', name: 'lab-01/kv-store', detail: problem }]);
    expect(made.warnings).toEqual([problem]);
    const look = await w.data<string>(w.call('POST', '/workflows/taskserv/create', { ...request, check_mode: true }));
    const { output } = await w.data<{ output: string }>(w.call('GET', `/tasks/${look}?wait=60`));
    expect(output).toContain(`restart taskserv kv-store on lab-01 (upcloud, driver process); ${problem}`);
    // And that is what happens.
    const { task_id: id } = await applied(made.id);
    const task = await w.data<{ status: string; error: string }>(w.call('GET', `/tasks/${id ?? ''}?wait=60`));
    expect(task.status).toBe('Failed');
    expect(task.error).toContain("isn't installed");
  });
});
