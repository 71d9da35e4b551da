import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drift, DriftReport, Plan } from '../../generated/contract/orchestrator.ts';
import { context } from '../providers/context.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
beforeAll(async () => {
  w = await wholeServer();
});
afterAll(() => w.stop());

/** A server that may call services of users, too. */
async function alsoCalling() {
  const other = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'] });
  return { ...other, [Symbol.asyncDispose]: () => other.stop() };
}

const check = (): Promise<DriftReport> => w.data<DriftReport>(w.call('POST', '/drift/check'));
const open = (kind: string): Promise<Drift[]> => w.data<Drift[]>(w.call('GET', `/drift?status=open&kind=${kind}`));

async function applied(plan: Plan): Promise<void> {
  const { run_id: id } = await w.data<Plan>(w.call('POST', `/plans/${plan.id}/apply`));
  expect(await w.endedRollback(id ?? '')).toMatchObject({ status: 'Completed' });
}

describe('POST /drift/check', () => {
  it('finds nothing in a world that is as it is recorded', async () => {
    await w.servers({ name: 'a' }, { name: 'b' });
    expect(await check()).toMatchObject({ servers: 2, open: 0, found: 0, gone: 0, failures: [] });
  });

  it('finds a server that is gone, once, and its repair is a plan that makes it and what was on it again', async () => {
    await w.batch('kv', [
      { id: 'kv', type: 'taskserv_batch', provider: 'upcloud', taskservs: ['kv-store'], servers: ['a'] },
    ]);
    await w.provider.delete(context('x'), (await w.observed()).get('a')!.externalId);
    expect(await check()).toMatchObject({ open: 1, found: 1 });
    expect(await check()).toMatchObject({ open: 1, found: 0 });
    const [missing] = await open('missing');
    expect(missing).toMatchObject({ name: 'a', observed: null });
    const plan = await w.data<Plan>(w.call('POST', `/drift/${missing!.id}/repair`));
    expect(plan.steps.map(({ action, name }) => `${action} ${name}`)).toEqual([
      'delete a',
      'create a',
      'install a/kv-store',
    ]);
    await applied(plan);
    expect((await w.recorded()).get('a')?.taskservs.map(({ name }) => name)).toEqual(['kv-store']);
    expect(await check()).toMatchObject({ open: 0, gone: 1 });
  });

  it('finds a server that was changed: it is repaired, or adopted and then what is recorded', async () => {
    const change = async (plan: string) => {
      const { externalId, spec } = (await w.observed()).get('b')!;
      await w.provider.update(context('x'), externalId, { ...spec, plan });
      await check();
      return (await open('changed'))[0]!;
    };
    const first = await change('2xCPU');
    expect(first).toMatchObject({ name: 'b', expected: { plan: '1xCPU-2GB' }, observed: { plan: '2xCPU' } });
    await applied(await w.data<Plan>(w.call('POST', `/drift/${first.id}/repair`)));
    expect((await w.observed()).get('b')?.spec.plan).toBe('1xCPU-2GB');
    expect(await check()).toMatchObject({ open: 0 });

    const second = await change('4xCPU');
    expect(await w.data<Drift>(w.call('POST', `/drift/${second.id}/adopt`))).toMatchObject({ status: 'adopted' });
    expect((await w.recorded()).get('b')?.plan).toBe('4xCPU');
    expect(await check()).toMatchObject({ open: 0, found: 0 });
    expect((await w.call('POST', `/drift/${second.id}/adopt`)).status).toBe(409);
  });

  it('lists an orphan, which carries our mark but no record, and removes it through a plan', async () => {
    const spec = { name: 'stray', plan: 'p', zone: 'z', labels: {} };
    await w.provider.create(context('somebody'), spec);
    expect(await check()).toMatchObject({ open: 1, found: 1 });
    const [orphan] = await open('orphan');
    expect(orphan).toMatchObject({ name: 'stray', server_id: null, expected: null });
    expect((await w.call('POST', `/drift/${orphan!.id}/adopt`)).status).toBe(409);
    const plan = await w.data<Plan>(w.call('POST', `/drift/${orphan!.id}/repair`));
    expect(plan.steps).toMatchObject([{ action: 'delete', name: 'stray' }]);
    await applied(plan);
    expect((await w.observed()).has('stray')).toBe(false);
    expect(await check()).toMatchObject({ open: 0 });
  });

  it('finds a task service that is gone or changed on its server, and repairs just that', async () => {
    await w.servers({ name: 'kv-1' }, { name: 'kv-2' });
    await w.batch('kv', [w.kv('kv', ['kv-1', 'kv-2'])]);
    expect(await check()).toMatchObject({ open: 0 });
    const asItWas = await w.standing('kv-1');
    await w.spoil('kv-1', 'gone');
    await w.spoil('kv-2', 'changed');
    expect(await check()).toMatchObject({ open: 2, found: 2, failures: [] });
    expect(await check()).toMatchObject({ open: 2, found: 0 });
    const [missing] = await open('missing');
    expect(missing).toMatchObject({
      name: 'kv-1/kv-store',
      resource: 'taskserv',
      expected: { taskserv: 'kv-store', params: asItWas },
      observed: null,
    });
    const [changed] = await open('changed');
    expect(changed).toMatchObject({ name: 'kv-2/kv-store', resource: 'taskserv' });
    // What is there can't be recorded: its parameters are not ones that we have put there.
    expect((await w.call('POST', `/drift/${changed!.id}/adopt`)).status).toBe(409);
    const plan = await w.data<Plan>(w.call('POST', `/drift/${missing!.id}/repair`));
    expect(plan.steps.map(({ action, name }) => `${action} ${name}`)).toEqual(['install kv-1/kv-store']);
    await applied(plan);
    expect(await w.standing('kv-1')).toEqual(asItWas);
    expect(await check()).toMatchObject({ open: 1, gone: 1 });
    await applied(await w.data<Plan>(w.call('POST', `/drift/${changed!.id}/repair`)));
    expect(await w.standing('kv-2')).toEqual(asItWas);
    expect(await check()).toMatchObject({ open: 0, gone: 1 });

    await w.spoil('kv-1', 'unmarked');
    await check();
    const [again] = await open('missing');
    await w.data(w.call('POST', `/drift/${again!.id}/adopt`));
    expect((await w.recorded()).get('kv-1')?.taskservs).toEqual([]);
  });

  it('finds a task service that carries our mark but no record, and removes it through a plan', async () => {
    const { database } = w.server;
    await database.statement(
      `update installations set removed_at = now() where server_id = (select id from servers where name = 'kv-2' and deleted_at is null)`,
      [],
    );
    expect(await check()).toMatchObject({ found: 1 });
    const [orphan] = await open('orphan');
    expect(orphan).toMatchObject({ name: 'kv-2/kv-store', resource: 'taskserv', expected: null });
    expect((await w.call('POST', `/drift/${orphan!.id}/adopt`)).status).toBe(409);
    const plan = await w.data<Plan>(w.call('POST', `/drift/${orphan!.id}/repair`));
    expect(plan.steps.map(({ action, name }) => `${action} ${name}`)).toEqual(['remove kv-2/kv-store']);
    await applied(plan);
    expect(await w.standing('kv-2')).toBeNull();
    expect(await check()).toMatchObject({ open: 0 });
  });

  it('and GET /drift name the providers whose orphans can not be listed, never leaving them out in silence', async () => {
    expect((await check()).unlisted).toEqual([]);
    await using other = await alsoCalling();
    for (const { unlisted } of [
      (await other.call('POST', '/drift/check')).body.data as DriftReport,
      (await other.call('GET', '/drift?kind=orphan')).body as DriftReport,
    ]) {
      expect(unlisted).toMatchObject([{ provider: 'http' }]);
      expect(unlisted[0]?.reason).toContain('no call that lists');
    }
  });

  it('tells no more of what is ignored, with a reason', async () => {
    await w.provider.create(context('somebody'), { name: 'known', plan: 'p', zone: 'z', labels: {} });
    await check();
    const [orphan] = await open('orphan');
    expect((await w.call('POST', `/drift/${orphan!.id}/ignore`, {})).status).toBe(422);
    await w.data(w.call('POST', `/drift/${orphan!.id}/ignore`, { reason: 'of the network team' }));
    expect(await check()).toMatchObject({ open: 0, found: 0 });
    const viewer = await w.server.tokenOf('viewer');
    expect((await w.call('POST', '/drift/check', undefined, viewer)).status).toBe(403);
  });
});
