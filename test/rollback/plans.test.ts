import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../generated/contract/orchestrator.ts';
import { context } from '../providers/context.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
beforeAll(async () => {
  w = await wholeServer({ approvalEnvironments: ['production'], approvalOtherPerson: true });
});
afterAll(() => w.stop());

let nth = 0;
let name: string;
beforeEach(() => {
  name = `node-${++nth}`;
});

const plan = (request: object): Promise<Plan> => w.data<Plan>(w.call('POST', '/plans', request));
const apply = (id: string) => w.call('POST', `/plans/${id}/apply`);
const batchPlan = (wish: { name: string; labels?: Record<string, string> }) => ({
  type: 'batch',
  request: w.batchOf('planned', [
    w.serverOperation('make', [wish]),
    { id: 'fit', type: 'taskserv_batch', provider: 'upcloud', taskservs: ['kv-store'], dependencies: ['make'] },
  ]),
});

describe('a plan', () => {
  it('tells what a batch would do, in order, changes nothing, and is applied as it stands', async () => {
    const made = await plan(batchPlan({ name }));
    expect(made).toMatchObject({
      type: 'batch',
      status: 'Proposed',
      verdict: { allowed: true },
      approval: { required: false },
      run_id: null,
    });
    expect(made.steps.map(({ action, name: what }) => `${action} ${what}`)).toEqual([
      `create ${name}`,
      ...made.steps.slice(1).map(({ name: what }) => `install ${what}`),
    ]);
    expect(made.steps.at(-1)?.name).toBe(`${name}/kv-store`);
    expect((await w.observed()).has(name)).toBe(false);

    const applied = await w.data<Plan>(apply(made.id));
    expect(applied).toMatchObject({ status: 'Applied', hash: made.hash });
    expect((await w.endedBatch(applied.run_id ?? '')).status).toBe('Completed');
    expect((await w.observed()).has(name)).toBe(true);
    expect((await apply(made.id)).status).toBe(409);

    const again = await plan(batchPlan({ name }));
    expect(again.steps.every(({ action }) => action === 'none')).toBe(true);
    expect(again.estimates.api_calls).toBe(0);
  });

  it('is refused when the world has changed where it touches it', async () => {
    const made = await plan(batchPlan({ name }));
    const spec = { name, plan: 'other', zone: 'elsewhere', labels: {} };
    await w.provider.create(context('somebody else'), spec);
    const answer = await apply(made.id);
    expect(answer.status).toBe(409);
    expect(answer.body.error).toContain('world has changed');
    expect((await w.data<Plan>(w.call('GET', `/plans/${made.id}`))).status).toBe('Proposed');
  });

  it('of a rollback undoes exactly its steps, whatever was done elsewhere since', async () => {
    const checkpoint = await w.checkpoint('before');
    await w.servers({ name });
    const request = { type: 'rollback', request: { checkpoint_id: checkpoint } };
    const made = await plan(request);
    expect(made.steps).toMatchObject([{ action: 'delete', name, reversible: false }]);
    expect(made.warnings).toEqual([`the data on server ${name} is lost for good`]);
    await w.servers({ name: `${name}-more` });
    const applied = await w.data<Plan>(apply(made.id));
    expect(await w.endedRollback(applied.run_id ?? '')).toMatchObject({ status: 'Completed' });
    expect((await w.observed()).has(name)).toBe(false);
    expect((await w.observed()).has(`${name}-more`)).toBe(true);
  });

  it('of a rollback is refused when something was put on a server that it deletes, or its steps are undone', async () => {
    const checkpoint = await w.checkpoint('before');
    const batch = await w.servers({ name });
    const request = { type: 'rollback', request: { checkpoint_id: checkpoint } };
    const made = await plan(request);
    await w.batch('on top', [w.kv('kv', [name])]);
    expect((await apply(made.id)).status).toBe(409);
    const fresh = await plan(request);
    await w.data(w.call('POST', '/rollback/execute', { operation_ids: [`${batch}/servers`], cascade: true }));
    const answer = await apply(fresh.id);
    expect(answer.status).toBe(409);
    expect(answer.body.error).toContain('world has changed');
  });

  it('of a restore does exactly its steps, whatever came elsewhere since', async () => {
    await w.servers({ name });
    const checkpoint = await w.checkpoint('to restore');
    const extra = `${name}-extra`;
    await w.servers({ name: extra });
    const request = { type: 'restore', checkpoint_id: checkpoint };
    const made = await plan(request);
    expect(made.steps.map((step) => `${step.action} ${step.name}`)).toEqual([`delete ${extra}`]);
    await w.servers({ name: `${name}-later` });
    const applied = await w.data<Plan>(apply(made.id));
    expect(await w.endedRollback(applied.run_id ?? '')).toMatchObject({ status: 'Completed' });
    expect((await w.observed()).has(extra)).toBe(false);
    expect((await w.observed()).has(`${name}-later`)).toBe(true);
  });

  it('of a restore is refused when what it touches is another, recorded or observed', async () => {
    await w.servers({ name });
    const checkpoint = await w.checkpoint('to restore');
    const extra = `${name}-extra`;
    await w.servers({ name: extra });
    const made = await plan({ type: 'restore', checkpoint_id: checkpoint });
    const { externalId, spec } = (await w.observed()).get(extra)!;
    await w.provider.update(context('x'), externalId, { ...spec, plan: '8xCPU' });
    expect((await apply(made.id)).status).toBe(409);
    await w.provider.update(context('x'), externalId, spec);
    await w.batch('on top', [w.kv('kv', [extra])]);
    expect((await apply(made.id)).status).toBe(409);
  });

  it('looks at what really stands on the servers, and so does check_mode', async () => {
    await w.servers({ name });
    const request = { type: 'batch', request: w.batchOf('kv', [w.kv('kv', [name])]) };
    const action = async () => (await plan(request)).steps.map((step) => step.action);
    expect(await action()).toEqual(['install']);
    await w.batch('kv', [w.kv('kv', [name])]);
    expect(await action()).toEqual(['none']);
    const made = await plan(request);
    await w.spoil(name, 'changed');
    expect(await action()).toEqual(['update']);
    expect((await apply(made.id)).status).toBe(409);
    await w.spoil(name, 'gone');
    expect(await action()).toEqual(['install']);
    const kept = await plan({ type: 'batch', request: w.batchOf('off', [{ ...w.kv('kv', [name]) }]) });
    await w.data<Plan>(apply(kept.id));
    // A look leaves no job behind.
    const jobs = await readdir(join(w.rootOf(name), 'jobs'));
    expect(jobs.filter((job) => job.startsWith('look-'))).toEqual([]);
  });

  it('expires when it is not applied for so long: it can be neither approved nor applied, and keeps its checkpoint no more', async () => {
    const checkpoint = await w.checkpoint('of a plan');
    const made = await plan({ type: 'restore', checkpoint_id: checkpoint });
    expect(Date.parse(made.expires_at!) - Date.parse(made.created_at)).toBe(168 * 3_600_000);
    const { database } = w.server;
    const age = `set origin = 'batch', created_at = now() - interval '40 days' where id = $1`;
    await database.statement(`update checkpoints ${age}`, [checkpoint]);
    await database.statement(`update plans set created_at = now() - interval '167 hours' where id = $1`, [made.id]);
    // The keeper looks whenever a checkpoint is made.
    const first = await w.checkpoint('looks');
    expect((await w.call('GET', `/rollback/checkpoints/${checkpoint}`)).status).toBe(200);
    await database.statement(`update plans set created_at = now() - interval '169 hours' where id = $1`, [made.id]);
    expect(await w.data<Plan>(w.call('GET', `/plans/${made.id}`))).toMatchObject({ status: 'Expired' });
    for (const answer of [
      await apply(made.id),
      await w.call('POST', `/plans/${made.id}/approve`, {}, await w.server.tokenOf('operator')),
    ])
      expect([answer.status, answer.body.error]).toEqual([409, expect.stringContaining('expired')]);
    await w.data(w.call('DELETE', `/rollback/checkpoints/${first}`));
    await w.checkpoint('looks again');
    while ((await w.call('GET', `/rollback/checkpoints/${checkpoint}`)).status !== 404)
      await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('for a guarded environment must be approved by somebody else before it is applied', async () => {
    const request = batchPlan({ name, labels: { environment: 'production' } });
    const direct = await w.call('POST', '/batch/execute', request.request);
    expect(direct.status).toBe(409);
    expect(direct.body.error).toContain('needs an approval');

    const made = await plan(request);
    expect(made.approval).toMatchObject({ required: true, approved_by: null });
    expect((await apply(made.id)).status).toBe(409);
    expect((await w.call('POST', `/plans/${made.id}/approve`, {})).status).toBe(403);

    const developer = await w.server.tokenOf('developer');
    expect((await w.call('POST', `/plans/${made.id}/approve`, {}, developer)).status).toBe(403);
    const operator = await w.server.tokenOf('operator');
    const approved = await w.data<Plan>(w.call('POST', `/plans/${made.id}/approve`, { reason: 'looked' }, operator));
    expect(approved).toMatchObject({ status: 'Approved', approval: { reason: 'looked' } });
    expect((await w.call('POST', `/plans/${made.id}/approve`, {}, operator)).status).toBe(409);
    const applied = await w.data<Plan>(apply(made.id));
    expect((await w.endedBatch(applied.run_id ?? '')).status).toBe('Completed');

    // The way back out of it needs one, too, whichever way it is.
    const body = { operation_ids: [`${applied.run_id ?? ''}/make`], cascade: true };
    const back = await w.call('POST', '/rollback/execute', body);
    expect([back.status, back.body.error]).toEqual([409, expect.stringContaining('environment production')]);
    expect((await plan({ type: 'rollback', request: body })).approval).toMatchObject({ required: true });
    expect((await w.observed()).has(name)).toBe(true);
  });

  it('for a guarded environment is needed for what is put on its servers, too', async () => {
    await w.servers({ name });
    const relabel = `update servers set labels = '{"environment":"production"}' where name = $1 and deleted_at is null`;
    await w.server.database.statement(relabel, [name]);
    const request = w.batchOf('on production', [w.kv('kv', [name])]);
    const direct = await w.call('POST', '/batch/execute', request);
    expect([direct.status, direct.body.error]).toEqual([409, expect.stringContaining('environment production')]);
    expect((await plan({ type: 'batch', request })).approval).toMatchObject({ required: true });
    // Not named, but one of all the servers of the provider.
    const { servers: _, ...everywhere } = w.kv('kv', []);
    expect((await w.call('POST', '/batch/execute', w.batchOf('everywhere', [everywhere]))).status).toBe(409);
    await w.server.database.statement(`update servers set labels = '{}' where name = $1`, [name]);
  });

  it('needs an approval when a policy denies only what is not approved', async () => {
    await w.data(
      w.server.request('control-center', '/policies', {
        method: 'POST',
        json: {
          name: 'two-persons',
          rules: [
            {
              effect: 'Deny',
              resource: 'checkpoints:*',
              action: ['rollback'],
              condition: "request.approved == false && resource.provider == 'upcloud'",
            },
          ],
        },
      }),
    );
    const checkpoint = await w.checkpoint('policy');
    await w.servers({ name });
    expect((await w.call('POST', '/rollback/execute', { checkpoint_id: checkpoint })).status).toBe(403);
    const made = await plan({ type: 'rollback', request: { checkpoint_id: checkpoint } });
    expect(made.approval.required).toBe(true);
    expect(made.approval.reasons[0]).toContain('two-persons');
    const operator = await w.server.tokenOf('operator');
    await w.data(w.call('POST', `/plans/${made.id}/approve`, {}, operator));
    const applied = await w.data<Plan>(apply(made.id));
    expect(await w.endedRollback(applied.run_id ?? '')).toMatchObject({ status: 'Completed' });
  });

  it('says that its author may not do it, and is not applied for him', async () => {
    const developer = await w.server.tokenOf('developer');
    const checkpoint = await w.checkpoint('not for developers');
    const request = { type: 'restore', checkpoint_id: checkpoint };
    const made = await w.data<Plan>(w.call('POST', '/plans', request, developer));
    expect(made.verdict.allowed).toBe(false);
    expect((await w.call('POST', `/plans/${made.id}/apply`, undefined, developer)).status).toBe(403);
    const viewer = await w.server.tokenOf('viewer');
    expect((await w.call('POST', '/plans', request, viewer)).status).toBe(403);
  });
});
