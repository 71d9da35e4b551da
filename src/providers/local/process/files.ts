import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const code = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** For `.catch`: turns "no such file" into `value`, lets every other failure through. */
export const isAbsent =
  <T>(value: T) =>
  (error: unknown): T => {
    if (code(error) === 'ENOENT' || code(error) === 'ENOTDIR') return value;
    throw error;
  };

/** What `rename` of a directory says when the target exists and isn't empty (the word differs by system). */
export const isTaken = (error: unknown): boolean =>
  ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR'].includes(String(code(error)));

/** Written whole or not at all: readers see the old content or the new, a crash leaves at most a `.tmp` beside it. */
export async function writeWhole(path: string, data: Uint8Array | string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, data, { mode, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
