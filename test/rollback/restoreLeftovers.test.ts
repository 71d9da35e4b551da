import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { context } from '../providers/context.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

interface Leftover {
  readonly id: string;
  readonly status: string;
  readonly name: string;
  readonly reason: string;
  readonly remove_by_hand: string;
}
interface Run {
  readonly rollback_id: string;
  readonly status: string;
  readonly success: boolean;
  readonly operations_executed: number;
  readonly operations_failed: number;
  readonly leftovers: readonly Leftover[];
}

let w: Whole;
beforeAll(async () => {
  w = await wholeServer();
});
afterAll(() => w.stop());

const get = (id: string): Promise<Run> => w.data<Run>(w.call('GET', `/rollback/${id}`));
const act = (run: string, leftover: string, verb: string, body?: object) =>
  w.call('POST', `/rollback/${run}/leftovers/${leftover}/${verb}`, body);

/**
 * A restore of three servers, two with a key-value store, after all of them are lost, while something that isn't ours
 * has taken the place of the second.
 */
async function blockedRestore(prefix: string) {
  const [first, blocked, last] = ['a', 'blocked', 'z'].map((name) => `${prefix}-${name}`) as [string, string, string];
  await w.servers({ name: first }, { name: blocked }, { name: last });
  await w.batch('kv', [w.kv('kv', [first, blocked])]);
  const checkpoint = await w.checkpoint(prefix);
  for (const name of [first, blocked, last]) {
    await w.provider.delete(context('x'), (await w.observed()).get(name)!.externalId);
  }
  await mkdir(w.rootOf(blocked));
  await writeFile(join(w.rootOf(blocked), 'theirs'), '');
  const answer = await w.call('POST', `/rollback/restore/${checkpoint}`);
  const [{ rollback_id: id }] = (await w.data<Run[]>(w.call('GET', '/rollback?limit=1'))) as [Run];
  return { answer, id, checkpoint, first, blocked, last, unblock: () => rm(w.rootOf(blocked), { recursive: true }) };
}

describe('a restore of which a step fails', () => {
  it('does the rest, names what it could not do, and what is left over can be tried again', async () => {
    const { answer, id, checkpoint, first, blocked, last, unblock } = await blockedRestore('retry');
    expect(answer.status).toBe(409);
    expect(answer.body.error).toContain('stayed incomplete');
    const observed = await w.observed();
    expect([first, blocked, last].map((name) => observed.has(name))).toEqual([true, false, true]);
    expect(await w.standing(first)).not.toBeNull();

    const run = await get(id);
    expect(run).toMatchObject({ status: 'Failed', success: false, operations_failed: 2 });
    const [server, taskserv] = run.leftovers as [Leftover, Leftover];
    expect(server).toMatchObject({ status: 'open', name: blocked });
    expect(server.reason).toContain("isn't a server of ours");
    expect(server.remove_by_hand).toContain(`create server ${blocked} at upcloud with plan 1xCPU-2GB`);
    expect(taskserv).toMatchObject({ status: 'open', name: `${blocked}/kv-store` });
    expect(taskserv.reason).toContain(`not started, since it waits for: Creating server ${blocked}`);
    const details = answer.body.details as { path: string }[];
    expect(details.map(({ path }) => path)).toEqual([`upcloud/${blocked}`, `upcloud/${blocked}/kv-store`]);

    // One after the other, and only when there is a chance.
    expect((await act(id, taskserv.id, 'retry')).status).toBe(409);
    expect(await w.data<Run>(act(id, server.id, 'retry'))).toMatchObject({ success: false, operations_failed: 1 });
    expect((await get(id)).leftovers[0]?.status).toBe('open');
    await unblock();
    expect(await w.data<Run>(act(id, server.id, 'retry'))).toMatchObject({ success: true, operations_executed: 1 });
    expect((await get(id)).leftovers.map(({ status }) => status)).toEqual(['done', 'open']);
    expect((await act(id, server.id, 'retry')).status).toBe(409);
    expect(await w.data<Run>(act(id, taskserv.id, 'retry'))).toMatchObject({ success: true });
    expect(await w.standing(blocked)).not.toBeNull();
    expect(await w.data<string>(w.call('POST', `/rollback/restore/${checkpoint}?dry_run=true`))).toContain('0 steps');
    // What is terminal stays as it was.
    expect(await get(id)).toMatchObject({ status: 'Failed', operations_failed: 2 });
  });

  it('has leftovers that end by skip and resolve, with a reason that is kept', async () => {
    const { id, unblock } = await blockedRestore('decided');
    for (const [index, verb] of (['skip', 'resolve'] as const).entries()) {
      const leftover = (await get(id)).leftovers[index]!;
      expect((await act(id, leftover.id, verb, {})).status).toBe(422);
      await w.data(act(id, leftover.id, verb, { reason: `not needed: ${verb}` }));
      expect((await get(id)).leftovers[index]?.status).toBe(verb === 'skip' ? 'skipped' : 'resolved');
      expect((await act(id, leftover.id, verb, { reason: 'again' })).status).toBe(409);
      expect((await act(id, leftover.id, 'retry')).status).toBe(409);
      const records = await w.data<{ details: { reason?: string } }[]>(
        w.server.request('control-center', `/audit/logs?action=rollback.${verb}&resource=rollbacks/${id}`),
      );
      expect(records.map(({ details }) => details.reason)).toContain(`not needed: ${verb}`);
    }
    await unblock();
  });
});
