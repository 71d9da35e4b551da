import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSink, type Sink } from '../rollback/sink.ts';
import { wholeServer, type Whole } from '../rollback/wholeServer.ts';

interface Frame {
  readonly event_type: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, string | undefined>>;
}

let w: Whole;
let sink: Sink;
beforeAll(async () => {
  sink = await startSink();
  w = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'] });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
});

async function listen(token: string) {
  const socket = new WebSocket(`${w.server.orchestratorUrl.replace('http', 'ws')}/ws`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const frames: Frame[] = [];
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as Frame));
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return {
    frames,
    /** Resolves once a frame like this has come: all before it have come too, or never will. */
    until: async (so: (frame: Frame) => boolean): Promise<void> => {
      while (!frames.some(so)) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    close: () => {
      socket.close();
    },
  };
}

const policy = async (name: string, ...rules: object[]): Promise<string> => {
  const answer = await w.server.request('control-center', '/policies', { method: 'POST', json: { name, rules } });
  expect(answer.status).toBe(201);
  return answer.body.data.id as string;
};

/** Runs a batch of one call as whoever has the token; answers with the ids that its events may be about. */
async function run(token: string, name: string): Promise<string> {
  const { batch_id: id } = await w.data<{ batch_id: string }>(
    w.call('POST', '/batch/execute', w.batchOf(name, [sink.operation(name)]), token),
  );
  await w.endedBatch(id);
  return id;
}

const ended =
  (id: string) =>
  ({ event_type: type, data }: Frame): boolean =>
    type === 'BatchStatusChanged' && data['batch_id'] === id && data['status'] === 'completed';

describe('B81 a listener hears only of what a GET would show him', () => {
  it('of batches and their tasks, by owner, and of everything again once the policy is gone', async () => {
    const developer = await w.server.tokenOf('developer');
    const admin = await w.server.login();
    const condition = "user.role == 'developer' && resource.owner != user.id";
    const id = await policy(
      'only your own events',
      { effect: 'Deny', resource: 'batches:*', action: ['read'], condition },
      { effect: 'Deny', resource: 'tasks:*', action: ['read'], condition },
    );
    const [mine, all] = [await listen(developer), await listen(admin)];
    const others = await run(admin, 'of-others');
    const own = await run(developer, 'of-mine');
    await mine.until(ended(own));
    await all.until(ended(own));
    expect((await w.call('GET', `/batch/operations/${others}`, undefined, developer)).status).toBe(404);
    expect(new Set(mine.frames.map(({ data }) => data['batch_id']))).toEqual(new Set([own]));
    const sequencesOf = (batch: string) =>
      all.frames.filter(({ data }) => data['batch_id'] === batch).map(({ sequence }) => sequence);
    expect(sequencesOf(others).length).toBeGreaterThan(4);
    // Of his own nothing is missing.
    expect(mine.frames.map(({ sequence }) => sequence)).toEqual(sequencesOf(own));

    await w.server.request('control-center', `/policies/${id}`, { method: 'DELETE' });
    // A policy holds within a second; each try is a new batch.
    while (!mine.frames.some(({ data }) => data['batch_id'] !== own)) await run(admin, 'of-others');
    mine.close();
    all.close();
  });

  it('of servers by environment, of checkpoints by name, of rollbacks not at all', async () => {
    const viewer = await w.server.tokenOf('viewer');
    const hidden = { effect: 'Deny', action: ['read'] };
    await policy(
      'not for viewers',
      { ...hidden, resource: 'servers:*', condition: "user.role == 'viewer' && resource.environment == 'secret'" },
      { ...hidden, resource: 'checkpoints:secret', condition: "user.role == 'viewer'" },
    );
    const listener = await listen(viewer);
    await w.checkpoint('secret');
    await w.servers({ name: 'hidden', labels: { environment: 'secret' } });
    await w.servers({ name: 'shown', labels: { environment: 'open' } });
    const last = await w.checkpoint('open');
    await listener.until(({ data }) => data['checkpoint_id'] === last);
    const of = (type: string) => listener.frames.filter((frame) => frame.event_type === type);
    expect(new Set(of('CheckpointCreated').map(({ data }) => data['name']))).toEqual(new Set(['open']));
    const created = of('ServerStatusChanged').filter(({ data }) => data['status'] === 'creating');
    expect(created.map(({ data }) => data['name'])).toEqual(['shown']);
    const visible = await w.data<{ id: string }[]>(w.call('GET', '/servers?limit=1000', undefined, viewer));
    const ids = new Set(visible.map(({ id }) => id));
    expect(of('ServerStatusChanged').every(({ data }) => ids.has(data['server_id'] ?? ''))).toBe(true);
    // The tasks that made them are nobody's secret.
    expect(of('TaskStatusChanged').length).toBeGreaterThan(0);
    listener.close();
  });

  it('tells nothing of rollbacks to whom checkpoints are closed', async () => {
    const viewer = await w.server.tokenOf('viewer');
    const admin = await w.server.login();
    await policy('no checkpoints', {
      effect: 'Deny',
      resource: 'checkpoints:*',
      action: ['read'],
      condition: "user.role == 'viewer'",
    });
    expect((await w.call('GET', '/rollback', undefined, viewer)).status).toBe(403);
    const [some, all] = [await listen(viewer), await listen(admin)];
    const id = await run(admin, 'undone');
    await w.data(w.call('POST', '/rollback/execute', { operation_ids: [`${id}/undone`] }));
    const last = await run(admin, 'last');
    await Promise.all([some.until(ended(last)), all.until(ended(last))]);
    expect(all.frames.some(({ event_type }) => event_type === 'RollbackStatusChanged')).toBe(true);
    expect(some.frames.some(({ event_type }) => event_type === 'RollbackStatusChanged')).toBe(false);
    some.close();
    all.close();
  });
});
