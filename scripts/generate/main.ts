import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { generatedFiles } from './modules.ts';

// `npm run generate [-- --check] [--out folder]`: writes generated/, or with --check only tells what isn't fresh.
const { values } = parseArgs({ options: { check: { type: 'boolean' }, out: { type: 'string' } } });
const folder = values.out ?? join(import.meta.dirname, '../../generated');

try {
  const files = await generatedFiles();
  const stale = await differences(files);
  if (values.check === true) {
    for (const { path, problem } of stale) console.error(`${problem}: ${join(folder, path)}`);
    if (stale.length > 0) throw new Error('generated/ is not what openapi/ says: run `npm run generate` and commit it');
    console.log(`${String(files.size)} generated files are fresh`);
  } else {
    for (const { path, problem } of stale) {
      const text = files.get(path);
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await (problem === 'left over' || text === undefined ? rm(target) : writeFile(target, text));
    }
    console.log(`${String(files.size)} generated files, ${String(stale.length)} written or removed`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The files that are missing, different or not generated any more. */
async function differences(files: ReadonlyMap<string, string>): Promise<{ path: string; problem: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const present = entries.filter((entry) => entry.isFile());
  const found = await Promise.all(
    present.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path), await readFile(path, 'utf8')] as const;
    }),
  );
  const old = new Map(found);
  return [...new Set([...files.keys(), ...old.keys()])].flatMap((path) => {
    if (files.get(path) === old.get(path)) return [];
    return [{ path, problem: !old.has(path) ? 'missing' : files.has(path) ? 'stale' : 'left over' }];
  });
}
