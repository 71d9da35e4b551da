import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Why a contender is left out. */
export class NotInstalled extends Error {}

/**
 * A package of the bench's own package.json. Its types are declared where it is used, as far as it is used: the product
 * is checked and built without any of them.
 */
export async function loadPeer(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (error) {
    throw new NotInstalled('not installed (npm ci --prefix bench)', { cause: error });
  }
}

/** `name version`, for the table. */
export function versionOf(name: string): string {
  const file = join(import.meta.dirname, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return `${name.split('/').at(-1) ?? name} ${version}`;
}

/** Where a file of such a package is. */
export function peerFile(path: string): string {
  try {
    return createRequire(import.meta.url).resolve(path);
  } catch (error) {
    throw new NotInstalled('not installed (npm ci --prefix bench)', { cause: error });
  }
}
