import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CliDeps } from '../../src/cli/context.ts';
import { createCredentials, credentialsFile } from '../../src/cli/credentials.ts';
import { runCli } from '../../src/cli/program.ts';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly tty?: boolean;
  readonly stdin?: string;
  /** Answers to questions, in order. */
  readonly answers?: readonly string[];
  readonly signal?: AbortSignal;
  readonly now?: number;
  readonly serve?: CliDeps['serve'];
}

/** A command line with a configuration folder of its own, against `url`. */
export async function commandLine(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const configuration = credentialsFile({ XDG_CONFIG_HOME: folder });
  const run = async (argv: readonly string[], options: CliOptions = {}): Promise<CliRun> => {
    const written = { stdout: '', stderr: '' };
    const answers = [...(options.answers ?? [])];
    const stream = (name: 'stdout' | 'stderr') => ({
      isTTY: options.tty ?? false,
      columns: 80,
      write: (text: string) => {
        written[name] += text;
      },
    });
    const exitCode = await runCli(argv, {
      env: { PROVISIONING_URL: url, PROVISIONING_CONTROL_CENTER_URL: url, ...options.env },
      terminal: {
        stdout: stream('stdout'),
        stderr: stream('stderr'),
        readStdin: () => Promise.resolve(options.stdin ?? ''),
        ask: () => Promise.resolve(answers.shift()),
      },
      credentials: createCredentials(configuration),
      signal: options.signal ?? new AbortController().signal,
      now: () => options.now ?? Date.UTC(2026, 0, 1),
      serve: options.serve ?? (() => Promise.reject(new Error('no server in this test'))),
    });
    return { exitCode, ...written };
  };
  return { run, folder, credentialsFile: configuration };
}

export const withToken = { env: { PROVISIONING_TOKEN: 'a-token' } };
