import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a program to its end; rejects when it fails. */
export const run = promisify(execFile);

/** Packs the package in `sources` and answers the tarball, which is the only one in `folder`. */
export async function packed(sources: string, folder: string, ...options: readonly string[]): Promise<string> {
  await run('npm', ['pack', ...options, '--pack-destination', folder], { cwd: sources });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm packed nothing into ${folder}`);
  return join(folder, tarball);
}
