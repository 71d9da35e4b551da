import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

export interface Difference {
  /** Below the folder. */
  readonly path: string;
  readonly problem: 'missing' | 'stale' | 'left over';
}

/** How a folder differs from the files it should hold (path below it -> content), by path. */
export async function differences(folder: string, files: ReadonlyMap<string, string>): Promise<Difference[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const),
  );
  const old = new Map(found);
  return [...new Set([...files.keys(), ...old.keys()])].sort().flatMap((path): Difference[] => {
    if (files.get(path) === old.get(path)) return [];
    return [{ path, problem: !old.has(path) ? 'missing' : files.has(path) ? 'stale' : 'left over' }];
  });
}

/** Makes the folder hold exactly these files, touching only what differs; returns what did. */
export async function write(folder: string, files: ReadonlyMap<string, string>): Promise<Difference[]> {
  const found = await differences(folder, files);
  for (const { path } of found) {
    const text = files.get(path);
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await (text === undefined ? rm(target) : writeFile(target, text));
  }
  return found;
}
