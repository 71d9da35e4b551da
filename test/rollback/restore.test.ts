import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../generated/contract/orchestrator.ts';
import { context } from '../providers/context.ts';
import { wholeServer, type ServerWish, type Whole } from './wholeServer.ts';

let w: Whole;
beforeAll(async () => {
  w = await wholeServer();
});
afterAll(() => w.stop());

const restore = (id: string, query = '') => w.call('POST', `/rollback/restore/${id}${query}`);

/** What a world is, without what must differ when a thing is made again. */
async function world(): Promise<unknown> {
  const observed = await w.observed();
  const recorded = await w.recorded();
  return {
    observed: [...observed.values()]
      .map(({ spec, phase }) => ({ ...spec, phase }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    recorded: [...recorded.values()]
      .map(({ name, status, plan, labels, taskservs }) => ({
        name,
        status,
        plan,
        labels,
        taskservs: taskservs.map((one) => one.name).sort(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    standing: await Promise.all([...observed.keys()].sort().map(async (name) => [name, await w.standing(name)])),
  };
}

describe('POST /rollback/restore/{id}', () => {
  it('shows with dry_run what it would do, from what the provider really has, and changes nothing', async () => {
    await w.servers({ name: 'kept' }, { name: 'lost' });
    const checkpoint = await w.checkpoint('two');
    await w.servers({ name: 'extra' });
    await w.provider.delete(context('x'), (await w.observed()).get('lost')!.externalId);
    const told = await w.data<string>(restore(checkpoint, '?dry_run=true'));
    expect(told.split('\n').slice(1)).toEqual([
      'delete server extra (upcloud)',
      'delete server lost (upcloud)',
      'create server lost (upcloud)',
    ]);
    expect((await w.observed()).has('extra')).toBe(true);
    expect(await w.data<string>(restore(checkpoint))).toBe(`State restored from checkpoint ${checkpoint}`);
    expect([...(await w.observed()).keys()].sort()).toEqual(['kept', 'lost']);
    expect([...(await w.recorded()).keys()].sort()).toEqual(['kept', 'lost']);
    // A second time there is nothing to do: the server that was made again stays.
    const again = (await w.observed()).get('lost')?.externalId;
    expect(await w.data<string>(restore(checkpoint, '?dry_run=true'))).toContain('0 steps');
    await w.data(restore(checkpoint));
    expect((await w.observed()).get('lost')?.externalId).toBe(again);
  });

  it('puts back what was changed at the provider, and starts what stands still', async () => {
    const checkpoint = await w.checkpoint('as it was');
    const { externalId, spec } = (await w.observed()).get('kept')!;
    await w.provider.update(context('x'), externalId, { ...spec, plan: '8xCPU', labels: { odd: 'yes' } });
    expect(await w.data<string>(restore(checkpoint, '?dry_run=true'))).toContain('update server kept');
    await w.data(restore(checkpoint));
    expect((await w.observed()).get('kept')?.spec).toEqual(spec);
  });

  it('B72 is refused before anything changes when the checkpoint is damaged, newer or not to be unpacked', async () => {
    const checkpoint = await w.checkpoint('damaged');
    const before = await world();
    const { database } = w.server;
    const damage = async (sql: string): Promise<string> => {
      await database.statement(`update checkpoints set ${sql} where id = $1`, [checkpoint]);
      const answer = await restore(checkpoint);
      expect(answer.status).toBe(409);
      return answer.body.error as string;
    };
    expect(await damage(`checksum = repeat('0', 64)`)).toContain('checksum');
    expect(await damage(`format_version = 2`)).toContain('upgrade');
    expect(await damage(`format_version = 1, content = '\\x00'`)).toContain('damaged');
    expect(await world()).toEqual(before);
    const plan = await w.call('POST', '/plans', { type: 'restore', checkpoint_id: checkpoint });
    expect(plan.status).toBe(409);
  });

  it('is refused before anything changes when a provider of the checkpoint is no longer configured', async () => {
    await w.servers({ name: 'of-aws' });
    const { database } = w.server;
    await database.statement(`update servers set provider = 'elsewhere' where name = 'of-aws'`, []);
    const checkpoint = await w.checkpoint('elsewhere');
    const answer = await restore(checkpoint);
    expect(answer.status).toBe(409);
    expect(answer.body.error).toContain('elsewhere');
    await database.statement(`update servers set provider = 'upcloud' where name = 'of-aws'`, []);
  });

  it('deletes what is protected only as an approved plan', async () => {
    const checkpoint = await w.checkpoint('before the precious');
    const batch = await w.servers({ name: 'precious', protect: true });
    const answer = await restore(checkpoint);
    expect(answer.status).toBe(409);
    expect(answer.body.error).toContain('precious is protected');
    expect((await w.call('POST', '/rollback/execute', { checkpoint_id: checkpoint })).status).toBe(409);
    expect((await w.observed()).has('precious')).toBe(true);
    const dry = await w.data<{ plan: { protected: boolean }[] }>(
      w.call('POST', '/rollback/execute', { operation_ids: [`${batch}/servers`], dry_run: true }),
    );
    expect(dry.plan).toMatchObject([{ protected: true }]);

    const plan = await w.data<Plan>(w.call('POST', '/plans', { type: 'restore', checkpoint_id: checkpoint }));
    expect(plan.approval).toMatchObject({ required: true, reasons: ['server precious is protected'] });
    expect((await w.call('POST', `/plans/${plan.id}/apply`)).status).toBe(409);
    await w.data(w.call('POST', `/plans/${plan.id}/approve`, {}));
    const applied = await w.data<Plan>(w.call('POST', `/plans/${plan.id}/apply`));
    expect(await w.endedRollback(applied.run_id ?? '')).toMatchObject({ status: 'Completed' });
    expect((await w.observed()).has('precious')).toBe(false);
  });

  it('leaves what is protected where it is when a batch undoes itself, and names it', async () => {
    const id = await w.batch(
      'failing',
      [
        w.serverOperation('make', [{ name: 'treasure', protect: true }, { name: 'plain' }]),
        { id: 'fit', type: 'taskserv_batch', provider: 'upcloud', taskservs: ['kubernetes'], dependencies: ['make'] },
      ],
      { rollback_enabled: true },
    );
    expect(await w.endedBatch(id)).toMatchObject({ status: 'Failed', rollback_status: 'Failed' });
    const { leftovers } = await w.data<{
      leftovers: { id: string; name: string; reason: string; remove_by_hand: string }[];
    }>(w.call('GET', `/rollback/${id}`));
    expect(leftovers).toMatchObject([
      {
        name: 'treasure',
        kind: 'server',
        provider: 'upcloud',
        external_id: (await w.observed()).get('treasure')?.externalId,
      },
    ]);
    expect(leftovers[0]?.reason).toContain('protected');
    expect((await w.observed()).has('treasure')).toBe(true);
    expect((await w.observed()).has('plain')).toBe(false);

    // The command that is told really takes it away, with all that runs there; then a person says so.
    const { id: op, remove_by_hand: command } = leftovers[0]!;
    await promisify(execFile)('/bin/sh', ['-c', command]);
    expect((await w.observed()).has('treasure')).toBe(false);
    await w.data(w.call('POST', `/rollback/${id}/leftovers/${op}/resolve`, { reason: 'taken away by hand' }));
    expect((await w.recorded()).has('treasure')).toBe(false);
    expect(await w.data(w.call('POST', '/drift/check'))).toMatchObject({ open: 0 });
  });
});

describe('after any changes', () => {
  const names = ['p0', 'p1', 'p2', 'p3'];
  const name = fc.constantFrom(...names);
  const change = fc.oneof(
    fc.record({ what: fc.constant('create' as const), name }),
    fc.record({ what: fc.constant('install' as const), name }),
    fc.record({ what: fc.constant('delete behind our back' as const), name }),
    fc.record({ what: fc.constant('change behind our back' as const), name, plan: fc.constantFrom('2xCPU', '4xCPU') }),
    fc.record({
      what: fc.constant('spoil behind our back' as const),
      name,
      how: fc.constantFrom('gone' as const, 'changed' as const),
    }),
    fc.record({ what: fc.constant('undo the last batch' as const) }),
  );
  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

  async function make(one: Change): Promise<void> {
    const there = await w.observed();
    switch (one.what) {
      case 'create': {
        const wish: ServerWish = { name: one.name, labels: { role: 'web' } };
        await w.batch('property', [w.serverOperation('make', [wish])]);
        return;
      }
      case 'install':
        await w.batch('property', [
          { id: 'kv', type: 'taskserv_batch', provider: 'upcloud', taskservs: ['kv-store'], servers: [one.name] },
        ]);
        return;
      case 'delete behind our back': {
        const found = there.get(one.name);
        if (found !== undefined) await w.provider.delete(context('x'), found.externalId);
        return;
      }
      case 'spoil behind our back':
        if ((await w.standing(one.name).catch(() => null)) !== null) await w.spoil(one.name, one.how);
        return;
      case 'change behind our back': {
        const found = there.get(one.name);
        if (found !== undefined)
          await w.provider.update(context('x'), found.externalId, { ...found.spec, plan: one.plan });
        return;
      }
      case 'undo the last batch': {
        const [last] = await w.data<{ batch_id: string }[]>(w.call('GET', '/batch/operations?limit=1'));
        const batch = await w.data<{ operations: { id: string }[] }>(
          w.call('GET', `/batch/operations/${last?.batch_id ?? ''}`),
        );
        const ids = batch.operations.map(({ id }) => `${last?.batch_id ?? ''}/${id}`);
        await w.call('POST', '/rollback/execute', { operation_ids: ids, cascade: true });
      }
    }
  }

  it('brings back the world of the checkpoint', async () => {
    // A world with something in it, in which nothing drifts.
    await w.data(restore(await w.checkpoint('clean')));
    await w.batch('start', [
      w.serverOperation('make', [{ name: 'p0' }, { name: 'p1', labels: { role: 'db' } }]),
      {
        id: 'kv',
        type: 'taskserv_batch',
        provider: 'upcloud',
        taskservs: ['kv-store'],
        servers: ['p0'],
        dependencies: ['make'],
      },
    ]);
    const checkpoint = await w.checkpoint('property');
    const before = await world();
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        for (const one of changes) await make(one);
        await w.data(restore(checkpoint));
        expect(await world()).toEqual(before);
      }),
      { numRuns: 8, seed: 20_251_123, endOnFailure: true },
    );
  });
});
