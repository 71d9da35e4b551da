import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint, CheckpointDetail } from '../../generated/contract/orchestrator.ts';
import type { WorldContent } from '../../src/services/snapshotOfWorld.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
beforeAll(async () => {
  w = await wholeServer();
});
afterAll(() => w.stop());

interface Stored {
  readonly content: Uint8Array;
  readonly checksum: string;
  readonly size_bytes: number;
  readonly position: string;
}

async function stored(id: string): Promise<Stored & { readonly world: WorldContent; readonly text: string }> {
  const [row] = await w.server.database.statement<Stored>(
    'select content, checksum, size_bytes, position from checkpoints where id = $1',
    [id],
  );
  const text = gunzipSync(row!.content).toString('utf8');
  return { ...row!, text, world: JSON.parse(text) as WorldContent };
}

describe('a checkpoint', () => {
  it('holds all recorded resources with their settings, compressed, under a checksum and a format version', async () => {
    await w.servers({ name: 'a', plan: '2xCPU', labels: { role: 'db' }, protect: true }, { name: 'b' });
    await w.batch('kv', [w.kv('kv', ['a'], { max_value_bytes: 1_000 })]);
    await w.batch('web', [
      { id: 'web', type: 'cluster_batch', provider: 'upcloud', cluster_type: 'web-stack', servers: ['b'] },
    ]);
    const id = await w.checkpoint('full');
    const detail = await w.data<CheckpointDetail>(w.call('GET', `/rollback/checkpoints/${id}`));
    const { content, checksum, size_bytes, world, text } = await stored(id);
    expect([...world.servers].sort((one, other) => (one.name < other.name ? -1 : 1))).toMatchObject([
      {
        name: 'a',
        provider: 'upcloud',
        driver: 'process',
        plan: '2xCPU',
        zone: 'de-fra1',
        labels: { role: 'db' },
        protect: true,
      },
      { name: 'b', plan: '1xCPU-2GB', protect: false },
    ]);
    const kv = world.taskservs.find(({ server, taskserv }) => server === 'a' && taskserv === 'kv-store');
    expect(kv).toMatchObject({ params: { max_value_bytes: 1_000 }, cluster: null });
    expect(world.taskservs.filter(({ cluster }) => cluster === 'web-stack').map(({ server }) => server)).toContain('b');
    expect(createHash('sha256').update(text).digest('hex')).toBe(checksum);
    // Its size is that of what is stored, which is smaller than what it says.
    expect(size_bytes).toBe(content.byteLength);
    expect(size_bytes).toBeLessThan(text.length);
    expect(detail).toMatchObject({
      size: `${size_bytes}B`,
      checksum,
      format_version: 1,
      origin: 'request',
      resources: { servers: 2, taskservs: world.taskservs.length, clusters: 1 },
    });
    // Completed operations up to there: the servers, the key-value store, the cluster.
    expect(detail.operations_count).toBe(3);
  });

  it('is listed, newest first, read, and deleted', async () => {
    const ids = [await w.checkpoint('one'), await w.checkpoint('two')];
    const listed = await w.data<Checkpoint[]>(w.call('GET', '/rollback/checkpoints?limit=2'));
    expect(listed.map(({ id }) => id)).toEqual([...ids].reverse());
    await w.data(w.call('DELETE', `/rollback/checkpoints/${ids[0]!}`));
    expect((await w.call('GET', `/rollback/checkpoints/${ids[0]!}`)).status).toBe(404);
    expect((await w.call('DELETE', `/rollback/checkpoints/${ids[0]!}`)).status).toBe(404);
    expect((await w.call('POST', '/rollback/execute', { checkpoint_id: ids[0] })).status).toBe(404);
  });

  it('is a consistent cut whenever it is made: it holds exactly the servers that were done at its position', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `cut-${n}`);
    const operations = names.map((name) => w.serverOperation(name, [{ name }]));
    const { batch_id: batch } = await w.data<{ batch_id: string }>(
      w.call('POST', '/batch/execute', w.batchOf('cut', operations, { parallel_limit: 2 })),
    );
    const made: string[] = [];
    // One after the other for as long as the batch runs, which they don't stop.
    for (let open = true; open;) {
      made.push(await w.checkpoint(`cut ${made.length}`));
      const { terminal } = await w.data<{ terminal: boolean }>(w.call('GET', `/batch/operations/${batch}`));
      open = !terminal;
    }
    expect(await w.endedBatch(batch)).toMatchObject({ status: 'Completed' });
    const done = await w.server.database.statement<{ name: string; at: string }>(
      `select spec->>'name' as name, done_sequence as at from nodes where run_id = $1`,
      [batch],
    );
    for (const id of made) {
      const { world, position } = await stored(id);
      const held = world.servers.map(({ name }) => name).filter((name) => name.startsWith('cut-'));
      const expected = done.filter(({ at }) => Number(at) <= Number(position)).map(({ name }) => name);
      expect(held.sort()).toEqual(expected.sort());
    }
  });
});
