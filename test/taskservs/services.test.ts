import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kill } from 'node:process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { check, install, remove, restart, undoInstall } from '../../src/taskservs/flows.ts';
import { onServer, type OnServer } from './onServer.ts';

let on: OnServer;
beforeEach(async () => {
  on = await onServer();
});
afterEach(() => on.cleanUp());

const urlOf = async (name: string, params: object = {}): Promise<string> =>
  (await install(on.action(name, { params }))).outputs['url'] ?? '';

describe('the services of the catalog that run on the process driver', () => {
  it('serve real HTTP once installed, restart, and leave nothing when removed', async () => {
    const before = await on.files();
    const web = await urlOf('static-web', { title: 'Fish & <chips>' });
    const store = await urlOf('kv-store');
    const proxy = await urlOf('reverse-proxy');

    const page = await fetch(web);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<h1>Fish &amp; &lt;chips&gt;</h1>');
    expect((await fetch(`${proxy}kv/colour`, { method: 'PUT', body: 'blue' })).status).toBe(204);
    expect(await (await fetch(`${store}colour`)).text()).toBe('blue');
    expect(await (await fetch(proxy)).text()).toContain('Served by static-web on web-01');

    const again = await restart(on.action('kv-store', { token: 'restart-of-kv-store' }));
    expect(again['url']).toBe(store);
    expect(await (await fetch(`${proxy}kv/colour`)).text()).toBe('blue');

    for (const name of ['reverse-proxy', 'kv-store', 'static-web']) {
      expect(await remove(on.action(name, { token: `removal-of-${name}` }))).toMatchObject({ change: 'removed' });
      expect(await check(on.action(name, { token: `look-at-${name}` }))).toBe('absent');
      expect(await remove(on.action(name, { token: `second-removal-of-${name}` }))).toMatchObject({ change: 'absent' });
    }
    expect(await on.files()).toEqual(before);
    for (const url of [web, store, proxy]) await expect(fetch(url)).rejects.toThrow();
  });

  it('come back after a crash, with their data and on their port', async () => {
    const store = await urlOf('kv-store');
    await fetch(`${store}colour`, { method: 'PUT', body: 'blue' });
    const pid = Number(await readFile(join(on.root, 'run/kv-store.pid.service'), 'utf8'));
    kill(pid, 'SIGKILL');
    // It may answer before its supervisor has come to write down which process it is.
    const next = (): Promise<string> => readFile(join(on.root, 'run/kv-store.pid.service'), 'utf8').catch(() => '');
    const value = (): Promise<string> =>
      fetch(`${store}colour`).then(
        (answer) => answer.text(),
        () => '',
      );
    while ((await value()) !== 'blue') await pause(20);
    await expect.poll(next, { timeout: 20_000 }).toMatch(/^\d+\n$/);
    expect(Number(await next())).not.toBe(pid);
  });

  it('keep to their directory and their methods', async () => {
    const web = await urlOf('static-web');
    for (const path of ['%2e%2e/%2e%2e/server.json', '..%2fserver.json', '.hidden', 'none.html', '%00']) {
      expect((await fetch(web + path)).status).toBe(404);
    }
    expect((await fetch(web, { method: 'POST', body: 'x' })).status).toBe(405);
    const store = await urlOf('kv-store', { max_value_bytes: 4 });
    expect((await fetch(`${store}big`, { method: 'PUT', body: '12345' })).status).toBe(413);
    expect((await fetch(`${store}__proto__`)).status).toBe(404);
    expect((await fetch(`${store}%E0%A4%A`)).status).toBe(400);
  });

  it('end with their server', async () => {
    const web = await urlOf('static-web');
    await on.delete();
    await expect(fetch(web)).rejects.toThrow();
  });
});

describe('installing', () => {
  it('changes nothing when it stands there as wanted, and undoing that removes nothing', async () => {
    const web = await urlOf('static-web');
    const other = on.action('static-web', { token: 'another-run' });
    expect(await install(other)).toMatchObject({ change: 'unchanged', outputs: { url: web } });
    expect(await undoInstall(other)).toBe('nothing');
    expect((await fetch(web)).status).toBe(200);
    expect(await undoInstall(on.action('static-web'))).toBe('undone');
    expect(await undoInstall(on.action('static-web', { attempt: 2 }))).toBe('nothing');
  });

  it('fails for real on a taken port and leaves nothing behind', async () => {
    const before = await on.files();
    const port = Number(new URL(await urlOf('static-web')).port);
    const between = await on.files();
    const clash = install(on.action('kv-store', { params: { port } }));
    await expect(clash).rejects.toMatchObject({
      code: 'SCRIPT_FAILED',
      retry: 'fatal',
      message: expect.stringContaining('EADDRINUSE') as string,
    });
    expect(await on.files()).toEqual(between);
    await undoInstall(on.action('static-web'));
    expect(await on.files()).toEqual(before);
  });

  it('puts the earlier form back when an update fails, and when an update is undone', async () => {
    const taken = Number(new URL(await urlOf('static-web')).port);
    await install(on.action('kv-store', { params: { max_value_bytes: 10 } }));
    const params = async (): Promise<unknown> =>
      JSON.parse(await readFile(join(on.root, 'opt/kv-store/params.json'), 'utf8'));
    const broken = install(on.action('kv-store', { token: 'update-1', params: { port: taken } }));
    await expect(broken).rejects.toMatchObject({ code: 'SCRIPT_FAILED' });
    expect(await params()).toEqual({ max_value_bytes: 10, port: 0 });

    const update = on.action('kv-store', { token: 'update-2', params: { max_value_bytes: 20 } });
    expect(await install(update)).toMatchObject({ change: 'updated' });
    expect(await undoInstall({ ...update, attempt: 1 })).toBe('undone');
    expect(await params()).toEqual({ max_value_bytes: 10, port: 0 });
    expect(await undoInstall(on.action('kv-store'))).toBe('undone');
  });

  it('attaches to the jobs of the same attempt, and says the same again', async () => {
    const first = await install(on.action('static-web'));
    expect(await install(on.action('static-web'))).toEqual(first);
    expect(await install(on.action('static-web', { attempt: 2 }))).toMatchObject({ change: 'installed' });
  });
});
