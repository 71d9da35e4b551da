import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { ProviderError } from '../../provider.ts';

/**
 * Starts a shell program in a session and process group of its own, so that it outlives us, and resolves when it closes
 * descriptor 3 (it is ready) or ends (another was first). No terminal, no inherited descriptors, only `env`.
 */
export function launch(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', args, { cwd, env, detached: true, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    child.unref();
    child.once('error', (cause) => {
      reject(new ProviderError('CANNOT_START', 'retryable', 'This machine could not start a shell process', { cause }));
    });
    const ready = child.stdio[3];
    ready?.once('close', () => {
      resolve();
    });
    ready?.on('error', () => undefined);
    if (ready instanceof Readable) ready.resume();
  });
}
