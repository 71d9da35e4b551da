import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Schedule, Task } from '../../generated/contract/orchestrator.ts';
import { fencesOf } from '../e2e/fences.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { startSink, type Sink } from '../rollback/sink.ts';
import { timed } from './timed.ts';

let server: TestServer;
let sink: Sink;
let t: ReturnType<typeof timed>;
beforeAll(async () => {
  sink = await startSink();
  server = await startServer({ config: { httpAllowCidrs: ['127.0.0.0/8'] } });
  t = timed(server);
});
afterAll(async () => {
  await server.stop();
  await sink.close();
});

const looks = { target: { type: 'servers', request: { infra: 'production', check_mode: true } } };
const calls = (name: string) => ({
  target: { type: 'batch', request: { name, operations: [sink.operation(name)] } },
});
const tries = async (method: string, path: string, json?: unknown, token?: string) => {
  const options = { method, ...(json === undefined ? {} : { json }), ...(token === undefined ? {} : { token }) };
  const { status, body } = await server.request('orchestrator', path, options);
  return { status, body };
};
const audited = async (action: string) =>
  (await server.request('control-center', `/audit/logs?action=${action}&limit=1000`)).body.data as {
    username: string;
    resource: string;
    result: string;
    details: Record<string, unknown>;
  }[];

/** Calls of this name are answered once this is opened. */
function gate(name: string) {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const before = sink.answer;
  sink.answer = async (call) => {
    if (call.name !== name) return before(call);
    await opened;
    return 200;
  };
  return { open };
}

describe('a schedule', () => {
  it('shows its next times, is changed, paused, resumed and deleted', async () => {
    const made = await t.create('first', { ...looks, time_zone: 'Europe/Berlin', description: 'once a year' });
    expect(made).toMatchObject({ enabled: true, overlap: 'skip', catch_up: 'once', last_run: null, type: 'servers' });
    expect(made.next_runs).toHaveLength(5);
    // Midnight in Berlin in winter.
    for (const time of made.next_runs) expect(time).toMatch(/-12-31T23:00:00.000Z$/);
    expect(await t.update(made.id, { cron: '@hourly' })).toMatchObject({ cron: '@hourly', time_zone: 'Europe/Berlin' });
    const paused = await t.update(made.id, { enabled: false });
    expect(paused).toMatchObject({ enabled: false, next_runs: [], cron: '@hourly', description: 'once a year' });
    const resumed = await t.update(made.id, { enabled: true });
    expect(Date.parse(resumed.next_runs[0]!)).toBeGreaterThan(Date.now() - 1_000);
    const listed = await t.data<Schedule[]>('GET', '/schedules?enabled=true');
    expect(listed.map(({ name }) => name)).toContain('first');
    expect(listed[0]).not.toHaveProperty('target');
    expect(await t.data('DELETE', `/schedules/${made.id}`)).toBe('Schedule deleted');
    expect((await tries('GET', `/schedules/${made.id}`)).status).toBe(404);
    for (const action of ['schedule.create', 'schedule.update', 'schedule.delete'])
      expect((await audited(action)).at(0)?.resource).toBe('schedules/first');
  });

  it('is refused when it never comes, its zone is unknown, its name is taken or its target is wrong', async () => {
    const post = (more: object) => tries('POST', '/schedules', { name: 'no', cron: '@daily', ...looks, ...more });
    for (const [more, path] of [
      [{ cron: '0 0 31 2 *' }, 'cron'],
      [{ cron: '99 * * * *' }, 'cron'],
      [{ time_zone: 'Mars/Olympus' }, 'time_zone'],
    ] as const) {
      const { status, body } = await post(more);
      expect([status, body.details[0].path]).toEqual([422, path]);
    }
    expect((await post({ target: { type: 'servers', request: { infra: 'nowhere' } } })).status).toBe(422);
    const bad = { name: 'b', operations: [{ id: 'a', type: 'http', do: { url: 'http://192.0.2.1/' } }] };
    expect((await post({ target: { type: 'batch', request: bad } })).status).toBe(422);
    const { id } = await t.create('taken', looks);
    expect((await post({ name: 'taken' })).status).toBe(409);
    const other = await t.create('other', looks);
    expect((await tries('PUT', `/schedules/${other.id}`, { name: 'taken' })).status).toBe(409);
    expect((await t.update(id, { name: 'taken' })).name).toBe('taken');
  });

  it('runs at its time as its owner, and tells how the run went', async () => {
    const developer = await server.tokenOf('developer');
    const { id, owner, next_runs: before } = await t.create('plan', looks, developer);
    await t.come([id]);
    const { last_run: last, next_runs: after } = await t.soon(id, {
      last_run: { outcome: 'started', status: 'Completed' },
    });
    expect(last).toMatchObject({ batch_id: null, error: null });
    expect(after).toEqual(before);
    const task = await t.data<Task>('GET', `/tasks/${last!.task_id!}`);
    expect(task).toMatchObject({ name: 'create_servers', status: 'Completed' });
    const [run] = (await audited('schedule.run')).filter(({ resource }) => resource === 'schedules/plan');
    expect(run).toMatchObject({ result: 'success', details: { task_id: task.id } });
    const [created] = (await audited('server.create')).filter(({ details }) => details['task_id'] === task.id);
    expect(created?.username).toBe(run?.username);
    expect(owner).not.toBeNull();
  });

  it('looks for drift', async () => {
    const { id } = await t.create('drift', { target: { type: 'drift' } });
    await t.come([id]);
    await t.soon(id, { last_run: { outcome: 'started', status: 'Completed', task_id: null, batch_id: null } });
  });

  it('does what its page shows', async () => {
    const [example] = fencesOf('docs/schedules.md').filter(({ language }) => language === 'json');
    const made = await t.data<Schedule>('POST', '/schedules', JSON.parse(example!.text));
    expect(made).toMatchObject({ name: 'monthly-plan', overlap: 'buffer_one', catch_up: 'none' });
    await t.come([made.id]);
    await t.soon(made.id, { last_run: { outcome: 'started', status: 'Completed' } });
  });
});

