import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../generated/contract/orchestrator.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
beforeAll(async () => {
  w = await wholeServer();
});
afterAll(() => w.stop());

const plan = (request: object): Promise<Plan> => w.data<Plan>(w.call('POST', '/plans', request));
const apply = (id: string) => w.call('POST', `/plans/${id}/apply`);

/**
 * A server that dies at some statement of a transaction leaves the database as one whose statement fails there does:
 * without that transaction.
 */
describe('a plan whose server dies while it is applied', () => {
  const statement = (text: string) => w.server.database.statement(text, []);
  beforeAll(() =>
    statement(`create function died() returns trigger language plpgsql as $$ begin raise 'died'; end $$`),
  );
  afterAll(() => statement('drop function died cascade'));

  const runs = async () =>
    (await w.server.database.statement<{ n: number }>('select count(*)::int as n from runs', []))[0]!.n;

  const cases = {
    batch: async () => ({
      type: 'batch',
      request: w.batchOf('dies', [w.serverOperation('make', [{ name: 'batch' }])]),
    }),
    servers: async () => ({
      type: 'servers',
      request: { infra: 'production', settings: 'config.k', check_mode: true },
    }),
    rollback: async () => {
      const checkpoint = await w.checkpoint('dies');
      await w.servers({ name: 'rollback' });
      return { type: 'rollback', request: { checkpoint_id: checkpoint } };
    },
    restore: async () => {
      const checkpoint = await w.checkpoint('dies');
      await w.servers({ name: 'restore' });
      return { type: 'restore', checkpoint_id: checkpoint };
    },
  };

  it.each(Object.entries(cases))('of type %s is applied with its run or not at all', async (_type, request) => {
    const made = await plan(await request());
    const before = await runs();
    for (const at of [
      'before insert on runs',
      'before update on plans',
      'after update on plans',
      'before update on idempotency_keys',
      'before insert on audit_log',
    ]) {
      await statement(`create trigger died ${at} for each row execute function died()`);
      const headers = { 'idempotency-key': `dies ${made.id} ${at}`.replaceAll(' ', '-') };
      const died = await w.server.request('orchestrator', `/plans/${made.id}/apply`, { method: 'POST', headers });
      await statement(`drop trigger died on ${at.split(' ').at(-1)!}`);
      expect([at, died.status]).toEqual([at, at.endsWith('audit_log') ? 503 : 500]);
      const left = await w.data<Plan>(w.call('GET', `/plans/${made.id}`));
      expect([at, left.status, left.applied_at, await runs()]).toEqual([at, 'Proposed', null, before]);
    }
    const [one, other] = await Promise.all([apply(made.id), apply(made.id)]);
    expect([one.status, other.status].sort()).toEqual([200, 409]);
    const applied = (one.status === 200 ? one : other).body.data as Plan;
    expect(await w.data<Plan>(w.call('GET', `/plans/${made.id}`))).toEqual(applied);
    expect(applied.run_id ?? applied.task_id).not.toBeNull();
    expect(await runs()).toBe(before + 1);
    if (made.type === 'batch') await w.endedBatch(applied.run_id ?? '');
    else if (applied.run_id !== null) await w.endedRollback(applied.run_id);
  });
});
