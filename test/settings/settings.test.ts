import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSettings } from '../../src/settings/settings.ts';

const one = { infra: 'lab', servers: [{ name: 'web-01', provider: 'upcloud', plan: '1xCPU-2GB', zone: 'de-fra1' }] };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'prov-infra-'));
  await mkdir(join(dir, 'lab'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(dir, 'lab', name), text);
const reader = (more: { kcl?: string; searchPath?: string } = {}) =>
  createSettings({ infraDir: dir, searchPath: '/nowhere', ...more });
const refusal = (field: string, message: string | RegExp) => ({
  code: 'unprocessable',
  details: expect.arrayContaining([
    { path: expect.stringContaining(field) as string, message: expect.stringMatching(message) as string },
  ]) as unknown,
});

/** An executable that stands in for the kcl program. */
async function fakeKcl(script: string): Promise<string> {
  const path = join(dir, 'kcl-program');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o700);
  return path;
}

describe('the example infra', () => {
  const infraDir = join(import.meta.dirname, '../../examples/infra');

  it('is read from config.yaml where kcl is missing, and says so', async () => {
    const { desired, source, notes } = await createSettings({ infraDir, searchPath: '/nowhere' }).load(
      'production',
      'config.k',
    );
    expect(desired.servers.map((server) => `${server.provider}/${server.name}`)).toEqual([
      'upcloud/app-01',
      'upcloud/app-02',
      'aws/store-01',
    ]);
    expect(source).toBe('production/config.yaml');
    expect(notes).toEqual([
      "config.k was not evaluated, as the kcl program isn't installed; config.yaml was used instead",
    ]);
  });

  it('says the same in config.k and config.yaml', async () => {
    // KCL's literals of this file are YAML's but for `=`, braces without commas and comments: enough to compare.
    const kcl = await readFile(join(infraDir, 'production/config.k'), 'utf8');
    const json = kcl
      .replaceAll(/^#.*$/gm, '')
      .replaceAll(/(\w+) = /g, '"$1": ')
      .replaceAll(/([}\]"\d])\n(\s*["{])/g, '$1,\n$2')
      .replaceAll(/([}\]"\d])\n(\s*["{])/g, '$1,\n$2')
      .replaceAll(',,', ',');
    const settings = createSettings({ infraDir, searchPath: '/nowhere' });
    const { desired } = await settings.load('production', 'config.yaml');
    await mkdir(join(dir, 'production'));
    await writeFile(
      join(dir, 'production/config.json'),
      `{${json
        .trim()
        .replaceAll(/\n\n+(?=")/g, ',\n')
        .replaceAll(',,', ',')}}`,
    );
    expect((await createSettings({ infraDir: dir }).load('production', 'config.json')).desired).toEqual(desired);
  });
});