describe('whose schedule it is', () => {
  it('is refused at its time when its owner may no longer do it', async () => {
    const token = await server.tokenOf('developer');
    const { id, owner } = await t.create('demoted', looks, token);
    await server.request('control-center', `/users/${owner!}`, { method: 'PUT', json: { roles: ['viewer'] } });
    await t.come([id]);
    const { last_run: last } = await t.soon(id, { last_run: { outcome: 'refused', task_id: null } });
    expect(last!.error).toContain('You may not create servers');
    const [run] = (await audited('schedule.run')).filter(({ resource }) => resource === 'schedules/demoted');
    expect(run?.result).toBe('denied');
    expect((await audited('server.create')).filter(({ username }) => username === run?.username)).toEqual([]);
  });

  it('is refused at its time when its owner is disabled', async () => {
    const token = await server.tokenOf('developer');
    const { id, owner } = await t.create('disabled', looks, token);
    await server.request('control-center', `/users/${owner!}`, { method: 'PUT', json: { enabled: false } });
    await t.come([id]);
    const { last_run: last } = await t.soon(id, { last_run: { outcome: 'refused' } });
    expect(last!.error).toContain('gone or disabled');
  });

  it('changes with its target, so that nobody lends out his rights; a developer changes only his own', async () => {
    const operator = await server.tokenOf('operator');
    const developer = await server.tokenOf('developer');
    const { id, owner } = await t.create('handed', looks);
    expect((await tries('PUT', `/schedules/${id}`, { enabled: false }, developer)).status).toBe(403);
    expect((await tries('DELETE', `/schedules/${id}`, undefined, developer)).status).toBe(403);
    expect((await t.update(id, { description: 'nightly' }, operator)).owner).toBe(owner);
    expect((await t.update(id, looks, operator)).owner).not.toBe(owner);
    const own = await t.create('own', looks, developer);
    expect((await t.update(own.id, { enabled: false }, developer)).enabled).toBe(false);
    expect((await tries('DELETE', `/schedules/${own.id}`, undefined, developer)).status).toBe(200);
    const drift = { name: 'x', cron: '@daily', target: { type: 'drift' } };
    expect((await tries('POST', '/schedules', drift, developer)).status).toBe(403);
  });
});

