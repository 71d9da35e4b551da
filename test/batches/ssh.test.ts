// On PostgreSQL alone: it is about hosts, and what is stored of them is what is stored of every server.
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchOperation } from '../../generated/contract/orchestrator.ts';
import { startHost, type SshHost } from '../providers/sshHost.ts';
import { catalogWith } from '../taskservs/catalogWith.ts';
import { wholeServer, type Whole } from '../rollback/wholeServer.ts';

let host: SshHost;
let w: Whole;
let catalogDir: string;
let effects: string;
beforeAll(async () => {
  effects = await mkdtemp(join(tmpdir(), 'prov-effects-'));
  const scripts = {
    // What it installs lies outside of the server's directory, as a package does.
    check: '[ -e "$PROV_PARAM_FOLDER/$PROV_SERVER_NAME" ] || exit 10',
    install: '[ "$PROV_SERVER_NAME" != web-03 ] || exit 1; touch "$PROV_PARAM_FOLDER/$PROV_SERVER_NAME"',
    healthcheck: 'echo "folder=$PROV_PARAM_FOLDER" >>"$PROV_OUTPUTS_FILE"',
    remove: 'rm -f "$PROV_PARAM_FOLDER/$PROV_SERVER_NAME"',
  };
  catalogDir = await catalogWith('flag', scripts, {
    supports: { drivers: ['ssh'] },
    parameters: {
      type: 'object',
      additionalProperties: false,
      properties: { folder: { type: 'string', description: 'Where its file goes' } },
      required: ['folder'],
    },
  });
  host = await startHost('stand-in');
  const settings = host.settings(['web-01', 'web-02', 'web-03']);
  w = await wholeServer({ providers: { metal: { driver: 'ssh', ...settings } } }, { catalogDir });
});
afterAll(async () => {
  await w.stop();
  await host.close();
  for (const dir of [catalogDir, effects]) await rm(dir, { recursive: true, force: true });
});

const servers = (names: readonly string[]) => ({
  id: 'servers',
  type: 'server_batch',
  provider: 'metal',
  server_configs: names.map((name) => ({ name, plan: 'own', zone: 'cellar' })),
});
const flags = (names: readonly string[]) => ({
  id: 'flags',
  type: 'taskserv_batch',
  provider: 'metal',
  dependencies: ['servers'],
  taskservs: ['flag'],
  servers: names,
  params: { flag: { folder: effects } },
});
const installed = (): Promise<string[]> => readdir(effects);
const adopted = (name: string): Promise<boolean> =>
  access(join(host.directory, 'metal', name)).then(
    () => true,
    () => false,
  );

describe('a batch on hosts of yours', () => {
  it('takes them into use, installs there, and gives them back when it is rolled back', async () => {
    const before = await w.checkpoint('before');
    const id = await w.batch('good', [servers(['web-01', 'web-02']), flags(['web-01', 'web-02'])]);
    expect(await w.data<BatchOperation>(w.call('GET', `/batch/operations/${id}`))).toMatchObject({
      status: 'Completed',
    });
    expect(await installed()).toEqual(['web-01', 'web-02']);
    expect((await w.recorded()).get('web-01')).toMatchObject({ driver: 'ssh', taskservs: [{ name: 'flag' }] });
    host.cut();
    const { rollback_id: back } = await w.data<{ rollback_id: string }>(
      w.call('POST', '/rollback/execute', { checkpoint_id: before }),
    );
    expect(await w.endedRollback(back)).toMatchObject({ success: true });
    expect(await installed()).toEqual([]);
    expect([await adopted('web-01'), await adopted('web-02')]).toEqual([false, false]);
  });

  it('undoes all of it when one host fails, and says which', async () => {
    const id = await w.batch('bad', [servers(['web-01', 'web-03']), flags(['web-01', 'web-03'])], {
      rollback_enabled: true,
    });
    const batch = await w.data<BatchOperation>(w.call('GET', `/batch/operations/${id}`));
    expect(batch).toMatchObject({ status: 'Failed', error: expect.stringContaining('web-03') as string });
    expect(await installed()).toEqual([]);
    expect([await adopted('web-01'), await adopted('web-03')]).toEqual([false, false]);
  });

  it('takes off what was installed, too, when a checkpoint without those servers is restored: the hosts stay', async () => {
    const before = await w.checkpoint('empty');
    await w.batch('again', [servers(['web-01']), flags(['web-01'])]);
    expect(await installed()).toEqual(['web-01']);
    expect(await w.data<string>(w.call('POST', `/rollback/restore/${before}?dry_run=true`))).toContain(
      'remove flag from web-01',
    );
    await w.data(w.call('POST', `/rollback/restore/${before}`));
    expect(await installed()).toEqual([]);
    expect(await adopted('web-01')).toBe(false);
  });

  it('is refused for a host that the settings do not name, by that name', async () => {
    const id = await w.batch('unknown', [servers(['db-09'])]);
    const batch = await w.data<BatchOperation>(w.call('GET', `/batch/operations/${id}`));
    expect(batch).toMatchObject({ status: 'Failed', error: expect.stringContaining('hosts.db-09') as string });
  });
});