describe('settings', () => {
  it('are the same from YAML, JSON and TOML', async () => {
    await write('a.json', JSON.stringify(one));
    await write(
      'a.yaml',
      'infra: lab\nservers: [{ name: web-01, provider: upcloud, plan: 1xCPU-2GB, zone: de-fra1 }]\n',
    );
    await write(
      'a.toml',
      'infra = "lab"\n[[servers]]\nname = "web-01"\nprovider = "upcloud"\nplan = "1xCPU-2GB"\nzone = "de-fra1"\n',
    );
    const [json, yaml, toml] = await Promise.all(
      ['a.json', 'a.yaml', 'a.toml'].map((file) => reader().load('lab', file)),
    );
    expect(json?.desired.servers[0]).toMatchObject({ name: 'web-01', labels: {}, taskservs: [] });
    expect(yaml?.desired).toEqual(json?.desired);
    expect(toml?.desired).toEqual(json?.desired);
  });

  it('name what there is when infra or file is missing', async () => {
    await write('a.json', '{}');
    await expect(reader().load('labs', 'a.json')).rejects.toMatchObject(refusal('infra', 'there are lab'));
    await expect(reader().load('lab', 'b.json')).rejects.toMatchObject(refusal('settings', 'there are a.json'));
    const nowhere = createSettings({ infraDir: join(dir, 'none') });
    await expect(nowhere.load('lab', 'a.json')).rejects.toMatchObject(refusal('infra', 'empty or missing'));
  });

  it('tell both ways out when kcl and every other form are missing', async () => {
    await write('config.k', 'infra = "lab"');
    const both = /install it, or put config\.yaml beside it/;
    await expect(reader().load('lab', 'config.k')).rejects.toMatchObject(refusal('settings', both));
  });

  it.each([
    ['an unknown key', { ...one, colour: 'red' }, 'a.json: file', 'colour'],
    ['an unknown key of a server', { ...one, servers: [{ ...one.servers[0], size: 1 }] }, 'servers.0', 'size'],
    ['a missing plan', { infra: 'lab', servers: [{ name: 'a', provider: 'b', zone: 'c' }] }, 'servers.0.plan', ''],
    [
      'a name with a slash',
      { infra: 'lab', servers: [{ ...one.servers[0], name: '../a' }] },
      'servers.0.name',
      'must be a name',
    ],
    ['a server named twice', { infra: 'lab', servers: [one.servers[0], one.servers[0]] }, 'servers.1.name', 'twice'],
    [
      'a cluster on an unknown server',
      { ...one, clusters: [{ type: 'web-stack', servers: ['x'] }] },
      'clusters.0.servers',
      'x',
    ],
    ['the name of another infra', { ...one, infra: 'other' }, 'infra', 'must be lab'],
    ['no servers', { infra: 'lab', servers: [] }, 'servers', ''],
  ])('are refused with file and field: %s', async (_, content, field, message) => {
    await write('a.json', JSON.stringify(content));
    await expect(reader().load('lab', 'a.json')).rejects.toMatchObject(refusal(field, message));
  });

  it.each([
    ['a.json', '{"infra":'],
    ['a.json', '['.repeat(100_000)],
    ['a.yaml', 'infra: [\n'],
    ['a.yaml', `a: &a [x,x]\n${Array.from({ length: 60 }, (_, i) => `b${i}: [*a,*a]`).join('\n')}`],
    ['a.toml', 'infra = '],
    ['a.json', '{"__proto__":{"polluted":true},"infra":"lab","servers":[]}'],
  ])('B40 B46 are refused when they are broken or hostile: %s %#', async (file, text) => {
    await write(file, text);
    await expect(reader().load('lab', file)).rejects.toMatchObject({ code: 'unprocessable' });
    expect({}).not.toHaveProperty('polluted');
  });

  it('B46 are never read from outside of the infra directory', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'prov-outside-'));
    await writeFile(join(outside, 'secret.json'), JSON.stringify(one));
    await symlink(join(outside, 'secret.json'), join(dir, 'lab', 'link.json'));
    await symlink(outside, join(dir, 'linked'));
    await write('a.json', JSON.stringify(one));
    await expect(reader().load('lab', 'link.json')).rejects.toMatchObject(refusal('settings', 'leads out'));
    await expect(reader().load('linked', 'secret.json')).rejects.toMatchObject(refusal('infra', 'no infra'));
    for (const infra of ['..', '.', '', 'lab/../lab', 'lab\0', '/']) {
      await expect(reader().load(infra, 'a.json')).rejects.toMatchObject({ code: 'unprocessable' });
    }
    for (const file of ['../lab/a.json', '/etc/passwd', '..', 'lab', 'a.json\0', '.hidden.json', '-a.json']) {
      await expect(reader().load('lab', file)).rejects.toMatchObject({ code: 'unprocessable' });
    }
    await rm(outside, { recursive: true });
  });

  it('larger than 1 MiB are refused', async () => {
    await write('a.yaml', `#${'x'.repeat(1024 * 1024)}\n`);
    await expect(reader().load('lab', 'a.yaml')).rejects.toMatchObject(refusal('settings', '1 MiB'));
  });
});

describe('the kcl program', () => {
  it('is given the file as an argument, its folder, and no environment but the path', async () => {
    process.env['PROVISIONING_CANARY'] = 'canary-77aa';
    const kcl = await fakeKcl(`[ "$1 $2" = "run config.k" ] && [ -f config.k ] || exit 9
case "$(env)" in *canary-77aa*) exit 8 ;; esac
echo 'infra: lab'; echo 'servers: [{ name: from-kcl, provider: aws, plan: t3.small, zone: eu }]'`);
    await write('config.k', 'infra = "lab"');
    await write('config.yaml', 'infra: wrong');
    const { desired, source, notes } = await reader({ kcl, searchPath: '/usr/bin:/bin' }).load('lab', 'config.k');
    delete process.env['PROVISIONING_CANARY'];
    expect(desired.servers[0]?.name).toBe('from-kcl');
    expect(source).toBe('lab/config.k');
    expect(notes).toEqual([]);
  });

  it('is quoted when it fails', async () => {
    const kcl = await fakeKcl('echo "error at line 3: expected :" >&2; exit 1');
    await write('config.k', 'infra =');
    const failing = reader({ kcl, searchPath: '/usr/bin:/bin' }).load('lab', 'config.k');
    await expect(failing).rejects.toMatchObject(refusal('settings', 'error at line 3'));
  });

  it('is not given a link that leads out of the directory', async () => {
    const kcl = await fakeKcl('cat "$2"');
    await symlink('/etc/hostname', join(dir, 'lab', 'config.k'));
    const failing = reader({ kcl, searchPath: '/usr/bin:/bin' }).load('lab', 'config.k');
    await expect(failing).rejects.toMatchObject(refusal('settings', 'leads out'));
  });
});
