import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Leftover, Plan, RollbackResult } from '../../generated/contract/orchestrator.ts';
import { manualCatalog } from './manualCatalog.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
let catalog: string;
beforeAll(async () => {
  catalog = await manualCatalog();
  w = await wholeServer({}, { catalogDir: catalog });
});
afterAll(async () => {
  await w.stop();
  await rm(catalog, { recursive: true, force: true });
});

const legacy = (servers: readonly string[]) => ({
  id: 'legacy',
  type: 'taskserv_batch',
  provider: 'upcloud',
  taskservs: ['legacy'],
  servers,
});
const stands = (name: string): Promise<boolean> =>
  access(join(w.rootOf(name), 'var/legacy')).then(
    () => true,
    () => false,
  );
const byHand = (name: string): string => `on server ${name} of upcloud: rm var/legacy`;

describe('a task service without a remove script', () => {
  it('is undo: manual in the plan that installs it, and in what a rollback would do', async () => {
    await w.servers({ name: 'm1' });
    const request = w.batchOf('manual', [legacy(['m1'])]);
    const plan = await w.data<Plan>(w.call('POST', '/plans', { type: 'batch', request }));
    expect(plan.steps).toMatchObject([
      { action: 'install', reversible: false, detail: `can't be undone, undo: manual: ${byHand('m1')}` },
    ]);
    expect(plan.warnings).toEqual([`can't be undone, undo: manual: ${byHand('m1')}`]);
    const id = await w.batch('manual', [legacy(['m1'])]);
    const body = { operation_ids: [`${id}/legacy`] };
    const dry = await w.data<RollbackResult>(w.call('POST', '/rollback/execute', { ...body, dry_run: true }));
    expect(dry.plan).toMatchObject([
      { name: 'm1/legacy', reversible: false, reason: `can't be undone, undo: manual: ${byHand('m1')}` },
    ]);
    const back = await w.data<Plan>(w.call('POST', '/plans', { type: 'rollback', request: body }));
    expect(back.steps).toMatchObject([{ action: 'none', reversible: false }]);
    expect(back.estimates.api_calls).toBe(0);
  });

  it('is not tried by a rollback but left over with the command for it, while the rest is undone', async () => {
    await w.servers({ name: 'm2' });
    const id = await w.batch('manual', [legacy(['m2']), { ...w.kv('kv', ['m2']), dependencies: ['legacy'] }]);
    const made = await w.data<RollbackResult>(
      w.call('POST', '/rollback/execute', { operation_ids: [`${id}/legacy`], cascade: true }),
    );
    expect(made).toMatchObject({ success: false, operations_executed: 1, operations_failed: 1 });
    const [leftover] = made.leftovers as [Leftover];
    expect(leftover).toMatchObject({
      status: 'open',
      kind: 'taskserv',
      name: 'm2/legacy',
      provider: 'upcloud',
      reason: "Installing legacy on m2 can't be undone",
      remove_by_hand: byHand('m2'),
    });
    expect(await stands('m2')).toBe(true);
    expect(await w.standing('m2')).toBeNull();
    // Done as it says, and said so: then it is recorded no more.
    await rm(join(w.rootOf('m2'), 'var/legacy'));
    const path = `/rollback/${made.rollback_id ?? ''}/leftovers/${leftover.id}/resolve`;
    await w.data(w.call('POST', path, { reason: 'removed by hand' }));
    expect((await w.recorded()).get('m2')?.taskservs).toEqual([]);
  });

  it('goes with its server when that is undone, too, and is left over when the server stays', async () => {
    for (const [name, protect] of [
      ['m3', false],
      ['m4', true],
    ] as const) {
      const broken = { id: 'broken', type: 'taskserv_batch', provider: 'upcloud', taskservs: ['kubernetes'] };
      const { servers: _, ...fit } = legacy([]);
      const operations = [
        w.serverOperation('make', [{ name, protect }]),
        { ...fit, dependencies: ['make'] },
        { ...broken, dependencies: ['legacy'] },
      ];
      const id = await w.batch('undone', operations, { rollback_enabled: true });
      const { leftovers, operations_executed } = await w.data<RollbackResult>(w.call('GET', `/rollback/${id}`));
      expect([operations_executed, leftovers.map((one) => one.name).sort()]).toEqual(
        protect ? [0, [name, `${name}/legacy`]] : [2, []],
      );
      expect((await w.recorded()).get(name)?.taskservs.map((one) => one.name)).toEqual(
        protect ? ['legacy'] : undefined,
      );
    }
    const id = await w.batch('made', [
      w.serverOperation('make', [{ name: 'm5' }]),
      { ...legacy(['m5']), dependencies: ['make'] },
    ]);
    const body = { operation_ids: [`${id}/make`], cascade: true };
    const dry = await w.data<RollbackResult>(w.call('POST', '/rollback/execute', { ...body, dry_run: true }));
    expect(dry.plan?.every(({ reversible, reason }) => reversible && reason === null)).toBe(true);
    const plan = await w.data<Plan>(w.call('POST', '/plans', { type: 'rollback', request: body }));
    expect(plan.steps.map(({ action, name, detail }) => [action, name, detail])).toEqual([
      ['none', 'm5/legacy', 'goes with its server'],
      ['delete', 'm5', 'the data on server m5 is lost for good'],
    ]);
  });
});