describe('a time that comes while the run before is open', () => {
  async function running(name: string, overlap: string) {
    const held = gate(name);
    const { id } = await t.create(name, { ...calls(name), overlap });
    await t.come([id]);
    const { last_run: last } = await t.soon(id, { last_run: { outcome: 'started', status: 'Running' } });
    await t.come([id]);
    return { held, id, batch: last!.batch_id! };
  }

  it('is left out by `skip`', async () => {
    const { held, id, batch } = await running('skips', 'skip');
    await t.soon(id, { last_run: { outcome: 'skipped', batch_id: batch }, waiting_since: null });
    held.open();
    await t.soon(id, { last_run: { outcome: 'skipped', status: 'Completed' } });
    expect(sink.calls.filter(({ name }) => name === 'skips')).toHaveLength(1);
  });

  it('starts one run at its end by `buffer_one`', async () => {
    const { held, id, batch } = await running('buffers', 'buffer_one');
    await t.soon(id, { waiting_since: expect.any(String), last_run: { batch_id: batch } });
    await t.come([id]);
    await t.soon(id, { waiting_since: expect.any(String), last_run: { outcome: 'skipped', batch_id: batch } });
    held.open();
    const { last_run: last } = await t.soon(id, { waiting_since: null, last_run: { status: 'Completed' } });
    expect(last!.batch_id).not.toBe(batch);
    expect(sink.calls.filter(({ name }) => name === 'buffers')).toHaveLength(2);
  });

  it('cancels it and starts then by `cancel_other`', async () => {
    const { held, id, batch } = await running('cancels', 'cancel_other');
    const { last_run: last } = await t.soon(id, { waiting_since: null, last_run: { outcome: 'started' } });
    if (last!.batch_id === batch) await t.soon(id, { last_run: { batch_id: expect.not.stringMatching(batch) } });
    held.open();
    await t.soon(id, { last_run: { status: 'Completed' } });
    expect(await t.data('GET', `/batch/operations/${batch}`)).toMatchObject({ status: 'Cancelled' });
  });

  it('starts beside it by `allow_all`', async () => {
    const { held, id, batch } = await running('both', 'allow_all');
    const { last_run: last } = await t.soon(id, {
      last_run: { outcome: 'started', batch_id: expect.not.stringMatching(batch) },
    });
    expect(await t.data('GET', `/batch/operations/${batch}`)).toMatchObject({ status: 'Running' });
    held.open();
    await t.soon(id, { last_run: { batch_id: last!.batch_id, status: 'Completed' } });
  });
});

describe('times that passed while no server was up', () => {
  const DAY = 86_400;

  it('are made good by one run, by `once`', async () => {
    const { id } = await t.create('catches', { ...calls('catches'), cron: '@daily' });
    await t.come([id], 2 * DAY);
    await t.soon(id, { last_run: { outcome: 'started', status: 'Completed' } });
    expect(sink.calls.filter(({ name }) => name === 'catches')).toHaveLength(1);
    expect(Date.parse((await t.get(id)).next_runs[0]!)).toBeGreaterThan(Date.now());
  });

  it('are noted and left, by `none`', async () => {
    const { id } = await t.create('leaves', { ...calls('leaves'), catch_up: 'none' });
    await t.come([id], 2 * DAY);
    await t.soon(id, { last_run: { outcome: 'missed', batch_id: null } });
    expect(sink.calls.filter(({ name }) => name === 'leaves')).toEqual([]);
  });
});
