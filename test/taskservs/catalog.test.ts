import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/taskservs/catalog.ts';
import { placeCluster } from '../../src/taskservs/cluster.ts';
import { orderTaskservs } from '../../src/taskservs/order.ts';
import { createOutput, plainText } from '../../src/taskservs/output.ts';
import { validateParams } from '../../src/taskservs/params.ts';
import type { TaskservDefinition } from '../../src/taskservs/definition.ts';

const shipped = join(import.meta.dirname, '../../catalog');

describe('the shipped catalog', () => {
  it('loads, and puts what others depend on first', async () => {
    const catalog = await loadCatalog(shipped);
    expect(catalog.order(['kubernetes', 'cilium', 'containerd'])).toEqual(['containerd', 'kubernetes', 'cilium']);
    expect(catalog.order(['reverse-proxy'])).toEqual(['static-web', 'reverse-proxy']);
    expect(catalog.clusterTypes.map((cluster) => cluster.name)).toEqual(['buildkit', 'web-stack']);
    expect(catalog.taskserv('nothing')).toBeUndefined();
    for (const { name, scriptText } of catalog.taskservs) expect(scriptText.remove, name).toBeDefined();
  });

  it('fills in defaults and lists every wrong parameter by its path', async () => {
    const store = (await loadCatalog(shipped)).taskserv('kv-store');
    if (!store) throw new Error('kv-store is gone');
    expect(validateParams(store, {}, 'params')).toEqual({ port: 0, max_value_bytes: 65536 });
    const wrong = { port: 70000, max_value_bytes: '1', colour: 'red' };
    expect(() => validateParams(store, wrong, 'operations[1].params.kv-store')).toThrow(
      expect.objectContaining({
        code: 'unprocessable',
        details: expect.arrayContaining([
          expect.objectContaining({ path: 'operations[1].params.kv-store.port' }),
          expect.objectContaining({ path: 'operations[1].params.kv-store.max_value_bytes' }),
          expect.objectContaining({ message: expect.stringContaining('colour') as string }),
        ]) as unknown,
      }) as Error,
    );
    expect(() => validateParams(store, JSON.parse('{"__proto__":{"polluted":1}}'), 'params')).toThrow();
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a catalog that is wrong', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'prov-catalog-'));
    await cp(shipped, dir, { recursive: true });
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const file = 'taskservs/kv-store/taskserv.yaml';
  const change = async (from: string | RegExp, to: string): Promise<void> => {
    const text = await readFile(join(dir, file), 'utf8');
    expect(text).toMatch(from);
    await writeFile(join(dir, file), text.replace(from, to));
  };

  it.each([
    ['an unknown field', /^version:/m, 'colour: red\nversion:', 'colour'],
    ['a name other than its directory', /^name: kv-store/m, 'name: other', 'name: must be the name of the directory'],
    ['an unknown driver', '[process]', '[processes]', 'supports.drivers.0'],
    ['a script that is missing', 'check.sh', 'gone.sh', 'scripts.check'],
    ['a default that breaks its own rule', 'default: 65536', 'default: -1', 'max_value_bytes'],
    [
      'a dependency that is missing',
      /^version:/m,
      'dependsOn: [nothing]\nversion:',
      'dependsOn: There is no taskserv nothing',
    ],
    ['a circle', /^version:/m, 'dependsOn: [kv-store]\nversion:', 'kv-store -> kv-store'],
    ['broken YAML', /^version:.*$/m, 'version: [', 'taskserv.yaml'],
  ])('stops the start and names file and field: %s', async (_, from, to, field) => {
    await change(from, to);
    const message = expect.stringMatching(new RegExp(`kv-store/taskserv\\.yaml: .*`, 's')) as string;
    const error: unknown = await loadCatalog(dir).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'CatalogError', message });
    expect(String(error)).toContain(field);
  });
});

describe('order', () => {
  const known = (graph: Record<string, Partial<TaskservDefinition>>) => (name: string) =>
    graph[name] && ({ name, dependsOn: [], conflicts: [], ...graph[name] } as unknown as TaskservDefinition);

  it('names the circle in order', () => {
    const lookUp = known({ a: { dependsOn: ['b'] }, b: { dependsOn: ['c'] }, c: { dependsOn: ['a'] } });
    expect(() => orderTaskservs(['a'], lookUp, ['a', 'b', 'c'])).toThrow('a -> b -> c -> a');
  });

  it('names both sides of a conflict, and what is unknown', () => {
    const lookUp = known({ a: { conflicts: ['b'] }, b: {} });
    expect(() => orderTaskservs(['b', 'a'], lookUp, ['a', 'b'])).toThrow("a and b can't be on the same server");
    expect(() => orderTaskservs(['x'], lookUp, ['a', 'b'])).toThrow('There is no taskserv x; the catalog has a, b');
  });
});

describe('placing a cluster', () => {
  it('puts task services on all, on the first and on the servers of a role', async () => {
    const web = (await loadCatalog(shipped)).clusterType('web-stack');
    if (!web) throw new Error('web-stack is gone');
    const cluster = { ...web, placement: [...web.placement, { taskserv: 'kv-store', on: { role: 'db' }, params: {} }] };
    const servers = [
      { name: 'one', labels: {} },
      { name: 'two', labels: { role: 'db' } },
    ];
    expect(placeCluster(cluster, servers).map(({ server, taskserv }) => `${server} ${taskserv}`)).toEqual([
      'one static-web',
      'two static-web',
      'one kv-store',
      'one reverse-proxy',
      'two kv-store',
    ]);
    expect(() => placeCluster(cluster, servers.slice(0, 1))).toThrow('role = db');
    expect(() => placeCluster(cluster, [])).toThrow('no server');
  });
});

describe('plain text', () => {
  it('B73 loses terminal sequences, NUL, other controls and lone surrogates', () => {
    expect(plainText('\u001b[1;31mred\u001b[0m\u001b]0;title\u0007 a\0b\ud800 c\td\r\ne\rf\u009b')).toBe(
      'red ab\ufffd c\td\ne\nf',
    );
  });

  it('keeps characters whole that arrive in two pieces, and the end of what is too much', () => {
    const output = createOutput();
    const euro = Buffer.from('€\n');
    expect(output.take(euro.subarray(0, 1)) + output.take(euro.subarray(1))).toBe('€\n');
    for (let line = 0; line < 20_000; line += 1) output.take(Buffer.from(`line ${line}\n`));
    output.end();
    expect(output.tail()).toMatch(/^\[\d+ characters left out\]\n/);
    expect(output.tail()).toMatch(/line 19999\n$/);
    expect(output.tail().length).toBeLessThan(66_000);
  });
});
