import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { unprocessable } from '../domain/errors.ts';

const limits = { milliseconds: 20_000, bytes: 4 * 1024 * 1024 };

/** Full path of a program on `searchPath`; null when it isn't installed. */
export async function findProgram(command: string, searchPath: string): Promise<string | null> {
  const candidates = isAbsolute(command)
    ? [command]
    : searchPath
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, command));
  for (const candidate of candidates) {
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return null;
}

/**
 * Evaluates a KCL file with the `kcl` program: its own folder as working directory, no environment but the search
 * path, 20 s, 4 MiB. @returns the YAML it prints. @throws DomainError `unprocessable` with what the program said
 */
export function evaluateKcl(program: string, searchPath: string, folder: string, file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd: folder,
      env: { PATH: searchPath },
      timeout: limits.milliseconds,
      maxBuffer: limits.bytes,
      killSignal: 'SIGKILL' as const,
    };
    execFile(program, ['run', file], options, (error, stdout, stderr) => {
      if (!error) {
        resolve(stdout);
        return;
      }
      const said = stderr.trim().split('\n').slice(0, 5).join(' ').slice(0, 500);
      const reason =
        error.killed === true ? 'it took longer than 20 s or printed more than 4 MiB' : said || error.message;
      reject(unprocessable(`kcl could not evaluate ${file}: ${reason}`, [{ path: 'settings', message: reason }]));
    });
  });
}
